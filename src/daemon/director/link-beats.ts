/**
 * Polls links once a second: those of `linkbeat_interfaces`, that of an instance with `linkbeat_use_polling`, and with
 * the keyword of that name outside any block those of all instances. What they find counts instead of what the kernel
 * reports.
 */
import { type Duration, seconds } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import type { LinkPollMethod } from '../../sys/link-poll.js';
import type { VrrpSettings } from '../../vrrp/settings.js';

export interface LinkBeatPorts {
  /** Calls `action` once after `wait`; the answer cancels it. */
  after(wait: Duration, action: () => void): () => void;
  /** Whether an interface has a link; undefined when it does not exist or does not answer this way. */
  pollLink(name: string, method: LinkPollMethod): boolean | undefined;
  /** The driver of an interface. */
  interfaceKind(name: string): string | undefined;
}

type Verdict = 'up' | 'down';

interface Beat {
  readonly name: string;
  /** The one the configuration names. */
  readonly wanted: LinkPollMethod | undefined;
  /** The one that answered. */
  method?: LinkPollMethod;
  verdict?: Verdict;
}

const PERIOD = seconds(1);
/** In the order in which they are tried. */
const METHODS: readonly LinkPollMethod[] = ['MII', 'ETHTOOL', 'IOCTL'];
/** Drivers of interfaces that are made on another one and have its link. */
const ON_ANOTHER: ReadonlySet<string> = new Set(['macvlan', 'ipvlan']);

export class LinkBeats {
  readonly #ports: LinkBeatPorts;
  readonly #log: Log;
  readonly #report: (name: string, verdict: Verdict) => void;
  #beats: readonly Beat[] = [];
  #cancel: (() => void) | undefined;

  constructor(ports: LinkBeatPorts, log: Log, report: (name: string, verdict: Verdict) => void) {
    this.#ports = ports;
    this.#log = log;
    this.#report = report;
  }

  /** Takes a configuration, the first or a reload's; answers what the first poll of each link found. */
  configure(settings: VrrpSettings, pollsAll: boolean): ReadonlyMap<string, Verdict> {
    const before = this.#beats;
    this.#beats = [...this.#wanted(settings, pollsAll)].map(
      ([name, wanted]) => before.find(beat => beat.name === name && beat.wanted === wanted) ?? { name, wanted },
    );
    this.close();
    for (const beat of this.#beats) this.#poll(beat);
    this.#waitForNext();
    return new Map(this.#beats.flatMap(({ name, verdict }) => (verdict === undefined ? [] : [[name, verdict]])));
  }

  /** No poll from here on. */
  close(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #wanted({ linkbeats, instances }: VrrpSettings, pollsAll: boolean): Map<string, LinkPollMethod | undefined> {
    const asked = instances.filter(each => each.pollsLink || pollsAll).map(each => each.interface);
    const polled = asked.filter(name => this.#hasLinkOfItsOwn(name));
    const wanted = new Map<string, LinkPollMethod | undefined>(polled.map(name => [name, undefined]));
    for (const linkbeat of linkbeats) wanted.set(linkbeat.interface, linkbeat.method);
    return wanted;
  }

  #hasLinkOfItsOwn(name: string): boolean {
    return name !== '' && !ON_ANOTHER.has(this.#ports.interfaceKind(name) ?? '');
  }

  #waitForNext(): void {
    if (this.#beats.length === 0) return;
    this.#cancel = this.#ports.after(PERIOD, () => {
      for (const beat of this.#beats) {
        const before = beat.verdict;
        this.#poll(beat);
        if (beat.verdict !== undefined && beat.verdict !== before) this.#report(beat.name, beat.verdict);
      }
      this.#waitForNext();
    });
  }

  /** A link that does not answer, for instance because its interface is gone, keeps its verdict. */
  #poll(beat: Beat): void {
    const { name, wanted } = beat;
    const known = beat.method ?? wanted;
    const order = known === undefined ? METHODS : [known, ...METHODS.filter(method => method !== known)];
    for (const method of order) {
      const hasLink = this.#ports.pollLink(name, method);
      if (hasLink === undefined) continue;
      if (beat.method !== method && wanted !== undefined && method !== wanted) {
        const text = `interface ${name} does not answer by ${wanted}; its link is asked for by ${method}`;
        this.#log({ level: 'warn', text, fields: { code: 'linkbeat-method', interface: name } });
      }
      beat.method = method;
      beat.verdict = hasLink ? 'up' : 'down';
      return;
    }
  }
}
