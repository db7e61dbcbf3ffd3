/** One virtual server and what is known of those behind it. `machine.ts` moves it. */
import type { RealServerSettings, VirtualServerSettings } from '../settings.js';
import type { CheckStanding } from './input.js';
import { type PoolView, SORRY_WEIGHT, UNLISTED } from './view.js';

export interface PoolServer {
  readonly settings: RealServerSettings;
  /** Of its checkers, in order. */
  readonly standings: CheckStanding[];
  /** None of them says otherwise. */
  isAlive: boolean;
  /** With what checkers make of the configured one: never negative, and the kernel's at most. */
  weight: number;
  /** That it is down was the last word about it. */
  isToldDown: boolean;
}

export interface Pool {
  readonly settings: VirtualServerSettings;
  /** Its place in the settings. */
  readonly place: number;
  /** `[192.0.2.1]:tcp:80`, `[GROUP]:0` or `FWM 7`. */
  readonly name: string;
  /** In the order of the settings. */
  readonly servers: readonly PoolServer[];
  hasQuorum: boolean;
  /** That it has none was the last word about it. */
  isToldDown: boolean;
  /** The sorry server has taken the place of the others. */
  isSorryServerIn: boolean;
  /** The weights of all servers that are alive. */
  sum: number;
}

/** Of all servers together. */
export interface Pools {
  /** In the order of the settings. */
  list: readonly Pool[];
  mailsChecks: boolean;
  phase: 'new' | 'running' | 'stopped';
}

/** Before the first `configure`. */
export function createPools(): Pools {
  return { list: [], mailsChecks: true, phase: 'new' };
}

/** What the service is to hold now. */
export function viewOf(pool: Pool): PoolView {
  return { weights: pool.servers.map(server => listedWeight(pool, server)), sorryWeight: sorryWeight(pool) };
}

/** Without quorum a sorry server takes the place of all others; where there is none, those that are well stay. */
export function listedWeight({ hasQuorum, settings: { sorryServer } }: Pool, server: PoolServer): number {
  const serves = server.isAlive && (hasQuorum || sorryServer === undefined);
  if (serves) return server.weight;
  return server.settings.inhibitsOnFailure ? 0 : UNLISTED;
}

function sorryWeight({ hasQuorum, settings: { sorryServer } }: Pool): number {
  if (sorryServer === undefined) return UNLISTED;
  if (!hasQuorum) return SORRY_WEIGHT;
  return sorryServer.inhibits ? 0 : UNLISTED;
}

/** All checkers say so; a server without any is well. */
export function isWell(standings: readonly CheckStanding[]): boolean {
  return standings.every(({ up }) => up);
}

/** The greatest weight the kernel can hold. */
const WEIGHT_MAX = 2_147_483_647;

/** The weight a server has when its checkers say `standings`. */
export function weightOf(configured: number, standings: readonly CheckStanding[]): number {
  let weight = configured;
  let added = 0;
  for (const standing of standings) {
    weight = standing.weight ?? weight;
    added += standing.addedWeight ?? 0;
  }
  return Math.min(Math.max(weight + added, 0), WEIGHT_MAX);
}
