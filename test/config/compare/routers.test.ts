import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

const codes = (...texts: readonly string[]) => compare(...texts).diagnostics.map(({ code }) => code);

test('another VRID under the same name is one virtual router that was meant', () => {
  const { diagnostics, verdicts } = compare(instanceText('', { vrid: 51 }), instanceText('', { vrid: 52 }));
  const mismatch = diagnostics.find(({ code }) => code === 'compare-vrid');
  assert.match(mismatch?.text ?? '', /a\.conf:3 says 51, b\.conf:3 says 52: they are two virtual routers/);
  assert.match(verdicts[0]!.text, /both become MASTER/);
  assert.equal(verdicts.length, 1);
});

test('another VRID with the same addresses, too', () => {
  const other = instanceText('', { name: 'W', vrid: 52 });
  assert.ok(codes(instanceText(), other).includes('compare-vrid'));
  const unrelated = instanceText('', { name: 'W', vrid: 52, addresses: '10.9.0.1/24' });
  assert.deepEqual(codes(instanceText(), unrelated), ['compare-alone', 'compare-alone']);
});

test('a VRID on several interfaces is matched by addresses and names', () => {
  const one = (name: string, head: string, priority: number, addresses: string) =>
    instanceText(`priority ${priority}`, { name, head, addresses });
  const a = one('L', 'interface eth0', 150, '10.0.0.1/24') + one('R', 'interface eth1', 150, '10.1.0.1/24');
  const b = one('R', 'interface eth0', 100, '10.1.0.1/24') + one('L', 'interface eth1', 100, '10.0.0.1/24');
  const { diagnostics, verdicts } = compare(a, b);
  assert.deepEqual(diagnostics, []);
  assert.equal(verdicts.length, 2);
});

test('the families of one VRID are two virtual routers', () => {
  const six = (priority: number) => instanceText(`priority ${priority}`, { name: 'S', addresses: 'fe80::1/64' });
  const four = (priority: number) => instanceText(`priority ${priority}`, { name: 'F' });
  const { diagnostics, verdicts } = compare(four(150) + six(100), six(150) + four(100));
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(
    verdicts.map(({ about, master }) => [about, master]),
    [
      ['VRID 51 (F, IPv4)', 'a.conf'],
      ['VRID 51 (S, IPv6)', 'b.conf'],
    ],
  );
});

test('three nodes are ranked together', () => {
  const node = (priority: number) => instanceText(`priority ${priority}`);
  const { diagnostics, verdicts } = compare(node(90), node(150), node(100));
  assert.deepEqual(diagnostics, []);
  assert.match(
    verdicts[0]!.text,
    /^b\.conf is MASTER while all is well: priority 150 before c\.conf with 100 and a\.conf with 90$/,
  );
});

test('an instance that only one node has is said to have no backup', () => {
  const more = instanceText('', { name: 'W', vrid: 52, addresses: '10.9.0.1/24' });
  const { diagnostics, verdicts } = compare(instanceText('priority 150') + more, instanceText());
  assert.deepEqual(
    diagnostics.map(({ code, at }) => [code, at?.file]),
    [['compare-alone', 'a.conf']],
  );
  assert.match(verdicts[1]!.text, /^a\.conf is MASTER and has no backup$/);
});
