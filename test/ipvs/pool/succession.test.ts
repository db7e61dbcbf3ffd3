import assert from 'node:assert/strict';
import { test } from 'node:test';
import { matchServers } from '../../../src/ipvs/pool/succession.js';
import { group, real, settingsOf, virtual } from '../../config/lvs/text.js';

function match(before: string, after: string) {
  return matchServers(settingsOf(before).lvs.virtualServers, settingsOf(after).lvs.virtualServers);
}

test('servers are known by address and port, wherever they stand', () => {
  const servers = real() + real('', '10.0.1.2 80');
  const after =
    virtual('', { service: '10.0.0.2 80' }) +
    virtual('', { servers: real('', '10.0.1.2 80') + real('', '10.0.1.1 81') });
  assert.deepEqual(match(virtual('', { servers }), after), [
    { former: undefined, realServers: [undefined] },
    { former: 0, realServers: [1, undefined] },
  ]);
});

test('how they are served makes no other server', () => {
  const after = virtual('quorum 1\npersistence_timeout 9', {
    head: 'lb_algo wlc\nlb_kind TUN\nprotocol TCP\n',
    servers: real('weight 9'),
  });
  assert.deepEqual(match(virtual(), after), [{ former: 0, realServers: [0] }]);
});

test('another protocol, port or mark is another service', () => {
  const udp = virtual('', { head: 'lb_algo rr\nlb_kind NAT\nprotocol UDP\n' });
  for (const after of [udp, virtual('', { service: '10.0.0.1 81' }), virtual('', { service: 'fwmark 1' })]) {
    assert.equal(match(virtual(), after)[0]?.former, undefined);
  }
});

test('a group under another protocol is another service', () => {
  const tcp = group('10.0.0.1 80') + virtual('', { service: 'group G' });
  assert.equal(match(tcp, tcp)[0]?.former, 0);
  assert.equal(match(tcp, tcp.replace('protocol TCP', 'protocol UDP'))[0]?.former, undefined);
});

test('a mark is a service in each family', () => {
  const v4 = virtual('', { service: 'fwmark 1' });
  const v6 = virtual('', { service: 'fwmark 1', servers: real('', 'fd00::1 80') });
  assert.equal(match(v4, v6)[0]?.former, undefined);
  assert.equal(match(v6, v4 + v6)[1]?.former, 0);
});

test('two blocks of one service, or of one group, keep their order', () => {
  const twins = virtual() + virtual('', { servers: real('', '10.0.1.2 80') });
  assert.deepEqual(
    match(twins, twins).map(({ former }) => former),
    [0, 1],
  );
  const shared = group('10.0.0.1 80') + virtual('', { service: 'group G' }) + virtual('', { service: 'group G' });
  assert.deepEqual(
    match(shared, shared).map(({ former }) => former),
    [0, 1],
  );
});
