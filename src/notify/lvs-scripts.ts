/**
 * Which script runs when a virtual server gains or loses its quorum, or a real server goes up or down. Nothing is added
 * to its arguments, and no environment carries event data.
 */
import type { LvsEvent } from '../ipvs/pool/effect.js';
import type { NotifyCommand, RealServerNotify, VirtualServerNotify } from './settings.js';

/** The settings that name the scripts. */
export interface LvsScriptSettings {
  readonly virtualServerNotify: readonly VirtualServerNotify[];
  readonly realServerNotify: readonly RealServerNotify[];
}

/** Scripts by the places that events name. */
interface Book {
  readonly virtualServers: ReadonlyMap<number, VirtualServerNotify>;
  readonly realServers: ReadonlyMap<string, RealServerNotify>;
}

export class LvsScripts {
  #book: Book = EMPTY;
  /** Of the settings before: what a reload took out says its farewell by them. */
  #former: Book = EMPTY;

  /** Before the events that come of the same settings are told. */
  configure({ virtualServerNotify, realServerNotify }: LvsScriptSettings): void {
    this.#former = this.#book;
    this.#book = {
      virtualServers: new Map(virtualServerNotify.map(each => [each.virtualServer, each])),
      realServers: new Map(realServerNotify.map(each => [realServerKey(each), each])),
    };
  }

  /** What to run; undefined: nothing. */
  commandFor(event: LvsEvent): NotifyCommand | undefined {
    if (!event.isNotified) return undefined;
    const { virtualServers, realServers } = event.isFarewell ? this.#former : this.#book;
    if (event.kind === 'quorum') {
      const scripts = virtualServers.get(event.virtualServer);
      return event.up ? scripts?.quorumUp : scripts?.quorumDown;
    }
    const scripts = realServers.get(realServerKey(event));
    return event.up ? scripts?.up : scripts?.down;
  }
}

const EMPTY: Book = { virtualServers: new Map(), realServers: new Map() };

function realServerKey({ virtualServer, realServer }: { virtualServer: number; realServer: number }): string {
  return `${virtualServer} ${realServer}`;
}
