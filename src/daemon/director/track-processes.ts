/** Counts the processes of `vrrp_track_process` and reports when they begin or cease to be as many as they should. */
import { isDeepStrictEqual } from 'node:util';
import { between, type Duration, type Instant } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import { unreachable } from '../../base/unreachable.js';
import type { ReceiveBuffer } from '../../config/settings.js';
import type { ShownTrackers } from '../../control/data.js';
import type { ProcessEventPorts, ProcessWatch } from '../../sys/process-events.js';
import {
  type CountCause,
  createQuorum,
  expireDelay,
  type ProcessFacts,
  type ProcessQuorum,
  processMatcher,
  type QuorumVerdict,
  recount,
} from '../../vrrp/process-quorum.js';
import type { TrackProcessSettings } from '../../vrrp/settings.js';
import type { ProcessEvent } from '../../wire/netlink/process-events.js';

export interface TrackProcessPorts {
  now(): Instant;
  /** Calls `action` once after `wait`; the answer cancels it. */
  after(wait: Duration, action: () => void): () => void;
  /** Throws when the kernel does not tell. */
  watchProcesses(ports: ProcessEventPorts): ProcessWatch;
  listProcesses(): readonly number[];
  /** Undefined when it has ended. */
  readProcess(pid: number): ProcessFacts | undefined;
}

interface Tracked {
  readonly quorum: ProcessQuorum;
  readonly matches: (process: ProcessFacts) => boolean;
  cancel?: () => void;
}

export class TrackProcesses {
  readonly #ports: TrackProcessPorts;
  readonly #log: Log;
  readonly #report: (name: string, verdict: QuorumVerdict) => void;
  #watch: ProcessWatch | undefined;
  #tracked: readonly Tracked[] = [];

  constructor(ports: TrackProcessPorts, log: Log, report: (name: string, verdict: QuorumVerdict) => void) {
    this.#ports = ports;
    this.#log = log;
    this.#report = report;
  }

  /** Takes a configuration, the first or a reload's; answers the verdicts, or none where nothing can be tracked. */
  configure(
    settings: readonly TrackProcessSettings[],
    { size, forced }: ReceiveBuffer = { forced: false },
  ): ReadonlyMap<string, QuorumVerdict> {
    const before = this.#tracked;
    const kept = settings.map(each => before.find(({ quorum }) => isDeepStrictEqual(quorum.settings, each)));
    for (const gone of before) if (!kept.includes(gone)) gone.cancel?.();
    // The watch comes first: what happens after the scan must not be missed.
    if (settings.length === 0 || !this.#listens()) {
      this.close();
      return new Map();
    }
    this.#watch?.setReceiveBuffer(size, forced);
    const fresh = settings
      .filter((_, i) => kept[i] === undefined)
      .map(each => ({ each, matches: processMatcher(each) }));
    const found = this.#scan(fresh.map(({ matches }) => matches));
    const made = fresh.map(({ each, matches }, i) => ({ quorum: createQuorum(each, found[i]!), matches }));
    this.#tracked = settings.map((_, i) => kept[i] ?? made.shift()!);
    return new Map(this.#tracked.map(({ quorum }) => [quorum.settings.name, quorum.verdict]));
  }

  /** For the state dump. */
  shown(): ShownTrackers['processes'] {
    return this.#tracked.map(({ quorum: { settings, pids, verdict, awaits } }) => ({
      settings,
      count: pids.size,
      isQuorate: verdict === 'up',
      ...(awaits && { awaits }),
    }));
  }

  close(): void {
    for (const tracked of this.#tracked) tracked.cancel?.();
    this.#tracked = [];
    this.#watch?.close();
    this.#watch = undefined;
  }

  #listens(): boolean {
    try {
      this.#watch ??= this.#ports.watchProcesses({
        onEvent: event => this.#onEvent(event),
        onLost: () => this.#onLost(),
      });
      return true;
    } catch (reason) {
      const why = reason instanceof Error ? reason.message : String(reason);
      const text = `processes cannot be tracked, track_process has no effect: the kernel does not tell of them here (${why})`;
      this.#log({ level: 'error', text, fields: { code: 'track-process-unwatched' } });
      return false;
    }
  }

  /** The processes that each matcher accepts. */
  #scan(matchers: readonly Tracked['matches'][]): readonly number[][] {
    const found = matchers.map((): number[] => []);
    if (matchers.length === 0) return found;
    for (const pid of this.#ports.listProcesses()) {
      const process = this.#ports.readProcess(pid);
      if (process !== undefined) matchers.forEach((matches, i) => void (matches(process) && found[i]!.push(pid)));
    }
    return found;
  }

  #onEvent(event: ProcessEvent): void {
    switch (event.kind) {
      case 'fork':
        for (const tracked of this.#tracked) {
          if (tracked.quorum.pids.has(event.parent)) this.#count(tracked, event.pid, true, 'fork');
        }
        return;
      case 'changed': {
        const process = this.#ports.readProcess(event.pid);
        for (const tracked of this.#tracked) {
          // One that is gone already has its exit reported next.
          if (process !== undefined) this.#count(tracked, event.pid, tracked.matches(process), 'change');
        }
        return;
      }
      case 'exit':
        for (const tracked of this.#tracked) this.#count(tracked, event.pid, false, 'exit');
        return;
      default:
        unreachable(event);
    }
  }

  #count(tracked: Tracked, pid: number, counts: boolean, cause: CountCause): void {
    const { pids } = tracked.quorum;
    if (pids.has(pid) === counts) return;
    if (counts) pids.add(pid);
    else pids.delete(pid);
    this.#settle(tracked, recount(tracked.quorum, cause, this.#ports.now()));
  }

  #onLost(): void {
    const text = 'the kernel dropped process events (ENOBUFS); reading all processes anew';
    this.#log({ level: 'warn', text, fields: { code: 'process-events-lost' } });
    const found = this.#scan(this.#tracked.map(({ matches }) => matches));
    this.#tracked.forEach((tracked, i) => {
      const { pids } = tracked.quorum;
      pids.clear();
      for (const pid of found[i]!) pids.add(pid);
      this.#settle(tracked, recount(tracked.quorum, 'change', this.#ports.now()));
    });
  }

  /** Says what has changed, and keeps the timer as the quorum wants it. */
  #settle(tracked: Tracked, hasChanged: boolean): void {
    const { quorum } = tracked;
    tracked.cancel?.();
    delete tracked.cancel;
    if (quorum.changesAt !== undefined) {
      const now = this.#ports.now();
      const wait = quorum.changesAt > now ? between(now, quorum.changesAt) : between(now, now);
      tracked.cancel = this.#ports.after(wait, () => this.#settle(tracked, expireDelay(quorum, this.#ports.now())));
    }
    if (!hasChanged) return;
    const { name } = quorum.settings;
    const text = `Quorum ${quorum.verdict === 'up' ? 'gained' : 'lost'} for tracked process ${name}`;
    this.#log({ level: 'info', text, fields: { code: 'track-process', count: quorum.pids.size } });
    this.#report(name, quorum.verdict);
  }
}
