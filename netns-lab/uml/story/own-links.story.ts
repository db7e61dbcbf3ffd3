/**
 * Links that the agent makes for itself where the host cannot: an ipvlan (`use_ipvlan`), a virtual MAC inside a VRF, and
 * unicast in a VRF without an interface (`vrf`).
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Lab, withLab } from '../../lib/lab.js';
import { ALPHA, BRAVO, pair, single } from '../../topology/pair.js';
import { addressesAndRoutes, inBoth, statesOf, threeAdverts, untilAre } from '../both.js';

const NAMES = ['IPVLAN', 'NAMELESS', 'VMAC'];

const CONFIG = `
vrrp_instance IPVLAN {
    interface eth0
    use_ipvlan ipv8 10.77.0.18/24
    virtual_router_id 8
    priority 100
    version 3
    advert_int 0.3
    virtual_ipaddress {
        10.77.0.108/24
    }
}
vrrp_instance NAMELESS {
    interface eth0
    use_ipvlan 10.77.0.19
    virtual_router_id 9
    priority 100
    version 3
    advert_int 0.3
    virtual_ipaddress {
        10.77.0.109/24
    }
}
vrrp_instance VMAC {
    interface eth1
    use_vmac
    virtual_router_id 11
    priority 100
    version 3
    advert_int 0.3
    virtual_ipaddress {
        10.11.0.111/24
    }
}
`;

const LINKS = `link add blue address 02:00:00:00:09:01 type vrf table 10
link set blue up
link set eth1 master blue
`;

/** Every link with what it is made of, but for the numbers that the kernel gives out. */
async function links(lab: Lab): Promise<string[]> {
  const text = await lab.run('alpha', ['ip', '-d', '-o', 'link', 'show']);
  return text
    .split('\n')
    .map(line =>
      line
        .replace(/^\d+: /, '')
        .replaceAll('\\', '')
        .replace(/\s+/g, ' ')
        .replace(/@if\d+|link-netns \S+/g, ''),
    )
    .filter(line => line !== '')
    .sort();
}

test('ipvlans of its own, and a virtual MAC inside a VRF', async () => {
  await inBoth(single, async (lab, kind) => {
    await lab.network.addInterface('alpha', {
      name: 'eth1',
      mac: '02:00:00:00:01:01',
      addresses: ['10.11.0.1/24'],
    });
    await lab.network.ip('alpha', LINKS);
    const agent = lab.agent('alpha', kind, CONFIG);
    const sights: Record<string, unknown> = {};
    const look = async (stage: string) => {
      sights[stage] = { states: statesOf(lab, NAMES), tables: await addressesAndRoutes(lab), links: await links(lab) };
    };
    const all = (state: string) => Object.fromEntries(NAMES.map(name => [name, state]));

    await untilAre(lab, all('MASTER'), 15_000);
    for (const vrid of [8, 9, 11]) await threeAdverts(lab, vrid);
    await look('all are masters');
    sights.adverts = [
      ...new Set(lab.sniffer.adverts().map(a => `${a.vrid} ${a.sourceMac} ${a.source} > ${a.destination}`)),
    ].sort();

    await lab.network.ip('alpha', 'link set eth0 down\n');
    await untilAre(lab, { IPVLAN: 'FAULT', NAMELESS: 'FAULT' }, 5_000);
    await look('the base of the ipvlans is down');
    await lab.network.ip('alpha', 'link set eth0 up\n');
    await untilAre(lab, all('MASTER'), 8_000);
    await threeAdverts(lab, 9);
    await look('the base of the ipvlans is up again');
    assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    await look('it has stopped');
    return sights;
  });
});

const SIX = `
vrrp_instance SIX {
    interface eth0
    use_ipvlan ipv6
    virtual_router_id 13
    priority 100
    version 3
    advert_int 0.3
    virtual_ipaddress {
        fe80::113
        fd77::113/64
    }
}
vrrp_instance SIX_GIVEN {
    interface eth0
    use_ipvlan ipv6a fd77::18/64
    virtual_router_id 14
    priority 100
    version 3
    advert_int 0.3
    virtual_ipaddress {
        fe80::114
        fd77::114/64
    }
}
`;

// Of keepalived 2.2.7 beside it the kernel refused adverts from the given address (EINVAL), but not in every run.
test('IPv6 on an ipvlan: adverts leave with an address of its own, and the virtual addresses stay on its base', () =>
  withLab(single, async lab => {
    const agent = lab.agent('alpha', 'holdfast', SIX);
    await untilAre(lab, { SIX: 'MASTER', SIX_GIVEN: 'MASTER' }, 10_000);
    for (const vrid of [13, 14]) await threeAdverts(lab, vrid);
    const sources = (vrid: number) => [
      ...new Set(lab.sniffer.adverts().flatMap(advert => (advert.vrid === vrid ? [advert.source] : []))),
    ];
    const [linkLocal, ...others] = await lab.addresses('alpha', 'ipv6');
    assert.deepEqual(others, []);
    assert.match(linkLocal ?? '', /^fe80:/);
    assert.deepEqual(sources(13), [linkLocal]);
    assert.deepEqual(sources(14), ['fd77::18']);
    const onBase = await lab.addresses('alpha', 'eth0');
    for (const address of ['fd77::113', 'fe80::113', 'fd77::114', 'fe80::114']) assert.ok(onBase.includes(address));
    assert.ok(!onBase.includes(linkLocal ?? ''), 'the base has another one');
    assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    assert.deepEqual(await lab.addresses('alpha', 'ipv6').catch(() => []), []);
  }));

/** One node of a unicast pair; `place` says where it is. */
const unicast = (place: string, own: string, peer: string, priority: number) => `
vrrp_instance VI_1 {
    ${place}
    virtual_router_id 12
    priority ${priority}
    version 3
    advert_int 1
    unicast_src_ip ${own}
    unicast_peer {
        ${peer}
    }
    virtual_ipaddress {
        10.77.0.112/24 dev eth0
    }
}
`;

// keepalived 2.2.7 refuses an instance without an interface ("Unknown interface!"), so it is the other end.
test('unicast in a VRF, without an interface, beside real keepalived', () =>
  withLab(pair, async lab => {
    await lab.network.ip('alpha', 'link add blue type vrf table 10\nlink set blue up\nlink set eth0 master blue\n');
    const bravo = lab.agent('bravo', 'keepalived', unicast('interface eth0', BRAVO.address, ALPHA.address, 100));
    await lab.heldBy('10.77.0.112', ['bravo'], 8_000);
    const alpha = lab.agent('alpha', 'holdfast', unicast('vrf blue', ALPHA.address, BRAVO.address, 150));
    await lab.heldBy('10.77.0.112', ['alpha'], 12_000);
    const { 'Advertisements/Received': heard = 0 } = await alpha.statistics('VI_1');
    assert.ok(heard > 0, 'before it took over it heard bravo for three intervals');
    await lab.eventually('bravo heard alpha', () => bravo.states(), ['BACKUP', 'MASTER', 'BACKUP'], 8_000);
    assert.deepEqual(alpha.states(), ['BACKUP', 'MASTER']);
  }));
