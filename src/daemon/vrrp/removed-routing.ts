/** Whose route or rule it was that somebody else removed: told to the instance, or put back when it was a static one. */
import { setImmediate, setTimeout } from 'node:timers';
import type { Log } from '../../base/log.js';
import type { ReceiveBuffer } from '../../config/settings.js';
import type { LinkWatch } from '../../sys/links.js';
import { type RoutingRemoval, type RoutingWatch, watchRouting } from '../../sys/routing.js';
import type { Route, Rule } from '../../vrrp/settings.js';
import type { InstanceRunner } from './instance-runner.js';
import type { HeldEntries, HeldEntry } from './perform/held-entries.js';
import type { HeldRouting } from './perform/routing.js';
import type { StaticEntries } from './perform/static.js';

export interface RemovedRoutingPorts {
  /** Port of the netlink socket by which we remove things ourselves. */
  readonly ownPort: number;
  readonly links: LinkWatch;
  /** What each instance holds. */
  readonly routings: ReadonlyMap<InstanceRunner, HeldRouting>;
  readonly statics: StaticEntries;
  readonly log: Log;
}

/**
 * An interface that goes down takes IPv6 routes with it, and the kernel says so before it says that it is down, on
 * another socket. When the kernel itself removed something, that news is waited for.
 */
const KERNEL_PATIENCE_MS = 50;

export class RemovedRouting {
  readonly #ports: RemovedRoutingPorts;
  #watch: RoutingWatch | undefined;
  #buffer: ReceiveBuffer = { forced: false };

  constructor(ports: RemovedRoutingPorts) {
    this.#ports = ports;
  }

  /** From now on, if `wanted`; what is not asked for costs nothing. */
  watch(wanted: boolean): void {
    if (wanted && this.#watch === undefined) {
      this.#watch = watchRouting({
        except: this.#ports.ownPort,
        onRemoval: removal => this.#judgeLater(removal),
        onOverrun: () => this.#reassert(),
        onError: error =>
          this.#ports.log({ level: 'error', text: `netlink: ${error.message}`, fields: { code: 'netlink' } }),
      });
      this.sizeBuffer(this.#buffer);
    } else if (!wanted) this.close();
  }

  /** Receive buffer of the socket that hears of it. */
  sizeBuffer(buffer: ReceiveBuffer): void {
    this.#buffer = buffer;
    this.#watch?.setReceiveBuffer(buffer.size, buffer.forced);
  }

  close(): void {
    this.#watch?.close();
    this.#watch = undefined;
  }

  #judgeLater(removal: RoutingRemoval): void {
    const judge = this.#judgement(removal);
    if (judge === undefined) return;
    if (removal.byKernel) setTimeout(judge, KERNEL_PATIENCE_MS);
    else setImmediate(judge);
  }

  /** What is to be done about it, unless it turns out to be its interface that has gone; undefined: it is not ours. */
  #judgement({ kind, identity, ifindex }: RoutingRemoval): (() => void) | undefined {
    const { statics, routings, links } = this.#ports;
    const isUp = () => ifindex === undefined || links.byIndex(ifindex)?.up === true;
    const when = <Entry extends object>(
      held: HeldEntries<Entry>,
      tell: (lost: HeldEntry<Entry>) => void,
    ): (() => void) | undefined => {
      const lost = held.find(identity);
      return lost && (() => (held.stillHolds(lost) && isUp() ? tell(lost) : undefined));
    };
    const look = (
      routing: HeldRouting,
      onRoute: (lost: HeldEntry<Route>) => void,
      onRule: (lost: HeldEntry<Rule>) => void,
    ) => (kind === 'route' ? when(routing.routes, onRoute) : when(routing.rules, onRule));

    for (const [runner, routing] of routings) {
      const judge = look(
        routing,
        ({ entry: route }) => runner.handle({ kind: 'route-removed', route }),
        ({ entry: rule }) => runner.handle({ kind: 'rule-removed', rule }),
      );
      if (judge !== undefined) return judge;
    }
    return look(
      statics.routing,
      lost => statics.routeRemoved(lost),
      lost => statics.ruleRemoved(lost),
    );
  }

  /** Reports were lost: what is gone shows when it is asked for again, and is back then. */
  #reassert(): void {
    this.#ports.log({
      level: 'warn',
      text: 'the kernel dropped reports about routes (ENOBUFS); asking for ours again',
      fields: { code: 'netlink-overrun' },
    });
    const { statics, routings } = this.#ports;
    for (const { routes, rules } of [...routings.values(), statics.routing]) {
      reassert(routes);
      reassert(rules);
    }
  }
}

function reassert<Entry extends { readonly tracked: boolean }>(held: HeldEntries<Entry>): void {
  held.restore(held.held().filter(({ entry, isConfirmed }) => entry.tracked && isConfirmed));
}
