/** Sync groups: routers that are master on both of their networks or on none; every pair of programs. */
import assert from 'node:assert/strict';
import { chmodSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { complaints } from '../lib/complaints.js';
import { ALL, type Ends, endsTitle } from '../lib/ends.js';
import { forgeAdvert } from '../lib/forge.js';
import { type Lab, withLab } from '../lib/lab.js';
import { notebook } from '../lib/notebook.js';
import { INNER_VIP, OUTER_VIP, routers, routersOnThree } from '../topology/two-wires.js';

const INTERVAL = 100;

interface Member {
  readonly priority: number;
  readonly interface?: string;
  readonly instance?: string;
}

interface GroupConf {
  readonly members: readonly Member[];
  /** Lines of global_defs. */
  readonly globals?: string;
  /** Lines of the group. */
  readonly group?: string;
  /** How many of the instances are in the group; all of them unless told. */
  readonly grouped?: number;
}

/** `VI_1` on eth0, `VI_2` on eth1, and so on; `G` is the group of them. */
function conf({ members, globals = '', group = '', grouped = members.length }: GroupConf): string {
  const names = members.slice(0, grouped).map((_, i) => `VI_${i + 1}`);
  const instances = members.map(
    (member, i) => `vrrp_instance VI_${i + 1} {
    state BACKUP
    interface ${member.interface ?? `eth${i}`}
    virtual_router_id ${51 + i}
    priority ${member.priority}
    version 3
    advert_int ${INTERVAL / 1_000}
    garp_master_delay 1
    garp_lower_prio_delay 1
    ${member.instance ?? ''}
    virtual_ipaddress {
        10.${77 + i}.0.100/24
    }
}`,
  );
  return `global_defs {
    router_id lab
    enable_script_security
    script_user root
    ${globals}
}
vrrp_sync_group G {
    group {
        ${names.join('\n        ')}
    }
    ${group}
}
${instances.join('\n')}
`;
}

const both = (lab: Lab) => Promise.all([lab.holders(INNER_VIP), lab.holders(OUTER_VIP)]);

/** The same node carries both addresses, awaited. */
async function heldTogether(lab: Lab, node: string, within: number) {
  await lab.eventually(`both addresses are on ${node}`, () => both(lab), [[node], [node]], within);
}

async function adverts(lab: Lab, source: string, count: number) {
  const before = lab.sniffer.adverts(source).length;
  const sent = () => lab.sniffer.adverts(source).length >= before + count;
  await lab.eventually(`${count} more adverts from ${source}`, sent, true, count * INTERVAL * 4 + 2_000);
}

/** Alpha is master of both networks, and bravo has settled as backup. */
async function elected(lab: Lab, ends: Ends) {
  const config = conf({ members: [{ priority: 150 }, { priority: 150 }] });
  const alpha = lab.agent('alpha', ends[0], config);
  await heldTogether(lab, 'alpha', 8_000);
  const bravo = lab.agent('bravo', ends[1], conf({ members: [{ priority: 100 }, { priority: 100 }] }));
  await lab.eventually('bravo is a backup', () => bravo.state('VI_2'), 'BACKUP', 8_000);
  await adverts(lab, '10.77.0.1', 4);
  return { alpha, bravo, config };
}

function scenario(title: string, story: (lab: Lab, ends: Ends) => Promise<void>) {
  for (const ends of ALL) {
    test(`${endsTitle(ends)}: ${title}`, () =>
      withLab(routers, async lab => {
        await story(lab, ends);
        assert.deepEqual(lab.agents.flatMap(complaints), []);
      }));
  }
}

describe('a pair of routers in sync groups', { concurrency: 2 }, () => {
  scenario('a pulled cable on one network moves both, and plugged in again brings both back', async (lab, ends) => {
    const { alpha, bravo } = await elected(lab, ends);
    const farewell = lab.sniffer.nextAdvert(
      "alpha's farewell on the network that is well",
      seen => seen.source === '10.77.0.1' && seen.priority === 0,
      4_000,
    );
    await lab.network.unplug('alpha', 'eth1');
    await farewell;
    await heldTogether(lab, 'bravo', 4_000);
    await lab.eventually(
      'alpha is in fault',
      () => [alpha.state('VI_1'), alpha.state('VI_2')],
      ['FAULT', 'FAULT'],
      2_000,
    );
    await lab.network.plug('alpha', 'eth1');
    await heldTogether(lab, 'alpha', 6_000);
    await lab.eventually(
      'bravo yielded',
      () => [bravo.state('VI_1'), bravo.state('VI_2')],
      ['BACKUP', 'BACKUP'],
      2_000,
    );
  });

  scenario('a silent cut on one network moves neither while the other is whole', async (lab, ends) => {
    const { bravo } = await elected(lab, ends);
    await lab.network.isolate('alpha', 'eth1');
    await adverts(lab, '10.77.0.1', 15); // four master-down intervals
    assert.deepEqual(await both(lab), [['alpha'], ['alpha']]);
    assert.deepEqual(bravo.states('VI_2'), ['BACKUP']);
    await lab.network.isolate('alpha'); // now bravo hears alpha nowhere
    await lab.eventually(
      'each is master',
      () => both(lab),
      [
        ['alpha', 'bravo'],
        ['alpha', 'bravo'],
      ],
      4_000,
    );
    await lab.network.rejoin('alpha');
    await heldTogether(lab, 'alpha', 4_000); // one network is enough to be told
    await lab.network.rejoin('alpha', 'eth1');
    await adverts(lab, '10.77.0.1', 15);
    assert.deepEqual(await both(lab), [['alpha'], ['alpha']]);
  });

  scenario('a router that stops is replaced at once on both networks, and one that crashes too', async (lab, ends) => {
    const { alpha, bravo, config } = await elected(lab, ends);
    await alpha.stop();
    await heldTogether(lab, 'bravo', 4_000);
    const again = lab.agent('alpha', ends[0], config);
    await heldTogether(lab, 'alpha', 8_000);
    await lab.eventually(
      'bravo yielded',
      () => [bravo.state('VI_1'), bravo.state('VI_2')],
      ['BACKUP', 'BACKUP'],
      2_000,
    );
    await again.crash();
    await lab.eventually(
      'bravo is master',
      () => [bravo.state('VI_1'), bravo.state('VI_2')],
      ['MASTER', 'MASTER'],
      4_000,
    );
  });
});

describe('one configuration, both programs', { concurrency: 2 }, () => {
  /** What an agent tells through its FIFO in the course of the same events. */
  async function told(kind: AgentKind): Promise<Record<string, string[]>> {
    return withLab(routersOnThree, async lab => {
      const notes = await notebook(lab, 'alpha');
      const globals = `vrrp_notify_fifo ${notes.path}`;
      const two = { members: [{ priority: 100 }, { priority: 150 }], globals };
      const three = { members: [...two.members, { priority: 120 }], globals };
      const chapters: Record<string, string[]> = {};
      let read = 0;
      /** All that is told until the last line of the chapter. */
      const chapter = async (event: string, last: string) => {
        const fresh = () => notes.lines().slice(read);
        const lines = await lab.eventually(event, fresh, seen => seen.includes(last), 8_000);
        chapters[event] = lines.slice(0, lines.indexOf(last) + 1);
        read += chapters[event].length;
      };
      const agent: Agent = lab.agent('alpha', kind, conf(three));
      await chapter('start and takeover', 'GROUP "G" MASTER 0');
      await lab.network.unplug('alpha', 'eth1');
      await chapter('a pulled cable', 'GROUP "G" FAULT 0');
      await lab.network.plug('alpha', 'eth1');
      await chapter('plugged in again', 'GROUP "G" MASTER 0');

      const weaker = { source: '10.77.0.2', version: 3, vrid: 51, priority: 50, interval: INTERVAL } as const;
      const injector = await lab.injector('bravo');
      await injector.send(forgeAdvert({ ...weaker, addresses: [INNER_VIP] }));
      await chapter('a lower-priority advert', 'INSTANCE "VI_1" MASTER_RX_LOWER_PRI 100');
      await injector.send(forgeAdvert({ ...weaker, priority: 200, addresses: [INNER_VIP] }));
      await chapter('a higher-priority advert', 'GROUP "G" BACKUP 0');
      await chapter('and nothing after it', 'GROUP "G" MASTER 0');

      agent.reload(conf(two));
      await chapter('a member is removed', 'INSTANCE "VI_3" FAULT 120');
      agent.reload(conf({ ...three, grouped: 2 }));
      await chapter('an instance comes outside of the group', 'INSTANCE "VI_3" MASTER 120');
      agent.reload(conf(three));
      await adverts(lab, '10.77.0.1', 10); // nothing to tell of a master that joins masters
      agent.reload(conf(two));
      await chapter('it is removed again', 'INSTANCE "VI_3" FAULT 120');
      agent.reload(conf(three));
      await chapter('a new member', 'INSTANCE "VI_3" BACKUP 120');
      await chapter('the group takes over anew', 'GROUP "G" MASTER 0');
      // All three timers end within milliseconds here: who is last is chance.
      chapters['the group takes over anew']?.sort();
      await agent.stop();
      await chapter('stop', 'GROUP "G" STOP 0');
      return chapters;
    });
  }

  /** The same when a member cannot take part at first, and when its script says so later. */
  async function toldOfFaults(kind: AgentKind): Promise<string[][]> {
    return withLab(routersOnThree, async lab => {
      const notes = await notebook(lab, 'alpha');
      const flag = `${lab.directoryOf('alpha')}/broken`;
      const script = `vrrp_script chk {
    script "/usr/bin/test ! -e ${flag}"
    interval 1
    timeout 1
}
`;
      const members = [{ priority: 100 }, { priority: 150, instance: 'track_script {\nchk\n}' }, { priority: 120 }];
      const config = script + conf({ members, globals: `vrrp_notify_fifo ${notes.path}` });
      const reaches = (last: string) => lab.eventually(last, () => notes.lines().at(-1), `GROUP "G" ${last} 0`, 8_000);
      // The script decides: until it has reported, nobody says anything.
      const first: Agent = lab.agent('alpha', kind, config);
      await reaches('MASTER');
      writeFileSync(flag, '');
      await reaches('FAULT');
      rmSync(flag);
      await reaches('MASTER');
      await first.stop();
      await reaches('STOP');
      const withScript = notes.lines();
      // A fault that is there before the start.
      await lab.network.unplug('alpha', 'eth2');
      const plain = conf({ members: [{ priority: 100 }, { priority: 150 }, { priority: 120 }] });
      const second = lab.agent(
        'alpha',
        kind,
        plain.replace('router_id lab', `router_id lab\nvrrp_notify_fifo ${notes.path}`),
      );
      await reaches('FAULT');
      await lab.network.plug('alpha', 'eth2');
      await reaches('MASTER');
      await second.stop();
      await reaches('STOP');
      return [withScript, notes.lines().slice(withScript.length)];
    });
  }

  /** Lines of the scripts of the group, sorted within each step: they run side by side. */
  async function scripted(kind: AgentKind): Promise<string[][]> {
    return withLab(routers, async lab => {
      const notes = join(lab.directoryOf('alpha'), 'notes');
      const path = join(lab.directoryOf('alpha'), 'note.sh');
      writeFileSync(path, `#!/bin/sh\nprintf '%s\\n' "$*" >> ${notes}\n`);
      chmodSync(path, 0o755);
      const group = ['master', 'backup', 'fault', 'stop']
        .map(state => `notify_${state} "${path} on-${state} 'two words'"`)
        .concat(`notify "${path} generic"`)
        .join('\n');
      const steps: string[][] = [];
      const step = async (what: string) => {
        const lines = () => (existsSync(notes) ? readFileSync(notes, 'utf8').trimEnd().split('\n') : []);
        const from = steps.flat().length;
        const fresh = () => lines().slice(from, from + 2);
        steps.push((await lab.eventually(`the scripts of ${what}`, fresh, seen => seen.length === 2, 8_000)).sort());
      };
      const agent: Agent = lab.agent('alpha', kind, conf({ members: [{ priority: 100 }, { priority: 150 }], group }));
      await step('BACKUP');
      await step('MASTER');
      assert.ok((await agent.data()).includes('Sync group = G'));
      await lab.network.unplug('alpha', 'eth1');
      await step('FAULT');
      await agent.stop();
      await step('STOP');
      return steps;
    });
  }

  test('starts the same scripts of the group with the same arguments', async () => {
    const [ours, theirs] = [await scripted('holdfast'), await scripted('keepalived')];
    assert.deepEqual(ours, theirs);
    assert.deepEqual(theirs[1], ['generic GROUP G MASTER 0', 'on-master two words']);
  });

  test('tells the same of faults, whoever of the group has them', async () => {
    const [ours, theirs] = [await toldOfFaults('holdfast'), await toldOfFaults('keepalived')];
    assert.deepEqual(ours, theirs);
    assert.equal(theirs.flat().length, 40);
  });

  test('tells the same of a group and its members, in the same order', async () => {
    const [ours, theirs] = [await told('holdfast'), await told('keepalived')];
    assert.deepEqual(ours, theirs);
    assert.equal(Object.keys(theirs).length, 12);
  });
});
