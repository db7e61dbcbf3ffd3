import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { lint } from '../../support/lint.js';

const many = (count: number, prefix = '10.0.0.'): string =>
  Array.from({ length: count }, (_, i) => `${prefix}${i + 1}/24`).join('\n');

const found = (text: string) => lint(text).map(({ code, text: sentence }) => `${code}: ${sentence}`);

test('a gap between ARPs makes the last address wait for all before it', () => {
  const globals = 'global_defs {\nvrrp_garp_interval 0.5\n}\n';
  const [slow, ...more] = found(globals + instanceText('', { addresses: many(10) }));
  assert.deepEqual(more, []);
  assert.match(slow!, /lint-garp-pace: with 0\.5 s .* last of 10 addresses on eth0 gets its first ARP 4\.5 s after/);
  assert.deepEqual(found(globals + instanceText('', { addresses: many(5) })), []);
  const two =
    instanceText('', { addresses: many(5) }) + instanceText('', { name: 'W', vrid: 52, addresses: many(5, '10.1.0.') });
  assert.equal(found(globals + two).length, 1, 'instances on one interface wait for each other');
});

test('one frame and no second chance', () => {
  const once = 'garp_master_repeat 1\ngarp_master_delay 0';
  assert.match(found(instanceText(once))[0]!, /lint-garp-once/);
  assert.deepEqual(found(instanceText(`${once}\ngarp_master_refresh 60`)), []);
  assert.deepEqual(found(instanceText('garp_master_repeat 1')), []);
  const two = (lines: string) =>
    instanceText(lines) + instanceText(lines, { name: 'W', vrid: 52, addresses: '10.0.0.2/24' });
  assert.equal(found(two(once)).length, 1, 'once for all instances');
  assert.match(found(two(once))[0]!, /a takeover of \(VI\) and \(W\) is told/);
});
