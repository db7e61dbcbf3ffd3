/**
 * Several VRRP machines on one network in virtual time. Adverts are really encoded and decoded; they can be lost,
 * delayed and cut off, by a seed, so that a failing run can be run again. Nothing here waits for anything.
 */
import { address, type IpAddress, sameAddress } from '../../src/base/address.js';
import { after, type Duration, type Instant, instant, seconds, ZERO } from '../../src/base/duration.js';
import type { Effect, NotifyState, State } from '../../src/vrrp/effect.js';
import type { Input } from '../../src/vrrp/input.js';
import { createInstance, type Instance, nextDeadline, step } from '../../src/vrrp/machine.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import {
  bindGroup,
  concernsGroup,
  consult,
  regroup,
  releaseMember,
  type SyncGroup,
} from '../../src/vrrp/sync-group.js';
import { view } from '../../src/vrrp/view.js';
import { decodeAdvert, encodeAdvert } from '../../src/wire/vrrp.js';
import { seededRandom } from './random.js';
import { vrrpSettings } from './vrrp-settings.js';

export interface NodeSetup extends Partial<InstanceSettings> {
  /** The node's own address; by default 10.99.0.1 for the first, 10.99.0.2 for the second (fe80::1 ...). */
  readonly own?: string;
}

export interface LanOptions {
  readonly seed?: number;
  /** Time every packet takes. */
  readonly delay?: Duration;
  /** Up to as much more, by chance. Packets may overtake each other. */
  readonly jitter?: Duration;
  readonly startupDelay?: Duration;
  /** Sync groups: nodes that are instances of one machine. They start together, and are told apart by their VRIDs. */
  readonly groups?: Readonly<Record<string, readonly string[]>>;
}

export interface Sent {
  readonly at: number;
  readonly from: string;
  readonly priority: number;
}

export interface Moved {
  readonly at: number;
  readonly node: string;
  readonly state: NotifyState;
}

interface Node {
  readonly name: string;
  settings: InstanceSettings;
  readonly own: IpAddress;
  readonly vr: Instance;
  isPlugged: boolean;
  /** Nodes hear each other when they are on the same side. */
  side: number;
  /** Addresses the node holds, as its effects say. */
  readonly held: Set<string>;
}

interface InFlight {
  readonly at: Instant;
  readonly order: number;
  readonly from: Node;
  readonly to: Node;
  readonly destination: IpAddress;
  readonly pdu: Uint8Array;
}

const EPOCH = instant(1_000_000_000);
/** A search for a moment gives up after this much virtual time. */
const PATIENCE = seconds(3_600);

export class FakeLan {
  #now = EPOCH;
  readonly #nodes = new Map<string, Node>();
  readonly #random: () => number;
  readonly #options: LanOptions;
  #inFlight: InFlight[] = [];
  #order = 0;
  #loss: (from: string, to: string) => number = () => 0;
  readonly #groups = new Map<string, SyncGroup>();

  /** Every advert sent, every state notified and every line logged, with microseconds since the beginning. */
  readonly adverts: Sent[] = [];
  readonly moves: Moved[] = [];
  /** Every announcement of addresses. */
  readonly announcements: { readonly at: number; readonly node: string; readonly repeat: number }[] = [];
  readonly log: { readonly at: number; readonly node: string; readonly text: string }[] = [];

  constructor(setups: Readonly<Record<string, NodeSetup>>, options: LanOptions = {}) {
    this.#options = options;
    this.#random = seededRandom(options.seed ?? 1);
    for (const [index, [name, { own, ...changes }]] of Object.entries(setups).entries()) {
      const settings = vrrpSettings(changes);
      const source = address(own ?? (settings.family === 4 ? `10.99.0.${index + 1}` : `fe80::${index + 1}`));
      const vr = createInstance(settings, { startupDelay: options.startupDelay ?? ZERO }, this.#now);
      this.#nodes.set(name, { name, settings, own: source, vr, isPlugged: true, side: 0, held: new Set() });
    }
  }

  /** Microseconds since the beginning. */
  get elapsed(): number {
    return this.#now - EPOCH;
  }

  /** Connects and starts the nodes named, or all of them. */
  start(...names: string[]): this {
    const nodes = names.length > 0 ? names.map(name => this.#node(name)) : [...this.#nodes.values()];
    for (const node of nodes) {
      this.#give(node, { kind: 'link', interface: node.settings.interface, state: 'up' });
      this.#give(node, { kind: 'source', address: node.own });
    }
    const { groups = {} } = this.#options;
    for (const [name, members] of Object.entries(groups)) this.regroup(name, members);
    for (const node of nodes) if (node.vr.bond === undefined) this.#give(node, { kind: 'start' });
    return this;
  }

  /** Gives a sync group these members from now on; whoever was one and is none any more goes on alone. */
  regroup(name: string, members: readonly string[]): this {
    const former = this.#groups.get(name);
    const machines = members.map(member => this.#node(member).vr);
    const group = bindGroup(name, machines, former);
    this.#groups.set(name, group);
    for (const machine of former?.members ?? []) {
      if (!machines.includes(machine)) this.#performAll(machine, releaseMember(machine, this.#now));
    }
    const plan = regroup(group, this.#now);
    if (plan.before !== undefined) this.moves.push({ at: this.elapsed, node: name, state: plan.before });
    for (const [machine, effects] of plan.members) this.#performAll(machine, effects);
    if (plan.after !== undefined) this.moves.push({ at: this.elapsed, node: name, state: plan.after });
    return this;
  }

  give(name: string, input: Input): this {
    this.#give(this.#node(name), input);
    return this;
  }

  reconfigure(name: string, changes: Partial<InstanceSettings>): this {
    const node = this.#node(name);
    node.settings = { ...node.settings, ...changes };
    return this.give(name, { kind: 'reconfigure', settings: node.settings });
  }

  stop(name: string): this {
    return this.give(name, { kind: 'stop', releases: true });
  }

  /** The cable is cut where the node cannot see it: its link stays up. */
  unplug(name: string): this {
    this.#node(name).isPlugged = false;
    return this;
  }

  plug(name: string): this {
    this.#node(name).isPlugged = true;
    return this;
  }

  /** The nodes named hear only each other, and so do the rest. */
  partition(...names: string[]): this {
    for (const node of this.#nodes.values()) node.side = names.includes(node.name) ? 1 : 0;
    return this;
  }

  /** Whole network again: no partition, every cable in, nothing lost. */
  heal(): this {
    for (const node of this.#nodes.values()) {
      node.side = 0;
      node.isPlugged = true;
    }
    return this.lose(() => 0);
  }

  /** The share of adverts lost from one node to another, 0 to 1. */
  lose(share: (from: string, to: string) => number): this {
    this.#loss = share;
    return this;
  }

  advance(wait: Duration): this {
    const until = after(this.#now, wait);
    while (this.#stepOnce(until));
    this.#now = until;
    return this;
  }

  /** Runs to the moment, just after it happened. Throws when an hour passes without it. */
  runUntil(happened: () => boolean): this {
    const until = after(this.#now, PATIENCE);
    while (!happened()) {
      if (!this.#stepOnce(until)) throw new Error('it did not happen within an hour of virtual time');
    }
    return this;
  }

  runUntilAdvertFrom(name: string): this {
    const seen = this.adverts.length;
    return this.runUntil(() => this.adverts.slice(seen).some(sent => sent.from === name));
  }

  runUntilState(name: string, state: State): this {
    return this.runUntil(() => this.state(name) === state);
  }

  state(name: string): State {
    return this.view(name).state;
  }

  view(name: string) {
    return view(this.#node(name).vr);
  }

  masters(): string[] {
    return [...this.#nodes.keys()].filter(name => this.state(name) === 'MASTER');
  }

  /** Who holds an address, by what was added and removed. */
  holders(text: string): string[] {
    return [...this.#nodes.values()].filter(node => node.held.has(text)).map(node => node.name);
  }

  advertsFrom(name: string): Sent[] {
    return this.adverts.filter(sent => sent.from === name);
  }

  /** When a node last entered a state, in microseconds since the beginning. */
  movedAt(name: string, state: NotifyState): number {
    const moved = this.moves.findLast(move => move.node === name && move.state === state);
    if (moved === undefined) throw new Error(`${name} has not been ${state}`);
    return moved.at;
  }

  #node(name: string): Node {
    const node = this.#nodes.get(name);
    if (node === undefined) throw new Error(`no node ${name} on this network`);
    return node;
  }

  /** The next thing to happen at or before `until`, packets before timers; false when nothing is left. */
  #stepOnce(until: Instant): boolean {
    const packet = this.#inFlight.reduce<InFlight | undefined>(
      (first, next) =>
        first === undefined || next.at < first.at || (next.at === first.at && next.order < first.order) ? next : first,
      undefined,
    );
    let timer: { readonly node: Node; readonly at: Instant } | undefined;
    for (const node of this.#nodes.values()) {
      const at = nextDeadline(node.vr);
      if (at !== undefined && (timer === undefined || at < timer.at)) timer = { node, at };
    }
    if (packet !== undefined && packet.at <= until && (timer === undefined || packet.at <= timer.at)) {
      this.#now = packet.at;
      this.#inFlight = this.#inFlight.filter(other => other !== packet);
      this.#deliver(packet);
      return true;
    }
    if (timer === undefined || timer.at > until) return false;
    this.#now = timer.at;
    this.#give(timer.node, { kind: 'deadline' });
    return true;
  }

  #give(node: Node, input: Input): void {
    for (const effect of step(node.vr, input, this.#now)) this.#perform(node, effect);
    if (concernsGroup(node.vr)) this.#consult(node.vr);
  }

  #consult(machine: Instance): void {
    for (const group of this.#groups.values()) {
      if (!group.members.includes(machine)) continue;
      for (const effect of consult(group, machine, this.#now)) {
        if (effect.kind === 'member') this.#performAll(effect.member, effect.effects);
        else if (effect.kind === 'notify-group')
          this.moves.push({ at: this.elapsed, node: group.name, state: effect.state });
      }
    }
  }

  #performAll(machine: Instance, effects: readonly Effect[]): void {
    for (const node of this.#nodes.values()) {
      if (node.vr === machine) for (const effect of effects) this.#perform(node, effect);
    }
  }

  #perform(node: Node, effect: Effect): void {
    const at = this.elapsed;
    switch (effect.kind) {
      case 'advert':
        this.adverts.push({ at, from: node.name, priority: effect.priority });
        this.#send(node, effect.priority);
        return;
      case 'add-addresses':
        for (const entry of effect.addresses) node.held.add(entry.address.text);
        return;
      case 'remove-addresses':
        for (const entry of effect.addresses) node.held.delete(entry.address.text);
        return;
      case 'notify':
        this.moves.push({ at, node: node.name, state: effect.state });
        return;
      case 'log':
        this.log.push({ at, node: node.name, text: effect.line.text });
        return;
      case 'announce':
        this.announcements.push({ at, node: node.name, repeat: effect.repeat });
        return;
      case 'notify-lower-priority':
        return;
    }
  }

  #send(from: Node, priority: number): void {
    const { settings, own: source } = from;
    const destinations = settings.unicast?.peers.map(peer => peer.address) ?? [settings.multicastGroup];
    for (const destination of destinations) {
      const { version, vrid, advertInterval: interval, authentication, family } = settings;
      const pdu = encodeAdvert(
        {
          version,
          vrid,
          priority,
          interval,
          addresses: settings.addresses.map(entry => entry.address),
          ...(authentication.kind === 'pass' && { authType: 1, authData: authentication.password }),
        },
        { family, source, destination },
      );
      for (const to of this.#nodes.values()) {
        if (to === from || (settings.unicast !== undefined && !sameAddress(to.own, destination))) continue;
        if (!from.isPlugged || this.#random() < this.#loss(from.name, to.name)) continue;
        const { delay = ZERO, jitter = ZERO } = this.#options;
        const at = instant(this.#now + delay + jitter * this.#random());
        this.#inFlight.push({ at, order: this.#order++, from, to, destination, pdu });
      }
    }
  }

  #deliver({ from, to, destination, pdu }: InFlight): void {
    if (!to.isPlugged || from.side !== to.side) return;
    const { family } = to.settings;
    const multicast = sameAddress(destination, to.settings.multicastGroup);
    const decoded = decodeAdvert(pdu, { family, source: from.own, destinations: [destination] });
    this.#give(
      to,
      decoded.ok
        ? { kind: 'advert', source: from.own, multicast, ttl: 255, advert: decoded.value }
        : { kind: 'malformed', source: from.own, fault: decoded.error },
    );
  }
}

/** A network with every node started at time 0. */
export function fakeLan(setups: Readonly<Record<string, NodeSetup>>, options: LanOptions = {}): FakeLan {
  return new FakeLan(setups, options).start();
}
