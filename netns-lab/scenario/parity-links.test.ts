/**
 * When the state of a link counts: delays, polls, and what a link takes with it. One configuration, real keepalived and
 * ours each in a lab of its own, the same events on the wire.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { type Lab, withLab } from '../lib/lab.js';
import { threeFeet } from '../topology/three-feet.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 12_000;
const VIP = '10.77.0.11';
const VIP6 = 'fd77::11';

const configuration = (blocks: string, instance = '') => `global_defs {
    vrrp_version 3
    vrrp_garp_master_delay 0
}
${blocks}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority 200
    advert_int 0.2
    down_timer_adverts 40
    ${instance}
    virtual_ipaddress {
        ${VIP}/24
    }
    virtual_ipaddress_excluded {
        ${VIP6}/64
    }
}
`;

const TRACKED = 'track_interface {\neth1 weight -10\neth2 weight -20\n}';

/** Starts an agent and waits until it is master with full priority. */
async function master(lab: Lab, kind: AgentKind, config: string): Promise<Agent> {
  const agent = lab.agent('alpha', kind, config);
  await lab.sniffer.nextAdvert('full priority', ({ priority }) => priority === 200, 25_000);
  return agent;
}

const priority = (lab: Lab, wanted: number) =>
  lab.sniffer.nextAdvert(`priority ${wanted}`, advert => advert.priority === wanted, WITHIN);

/** A stretch of adverts that all have one priority. */
async function stays(lab: Lab, wanted: number, adverts: number): Promise<void> {
  for (let i = 0; i < adverts; i++) {
    const { priority: seen } = await lab.sniffer.nextAdvert('an advert', () => true, WITHIN);
    assert.equal(seen, wanted);
  }
}

/** Between the command and the event that it causes there is at most a moment, and none before. */
const EARLY = 2;

describe('links', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    test(`${kind}: a tracked link counts once its delay is over, and what is shorter never was`, () =>
      withLab(threeFeet, async lab => {
        const delays = 'interface_up_down_delays {\neth1 1.2 0.8\n}';
        await master(lab, kind, configuration(delays, TRACKED));
        await lab.network.unplug('alpha', 'eth1');
        await stays(lab, 200, 2);
        await lab.network.plug('alpha', 'eth1');
        await stays(lab, 200, 8);

        const down = Date.now();
        await lab.network.unplug('alpha', 'eth1');
        assert.ok((await priority(lab, 190)).at - down >= 1_200 - EARLY);

        await lab.network.plug('alpha', 'eth1');
        await stays(lab, 190, 2);
        await lab.network.unplug('alpha', 'eth1');
        await stays(lab, 190, 6);

        const up = Date.now();
        await lab.network.plug('alpha', 'eth1');
        assert.ok((await priority(lab, 200)).at - up >= 800 - EARLY);
        await lab.network.unplug('alpha', 'eth2');
        await priority(lab, 180); // it has no delay
      }));

    test(`${kind}: a master sits out a short absence of its link, and not a long one`, () =>
      withLab(threeFeet, async lab => {
        const agent = await master(lab, kind, configuration('interface_up_down_delays {\neth0 1.5 0.5\n}'));
        await lab.network.unplug('alpha');
        await lab.network.plug('alpha');
        await stays(lab, 200, 10);
        assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
        const down = Date.now();
        await lab.network.unplug('alpha');
        await lab.heldBy(VIP, [], WITHIN);
        assert.ok(Date.now() - down >= 1_500);
        const up = Date.now();
        await lab.network.plug('alpha');
        await lab.eventually('a backup', () => agent.state(), 'BACKUP', WITHIN);
        assert.ok(Date.now() - up >= 500);
      }));

    test(`${kind}: of a polled link the poll counts, and no delay`, () =>
      withLab(threeFeet, async lab => {
        const delays = 'interface_up_down_delays {\neth1 250 250\neth2 250 250\n}';
        const polls = 'linkbeat_interfaces {\neth1 MII\neth2 IOCTL\n}';
        const agent = await master(lab, kind, configuration(delays + polls, TRACKED));
        assert.match(agent.log(), /eth1.*MII.*ETHTOOL/, 'a veth has no transceiver to ask');
        await lab.network.unplug('alpha', 'eth1');
        await priority(lab, 190);
        await lab.network.unplug('alpha', 'eth2');
        await priority(lab, 170);
        await lab.network.plug('alpha', 'eth1');
        await priority(lab, 180);
        await lab.network.plug('alpha', 'eth2');
        await priority(lab, 200);
        await lab.network.ip('alpha', 'link set eth2 down\n');
        await priority(lab, 180);
        await lab.network.ip('alpha', 'link set eth2 up\n');
        await priority(lab, 200);
        await lab.network.unplug('alpha');
        await lab.eventually('its own link is not polled', () => agent.state(), 'FAULT', WITHIN);
      }));

    test(`${kind}: linkbeat_use_polling asks for the links of instances, and for no others`, () =>
      withLab(threeFeet, async lab => {
        const delays = 'interface_up_down_delays {\neth1 250 250\n}';
        const agent = await master(lab, kind, configuration(`${delays}\nlinkbeat_use_polling`, TRACKED));
        await lab.network.unplug('alpha', 'eth1');
        await stays(lab, 200, 8);
        await lab.network.unplug('alpha');
        await lab.eventually('a fault', () => agent.state(), 'FAULT', WITHIN);
        assert.match(agent.log(), /Linkbeat reports eth0 down|interface eth0: a poll of its link found it down/);
        await lab.network.plug('alpha');
        await lab.eventually('its link again', () => agent.state(), 'BACKUP', WITHIN);
      }));

    test(`${kind}: an address that the kernel drops with a link that is not followed is there again with the link`, () =>
      withLab(threeFeet, async lab => {
        const agent = await master(lab, kind, configuration('', 'dont_track_primary'));
        await lab.heldBy(VIP6, ['alpha'], WITHIN);
        await lab.network.ip('alpha', 'link set eth0 down\n');
        await lab.network.ip('alpha', 'link set eth0 up\n');
        // keepalived is backup for a moment when it reads of the address before it can put it back.
        if (kind === 'holdfast') await stays(lab, 200, 3);
        await lab.sniffer.nextAdvert('full priority again', ({ priority }) => priority === 200, WITHIN);
        await lab.heldBy(VIP6, ['alpha'], WITHIN);
        await lab.heldBy(VIP, ['alpha'], WITHIN);
        assert.ok(!agent.states().includes('FAULT'));
      }));
  }

  test('holdfast: what went with a link during its delay is put back at once, and nobody changes state', () =>
    withLab(threeFeet, async lab => {
      // keepalived becomes backup for a moment, since its IPv6 address is gone.
      const routes = 'virtual_routes {\n10.55.0.0/16 dev eth0\n10.56.0.0/16 via 10.77.0.9 dev eth0\n}';
      const config = configuration('interface_up_down_delays {\neth0 5\n}', routes);
      const agent = await master(lab, 'holdfast', config);
      const held = async () => {
        const text = await lab.run('alpha', ['ip', 'route', 'show', 'proto', '18']);
        return text.split('\n').flatMap(line => /^10\.5\d/.exec(line)?.[0] ?? []);
      };
      await lab.eventually('routes', held, ['10.55', '10.56'], WITHIN);
      await lab.network.ip('alpha', 'link set eth0 down\n');
      assert.deepEqual(await held(), [], 'the kernel takes them');
      const before = lab.sniffer.announcements(VIP6).length;
      await lab.network.ip('alpha', 'link set eth0 up\n');
      await lab.heldBy(VIP6, ['alpha'], WITHIN);
      await lab.eventually('routes', held, ['10.55', '10.56'], WITHIN);
      await lab.eventually('announced again', () => lab.sniffer.announcements(VIP6).length > before, true, WITHIN);
      await stays(lab, 200, 5);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
    }));

  test('holdfast: a reload that takes the delay of a link away lets its state count at once', () =>
    withLab(threeFeet, async lab => {
      const agent = await master(lab, 'holdfast', configuration('interface_up_down_delays {\neth1 250\n}', TRACKED));
      await lab.network.unplug('alpha', 'eth1');
      await stays(lab, 200, 5);
      agent.reload(configuration('', TRACKED));
      await priority(lab, 190);
    }));
});
