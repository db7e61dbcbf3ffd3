/**
 * Many instances on a pair of one kind: whether master and backup keep pace, how punctual the adverts are, and what
 * they cost. A pair that does not keep pace is a result like any other: its backup takes over again and again.
 */
import { readFileSync } from 'node:fs';
import type { AgentKind } from '../lib/agent.js';
import { type Lab, withLab } from '../lib/lab.js';
import type { NodeSpec } from '../lib/network.js';
import { cpuSeconds, processTree } from '../lib/process-tree.js';
import { Capture, type CapturedAdvert } from './capture.js';
import { atLeast, atMost, median, ms, printTable, printVerdict, quantile } from './statistics.js';

interface Crowd {
  readonly wires: number;
  readonly onEach: number;
  /** ms */
  readonly interval: number;
  readonly seconds: number;
}

interface Run {
  /** Microseconds of CPU time, in all threads, for each advert that passed the wires. */
  readonly sending: number;
  readonly hearing: number;
  /** Share of one CPU, in percent. */
  readonly master: number;
  readonly backup: number;
  /** Adverts of the master, in percent of those due. */
  readonly counted: number;
  /** Instances that the backup took over although nothing had happened to their master. */
  readonly flapped: number;
  /** Share of the whole machine, in percent, that was taken by anything but the pair: in bad weather nothing is said. */
  readonly others: number;
  /** |gap between two adverts of one instance - interval|, ms. */
  readonly deviations: readonly number[];
}

const ALPHA = 1;
const BRAVO = 2;
/** Adverts that must come of those due, in percent. */
const ENOUGH = 99.9;
/** Before all else on the machine, both kinds alike: what happens to run beside them is not to be measured. */
const FIRST = { quiet: true, under: ['nice', '-n', '-10'] };
/** How long one may take to be master of all, or the other to listen. A pair that flaps may never come so far. */
const PATIENCE = 20_000;

export const benchCrowd = benchOf({ wires: 1, onEach: 200, interval: 100, seconds: 10 });
export const benchRush = benchOf({ wires: 1, onEach: 200, interval: 10, seconds: 10 });
export const benchWires = benchOf({ wires: 8, onEach: 125, interval: 1_000, seconds: 20 });

function benchOf(crowd: Crowd) {
  return async (kinds: readonly AgentKind[], rounds: number): Promise<void> => {
    const measured = new Map(kinds.map(kind => [kind, [] as Run[]]));
    for (let round = 0; round < rounds; round++) {
      for (const kind of kinds) measured.get(kind)?.push(await run(kind, crowd));
    }
    report(crowd, measured);
  };
}

function report({ wires, onEach, interval, seconds }: Crowd, measured: ReadonlyMap<AgentKind, readonly Run[]>): void {
  const of = (kind: AgentKind, pick: (run: Run) => number) => median((measured.get(kind) ?? []).map(pick));
  const rows = [...measured].map(([kind, runs]) => [
    kind,
    String(runs.length),
    `${of(kind, one => one.counted).toFixed(2)} %`,
    String(of(kind, one => one.flapped)),
    ...[0.5, 0.99, 0.999].map(q => ms(of(kind, one => quantile(one.deviations, q)))),
    ...[of(kind, one => one.master), of(kind, one => one.backup)].map(share => `${share.toFixed(1)} %`),
    ...[of(kind, one => one.sending), of(kind, one => one.hearing)].map(micros => `${micros.toFixed(1)} µs`),
    `${of(kind, one => one.others).toFixed(0)} %`,
  ]);
  const headings = ['agent', 'runs', 'adverts', 'flapped', 'off p50', 'p99', 'p99.9'];
  const costs = ['CPU master', 'CPU backup', 'an advert sent', 'heard', 'others'];
  printTable(
    `${wires * onEach} instances on ${wires === 1 ? 'one interface' : `${wires} interfaces`} at ${interval} ms for ${seconds} s`,
    [...headings, ...costs],
    rows,
  );
  printVerdict([
    atLeast(
      'adverts of those due',
      of('holdfast', one => one.counted),
      ENOUGH,
      '%',
    ),
    atMost('instances that flapped', Math.max(...(measured.get('holdfast') ?? []).map(one => one.flapped)), 0, ''),
    atMost(
      'CPU of an advert sent',
      of('holdfast', one => one.sending),
      of('keepalived', one => one.sending),
      'µs',
    ),
    atMost(
      'heard',
      of('holdfast', one => one.hearing),
      of('keepalived', one => one.hearing),
      'µs',
    ),
  ]);
}

const nodes = ({ wires }: Crowd): readonly NodeSpec[] =>
  [
    { name: 'alpha', last: ALPHA },
    { name: 'bravo', last: BRAVO },
  ].map(({ name, last }) => ({
    name,
    interfaces: Array.from({ length: wires }, (_, wire) => ({
      name: `eth${wire}`,
      mac: `02:00:00:00:0${wire}:0${last}`,
      addresses: [`10.${70 + wire}.0.${last}/16`],
      bridge: `br${wire}`,
    })),
  }));

function configuration({ wires, onEach, interval }: Crowd, priority: number): string {
  const instances = Array.from({ length: wires * onEach }, (_, i) => {
    const wire = i % wires;
    const vrid = Math.floor(i / wires) + 1;
    return `vrrp_instance VI_${i} {
    interface eth${wire}
    virtual_router_id ${vrid}
    version 3
    priority ${priority}
    advert_int ${interval / 1_000}
    garp_master_repeat 1
    garp_master_delay 0
    virtual_ipaddress {
        10.${70 + wire}.1.${vrid}/32
    }
}
`;
  });
  return `global_defs {\n    router_id bench\n}\n${instances.join('')}`;
}

function run(kind: AgentKind, crowd: Crowd): Promise<Run> {
  const { wires, onEach, interval, seconds } = crowd;
  return withLab(nodes(crowd), async lab => {
    lab.sniffer.stop();
    const master = lab.agent('alpha', kind, configuration(crowd, 150), FIRST);
    await until(async () => (await held(lab, 'alpha')) >= wires * onEach);
    const backup = lab.agent('bravo', kind, configuration(crowd, 100), FIRST);
    await until(() => backup.state(`VI_${wires * onEach - 1}`) !== '');
    await pause(3_000); // a start, and whatever a pair that does not keep pace makes of it

    const captures = await Promise.all(Array.from({ length: wires }, (_, wire) => Capture.start(lab, `br${wire}`)));
    const weather = machineTime();
    const trees = [processTree(master.pid), processTree(backup.pid)];
    const from = Date.now();
    const before = trees.map(cpuSeconds);
    await pause(seconds * 1_000);
    const [sending, hearing] = trees.map((tree, i) => cpuSeconds(tree) - before[i]!) as [number, number];
    const span = Date.now() - from;
    const { busy, all } = machineTime(weather);
    await pause(100); // so that the last adverts of the window are in the captures
    const captured = await Promise.all(captures.map(capture => capture.finish()));
    const within = captured.map(adverts => adverts.filter(({ at }) => at >= from && at < from + span));
    const own = within.map(adverts => adverts.filter(({ sender }) => sender === ALPHA));
    const sent = own.reduce((sum, adverts) => sum + adverts.length, 0);
    const silent = own.reduce((sum, adverts) => sum + missed(adverts, onEach, from, from + span, interval), 0);
    return {
      sending: (sending / sent) * 1e6,
      hearing: (hearing / sent) * 1e6,
      master: (sending / span) * 100_000,
      backup: (hearing / span) * 100_000,
      counted: (sent / (sent + silent)) * 100,
      others: Math.max(0, ((busy - (sending + hearing) * 100) / all) * 100),
      flapped: within.reduce((sum, adverts) => sum + takenOver(adverts), 0),
      deviations: own.flatMap(adverts => deviations(adverts, interval)),
    };
  });
}

/** Ticks of all CPUs since the start of the machine, or since `before`; proc_stat(5). */
function machineTime(before = { busy: 0, all: 0 }) {
  const [, ...ticks] = (/^cpu .*/.exec(readFileSync('/proc/stat', 'latin1'))?.[0] ?? '').split(/ +/).map(Number);
  const [idle = 0, waiting = 0] = ticks.slice(3, 5);
  const all = ticks.slice(0, 8).reduce((sum, each) => sum + each, 0);
  return { busy: all - idle - waiting - before.busy, all: all - before.all };
}

/** Virtual addresses on a node. */
const held = async (lab: Lab, node: string) =>
  (await lab.addresses(node)).filter(text => /^10\.\d+\.1\./.test(text)).length;

/** Waits for a state of things, or long enough. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + PATIENCE;
  while (!(await holds()) && Date.now() < deadline) await pause(200);
}

/** A measuring window, not a wait for something. */
const pause = (milliseconds: number) => new Promise<void>(next => setTimeout(next, milliseconds));

/** Adverts that one wire's masters left out between `from` and `to`: whole intervals of silence. */
function missed(
  adverts: readonly CapturedAdvert[],
  masters: number,
  from: number,
  to: number,
  interval: number,
): number {
  const last = new Map<number, number>();
  let count = 0;
  for (const { vrid, at } of adverts) {
    const before = last.get(vrid);
    // Before its first one the window may have begun anywhere in an interval.
    count +=
      before === undefined ? Math.floor((at - from) / interval) : Math.max(0, Math.round((at - before) / interval) - 1);
    last.set(vrid, at);
  }
  for (const at of last.values()) count += Math.floor((to - at) / interval);
  return count + (masters - last.size) * Math.floor((to - from) / interval);
}

const takenOver = (adverts: readonly CapturedAdvert[]) =>
  new Set(adverts.filter(({ sender }) => sender === BRAVO).map(({ vrid }) => vrid)).size;

function deviations(adverts: readonly CapturedAdvert[], interval: number): number[] {
  const last = new Map<number, number>();
  const found: number[] = [];
  for (const { vrid, at } of adverts) {
    const before = last.get(vrid);
    if (before !== undefined) found.push(Math.abs(at - before - interval));
    last.set(vrid, at);
  }
  return found;
}
