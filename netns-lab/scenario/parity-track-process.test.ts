/**
 * Priorities and faults that follow processes: one configuration and the same events, real keepalived and ours, the same
 * priorities in the adverts and the same states. The kernel tells of processes in the first network namespace only, so
 * the agents run there, on an interface whose other end is in the lab.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { type Lab, withLab } from '../lib/lab.js';
import { processTree, signalAll } from '../lib/process-tree.js';
import { run } from '../lib/run.js';
import { single } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 8_000;
/** What no test lasts. */
const AGES = 600;
/** At most 15 bytes, and nobody else's. */
const NAME = `hf${process.pid}p`;

type Standing = number | string;

interface Tracker {
  readonly weight: number;
  readonly lines: string;
}

const TRACKERS: Readonly<Record<string, Tracker>> = {
  ANY: { weight: 0, lines: `process ${NAME}` },
  NONE: { weight: 0, lines: `process ${NAME}\nquorum_max 0` },
  TWO: { weight: 10, lines: `process ${NAME}\nquorum 2\nquorum_max 2` },
  FORK: { weight: 5, lines: `process ${NAME}\nquorum 2\nfork_delay ${AGES}` },
  LATE: { weight: 40, lines: `process ${NAME}\nterminate_delay ${AGES}` },
  SOON: { weight: -20, lines: `process ${NAME}\nterminate_delay 0.2` },
  EXACT: { weight: 1, lines: `process ${NAME} 700` },
  INITIAL: { weight: 2, lines: `process ${NAME} 7\nparam_match initial` },
  PARTIAL: { weight: 3, lines: `process ${NAME} 7\nparam_match partial` },
  FULL: { weight: 4, lines: `process ${NAME}\nfull_command` },
};
const NAMES = Object.keys(TRACKERS);

function config(device: string, priority = 100): string {
  const blocks = NAMES.map(name => {
    const { weight, lines } = TRACKERS[name]!;
    return `vrrp_track_process ${name} {\n${lines}\nweight ${weight}\n}\n`;
  });
  const instances = NAMES.map(
    (name, i) => `vrrp_instance ${name} {
    interface ${device}
    virtual_router_id ${11 + i}
    priority ${priority}
    version 3
    advert_int 0.1
    garp_master_delay 0
    track_process {
        ${name}
    }
    virtual_ipaddress {
        10.77.99.${111 + i}/24
    }
}
`,
  );
  return `global_defs {\n    enable_script_security\n    script_user root\n}\n${blocks.join('')}${instances.join('')}`;
}

/** An interface of the first network namespace on the lab's wire; it goes when the lab's end of it does. */
async function outsideInterface(lab: Lab, kind: AgentKind): Promise<string> {
  const device = `hf${process.pid}${kind[0]}`;
  const namespace = lab.network.switchNamespace;
  await run(['ip', 'link', 'add', device, 'type', 'veth', 'peer', 'name', 'outside', 'netns', namespace]);
  await run(['ip', '-n', namespace, 'link', 'set', 'outside', 'master', 'br0', 'up']);
  await run(['ip', 'link', 'set', device, 'up']);
  await run(['ip', 'addr', 'add', '10.77.99.1/24', 'dev', device]);
  return device;
}

/** Starts processes of the name: `sleep`, and a shell that does what it is told line by line. */
class Herd {
  readonly #directory: string;
  readonly #alive = new Set<ChildProcess>();

  constructor(lab: Lab) {
    this.#directory = lab.directoryOf('alpha');
    for (const program of ['sleep', 'bash']) {
      mkdirSync(join(this.#directory, program));
      copyFileSync(`/bin/${program}`, join(this.#directory, program, NAME));
    }
    lab.onClose(() => {
      for (const child of this.#alive) child.kill('SIGKILL');
    });
  }

  sleep(...words: readonly string[]): ChildProcess {
    return this.#start(join(this.#directory, 'sleep', NAME), words);
  }

  /** `read -u 3` waits for the next line. */
  shell(program: 'ours' | 'bash', script: string): ChildProcess {
    return this.#start(program === 'ours' ? join(this.#directory, 'bash', NAME) : '/bin/bash', ['-c', script]);
  }

  #start(file: string, words: readonly string[]): ChildProcess {
    const child = spawn(file, words, { argv0: NAME, stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
    this.#alive.add(child);
    child.on('exit', () => {
      this.#alive.delete(child);
      child.stdio[3]?.destroy(); // nobody reads it, so its end would go unseen and keep the test waiting
    });
    return child;
  }
}

function nextLine(child: ChildProcess): void {
  const pipe = child.stdio[3];
  assert.ok(pipe && 'write' in pipe);
  pipe.write('go\n');
}

describe('track_process', () => {
  for (const kind of KINDS) {
    test(`${kind}: the priority follows how many processes run`, () =>
      withLab(single, async lab => {
        const device = await outsideInterface(lab, kind);
        const herd = new Herd(lab);
        // Out of the node again, to where this test runs.
        const under = ['nsenter', `--net=/proc/${process.pid}/ns/net`];
        const agent: Agent = lab.agent('alpha', kind, config(device), { under });
        // It is no process of the lab's namespaces, with which the others end.
        lab.onClose(() => signalAll(processTree(agent.pid), 'SIGKILL'));
        const standing = (name: string, i: number): Standing => {
          const state = agent.state(name);
          if (state !== 'MASTER') return state;
          return lab.sniffer.adverts().findLast(advert => advert.vrid === 11 + i)?.priority ?? 'silent';
        };
        const stands = (what: string, expected: Readonly<Record<string, Standing>>) =>
          lab.eventually(
            what,
            () => Object.fromEntries(NAMES.map((name, i) => [name, standing(name, i)])),
            { ...Object.fromEntries(NAMES.map(name => [name, 100])), ...expected },
            WITHIN,
          );

        await stands('nothing runs', { ANY: 'FAULT', SOON: 80 });
        const one = herd.sleep('700');
        const withOne = { NONE: 'FAULT', LATE: 140, EXACT: 101, INITIAL: 102, FULL: 104 };
        await stands('700 runs', withOne);
        const two = herd.sleep('7', '700');
        await stands('7 700 as well', { ...withOne, TWO: 110, FORK: 105, PARTIAL: 103 });
        const three = herd.sleep('800');
        await stands('one too many', { ...withOne, FORK: 105, PARTIAL: 103 });
        three.kill();
        await stands('two again', { ...withOne, TWO: 110, FORK: 105, PARTIAL: 103 });
        one.kill();
        await stands('only 7 700', { NONE: 'FAULT', LATE: 140, INITIAL: 102, PARTIAL: 103, FULL: 104 });
        two.kill();
        await stands('none', { ANY: 'FAULT', SOON: 80, LATE: 140 });

        const forking = herd.shell('ours', 'read -u 3; ( read -u 3 ) & wait; read -u 3');
        await stands('a shell', { NONE: 'FAULT', LATE: 140, FULL: 104 });
        nextLine(forking);
        await stands('it forks, which waits for its delay', { NONE: 'FAULT', LATE: 140, FULL: 104, TWO: 110 });
        nextLine(forking);
        await stands('the child ends', { NONE: 'FAULT', LATE: 140, FULL: 104 });
        nextLine(forking);
        await stands('the parent ends', { ANY: 'FAULT', SOON: 80, LATE: 140 });

        const script = `read -u 3; printf ${NAME} > /proc/$$/comm; read -u 3; printf x > /proc/$$/comm; read -u 3`;
        const renamed = herd.shell('bash', script);
        await stands('a process with another name and our first word', {
          ANY: 'FAULT',
          SOON: 80,
          LATE: 140,
          FULL: 104,
        });
        nextLine(renamed);
        await stands('it takes the name', { NONE: 'FAULT', LATE: 140, FULL: 104 });
        nextLine(renamed);
        await stands('it gives it up, which no delay is for', { ANY: 'FAULT', SOON: 80, FULL: 104 });
        nextLine(renamed);

        const last = herd.sleep('900');
        await stands('one more', { NONE: 'FAULT', LATE: 140, FULL: 104 });
        agent.reload(config(device, 110));
        const others = Object.fromEntries(NAMES.map(name => [name, 110]));
        await stands('reloaded', { ...others, NONE: 'FAULT', LATE: 150, FULL: 114 });
        last.kill();
        await stands('nothing again', { ...others, ANY: 'FAULT', SOON: 90, LATE: 150 });
      }));
  }

  test('holdfast: in another network namespace nothing is tracked, and it says so', () =>
    withLab(single, async lab => {
      const agent = lab.agent('alpha', 'holdfast', config('eth0'));
      await lab.eventually(
        'all are master',
        () => NAMES.map(name => agent.state(name)),
        NAMES.map(() => 'MASTER'),
        WITHIN,
      );
      assert.match(agent.log(), /processes cannot be tracked, .*ECONNREFUSED/);
    }));
});
