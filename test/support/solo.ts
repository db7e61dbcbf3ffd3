/** One VRRP machine alone with a hand-moved clock, and its answers in short words. */
import { address } from '../../src/base/address.js';
import { type Duration, type Instant, instant, milliseconds, seconds, ZERO } from '../../src/base/duration.js';
import { unreachable } from '../../src/base/unreachable.js';
import type { Effect, State } from '../../src/vrrp/effect.js';
import type { Input } from '../../src/vrrp/input.js';
import { createInstance, type Instance, nextDeadline, step } from '../../src/vrrp/machine.js';
import { routeText, ruleText } from '../../src/vrrp/routing-entries.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { view } from '../../src/vrrp/view.js';
import { type PacketFields, packet, vrrpSettings } from './vrrp-settings.js';

/** `advert 100`, `add 10.99.0.50`, `announce 10.99.0.50 x5`, `notify MASTER 100` ...; log lines are left out. */
export function inWords(effects: readonly Effect[]): string[] {
  const names = (list: readonly { address: { text: string } }[]) => list.map(entry => entry.address.text).join(' ');
  return effects.flatMap(effect => {
    switch (effect.kind) {
      case 'advert':
        return [`advert ${effect.priority}`];
      case 'add-addresses':
        return [`add ${names(effect.addresses)}`];
      case 'remove-addresses':
        return [`remove ${names(effect.addresses)}`];
      case 'add-routes':
      case 'remove-routes':
        return [[effect.kind, ...effect.routes.map(routeText), ...effect.rules.map(ruleText)].join(', ')];
      case 'announce':
        return [`announce ${names(effect.addresses)} x${effect.repeat}`];
      case 'notify':
        return [`notify ${effect.state} ${effect.priority}`];
      case 'notify-lower-priority':
        return [`notify MASTER_RX_LOWER_PRI ${effect.priority}`];
      case 'notify-priority':
        return [`notify ${effect.state}_PRIORITY ${effect.priority}`];
      case 'log':
        return [];
      default:
        return unreachable(effect);
    }
  });
}

export function logsOf(effects: readonly Effect[]): string[] {
  return effects.flatMap(effect => (effect.kind === 'log' ? [effect.line.text] : []));
}

export class Solo {
  readonly vr: Instance;
  readonly settings: InstanceSettings;
  now: Instant = instant(1_000_000_000);
  /** Every line logged so far. */
  readonly log: string[] = [];
  /** Every effect so far, in words, with its moment in microseconds since the beginning. */
  readonly history: { readonly at: number; readonly word: string }[] = [];
  readonly #epoch = this.now;

  constructor(settings: Partial<InstanceSettings> = {}, startupDelay: Duration = ZERO) {
    this.settings = vrrpSettings(settings);
    this.vr = createInstance(this.settings, { startupDelay }, this.now);
  }

  /** Microseconds since the beginning. */
  get elapsed(): number {
    return this.now - this.#epoch;
  }

  get state(): State {
    return view(this.vr).state;
  }

  /** How long until the next deadline, in microseconds. */
  get remaining(): number | undefined {
    const at = nextDeadline(this.vr);
    return at === undefined ? undefined : at - this.now;
  }

  view() {
    return view(this.vr);
  }

  /** Gives an input now; answers the effects in words. */
  give(input: Input): string[] {
    const effects = step(this.vr, input, this.now);
    this.log.push(...logsOf(effects));
    const words = inWords(effects);
    for (const word of words) this.history.push({ at: this.elapsed, word });
    return words;
  }

  hear(fields: PacketFields): string[] {
    return this.give(packet(this.settings, fields));
  }

  /** The link is up and there is a source address. */
  connect(source = '10.99.0.5'): this {
    this.give({ kind: 'link', interface: this.settings.interface, state: 'up' });
    this.give({ kind: 'source', address: address(source) });
    return this;
  }

  start(): this {
    this.give({ kind: 'start' });
    return this;
  }

  /** Lets time pass, serving deadlines exactly when they come. */
  advance(wait: Duration): string[] {
    const until = (this.now + wait) as Instant;
    const words: string[] = [];
    for (let at = nextDeadline(this.vr); at !== undefined && at <= until; at = nextDeadline(this.vr)) {
      this.now = at;
      words.push(...this.give({ kind: 'deadline' }));
    }
    this.now = until;
    return words;
  }
}

/** A connected instance brought into a state by the shortest honest way, one second into it. */
export function soloIn(state: State, settings: Partial<InstanceSettings> = {}): Solo {
  const solo = new Solo(settings);
  if (state === 'INIT') return solo.connect();
  if (state === 'FAULT') {
    solo.give({ kind: 'link', interface: solo.settings.interface, state: 'down' });
    solo.give({ kind: 'source', address: address('10.99.0.5') });
    solo.start();
  } else {
    solo.connect().start();
    if (state === 'MASTER' && solo.state !== 'MASTER') solo.advance((nextDeadline(solo.vr)! - solo.now) as Duration);
  }
  solo.advance(state === 'MASTER' ? milliseconds(500) : seconds(1));
  return solo;
}
