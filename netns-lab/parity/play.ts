/** Plays a story in two labs at once and compares what can be seen after each event. */
import assert from 'node:assert/strict';
import { describe, type TestContext, test } from 'node:test';
import { PATIENCE } from '../lib/eventually.js';
import { Lab } from '../lib/lab.js';
import { pair } from '../topology/pair.js';
import { startAgain, stop } from './acts.js';
import { compare, describeDifference, type Observation } from './compare.js';
import { covers, DIFFERENCES, fits, type KnownDifference } from './differences.js';
import { look } from './kernel.js';
import { Lateness } from './lateness.js';
import { expectation } from './outcome.js';
import type { Act, Outcome, Step, Story } from './story.js';
import { type Transcript, transcribe } from './transcript.js';
import { Twin } from './twin.js';

/** Deadline, ms, of every wait; a condition that is met costs nothing of it. */
const WITHIN = 6_000;
/** Until two observations must be the same, ms: one of the programs may have got further when one looks. */
const SAME_WITHIN = 1_500;
/** A tick this late, ms, and the machine kept one of the programs waiting for longer than their timers differ. */
const STARVED = 50;
/** A story that went wrong on a starved machine is told again, so often in all. */
const TELLINGS = 3;
/** How many stories of a file are told side by side: mostly they wait. */
const AT_ONCE = 4;

/** A table of stories becomes tests. */
export function play(feature: string, stories: readonly Story[]): void {
  describe(feature, { concurrency: AT_ONCE }, () => {
    for (const story of stories) test(story.title, context => tell(story, context));
  });
}

/** Both ends are real keepalived: then nothing may differ, and that proves the lab. */
const isRehearsal = process.env.HOLDFAST_LAB_ENDS === 'keepalived';

/** A difference counts when the machine was in time: two programs that must wait for a processor wait differently. */
async function tell(story: Story, context: TestContext): Promise<void> {
  for (let telling = 1; ; telling++) {
    const lateness = new Lateness();
    try {
      return await tellOnce(story);
    } catch (error) {
      const late = Math.round(lateness.worst());
      if (telling === TELLINGS || late < STARVED) throw error;
      context.diagnostic(`told again, the machine was ${late} ms late: ${String(error).split('\n', 3).join(' ')}`);
    } finally {
      lateness.stop();
    }
  }
}

async function tellOnce(story: Story): Promise<void> {
  const nodes = story.nodes ?? pair;
  const labs: Lab[] = [];
  try {
    for (const _ of KINDS) labs.push(await Lab.open(nodes));
    const twins = await Promise.all(KINDS.map((kind, i) => Twin.open(kind, labs[i]!, story)));
    await new Telling(story, twins as [Twin, Twin]).tell();
  } catch (error) {
    if (error instanceof Error) error.message += labs.map(lab => `\n${lab.evidence()}`).join('');
    throw error;
  } finally {
    await Promise.all(labs.map(lab => lab.dismantle()));
  }
}

const KINDS = ['keepalived', 'holdfast'] as const;

/** How much of a twin has been compared. */
interface Cut {
  packets: number;
  told: number;
  calls: number;
}

class Telling {
  readonly #story: Story;
  readonly #twins: readonly [Twin, Twin];
  readonly #cuts: readonly [Cut, Cut] = [
    { packets: 0, told: 0, calls: 0 },
    { packets: 0, told: 0, calls: 0 },
  ];
  readonly #known: readonly KnownDifference[];
  readonly #met = new Set<KnownDifference>();

  constructor(story: Story, twins: readonly [Twin, Twin]) {
    this.#story = story;
    this.#twins = twins;
    this.#known = isRehearsal ? [] : DIFFERENCES.filter(known => fits(known.story, story.title));
  }

  async tell(): Promise<void> {
    for (const act of this.#story.given ?? []) await this.#both(twin => prepared(act, twin));
    await this.#step({ when: { ...startAgain, title: 'the start' }, until: this.#story.start });
    for (const step of this.#story.steps) await this.#step(step);
    if (this.#twins.every(twin => twin.agent.isRunning)) {
      await this.#step({ when: stop, until: { states: {} } });
    }
    const gone = this.#known.filter(known => !known.isFleeting && !this.#met.has(known));
    assert.deepEqual(gone, [], 'these differences no longer occur: take them off the list');
  }

  async #step({ when, until }: Step): Promise<void> {
    const lateness = new Lateness();
    const froms = this.#twins.map((twin, i) => ({ ...this.#cuts[i]!, neighbours: twin.neighbours().length }));
    const acts: number[] = [];
    try {
      await this.#both(async (twin, i) => {
        await when.prepare?.(twin);
        await aligned(twin);
        acts[i] = Date.now();
        await when.perform(twin);
      });
      await this.#both((twin, i) => this.#until(twin, when, until, froms[i]!));
      await this.#same(when, lateness);
      const late = lateness.worst();
      const reactions = this.#twins.map((twin, i) =>
        reactionsOf(twin, transcribe(twin.own(), froms[i]!.packets, late), froms[i]!.told, acts[i]!),
      );
      if (when.isStart !== true && until.isUntimed !== true)
        compareReactions(when.title, reactions[0]!, reactions[1]!, late);
    } catch (error) {
      if (error instanceof Error) error.message = `after ${when.title}: ${error.message}`;
      throw error;
    } finally {
      lateness.stop();
    }
  }

  async #until(twin: Twin, when: Act, until: Outcome, from: Cut & { neighbours: number }): Promise<void> {
    const { wanted, seen } = expectation(twin, until, from);
    await twin.lab.eventually(`${twin.kind}, after ${when.title}`, seen, wanted, WITHIN);
    // Two more adverts, of whoever sends any: what comes with a change of state has come by then.
    const [own, neighbours] = [twin.own().length, twin.neighbours().length];
    const settled = () => {
      if (until.isCutOff === true) return true;
      const isMaster = Object.keys(until.states).some(name => twin.state(name) === 'MASTER');
      if (isMaster && twin.agent.isRunning) return twin.own().length >= own + 2;
      const last = twin.neighbours().at(-1);
      const isQuiet = last === undefined || Date.now() - last.at > 3 * last.interval;
      return isQuiet || twin.neighbours().length >= neighbours + 2;
    };
    await twin.lab.eventually(`${twin.kind} has settled after ${when.title}`, settled, true, WITHIN);
  }

  /** Looks at both until nothing differs but what is known to. */
  async #same(when: Act, lateness: Lateness): Promise<void> {
    const deadline = performance.now() + SAME_WITHIN * PATIENCE;
    const known = this.#known.filter(({ event }) => fits(event, when.title));
    for (;;) {
      const seen = await this.#both((twin, i) => observe(twin, this.#cuts[i]!, lateness.worst()));
      const found = compare(seen[0]!.observation, seen[1]!.observation);
      const rest = found.filter(difference => !known.some(entry => covers(entry, difference)));
      const missing = known.filter(entry => !entry.isFleeting && !found.some(difference => covers(entry, difference)));
      if (rest.length + missing.length === 0) {
        for (const entry of known) this.#met.add(entry);
        for (const [i, { cut }] of seen.entries()) Object.assign(this.#cuts[i]!, cut);
        return;
      }
      if (performance.now() > deadline) {
        assert.equal(rest.map(describeDifference).join('\n'), '', 'the two differ');
        return; // what is missing is said at the end, with all the others
      }
      await new Promise(next => setTimeout(next, 50));
    }
  }

  #both<T>(deed: (twin: Twin, i: number) => Promise<T>): Promise<T[]> {
    return Promise.all(this.#twins.map(deed));
  }
}

/** Performs what is given; a neighbour that is there already is one that speaks. */
async function prepared(act: Act, twin: Twin): Promise<void> {
  await act.prepare?.(twin);
  await act.perform(twin);
  if (!twin.neighbourRuns) return;
  await twin.lab.eventually(
    'the neighbour speaks',
    () => twin.neighbours().length,
    n => n >= 2,
    WITHIN,
  );
}

/** Just after an advert, if there are any: what an event does to a period then shows the same way in both twins. */
async function aligned(twin: Twin): Promise<void> {
  const last = twin.captured().findLast(({ packet }) => packet.kind === 'advert' && packet.priority > 0)?.packet;
  if (last?.kind !== 'advert' || Date.now() - last.at > 1.5 * last.interval) return;
  // None comes when its sender has just been ended.
  await twin.lab.sniffer.nextAdvert('any', ({ priority }) => priority > 0, last.interval / 2).catch(() => {});
}

async function observe(twin: Twin, from: Cut, late: number): Promise<{ observation: Observation; cut: Cut }> {
  const tables = await look(twin.lab, 'alpha');
  const [packets, told, calls] = [twin.own(), twin.told(), twin.calls()];
  return {
    observation: {
      ...tables,
      packets: transcribe(packets, from.packets, late).news,
      counters: twin.counters,
      told: told.slice(from.told),
      // Scripts of one transition run side by side.
      calls: calls.slice(from.calls).sort(),
    },
    cut: { packets: packets.length, told: told.length, calls: calls.length },
  };
}

/** How long it took, ms: from the event, or the last thing that restarts the timer, to the first advert of a stream. */
function reactionsOf(twin: Twin, transcript: Transcript, told: number, actAt: number): Map<string, number> {
  const reactions = new Map<string, number>();
  const backups = twin.told().flatMap((line, i) => (i >= told && line.includes(' BACKUP ') ? [twin.toldAt(i)] : []));
  for (const [stream, at] of transcript.beginnings) {
    const vrid = Number(/^vrid (\d+)/.exec(stream)?.[1]);
    const heard = twin.neighbours().filter(advert => advert.vrid === vrid && advert.at < at);
    const since = Math.max(actAt, heard.at(-1)?.at ?? 0, ...backups.filter(time => time <= at));
    reactions.set(`${stream} begins`, at - since);
  }
  if (transcript.secondBurst !== undefined) reactions.set('from the first burst to the second', transcript.secondBurst);
  return reactions;
}

/** A fifth more or less, and what the machine itself was late by. */
function compareReactions(
  title: string,
  keepalived: Map<string, number>,
  holdfast: Map<string, number>,
  late: number,
): void {
  for (const [what, theirs] of keepalived) {
    const ours = holdfast.get(what);
    if (ours === undefined) continue; // the news have told
    const band = 60 + 0.2 * Math.max(theirs, ours) + late;
    const times = `${Math.round(theirs)} ms, and ${Math.round(ours)} ms with Holdfast (band ${Math.round(band)} ms)`;
    assert.ok(Math.abs(theirs - ours) <= band, `${title}: ${what} after ${times}`);
  }
}
