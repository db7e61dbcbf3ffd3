/**
 * All an instance remembers. Only the files of this folder write to it; `view` shows it to everyone else.
 */
import type { IpAddress } from '../base/address.js';
import { after, type Duration, type Instant } from '../base/duration.js';
import type { LogFields, LogLevel } from '../base/log.js';
import { LAST_SEQUENCE } from '../wire/ah.js';
import type { Stamp } from '../wire/hmac-trailer.js';
import { type Counters, zeroCounters } from './counters.js';
import type { Effect, State } from './effect.js';
import { type RivalOwner, YIELDED_PRIORITY } from './election.js';
import { NO_ROUTING, type Routing } from './routing-entries.js';
import { type InstanceSettings, OWNER_PRIORITY, type VirtualAddress, type VrrpGlobals } from './settings.js';
import { idleTimers, masterDownInterval, NEVER, skewTime, type Timers } from './timers.js';
import type { Fault, LinkState } from './tracking.js';

/** The master a BACKUP listens to. Written in place: it is touched by every advert. */
export interface HeardMaster {
  address: IpAddress;
  priority: number;
}

/** Of no address. */
const NOBODY: ReadonlySet<string> = new Set();

/** What a member of a sync group and its group tell each other. */
export interface GroupBond {
  readonly group: string;
  /** Its master-down timer has ended and no master was accepted since: it would be MASTER, were it alone. */
  wantsMaster: boolean;
  /** Why a member without a fault of its own is held in FAULT. */
  fault: string | undefined;
  /** What the group has to look at after the step under way. */
  news: 'change' | 'lower-priority' | undefined;
  /** What ended the fault of the member, for the log. */
  because: string;
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

  /** Present in a member of a sync group: it changes state together with the others. */
  bond: GroupBond | undefined;

  readonly links: Map<string, LinkState>;
  readonly scripts: Map<string, 'up' | 'down'>;
  readonly files: Map<string, number>;
  readonly processes: Map<string, 'up' | 'down'>;
  source: IpAddress | undefined;
  faults: readonly Fault[];
  effectivePriority: number;

  /** v3: the interval the master advertises; otherwise our own. */
  masterInterval: Duration;
  /** Length of the master-down timer as of now; kept because every advert heard needs it. */
  downInterval: Duration;
  master: HeardMaster | undefined;
  /** Priority of the master that was forgotten last; 0 before. */
  lastMasterPriority: number;
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
  /** The routes and rules it has asked for and not given back. */
  routing: Routing;
  /** The address list as our own adverts carry it. */
  advertised: Uint8Array;
  /** Codes of repeatable messages already logged since the last change of state or master. */
  readonly said: Set<string>;
  /** Until then a change of master makes nothing news again: two senders in turn would fill the log. */
  quietUntil: Instant;

  /** The highest sequence number heard or sent in an Authentication Header. */
  ahSequence: number;
  /** Texts of the unicast peers that were seen to use the checksum of old releases; another set with each of them. */
  oldChecksumPeers: ReadonlySet<string>;
  /** The last stamp of every neighbour that signs, by its address; the one heard last comes last. */
  readonly stamps: Map<string, Stamp>;

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
    bond: undefined,
    links: new Map(),
    scripts: new Map(),
    files: new Map(),
    processes: new Map(),
    source: undefined,
    faults: [],
    effectivePriority: settings.priority,
    masterInterval: settings.advertInterval,
    downInterval: settings.advertInterval,
    master: undefined,
    lastMasterPriority: 0,
    heardAt: now,
    awaits: 'silence',
    discarded: undefined,
    preemptsAt: NEVER,
    rival: undefined,
    hasYielded: false,
    present: [],
    routing: NO_ROUTING,
    advertised: advertisedBytes(settings),
    said: new Set(),
    quietUntil: now,
    ahSequence: 0,
    oldChecksumPeers: NOBODY,
    stamps: new Map(),
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
  const peers = settings.oldUnicastChecksum === 'automatic' ? (settings.unicast?.peers ?? []) : [];
  const stillOld = peers.filter(({ address }) => vr.oldChecksumPeers.has(address.text));
  vr.oldChecksumPeers = new Set(stillOld.map(({ address }) => address.text));
}

/** What has been answered since the last time; it is forgotten here. */
export function takeEffects(vr: Instance): readonly Effect[] {
  const effects = vr.outbox;
  vr.outbox = [];
  return effects;
}

/** Answers an effect. */
export function tell(vr: Instance, effect: Effect): void {
  vr.outbox.push(effect);
}

/** Asks for an advert and counts it; priority 0 is for a farewell. */
export function tellAdvert(vr: Instance, priority = standing(vr)): void {
  vr.counters.advertsSent++;
  if (vr.settings.authentication.kind === 'ah') tell(vr, { kind: 'advert', priority, sequence: nextAhSequence(vr) });
  else if (vr.oldChecksumPeers.size > 0) tell(vr, { kind: 'advert', priority, oldChecksumPeers: vr.oldChecksumPeers });
  else tell(vr, { kind: 'advert', priority });
}

/** The number of the next advert with AH. They end one day, a hundred years from now unless a neighbour hurried them. */
function nextAhSequence(vr: Instance): number {
  if (vr.ahSequence >= LAST_SEQUENCE && isNews(vr, 'ah-exhausted')) {
    const text = 'The sequence numbers of AH are used up, and no router believes our adverts; restart all of them';
    say(vr, 'error', 'ah-exhausted', text);
  }
  vr.ahSequence = Math.min(vr.ahSequence + 1, LAST_SEQUENCE);
  return vr.ahSequence;
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
