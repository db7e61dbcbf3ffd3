/**
 * All an instance remembers. Only the files of this folder write to it; `view` shows it to everyone else.
 */
import type { IpAddress } from '../base/address.js';
import { after, type Duration, type Instant } from '../base/duration.js';
import type { LogFields, LogLevel } from '../base/log.js';
import { type Counters, zeroCounters } from './counters.js';
import type { Effect, State } from './effect.js';
import { type RivalOwner, YIELDED_PRIORITY } from './election.js';
import { type InstanceSettings, OWNER_PRIORITY, type VirtualAddress, type VrrpGlobals } from './settings.js';
import { idleTimers, masterDownInterval, NEVER, skewTime, type Timers } from './timers.js';
import type { Fault, LinkState } from './tracking.js';

/** The master a BACKUP listens to. Written in place: it is touched by every advert. */
export interface HeardMaster {
  address: IpAddress;
  priority: number;
}

export interface Instance {
  settings: InstanceSettings;
  state: State;
  readonly timers: Timers;

  /** In FAULT without having said so: the first results of unweighted scripts are awaited. */
  isHeld: boolean;
  /**
   * An address owner that starts goes straight to MASTER; a fault ends that wish. In BACKUP it means an owner waiting
   * for the end of the startup delay.
   */
  wishesMaster: boolean;
  /** Until this moment adverts are ignored, and timers count from it. */
  readonly startsAt: Instant;

  readonly links: Map<string, LinkState>;
  readonly scripts: Map<string, 'up' | 'down'>;
  source: IpAddress | undefined;
  faults: readonly Fault[];
  effectivePriority: number;

  /** v3: the interval the master advertises; otherwise our own. */
  masterInterval: Duration;
  /** Length of the master-down timer as of now; kept because every advert heard needs it. */
  downInterval: Duration;
  master: HeardMaster | undefined;
  /** When an advert was last accepted, or BACKUP entered. */
  heardAt: Instant;
  /** Why the master-down timer runs; only the log needs to know. */
  awaits: 'silence' | 'departure' | 'restoration';
  /** A lower-priority master whose adverts are being discarded, so that its reign ends. */
  discarded: HeardMaster | undefined;
  /** End of a running preempt delay; `NEVER` when none runs. */
  preemptsAt: Instant;
  /** Another address owner, with a lower address than ours. */
  rival: RivalOwner | undefined;
  /** An owner that gave in to another one: 254 stands for 255 until it is MASTER again. */
  hasYielded: boolean;

  /** The addresses this instance has asked for and not given back. */
  present: readonly VirtualAddress[];
  /** The address list as our own adverts carry it. */
  advertised: Uint8Array;
  /** Codes of repeatable messages already logged since the last change of state or master. */
  readonly said: Set<string>;
  /** Until then a change of master makes nothing news again: two senders in turn would fill the log. */
  quietUntil: Instant;

  readonly counters: Counters;
  lastTransition: Instant;
  lastReason: string;
  /** What the step under way answers. */
  outbox: Effect[];
}

/**
 * A new instance in INIT. `now` begins the startup delay of `globals`: for an instance that a reload adds, pass a
 * delay of zero.
 */
export function createInstance(
  settings: InstanceSettings,
  globals: Pick<VrrpGlobals, 'startupDelay'>,
  now: Instant,
): Instance {
  const vr: Instance = {
    settings,
    state: 'INIT',
    timers: idleTimers(),
    isHeld: false,
    wishesMaster: settings.initialState === 'MASTER' && settings.priority === OWNER_PRIORITY,
    startsAt: after(now, globals.startupDelay),
    links: new Map(),
    scripts: new Map(),
    source: undefined,
    faults: [],
    effectivePriority: settings.priority,
    masterInterval: settings.advertInterval,
    downInterval: settings.advertInterval,
    master: undefined,
    heardAt: now,
    awaits: 'silence',
    discarded: undefined,
    preemptsAt: NEVER,
    rival: undefined,
    hasYielded: false,
    present: [],
    advertised: advertisedBytes(settings),
    said: new Set(),
    quietUntil: now,
    counters: zeroCounters(),
    lastTransition: now,
    lastReason: 'not started',
    outbox: [],
  };
  recomputeDownInterval(vr);
  return vr;
}

/** Every address of the instance in the order they are set: advertised ones, then excluded ones. */
export function allAddresses(settings: InstanceSettings): readonly VirtualAddress[] {
  return [...settings.addresses, ...settings.excludedAddresses];
}

/** The priority the instance stands for now, in its adverts and in an election. */
export function standing(vr: Instance): number {
  return vr.hasYielded ? YIELDED_PRIORITY : vr.effectivePriority;
}

/** The skew of the instance's master-down timer as of now. An owner's timer is that of 255 even when it has yielded. */
export function skewOf(vr: Instance): Duration {
  return skewTime({
    version: vr.settings.version,
    priority: vr.effectivePriority,
    masterInterval: vr.masterInterval,
  });
}

/** To be called whenever priority, master interval or settings change. */
export function recomputeDownInterval(vr: Instance): void {
  vr.downInterval = masterDownInterval({
    version: vr.settings.version,
    priority: vr.effectivePriority,
    masterInterval: vr.masterInterval,
    adverts: vr.settings.downTimerAdverts,
  });
}

/** Takes over new settings and what follows from them directly. */
export function configure(vr: Instance, settings: InstanceSettings): void {
  vr.settings = settings;
  vr.advertised = advertisedBytes(settings);
}

/** Answers an effect. */
export function tell(vr: Instance, effect: Effect): void {
  vr.outbox.push(effect);
}

/** Asks for an advert and counts it; priority 0 is for `farewell`. */
export function tellAdvert(vr: Instance): void {
  vr.counters.advertsSent++;
  tell(vr, { kind: 'advert', priority: standing(vr) });
}

/** Logs a line about the instance. `code` is a stable word for filters. */
export function say(vr: Instance, level: LogLevel, code: string, text: string, fields?: LogFields): void {
  const { name: instance } = vr.settings;
  tell(vr, { kind: 'log', line: { level, text: `(${instance}) ${text}`, fields: { code, instance, ...fields } } });
}

/** True the first time a code comes up since the last change of state or master: what repeats is logged once. */
export function isNews(vr: Instance, code: string): boolean {
  if (vr.said.has(code)) return false;
  vr.said.add(code);
  return true;
}

function advertisedBytes(settings: InstanceSettings): Uint8Array {
  const bytes = new Uint8Array(settings.addresses.length * (settings.family === 4 ? 4 : 16));
  let at = 0;
  for (const { address } of settings.addresses) {
    bytes.set(address.bytes, at);
    at += address.bytes.length;
  }
  return bytes;
}
