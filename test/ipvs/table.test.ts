import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type PoolView, SORRY_WEIGHT, UNLISTED } from '../../src/ipvs/pool/view.js';
import type { LvsSettings } from '../../src/ipvs/settings.js';
import { layoutServices, wantedEntry, wantedTable } from '../../src/ipvs/table.js';
import { real, settingsOf, virtual } from '../config/lvs/text.js';
import { savedByIpvsadm } from './ipvsadm.js';
import { TABLES } from './tables.js';

/** Every server with the weight it is configured with. */
export function allWell({ virtualServers }: LvsSettings): PoolView[] {
  return virtualServers.map(({ realServers }) => ({
    weights: realServers.map(({ weight }) => weight),
    sorryWeight: UNLISTED,
  }));
}

for (const { title, text, pools, table } of TABLES) {
  test(`table: ${title}`, () => {
    const { lvs } = settingsOf(text);
    assert.deepEqual(savedByIpvsadm(wantedTable(layoutServices(lvs), place => (pools ?? allWell(lvs))[place]!)), table);
  });
}

const KEY = 'tcp 10.0.0.1:80';

function entryOf(text: string, pools: readonly PoolView[]) {
  const layout = layoutServices(settingsOf(text).lvs);
  return wantedEntry(layout, KEY, place => pools[place]!)?.destinations.map(({ address, port, weight }) => [
    address.text,
    port,
    weight,
  ]);
}

test('a server that is not listed is absent, one of weight 0 is there', () => {
  const text = virtual('', { servers: real() + real('', '10.0.1.2 80') });
  assert.deepEqual(entryOf(text, [{ weights: [UNLISTED, 0], sorryWeight: UNLISTED }]), [['10.0.1.2', 80, 0]]);
});

test('a sorry server that is a real server too is one entry, with the greater of the two weights', () => {
  const text = virtual('sorry_server 10.0.1.1 80', { servers: real('inhibit_on_failure') });
  assert.deepEqual(entryOf(text, [{ weights: [0], sorryWeight: SORRY_WEIGHT }]), [['10.0.1.1', 80, 1]]);
  assert.deepEqual(entryOf(text, [{ weights: [5], sorryWeight: 0 }]), [['10.0.1.1', 80, 5]]);
  assert.deepEqual(entryOf(text, [{ weights: [UNLISTED], sorryWeight: SORRY_WEIGHT }]), [['10.0.1.1', 80, 1]]);
});

test('a server behind two virtual servers of one service stays while one of them lists it', () => {
  const text = virtual() + virtual('', { head: 'lb_algo wrr\nlb_kind NAT\nprotocol TCP\n' });
  assert.deepEqual(
    entryOf(text, [
      { weights: [UNLISTED], sorryWeight: UNLISTED },
      { weights: [2], sorryWeight: UNLISTED },
    ]),
    [['10.0.1.1', 80, 2]],
  );
});

test('weights are kept within what the kernel takes', () => {
  const text = virtual('', { servers: real() + real('', '10.0.1.2 80') });
  assert.deepEqual(entryOf(text, [{ weights: [-7, 2 ** 32], sorryWeight: UNLISTED }]), [
    ['10.0.1.1', 80, 0],
    ['10.0.1.2', 80, 2_147_483_647],
  ]);
});

test('limits of connections are those of the real server', () => {
  const { lvs } = settingsOf(virtual('', { servers: real('uthreshold 9\nlthreshold 4') }));
  const [entry] = wantedTable(layoutServices(lvs), place => allWell(lvs)[place]!).values();
  const { upperThreshold, lowerThreshold } = entry!.destinations[0]!;
  assert.deepEqual({ upperThreshold, lowerThreshold }, { upperThreshold: 9, lowerThreshold: 4 });
});

test('a range goes on beyond its last byte', () => {
  const text = `virtual_server_group G {\n10.0.0.254-10.0.1.1 80\n}\n${virtual('', { service: 'group G' })}`;
  const { keysOf } = layoutServices(settingsOf(text).lvs);
  assert.deepEqual(keysOf, [['10.0.0.254', '10.0.0.255', '10.0.1.0', '10.0.1.1'].map(ip => `tcp ${ip}:80`)]);
});

test('each virtual server knows its services, and each service its virtual servers', () => {
  const text = `virtual_server_group G {\n10.0.0.1 80\n10.0.0.2 80\n}\n${virtual()}${virtual('', { service: 'group G' })}`;
  const { keysOf, services } = layoutServices(settingsOf(text).lvs);
  assert.deepEqual(keysOf, [[KEY], [KEY, 'tcp 10.0.0.2:80']]);
  assert.deepEqual(services.get(KEY)?.virtualServers, [0, 1]);
  assert.equal(
    wantedEntry(layoutServices(settingsOf(text).lvs), 'tcp 10.0.0.9:80', () => assert.fail()),
    undefined,
  );
});
