import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfiguration } from '../../src/config/load.js';
import { SupportGaps } from '../../src/config/support.js';
import { fakePorts, instanceText } from '../support/fake-machine.js';

function gapsOf(text: string): readonly (readonly [string, string, readonly number[]])[] {
  const main = '/etc/keepalived/keepalived.conf';
  const support = new SupportGaps();
  const { diagnostics } = loadConfiguration(main, fakePorts({ files: { [main]: text } }), {
    configId: 'alpha',
    test: true,
    observe: statement => support.observe(statement),
  });
  return support
    .all(diagnostics)
    .map(({ keyword, block, places }) => [keyword, block, places.map(({ line }) => line)] as const);
}

test('every place of a keyword without effect is found, though one warning says it', () => {
  const text = instanceText('track_bfd { }') + instanceText('track_bfd { }', { name: 'W', vrid: 52 });
  assert.deepEqual(gapsOf(text), [['track_bfd', 'vrrp_instance', [4, 12]]]);
});

test('of a block without effect the block counts, not what stands in it', () => {
  const text = 'virtual_server 10.0.0.1 80 {\nlb_algo rr\nlb_kind DR\nsmtp_alert\n}\n';
  assert.deepEqual(gapsOf(text), [['virtual_server', 'the top level', [1]]]);
});

test('an option counts, too', () => {
  const found = gapsOf(instanceText('use_vmac netlink_notify_msg'));
  assert.deepEqual(
    found.map(([keyword, , lines]) => [keyword, lines]),
    [['netlink_notify_msg', [4]]],
  );
});

test('lines of a sequence are one place, and what is read twice counts once', () => {
  // A namespace that is named late makes the file be read again.
  const text = `${instanceText('~SEQ(I, 2) track_bfd { }')}net_namespace blue\n`;
  const [first] = gapsOf(text);
  assert.deepEqual(first, ['track_bfd', 'vrrp_instance', [4]]);
});
