/**
 * Which server of the old settings is which of the new ones. Pools go by it, and whoever keeps the checkers has to go by
 * it too, so that a server and its checkers come to the same place.
 */
import type { RealServerSettings, VirtualServerSettings } from '../settings.js';
import { virtualServerNames } from './name.js';

/** One virtual server of the new settings. */
export interface Succession {
  /** Its place in the old settings; undefined: it is new. */
  readonly former: number | undefined;
  /** Of each of its real servers the place in the old settings of that virtual server. */
  readonly realServers: readonly (number | undefined)[];
}

/** Of each virtual server of the new settings, in order. */
export function matchServers(
  before: readonly VirtualServerSettings[],
  after: readonly VirtualServerSettings[],
): readonly Succession[] {
  const formers = new Map(keysOf(before).map((key, place) => [key, place]));
  return keysOf(after).map((key, place) => {
    const former = formers.get(key);
    const { realServers } = after[place]!;
    const old = former === undefined ? NOBODY : placesOf(before[former]!.realServers);
    return { former, realServers: realServers.map(server => old.get(serverKey(server))) };
  });
}

const NOBODY: ReadonlyMap<string, number> = new Map();

/** Two blocks may define one service: the first one succeeds the first one, the second one the second one. */
function keysOf(virtualServers: readonly VirtualServerSettings[]): string[] {
  const names = virtualServerNames(virtualServers);
  const uses = new Map<string, number>();
  return virtualServers.map((settings, place) => {
    const key = serviceKey(names[place]!, settings);
    const use = uses.get(key) ?? 0;
    uses.set(key, use + 1);
    return `${key} #${use}`;
  });
}

/** A mark is one service in each family. A group goes by its name and number, whatever family its marks have. */
function serviceKey(name: string, { service, protocol, family }: VirtualServerSettings): string {
  return service.kind === 'mark' ? `${name} IPv${family}` : `${name} ${protocol ?? 'none'}`;
}

function placesOf(servers: readonly RealServerSettings[]): ReadonlyMap<string, number> {
  return new Map(servers.map((server, place) => [serverKey(server), place]));
}

function serverKey({ address, port }: RealServerSettings): string {
  return `${address.text} ${port}`;
}
