/**
 * The settings, at the start and at each reload. Servers that are in both old and new settings keep what is known of
 * them; first what has gone says its farewell, then each virtual server of the new settings takes its place.
 */
import { sameAddress } from '../../base/address.js';
import type { RealServerSettings, SorryServerSettings } from '../settings.js';
import type { PoolEffect } from './effect.js';
import type { CheckStanding, PoolSettings } from './input.js';
import { virtualServerNames } from './name.js';
import { isWell, type Pool, type PoolServer, type Pools, weightOf } from './pool.js';
import { beginQuorum, changeSorryServer, settleQuorum } from './quorum.js';
import { changeServer } from './server.js';
import { matchServers, type Succession } from './succession.js';
import { log, logServer, tellQuorum, tellServer } from './tell.js';

/** Makes the pools those of `settings`. */
export function configure(pools: Pools, settings: PoolSettings, effects: PoolEffect[]): void {
  const before = pools.list;
  const notifiesServers = pools.phase === 'new' && settings.globals.notifiesAtStart;
  const { virtualServers } = settings.lvs;
  const successions = matchServers(
    before.map(pool => pool.settings),
    virtualServers,
  );
  pools.list = createPoolList(settings, successions, before);
  pools.mailsChecks = settings.mailsChecks;
  pools.phase = 'running';
  const heirs = new Map(successions.map(({ former }, place) => [former, place]));
  for (const pool of before) if (!heirs.has(pool.place)) leave(pool, effects);
  for (const pool of before) {
    const heir = heirs.get(pool.place);
    if (heir !== undefined) leaveServers(pool, successions[heir]!, effects);
  }
  for (const pool of pools.list) {
    const { former } = successions[pool.place]!;
    if (former === undefined) begin(pool, notifiesServers, effects);
    else goOn(pool, before[former]!, effects);
  }
}

function createPoolList(
  { lvs: { virtualServers }, checks }: PoolSettings,
  successions: readonly Succession[],
  before: readonly Pool[],
): readonly Pool[] {
  const names = virtualServerNames(virtualServers);
  const standings = standingsByPlace(checks);
  return virtualServers.map((settings, place) => {
    const succession = successions[place]!;
    const former = succession.former === undefined ? undefined : before[succession.former]!;
    const ofThis = standings.get(place);
    const servers = settings.realServers.map((server, at) => {
      const old = succession.realServers[at];
      return createServer(server, ofThis?.get(at) ?? [], old === undefined ? undefined : former?.servers[old]);
    });
    return {
      settings,
      place,
      name: names[place]!,
      servers,
      hasQuorum: former?.hasQuorum ?? false,
      isToldDown: former?.isToldDown ?? false,
      isSorryServerIn: former?.isSorryServerIn ?? false,
      sum: sumOf(servers),
    };
  });
}

type Standings = ReadonlyMap<number, ReadonlyMap<number, readonly CheckStanding[]>>;

function standingsByPlace(checks: PoolSettings['checks']): Standings {
  const byPlace = new Map<number, Map<number, readonly CheckStanding[]>>();
  for (const { virtualServer, realServer, standings } of checks) {
    const ofServer = byPlace.get(virtualServer);
    if (ofServer === undefined) byPlace.set(virtualServer, new Map([[realServer, standings]]));
    else ofServer.set(realServer, standings);
  }
  return byPlace;
}

/** One that goes on is what it was, whatever its checkers say now: `goOn` sees to that. */
function createServer(
  settings: RealServerSettings,
  standings: readonly CheckStanding[],
  former: PoolServer | undefined,
): PoolServer {
  return {
    settings,
    standings: [...standings],
    isAlive: former?.isAlive ?? isWell(standings),
    weight: weightOf(settings.weight, standings),
    isToldDown: former?.isToldDown ?? false,
  };
}

function sumOf(servers: readonly PoolServer[]): number {
  let sum = 0;
  for (const { isAlive, weight } of servers) if (isAlive) sum += weight;
  return sum;
}

function begin(pool: Pool, notifiesServers: boolean, effects: PoolEffect[]): void {
  if (notifiesServers) {
    for (let place = 0; place < pool.servers.length; place++) {
      if (pool.servers[place]!.isAlive) tellServer(pool, place, true, {}, effects);
    }
  }
  beginQuorum(pool, effects);
}

/** Checkers that came or went may have changed what its servers are; all of them count before the quorum does. */
function goOn(pool: Pool, former: Pool, effects: PoolEffect[]): void {
  for (let place = 0; place < pool.servers.length; place++) {
    const server = pool.servers[place]!;
    const isAlive = isWell(server.standings);
    if (server.isAlive !== isAlive) changeServer(pool, place, isAlive, 'The configuration has changed', effects);
  }
  if (settleQuorum(pool, effects) || pool.hasQuorum) return;
  if (isOtherSorryServer(pool.settings.sorryServer, former.settings.sorryServer)) {
    changeSorryServer(pool, former, effects);
  }
}

function isOtherSorryServer(a: SorryServerSettings | undefined, b: SorryServerSettings | undefined): boolean {
  if (a === undefined || b === undefined) return a !== b;
  return a.port !== b.port || !sameAddress(a.address, b.address);
}

/** keepalived says so with or without `omega`. Whoever took it out knows: it is not mailed. */
function leave(pool: Pool, effects: PoolEffect[]): void {
  log('info', `VS ${pool.name} is no longer configured`, 'virtual-server-removed', effects);
  if (pool.hasQuorum) tellQuorum(pool, false, { isFarewell: true }, effects);
  for (let place = 0; place < pool.servers.length; place++) {
    if (pool.servers[place]!.isAlive) tellServer(pool, place, false, { isFarewell: true }, effects);
  }
}

function leaveServers(pool: Pool, { realServers }: Succession, effects: PoolEffect[]): void {
  const kept = new Set(realServers);
  for (let place = 0; place < pool.servers.length; place++) {
    const server = pool.servers[place]!;
    if (kept.has(place) || !server.isAlive) continue;
    logServer(pool, server, false, effects);
    tellServer(pool, place, false, { isFarewell: true }, effects);
  }
}
