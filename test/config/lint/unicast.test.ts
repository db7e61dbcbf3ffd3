import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { lint, places } from '../../support/lint.js';

const unicast = (source: string, ...peers: readonly string[]): string =>
  instanceText(`unicast_src_ip ${source}\nunicast_peer {\n${peers.join('\n')}\n}`);

test('a node is not its own peer', () => {
  const [found, ...more] = lint(unicast('10.0.0.11', '10.0.0.12', '10.0.0.11'));
  assert.deepEqual(more, []);
  assert.equal(`${found?.at?.line} ${found?.code}`, '7 lint-peer-self');
  assert.deepEqual(lint(unicast('10.0.0.11', '10.0.0.12')), []);
});

test('a virtual address is neither source nor peer', () => {
  assert.deepEqual(places(lint(unicast('10.0.0.1', '10.0.0.12'))), ['4 lint-source-virtual']);
  assert.deepEqual(places(lint(unicast('10.0.0.11', '10.0.0.1'))), ['6 lint-peer-virtual']);
  assert.match(lint(instanceText('mcast_src_ip 10.0.0.1'))[0]!.text, /`mcast_src_ip` 10\.0\.0\.1/);
});
