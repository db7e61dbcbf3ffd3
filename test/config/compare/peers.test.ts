import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

const node = (priority: number, source: string | undefined, ...peers: readonly string[]): string =>
  instanceText(
    `priority ${priority}\n${source === undefined ? '' : `unicast_src_ip ${source}`}\nunicast_peer {\n${peers.join('\n')}\n}`,
  );

test('peers that name each other are fine', () => {
  const { diagnostics, verdicts } = compare(node(150, '10.0.0.11', '10.0.0.12'), node(100, '10.0.0.12', '10.0.0.11'));
  assert.deepEqual(diagnostics, []);
  assert.equal(verdicts[0]?.master, 'a.conf');
});

test('a peer that is not listed hears nothing', () => {
  const { diagnostics, verdicts } = compare(node(150, '10.0.0.11', '10.0.0.99'), node(100, '10.0.0.12', '10.0.0.11'));
  assert.deepEqual(
    diagnostics.map(({ code, at }) => `${at?.file}:${at?.line} ${code}`),
    ['a.conf:6 compare-peers'],
  );
  assert.match(diagnostics[0]!.text, /sends no adverts to 10\.0\.0\.12, the `unicast_src_ip` of \(VI\) of b\.conf/);
  assert.equal(diagnostics[0]!.related?.[0]?.at.file, 'b.conf');
  assert.match(verdicts[0]!.text, /both become MASTER/);
});

test('a copied file has the same source', () => {
  const { diagnostics } = compare(node(150, '10.0.0.11', '10.0.0.12'), node(100, '10.0.0.11', '10.0.0.12'));
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['compare-source'],
  );
});

test('one and the same single peer cannot be right on both nodes', () => {
  const { diagnostics } = compare(node(150, undefined, '10.0.0.12'), node(100, undefined, '10.0.0.12'));
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['compare-peers'],
  );
  const third = compare(
    node(150, undefined, '10.0.0.12'),
    node(100, undefined, '10.0.0.12'),
    node(90, undefined, '10.0.0.12'),
  );
  assert.deepEqual(third.diagnostics, [], 'of three nodes nothing can be told without their sources');
});

test('of three nodes each must list the two others', () => {
  const { diagnostics } = compare(
    node(150, '10.0.0.11', '10.0.0.12', '10.0.0.13'),
    node(100, '10.0.0.12', '10.0.0.11', '10.0.0.13'),
    node(90, '10.0.0.13', '10.0.0.11'),
  );
  assert.deepEqual(
    diagnostics.map(({ code, at }) => `${at?.file} ${code}`),
    ['c.conf compare-peers'],
  );
  assert.match(diagnostics[0]!.text, /no adverts to 10\.0\.0\.12/);
});
