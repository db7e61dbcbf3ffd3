/**
 * Which links count as up. The kernel's word counts at once, or as `interface_up_down_delays` has it; for a link that is
 * polled (`linkbeat_interfaces`) what the poll found counts instead, without delay, as with keepalived.
 */
import { type Duration, type Instant, toSeconds } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import type { LinkState } from '../../sys/links.js';
import { type LinkStanding, observed, seen } from '../../vrrp/link-delay.js';
import { type LinkDelaySettings, longestLinkDelay } from '../../vrrp/settings.js';
import type { InstanceRunner } from './instance-runner.js';

export interface LinkJudgePorts {
  now(): Instant;
  /** Calls `action` once after `wait`; the answer cancels it. */
  after(wait: Duration, action: () => void): () => void;
  /** The link as the kernel has it now. */
  link(name: string): Pick<LinkState, 'name' | 'up'> | undefined;
  /** The longest delay the instances on an interface can live with now; undefined: any. */
  longestDelay(name: string): Duration | undefined;
  /** A link counts otherwise than before, without the kernel having said anything now. */
  changed(name: string): void;
  readonly log: Log;
}

export class LinkJudge {
  readonly #ports: LinkJudgePorts;
  #delays: ReadonlyMap<string, LinkDelaySettings> = new Map();
  /** What the last poll of a link found. */
  #polled: Map<string, 'up' | 'down'> = new Map();
  /** Of links with delays. */
  readonly #standings = new Map<string, LinkStanding>();
  readonly #cancels = new Map<string, () => void>();

  constructor(ports: LinkJudgePorts) {
    this.#ports = ports;
  }

  /** The links that have delays, and what polls found, from now on. Calls `changed` for those that count otherwise. */
  configure(delays: readonly LinkDelaySettings[], polled: ReadonlyMap<string, 'up' | 'down'>): void {
    const names = new Set([...this.#delays.keys(), ...this.#polled.keys(), ...polled.keys()]);
    const before = this.#verdicts(names);
    this.#delays = new Map(delays.map(each => [each.interface, each]));
    this.#polled = new Map(polled);
    for (const name of this.#standings.keys()) {
      if (this.#delays.has(name) && !this.#polled.has(name)) continue;
      this.#forget(name);
    }
    const now = this.#verdicts(names);
    for (const [name, verdict] of now) if (verdict !== before.get(name)) this.#ports.changed(name);
  }

  /** A poll found a link otherwise than the one before. */
  beat(name: string, verdict: 'up' | 'down'): void {
    if (!this.#polled.has(name)) return; // a reload has ended its polls meanwhile
    this.#polled.set(name, verdict);
    this.#say(name, `a poll of its link found it ${verdict}`);
    this.#ports.changed(name);
  }

  /** An interface has gone: when it comes again, it is a new one. */
  gone(name: string): void {
    this.#forget(name);
  }

  /** Whether a link counts as up; looks at it anew. */
  isUp({ name, up }: Pick<LinkState, 'name' | 'up'>): boolean {
    const polled = this.#polled.get(name);
    if (polled !== undefined) return polled === 'up';
    const delays = this.#delays.get(name);
    if (delays === undefined) return up;
    const before = this.#standings.get(name);
    const { now, longestDelay } = this.#ports;
    const standing = before === undefined ? seen(up) : observed(before, up, delays, now(), longestDelay(name));
    this.#standings.set(name, standing);
    if (standing.changesAt !== before?.changesAt) this.#await(name, standing, up);
    return standing.isUp;
  }

  #await(name: string, { changesAt }: LinkStanding, isUp: boolean): void {
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
    if (changesAt === undefined) return;
    const wait = (changesAt - this.#ports.now()) as Duration;
    const cancel = this.#ports.after(wait, () => {
      this.#cancels.delete(name);
      // Said, not asked: a timer may be early by a fraction of the clock's unit.
      this.#standings.set(name, seen(isUp));
      const lasted = Math.round(100 * toSeconds(wait)) / 100;
      this.#say(name, `${isUp ? 'up' : 'down'} for ${lasted} s, and counts as that now`);
      this.#ports.changed(name);
    });
    this.#cancels.set(name, cancel);
  }

  #forget(name: string): void {
    this.#standings.delete(name);
    this.#cancels.get(name)?.();
    this.#cancels.delete(name);
  }

  #verdicts(names: ReadonlySet<string>): ReadonlyMap<string, boolean> {
    const links = [...names].flatMap(name => this.#ports.link(name) ?? []);
    return new Map(links.map(link => [link.name, this.isUp(link)]));
  }

  #say(name: string, text: string): void {
    this.#ports.log({ level: 'info', text: `interface ${name}: ${text}`, fields: { code: 'link', interface: name } });
  }
}

/**
 * The longest delay that the backups on an interface can live with: their master may advertise faster than they would.
 * Undefined: there are none.
 */
export function longestDelay(name: string, runners: Iterable<InstanceRunner>): Duration | undefined {
  let longest: Duration | undefined;
  for (const { settings, machine } of runners) {
    if (settings.interface !== name || machine.state !== 'BACKUP') continue;
    const own = longestLinkDelay(settings.downTimerAdverts, machine.masterInterval);
    if (longest === undefined || own < longest) longest = own;
  }
  return longest;
}
