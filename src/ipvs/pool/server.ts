/** A real server goes up or down, or its weight changes. The quorum is looked at afterwards, by whoever calls. */
import type { PoolEffect } from './effect.js';
import { endpointName } from './name.js';
import { type Pool, weightOf } from './pool.js';
import { log, logServer, tellServer } from './tell.js';

/** `isAlive` is another one than before; `mailText` says why. */
export function changeServer(
  pool: Pool,
  place: number,
  isAlive: boolean,
  mailText: string,
  effects: PoolEffect[],
): void {
  const server = pool.servers[place]!;
  server.isAlive = isAlive;
  server.isToldDown = !isAlive;
  pool.sum += isAlive ? server.weight : -server.weight;
  logServer(pool, server, isAlive, effects);
  tellServer(pool, place, isAlive, { mailText }, effects);
}

/** Its checkers say something else about its weight; answers whether it comes to something else. */
export function reweigh(pool: Pool, place: number, effects: PoolEffect[]): boolean {
  const server = pool.servers[place]!;
  const before = server.weight;
  const weight = weightOf(server.settings.weight, server.standings);
  if (weight === before) return false;
  server.weight = weight;
  if (server.isAlive) pool.sum += weight - before;
  const name = endpointName(server.settings, pool.settings);
  log(
    'info',
    `Changing weight of service ${name} of VS ${pool.name} from ${before} to ${weight}`,
    'server-weight',
    effects,
  );
  return true;
}
