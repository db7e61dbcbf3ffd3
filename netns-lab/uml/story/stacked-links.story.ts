/**
 * Interfaces that stand on others: an 802.1Q sub-interface, an ipvlan, a bond. One agent has an instance on each, so that
 * what befalls one of them is seen to leave the others alone.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Lab } from '../../lib/lab.js';
import { run } from '../../lib/run.js';
import { Sniffer } from '../../lib/sniffer.js';
import { single } from '../../topology/pair.js';
import { addressesAndRoutes, inBoth, statesOf, threeAdverts, untilAre } from '../both.js';

const NAMES = ['TAGGED', 'IPVLAN', 'BOND'];

/** Nobody else is on the wire, so short intervals cost a slow machine no failover. */
const instance = (name: string, device: string, vrid: number, addresses: readonly string[]) => `
vrrp_instance ${name} {
    state BACKUP
    interface ${device}
    virtual_router_id ${vrid}
    priority 100
    version 3
    advert_int 0.3
    virtual_ipaddress {
        ${addresses.join('\n        ')}
    }
}`;

const CONFIG = [
  instance('TAGGED', 'eth0.7', 7, ['10.7.0.100/24', '10.8.0.100/24 dev eth0.8 no_track']),
  instance('IPVLAN', 'ipvl0', 8, ['10.77.0.108/24']),
  instance('BOND', 'bond0', 9, ['10.9.0.100/24']),
].join('\n');

const LINKS = `link add link eth0 name eth0.7 type vlan id 7
link add link eth0 name eth0.8 type vlan id 8
link add link eth0 name ipvl0 type ipvlan mode l2
addr add 10.7.0.1/24 dev eth0.7
addr add 10.77.0.18/24 dev ipvl0
link add bond0 type bond mode active-backup miimon 100
link set eth1 down
link set eth2 down
link set eth1 master bond0
link set eth2 master bond0
addr add 10.9.0.1/24 dev bond0
link set eth0.7 up
link set eth0.8 up
link set ipvl0 up
link set bond0 up
`;

async function build(lab: Lab): Promise<void> {
  for (const n of [1, 2]) {
    await lab.network.addInterface('alpha', { name: `eth${n}`, mac: `02:00:00:00:0${n}:01`, addresses: [] });
  }
  await lab.network.ip('alpha', LINKS);
  await lab.eventually(
    'the bond has a slave',
    () => activeSlave(lab),
    slave => /^eth[12]$/.test(slave),
    5_000,
  );
}

async function activeSlave(lab: Lab): Promise<string> {
  const text = await lab.run('alpha', ['ip', '-j', '-d', 'link', 'show', 'bond0']);
  const [bond] = JSON.parse(text) as { linkinfo: { info_data: { active_slave?: string } } }[];
  return bond?.linkinfo.info_data.active_slave ?? '';
}

/** The wire as VLAN 7 sees it: nothing arrives there that is not tagged. */
async function taggedWire(lab: Lab): Promise<Sniffer> {
  const namespace = lab.network.switchNamespace;
  await run(['ip', '-n', namespace, 'link', 'add', 'link', 'br0', 'name', 'br0.7', 'type', 'vlan', 'id', '7']);
  await run(['ip', '-n', namespace, 'link', 'set', 'br0.7', 'up']);
  const sniffer = await Sniffer.start(namespace, 'br0.7');
  lab.onClose(() => sniffer.stop());
  return sniffer;
}

test('a VLAN, an ipvlan and a bond carry instances', async () => {
  const seen = await inBoth(single, async (lab, kind) => {
    await build(lab);
    const tagged = await taggedWire(lab);
    const agent = lab.agent('alpha', kind, CONFIG);
    const sights: Record<string, unknown> = {};
    const look = async (stage: string) => {
      sights[stage] = { states: statesOf(lab, NAMES), tables: await addressesAndRoutes(lab) };
    };

    await untilAre(lab, { TAGGED: 'MASTER', IPVLAN: 'MASTER', BOND: 'MASTER' }, 15_000);
    await threeAdverts(lab, 9);
    await look('all are masters');
    assert.deepEqual([...new Set(tagged.adverts().map(({ vrid, source }) => `${vrid} ${source}`))], ['7 10.7.0.1']);

    const failed = await activeSlave(lab);
    const other = failed === 'eth1' ? 'eth2' : 'eth1';
    await lab.network.unplug('alpha', failed);
    await lab.eventually('the other slave carries the bond', () => activeSlave(lab), other, 5_000);
    await threeAdverts(lab, 9);
    await look('one slave of the bond has failed');
    await lab.network.unplug('alpha', other);
    await untilAre(lab, { BOND: 'FAULT' }, 5_000);
    await look('both slaves have failed');
    await lab.network.plug('alpha', failed);
    await untilAre(lab, { BOND: 'MASTER' }, 8_000);

    await lab.network.unplug('alpha');
    await untilAre(lab, { TAGGED: 'FAULT', IPVLAN: 'FAULT' }, 5_000);
    await look('the cable of the parent is pulled');
    await lab.network.plug('alpha');
    await untilAre(lab, { TAGGED: 'MASTER', IPVLAN: 'MASTER' }, 8_000);

    await lab.network.ip('alpha', 'link set eth0 down\n');
    await untilAre(lab, { TAGGED: 'FAULT', IPVLAN: 'FAULT' }, 5_000);
    await look('the parent is down');
    await lab.network.ip('alpha', 'link set eth0 up\n');
    await untilAre(lab, { TAGGED: 'MASTER', IPVLAN: 'MASTER' }, 8_000);
    await threeAdverts(lab, 8);
    await look('the parent is up again');
    assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    await look('it has stopped');
    return sights;
  });
  const { states } = seen['one slave of the bond has failed'] as { states: Record<string, string[]> };
  assert.deepEqual(states.BOND, ['BACKUP', 'MASTER']);
});
