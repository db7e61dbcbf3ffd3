/**
 * Interfaces with a virtual MAC (`use_vmac` and its kin): one configuration and the same events for keepalived and for
 * us, and links, addresses, the kernel's settings and the source of every frame must be the same. Then both as a pair.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { type ConfOptions, conf } from '../lib/conf-text.js';
import { interfaces } from '../lib/interfaces.js';
import { type Lab, withLab } from '../lib/lab.js';
import { VIP } from '../topology/pair.js';
import { ETH0, router } from '../topology/two-feet.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const VIRTUAL_MAC = '00:00:5e:00:01:33';
const fast = { version: 3 as const, advertInt: 0.2, priority: 100 };

/** Who sent adverts and announcements, by MAC and IP address. */
function senders(lab: Lab): string[] {
  const seen = lab.sniffer.packets.flatMap(packet => {
    if (packet.kind === 'advert') return `advert ${packet.sourceMac} ${packet.source} > ${packet.destination}`;
    if (packet.kind === 'arp' && packet.gratuitous) return `arp ${packet.sourceMac} ${packet.sender}`;
    if (packet.kind === 'na' && packet.source === packet.address) return `na ${packet.sourceMac} ${packet.address}`;
    return [];
  });
  return [...new Set(seen)].sort();
}

/** What the state dump says of interfaces. */
async function dumped(agent: Agent): Promise<string[]> {
  return (await agent.data()).filter(line => /VMAC|Interface =| dev /.test(line));
}

type Story = (lab: Lab, kind: AgentKind) => Promise<Readonly<Record<string, unknown>>>;

/** Tells both programs the same story and compares what they saw at each stage. */
async function sameStory(story: Story): Promise<Readonly<Record<string, unknown>>> {
  const [theirs, ours] = await Promise.all(KINDS.map(kind => withLab(router, lab => story(lab, kind))));
  assert.deepEqual(ours, theirs);
  return ours!;
}

/** The instance is MASTER, and all it has to add is there. */
async function untilMaster(lab: Lab, last: string): Promise<void> {
  const holds = async () => (await lab.addresses('alpha')).includes(last);
  await lab.eventually(`alpha carries ${last}`, holds, true, 8_000);
}

/** Every address of a burst has been announced. */
async function untilAnnounced(lab: Lab, addresses: readonly string[]): Promise<void> {
  const heard = () => addresses.filter(address => lab.sniffer.announcements(address).length === 0);
  await lab.eventually('all are announced', heard, [], 8_000);
}

async function stop(agent: Agent): Promise<void> {
  assert.deepEqual(await agent.stop(), { status: 0, signal: null });
}

const excluded = (...entries: string[]) => `virtual_ipaddress_excluded {\n${entries.join('\n')}\n}`;

interface Shape {
  readonly what: string;
  readonly instance: string;
  readonly options?: Partial<ConfOptions>;
  /** The address that is added last. */
  readonly last?: string;
  readonly announced?: readonly string[];
  /** The interface, and what adverts come from. */
  readonly device: string;
  readonly advertMac: string;
}

const OWN_MAC = '02:00:00:00:00:01';

const SHAPES: readonly Shape[] = [
  { what: 'for IPv4', instance: 'use_vmac', device: 'vrrp.51', advertMac: VIRTUAL_MAC },
  {
    what: 'for IPv6',
    instance: 'use_vmac',
    options: { family: 6 },
    last: 'fd77::100',
    announced: ['fe80::77:100', 'fd77::100'],
    device: 'vrrp.51',
    advertMac: '00:00:5e:00:02:33',
  },
  {
    what: 'for IPv6 with a source of its own',
    instance: 'use_vmac\nmcast_src_ip fe80::1234',
    options: { family: 6 },
    last: 'fd77::100',
    announced: ['fd77::100'],
    device: 'vrrp.51',
    advertMac: '00:00:5e:00:02:33',
  },
  {
    what: 'with a name and a MAC',
    instance: 'use_vmac vmac0 02:aa:bb:cc:dd:ee',
    device: 'vmac0',
    advertMac: '02:aa:bb:cc:dd:ee',
  },
  {
    what: 'with a MAC that the VRID completes',
    instance: 'use_vmac vmac0 02:aa:bb:cc:dd:',
    device: 'vmac0',
    advertMac: '02:aa:bb:cc:dd:33',
  },
  {
    what: 'with a prefix that has to be cut',
    instance: 'use_vmac',
    options: { globals: 'vmac_prefix verylongprefix' },
    device: 'verylongpref.51',
    advertMac: VIRTUAL_MAC,
  },
  {
    what: 'that sends from its base',
    instance: 'use_vmac\nvmac_xmit_base',
    device: 'vrrp.51',
    advertMac: OWN_MAC,
  },
  {
    what: 'for IPv6 that sends from its base',
    instance: 'use_vmac\nvmac_xmit_base',
    options: { family: 6 },
    last: 'fd77::100',
    announced: ['fd77::100'],
    device: 'vrrp.51',
    advertMac: OWN_MAC,
  },
  {
    what: 'with addresses on other interfaces, which have none',
    instance: `use_vmac\n${excluded('10.77.0.101/24 dev eth0', '10.78.0.101/24 dev eth1', 'fd77::101/64', 'fd78::101/64 dev eth1')}`,
    last: 'fd78::101',
    announced: [VIP, '10.77.0.101', 'fd77::101'],
    device: 'vrrp.51',
    advertMac: VIRTUAL_MAC,
  },
  {
    what: 'for all addresses',
    instance: `use_vmac\nuse_vmac_addr\n${excluded('10.78.0.101/24 dev eth1', 'fd77::101/64', 'fd78::101/64 dev eth1')}`,
    last: 'fd78::101',
    announced: [VIP, 'fd77::101'],
    device: 'vrrp.51',
    advertMac: VIRTUAL_MAC,
  },
  {
    what: 'for single addresses alone',
    instance: excluded('10.77.0.101/24 use_vmac', '10.78.0.101/24 dev eth1 use_vmac', 'fd77::101/64 use_vmac'),
    last: 'fd77::101',
    announced: [VIP, '10.77.0.101', 'fd77::101'],
    device: 'vrrp.51',
    advertMac: OWN_MAC,
  },
];

describe('an interface with a virtual MAC is what keepalived makes of it', { concurrency: 2 }, () => {
  for (const { what, instance, options, last = VIP, announced = [VIP], device, advertMac } of SHAPES) {
    test(`${what}, from the start to the stop`, async () => {
      const seen = await sameStory(async (lab, kind) => {
        const agent = lab.agent('alpha', kind, conf({ ...fast, ...options, instance }));
        await untilMaster(lab, last);
        await untilAnnounced(lab, announced);
        const master = await interfaces(lab);
        const dump = (await dumped(agent)).map(line => line.replace(' (using VRID)', ''));
        await stop(agent);
        return { master, dump, senders: senders(lab), after: await interfaces(lab) };
      });
      assert.ok(device in (seen.master as object), `there is no ${device}`);
      assert.ok((seen.senders as string[]).some(line => line.startsWith(`advert ${advertMac} `)));
    });
  }

  for (const family of [4, 6] as const) {
    test(`for IPv${family}, while the instance is BACKUP`, async () => {
      await sameStory(async (lab, kind) => {
        const agent = lab.agent('alpha', kind, conf({ ...fast, advertInt: 20, family, instance: 'use_vmac' }));
        await lab.eventually('it listens', () => agent.state(), 'BACKUP', 8_000);
        const backup = await interfaces(lab);
        await stop(agent);
        return { backup, states: agent.states(), after: await interfaces(lab) };
      });
    });
  }

  test('with the settings of the whole machine against it', async () => {
    const seen = await sameStory(async (lab, kind) => {
      await lab.run('alpha', [
        'sh',
        '-ec',
        'cd /proc/sys/net/ipv4/conf; echo 2 > all/rp_filter; echo 1 > default/rp_filter',
      ]);
      const only = async () => {
        // keepalived leaves interfaces it does not use without the protection that `all` gave them.
        const { eth1: _, ...rest } = await interfaces(lab);
        return rest;
      };
      const before = await only();
      const agent = lab.agent('alpha', kind, conf({ ...fast, instance: 'use_vmac' }));
      await untilMaster(lab, VIP);
      const master = await only();
      await stop(agent);
      return { before, master, after: await only() };
    });
    assert.deepEqual((seen.master as { all: unknown }).all, []);
    assert.deepEqual((seen.after as { all: unknown }).all, ['ipv4/all/rp_filter 2']);
  });

  const EVENTS: readonly {
    what: string;
    instance?: string;
    act: (lab: Lab) => Promise<void>;
    undo?: (lab: Lab) => Promise<void>;
    through: string;
  }[] = [
    {
      what: 'its base goes down and comes up',
      act: lab => lab.network.ip('alpha', 'link set eth0 down\n'),
      undo: lab => lab.network.ip('alpha', 'link set eth0 up\n'),
      through: 'FAULT',
    },
    {
      what: 'its base loses the carrier',
      act: lab => lab.network.unplug('alpha'),
      undo: lab => lab.network.plug('alpha'),
      through: 'FAULT',
    },
    {
      what: 'it is put down',
      act: lab => lab.network.ip('alpha', 'link set vrrp.51 down\n'),
      undo: lab => lab.network.ip('alpha', 'link set vrrp.51 up\n'),
      through: 'FAULT',
    },
    {
      what: 'its base vanishes and returns',
      act: lab => lab.network.ip('alpha', 'link del eth0\n'),
      undo: lab => lab.network.addInterface('alpha', ETH0),
      through: 'FAULT',
    },
    {
      what: 'the address its adverts come from is gone for a while',
      act: lab => lab.network.ip('alpha', 'addr del 10.77.0.1/24 dev eth0\n'),
      undo: lab => lab.network.ip('alpha', 'addr add 10.77.0.1/24 dev eth0\n'),
      through: 'FAULT',
    },
    { what: 'somebody deletes it', act: lab => lab.network.ip('alpha', 'link del vrrp.51\n'), through: 'FAULT' },
    {
      what: 'somebody deletes it and nobody tracks it',
      instance: 'dont_track_primary',
      act: lab => lab.network.ip('alpha', 'link del vrrp.51\n'),
      through: 'BACKUP',
    },
    {
      what: 'somebody removes its address',
      act: lab => lab.network.ip('alpha', `addr del ${VIP}/24 dev vrrp.51\n`),
      through: 'BACKUP',
    },
  ];

  for (const { what, instance = '', act, undo, through } of EVENTS) {
    test(`when ${what}`, async () => {
      const seen = await sameStory(async (lab, kind) => {
        const agent = lab.agent('alpha', kind, conf({ ...fast, instance: `use_vmac\n${instance}` }));
        await untilMaster(lab, VIP);
        await act(lab);
        const went = () => agent.states().at(-1) === through || agent.states().length > 2;
        await lab.eventually(`it goes through ${through}`, went, true, 8_000);
        await undo?.(lab);
        await lab.eventually('it is MASTER again', () => agent.state(), 'MASTER', 8_000);
        await untilMaster(lab, VIP);
        const again = await interfaces(lab);
        await stop(agent);
        return { states: agent.states(), again, senders: senders(lab), after: await interfaces(lab) };
      });
      assert.ok((seen.states as string[]).slice(2).includes(through));
    });
  }

  test('when nobody tracks the base, and it goes down and comes up', async () => {
    await sameStory(async (lab, kind) => {
      const agent = lab.agent('alpha', kind, conf({ ...fast, instance: 'use_vmac\ndont_track_primary' }));
      await untilMaster(lab, VIP);
      await lab.network.unplug('alpha');
      const isDown = async () => (await interfaces(lab))['vrrp.51'] as { isUp: boolean };
      await lab.eventually('it is down', async () => (await isDown()).isUp, false, 4_000);
      const down = await interfaces(lab);
      await lab.network.plug('alpha');
      await lab.sniffer.nextAdvert('it goes on', ({ priority }) => priority === 100, 8_000);
      await stop(agent);
      return { states: agent.states(), down };
    });
  });

  test('when the link-local address of its base changes', async () => {
    await sameStory(async (lab, kind) => {
      const agent = lab.agent('alpha', kind, conf({ ...fast, family: 6, instance: 'use_vmac' }));
      await untilMaster(lab, 'fd77::100');
      await lab.network.ip('alpha', 'addr del fe80::ff:fe00:1/64 dev eth0\naddr add fe80::78/64 dev eth0 nodad\n');
      await lab.sniffer.nextAdvert('adverts come from it', ({ source }) => source === 'fe80::78', 8_000);
      const follows = await interfaces(lab);
      await stop(agent);
      return { states: agent.states(), follows };
    });
  });

  test('after a crash that left it behind, with its address', async () => {
    await sameStory(async (lab, kind) => {
      // Time enough to be seen without the address.
      const slow = conf({ ...fast, advertInt: 2, instance: 'use_vmac' });
      const first = lab.agent('alpha', kind, conf({ ...fast, instance: 'use_vmac' }));
      await untilMaster(lab, VIP);
      await first.crash();
      const left = await interfaces(lab);
      const second = lab.agent('alpha', kind, slow);
      const forgets = async () => !(await lab.addresses('alpha')).includes(VIP);
      await lab.eventually('the address of the predecessor is gone', forgets, true, 8_000);
      await untilMaster(lab, VIP);
      const master = await interfaces(lab);
      await stop(second);
      return { left, master, after: await interfaces(lab) };
    });
  });

  test('when a reload brings it, and when a reload takes it away', async () => {
    await sameStory(async (lab, kind) => {
      const plain = conf(fast);
      const withVmac = conf({ ...fast, instance: 'use_vmac' });
      const agent = lab.agent('alpha', kind, plain);
      await untilMaster(lab, VIP);
      const placed = async (device: string) => (await lab.addresses('alpha', device)).includes(VIP);
      agent.reload(withVmac);
      await lab.eventually('the address is on the VMAC', () => placed('vrrp.51'), true, 8_000);
      const brought = await interfaces(lab);
      agent.reload(plain);
      await lab.eventually('the address is on eth0', () => placed('eth0'), true, 8_000);
      await lab.eventually('the VMAC is gone', async () => 'vrrp.51' in (await interfaces(lab)), false, 8_000);
      const taken = await interfaces(lab);
      await stop(agent);
      return { states: agent.states(), brought, taken };
    });
  });
});
