/**
 * A thousand reloads in a row, each of which adds, removes or changes something of every kind, leave the daemon as it was:
 * the same descriptors, threads, children, sockets, watches and files, and nothing more in the kernel.
 */
import assert from 'node:assert/strict';
import { existsSync, openSync, readdirSync, readFileSync, readlinkSync, readSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Lab, withLab } from '../lib/lab.js';
import { processTree } from '../lib/process-tree.js';
import { single } from '../topology/pair.js';

/** Enough that one descriptor, or a kilobyte, in every reload of a kind cannot hide. */
const RELOADS = 1_000;
/** Reloads before the first look: buffers, compiled code and the heap are then as big as they become. */
const WARM_UP = 500;
/** What the heaps may grow meanwhile, as collections of garbage have it; a leak of 32 KiB in every reload is more. */
const MEMORY_BAND_KIB = 32 * 1024;
/** A young generation that grows with the work would hide a leak: it stays as small as it can be. */
const SMALL_HEAP = ['env', 'NODE_OPTIONS=--max-semi-space-size=1'];

interface Kind {
  /** Lines of `global_defs`. */
  readonly globals?: string;
  readonly blocks?: string;
  /** Lines of the instance that is always there. */
  readonly instance?: string;
  readonly addresses?: string;
}

/** What comes and goes, kind by kind; each in its own reload, and in the last one all of it. */
function kinds(directory: string): readonly Kind[] {
  const other = (name: string, vrid: number, lines = '') => `vrrp_instance ${name} {
    interface eth0
    virtual_router_id ${vrid}
    version 3
    advert_int 0.1
    priority 100
    ${lines}
    virtual_ipaddress {
        10.77.0.${vrid}/32
    }
}
`;
  return [
    { addresses: '10.77.0.110/32\n10.77.0.111/32' },
    { blocks: other('VI_2', 120) },
    {
      instance:
        'virtual_routes {\n192.0.2.0/24 via 10.77.0.9 dev eth0\n}\nvirtual_rules {\nfrom 192.0.2.7 table 200 preference 900\n}',
    },
    {
      blocks: 'static_ipaddress {\n10.99.1.1/32 dev eth0\n}\nstatic_routes {\n198.51.100.0/24 dev eth0\n}\n',
    },
    {
      blocks: `vrrp_script chk {\nscript "/bin/true"\ninterval 1\n}\n`,
      instance: 'track_script {\nchk weight 1\n}',
    },
    { blocks: other('VI_V', 121, 'use_vmac') },
    {
      blocks: `track_file file {\nfile ${join(directory, 'number')}\n}\n`,
      instance: 'track_file {\nfile weight 1\n}',
    },
    { globals: `vrrp_notify_fifo ${join(directory, 'made.fifo')}` },
    { blocks: other('VI_N', 122, 'no_accept') },
    {
      blocks: `${other('VI_G', 123)}${other('VI_H', 124)}vrrp_sync_group G {\ngroup {\nVI_G\nVI_H\n}\n}\n`,
    },
    { blocks: `vrrp_track_process sh {\nprocess no-such-program\n}\n`, instance: 'track_process {\nsh weight -1\n}' },
    { instance: 'garp_master_refresh 30\ngarp_extra_if 60' },
    { instance: 'linkbeat_use_polling' },
    { globals: 'vrrp_garp_interval 0.001\nvrrp_startup_delay 1\nmax_auto_priority 0' },
  ];
}

function configuration(lab: Lab, chosen: readonly Kind[]): string {
  const all = (pick: (kind: Kind) => string | undefined) => chosen.flatMap(kind => pick(kind) ?? []).join('\n');
  const directory = lab.directoryOf('alpha');
  return `global_defs {
    router_id lab
    enable_script_security
    script_user root
    reload_file ${join(directory, 'reloading')}
    ${all(kind => kind.globals)}
}
${all(kind => kind.blocks)}
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    version 3
    advert_int 0.1
    priority 100
    garp_master_delay 1
    ${all(kind => kind.instance)}
    virtual_ipaddress {
        10.77.0.100/32
        ${all(kind => kind.addresses)}
    }
}
`;
}

/** Everything a process may have left somewhere, in words that are the same as long as nothing was. */
async function belongings(lab: Lab, pid: number): Promise<Record<string, unknown>> {
  const show = (words: readonly string[]) => lab.run('alpha', words);
  const links = await show(['ip', '-br', 'link']);
  return {
    descriptors: descriptors(pid),
    threads: readdirSync(`/proc/${pid}/task`).length,
    children: processTree(pid).length - 1,
    addresses: (await show(['ip', '-br', 'address'])).split('\n').map(line => line.replace(/fe80\S*/g, '').trim()),
    routes: await show(['ip', 'route', 'show', 'table', 'all']),
    rules: await show(['ip', 'rule']),
    links: links.split('\n').map(line => line.split(' ')[0]),
    tables: await show(['nft', 'list', 'ruleset']),
    raw: await lines(show, '/proc/net/raw'),
    packet: await lines(show, '/proc/net/packet'),
    netlink: await lines(show, '/proc/net/netlink'),
    files: readdirSync(lab.directoryOf('alpha')).sort(),
  };
}

const lines = async (show: (words: readonly string[]) => Promise<string>, path: string) =>
  (await show(['cat', path])).trim().split('\n').length;

/** How many of each kind are open; an inotify descriptor counts with its watches. */
function descriptors(pid: number): Record<string, number> {
  const found: Record<string, number> = {};
  for (const fd of readdirSync(`/proc/${pid}/fd`)) {
    let kind: string;
    try {
      kind = readlinkSync(`/proc/${pid}/fd/${fd}`).replace(/\[\d+\]/, '');
      if (kind.includes('inotify')) {
        kind += ` of ${readFileSync(`/proc/${pid}/fdinfo/${fd}`, 'utf8').split('inotify wd').length - 1}`;
      }
    } catch {
      continue; // closed while we looked
    }
    found[kind] = (found[kind] ?? 0) + 1;
  }
  return found;
}

/** How many lines of a file have a word in them; each call reads only what is new. */
function counter(path: string, word: string): () => number {
  const file = openSync(path, 'r');
  const chunk = Buffer.alloc(64 * 1024);
  let text = '';
  let lines = 0;
  return () => {
    for (let count = readSync(file, chunk); count > 0; count = readSync(file, chunk)) {
      const whole = (text + chunk.toString('latin1', 0, count)).split('\n');
      text = whole.pop() ?? '';
      lines += whole.filter(line => line.includes(word)).length;
    }
    return lines;
  };
}

/** KiB that the process has to itself. */
function memory(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss_Anon: +(\d+)/m.exec(text)?.[1] ?? /^Pss: +(\d+)/m.exec(text)?.[1] ?? Number.NaN);
}

test('a thousand reloads leave nothing behind', () =>
  withLab(single, async lab => {
    const directory = lab.directoryOf('alpha');
    writeFileSync(join(directory, 'number'), '0\n');
    const marker = join(directory, 'reloading');
    const all = kinds(directory);
    const plain = configuration(lab, []);
    const variants = [...all.map(kind => configuration(lab, [kind])), configuration(lab, all)];
    const agent = lab.agent('alpha', 'holdfast', plain, { quiet: true, under: SMALL_HEAP });
    await lab.heldBy('10.77.0.100', ['alpha'], 8_000);

    let done = 0;
    const reloaded = counter(agent.logPath, 'Configuration reloaded');
    const refused = counter(agent.logPath, 'reload-refused');
    /** One signal, and its end: the line of the log, after which the marker goes. */
    const reload = async (text: string) => {
      agent.reload(text);
      done++;
      const deadline = performance.now() + 10_000;
      while (reloaded() < done || existsSync(marker)) {
        if (refused() > 0 || performance.now() > deadline)
          throw new Error(`reload ${done} has not ended:\n${text}\n${lab.evidence()}`);
        await new Promise(next => setTimeout(next, 2));
      }
    };
    /** Forth and back, so that each kind comes and goes; the last one is plain. */
    const reloads = async (count: number) => {
      for (let i = 0; i < count; i++) await reload(i % 2 === 1 ? plain : variants[(i / 2) % variants.length]!);
    };

    await reloads(WARM_UP);
    // Once, all of them have the time to become MASTER: the packet filter then has what it will ever have.
    await reload(variants.at(-1)!);
    for (const vrid of [120, 121, 122, 123, 124]) await lab.heldBy(`10.77.0.${vrid}`, ['alpha'], 8_000);
    await reload(plain);
    for (const vrid of [120, 121, 122, 123, 124]) await lab.heldBy(`10.77.0.${vrid}`, [], 8_000);
    // What is on its way out at first, as the pipes of a script that was ended, does not count.
    let before = await belongings(lab, agent.pid);
    const isStill = async () => {
      const last = before;
      before = await belongings(lab, agent.pid);
      return isEqual(last, before);
    };
    for (let look = 0; look < 5; look++) await lab.eventually('nothing moves any more', isStill, true, 10_000);
    const memoryBefore = memory(agent.pid);
    await reloads(RELOADS);
    await lab
      .eventually(
        'all is as it was',
        () => belongings(lab, agent.pid),
        seen => isEqual(seen, before),
        10_000,
      )
      .catch(async () => assert.deepEqual(await belongings(lab, agent.pid), before));
    const grown = async () => {
      await reloads(20); // garbage is collected when there is work
      return memory(agent.pid) - memoryBefore;
    };
    const isLittle = (kibibytes: number) => kibibytes < MEMORY_BAND_KIB;
    await lab.eventually(`KiB that it has more than before ${RELOADS} reloads`, grown, isLittle, 10_000);
    assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
    assert.ok(lab.sniffer.adverts().every(({ vrid, priority }) => vrid !== 51 || priority !== 0));
    // The kernel tells of processes in its first network namespace only; that this is tried and given up again is part of it.
    const troubles = agent
      .log()
      .split('\n')
      .filter(line => /"level":"error"/.test(line) && !/track-process-unwatched/.test(line));
    assert.deepEqual(troubles, [], 'nothing was refused');
  }));

function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
