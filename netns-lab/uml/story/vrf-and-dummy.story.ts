/** An instance inside a VRF, and virtual addresses on a dummy device: devices that exist for routing alone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { single } from '../../topology/pair.js';
import { addressesAndRoutes, inBoth, statesOf, threeAdverts, untilAre } from '../both.js';

const NAMES = ['ENSLAVED', 'LOOPED', 'WEIGHED'];

const CONFIG = `
vrrp_instance ENSLAVED {
    interface eth1
    virtual_router_id 11
    priority 100
    version 3
    advert_int 0.3
    virtual_ipaddress {
        10.11.0.100/24
        10.12.0.100/32 dev blue
    }
    virtual_routes {
        203.0.113.0/24 via 10.11.0.254 dev eth1 table 10
    }
}
vrrp_instance LOOPED {
    interface eth0
    virtual_router_id 12
    priority 100
    version 3
    advert_int 0.3
    virtual_ipaddress {
        192.0.2.100/32 dev dummy0
    }
}
vrrp_instance WEIGHED {
    interface eth0
    virtual_router_id 13
    priority 100
    version 3
    advert_int 0.3
    track_interface {
        dummy1 weight -20
    }
    virtual_ipaddress {
        10.77.0.113/24
    }
}
`;

const LINKS = `link add blue type vrf table 10
link set blue up
link set eth1 master blue
link add dummy0 type dummy
link add dummy1 type dummy
link set dummy0 up
link set dummy1 up
`;

test('a VRF and dummy devices', async () => {
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
      sights[stage] = { states: statesOf(lab, NAMES), tables: await addressesAndRoutes(lab) };
    };

    await untilAre(lab, { ENSLAVED: 'MASTER', LOOPED: 'MASTER', WEIGHED: 'MASTER' }, 15_000);
    await threeAdverts(lab, 13);
    await look('all are masters');

    await lab.network.ip('alpha', 'link set dummy0 down\nlink set dummy1 down\n');
    await untilAre(lab, { LOOPED: 'FAULT' }, 5_000);
    const isLower = (vrid: number, priority: number) =>
      lab.sniffer.nextAdvert(`VRID ${vrid} at ${priority}`, a => a.vrid === vrid && a.priority === priority, 5_000);
    await isLower(13, 80);
    await look('the dummies are down');
    await lab.network.ip('alpha', 'link set dummy0 up\nlink set dummy1 up\n');
    await untilAre(lab, { LOOPED: 'MASTER' }, 8_000);
    await isLower(13, 100);
    await look('the dummies are up again');

    await lab.network.ip('alpha', 'link set blue down\n');
    await untilAre(lab, { ENSLAVED: 'FAULT' }, 5_000);
    await look('the VRF is down');
    await lab.network.ip('alpha', 'link set blue up\n');
    await untilAre(lab, { ENSLAVED: 'MASTER' }, 8_000);
    await threeAdverts(lab, 11);
    await look('the VRF is up again');
    assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    await look('it has stopped');
    return sights;
  });
});
