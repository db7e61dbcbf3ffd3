/**
 * Whether enough servers are alive. keepalived.conf(5): `quorum` is the sum of weights that is needed, and `hysteresis`
 * keeps it from coming and going with each server: it is gained at quorum + hysteresis, and lost below
 * quorum - hysteresis, or when nothing is left.
 */
import type { PoolEffect } from './effect.js';
import type { Pool } from './pool.js';
import { log, logSorryServer, tellQuorum } from './tell.js';

/** After any change of the sum or of the settings; answers whether the quorum was gained or lost. */
export function settleQuorum(pool: Pool, effects: PoolEffect[]): boolean {
  if (pool.hasQuorum ? !isLost(pool) : !isGained(pool)) return false;
  if (pool.hasQuorum) lose(pool, `Lost quorum ${below(pool)}`, effects);
  else gain(pool, gained(pool), effects);
  return true;
}

/** Of a virtual server that is new: it has no quorum yet. That it stays so is told only if a sorry server comes in. */
export function beginQuorum(pool: Pool, effects: PoolEffect[]): void {
  if (isGained(pool)) gain(pool, 'Starting with quorum up', effects);
  else if (pool.settings.sorryServer !== undefined) lose(pool, startingDown(pool), effects);
}

/** A reload has given it another sorry server than `former` has, or none, and it has no quorum. */
export function changeSorryServer(pool: Pool, former: Pool, effects: PoolEffect[]): void {
  if (former.isSorryServerIn) logSorryServer(former, false, effects);
  if (pool.isToldDown) enterSorryServer(pool, effects);
  else if (pool.settings.sorryServer !== undefined) lose(pool, startingDown(pool), effects);
}

function isGained({ sum, settings: { quorum, hysteresis } }: Pool): boolean {
  return sum >= quorum + hysteresis;
}

/** Hysteresis is less than the quorum, so that a sum of 0 is never enough. */
function isLost({ sum, settings: { quorum, hysteresis } }: Pool): boolean {
  return sum < quorum - hysteresis;
}

function gain(pool: Pool, mailText: string, effects: PoolEffect[]): void {
  pool.hasQuorum = true;
  pool.isToldDown = false;
  log('info', `${gained(pool)} for VS ${pool.name}`, 'quorum-gained', effects);
  tellQuorum(pool, true, { mailText }, effects);
  if (!pool.isSorryServerIn) return;
  pool.isSorryServerIn = false;
  logSorryServer(pool, false, effects);
}

function lose(pool: Pool, text: string, effects: PoolEffect[]): void {
  pool.hasQuorum = false;
  pool.isToldDown = true;
  log('warn', `${text} for VS ${pool.name}`, 'quorum-lost', effects);
  tellQuorum(pool, false, { mailText: text }, effects);
  enterSorryServer(pool, effects);
}

function enterSorryServer(pool: Pool, effects: PoolEffect[]): void {
  pool.isSorryServerIn = pool.settings.sorryServer !== undefined;
  if (pool.isSorryServerIn) logSorryServer(pool, true, effects);
}

function gained({ sum, settings: { quorum, hysteresis } }: Pool): string {
  return `Gained quorum ${quorum}+${hysteresis}=${quorum + hysteresis} <= ${sum}`;
}

function startingDown(pool: Pool): string {
  return `Starting with quorum down ${below(pool)}`;
}

/** The arithmetic as keepalived writes it; with hysteresis a service that only starts may have a greater sum. */
function below({ sum, settings: { quorum, hysteresis } }: Pool): string {
  return `${quorum}-${hysteresis}=${quorum - hysteresis} > ${sum}`;
}
