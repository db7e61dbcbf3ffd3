/**
 * Which servers a service has, and who is told when that changes.
 *
 * Theory of operation
 *
 * `step` is the one door: the pools and one input give effects in the order in which they are to happen. Time plays no
 * part. What the kernel's table is to hold is not an effect but a view (`viewOf`), since many changes may come to one;
 * `table-changed` comes before whatever is told of a change, so that a script finds the table as it is told.
 *
 *     real server    alive while none of its checkers says otherwise. `alpha` makes them say so until they have succeeded
 *                    once. Not alive: not listed, or with `inhibit_on_failure` listed with weight 0
 *     weight         as configured, unless a script says another one; files add to theirs. A weight of 0 keeps a server
 *                    listed and alive, and worth nothing for the quorum
 *     quorum         the sum of weights of those alive, with hysteresis (`quorum.ts`)
 *     sorry server   in the place of all others while there is no quorum; servers that go up or down meanwhile are told
 *                    as ever, and show in the table with the quorum. Without a sorry server those alive stay listed
 *     told           a server, then its virtual server. Assumptions are not told: not that servers are up at the start
 *                    (but for `rs_init_notifies`), nor that a quorum is missing that never was, unless a sorry server
 *                    stands in for it. That a server which was only assumed to be down really is, is told once
 *     stop           told only with `omega`; what a reload takes out is told in any case
 *
 * All this is what keepalived was watched to do; keepalived.conf(5) has the keywords.
 */
import { unreachable } from '../../base/unreachable.js';
import type { PoolEffect } from './effect.js';
import type { CheckPlace, CheckStanding, PoolInput } from './input.js';
import { isWell, listedWeight, type Pool, type PoolServer, type Pools } from './pool.js';
import { settleQuorum } from './quorum.js';
import { configure } from './reload.js';
import { changeServer, reweigh } from './server.js';
import { tellQuorum, tellServer } from './tell.js';

type Verdict = Extract<PoolInput, { kind: 'verdict' }>;

/** The answer when there is nothing to do. */
const NOTHING: readonly PoolEffect[] = Object.freeze([]);

/**
 * Gives the pools an input; answers what is to be done, in order. A place that the settings in force do not have is a
 * fault of the caller, and throws.
 */
export function step(pools: Pools, input: PoolInput): readonly PoolEffect[] {
  if (pools.phase === 'stopped') return NOTHING;
  const effects: PoolEffect[] = [];
  switch (input.kind) {
    case 'configure':
      configure(pools, input.settings, effects);
      return effects;
    case 'verdict':
      return onVerdict(pools, input, effects);
    case 'weight': {
      const { weight: _, ...rest } = standingAt(pools, input.at);
      return onWeight(pools, input.at, input.weight === undefined ? rest : { ...rest, weight: input.weight }, effects);
    }
    case 'added-weight':
      return onWeight(pools, input.at, { ...standingAt(pools, input.at), addedWeight: input.addedWeight }, effects);
    case 'stop':
      stop(pools, effects);
      return effects;
    default:
      return unreachable(input);
  }
}

function onVerdict(pools: Pools, { at, up, first, checkName }: Verdict, effects: PoolEffect[]): readonly PoolEffect[] {
  const before = standingAt(pools, at);
  if (before.up === up && !first) return NOTHING;
  const [pool, server] = serverAt(pools, at);
  const listed = listedWeight(pool, server);
  server.standings[at.check] = { ...before, up };
  const isAlive = isWell(server.standings);
  const mailText = `${checkName} CHECK ${up ? 'succeed' : 'failed'} on service`;
  if (isAlive !== server.isAlive) changeServer(pool, at.realServer, isAlive, mailText, effects);
  else if (first && !up && !server.isToldDown) {
    server.isToldDown = true;
    tellServer(pool, at.realServer, false, { mailText }, effects);
  } else if (pools.mailsChecks) tellServer(pool, at.realServer, up, { mailText, isNotified: false }, effects);
  return settled(pool, server, listed, effects);
}

function onWeight(pools: Pools, at: CheckPlace, standing: CheckStanding, effects: PoolEffect[]): readonly PoolEffect[] {
  const [pool, server] = serverAt(pools, at);
  const listed = listedWeight(pool, server);
  server.standings[at.check] = standing;
  if (!reweigh(pool, at.realServer, effects)) return NOTHING;
  return settled(pool, server, listed, effects);
}

/** `listed` is what the table had of the server before it changed. */
function settled(pool: Pool, server: PoolServer, listed: number, effects: PoolEffect[]): readonly PoolEffect[] {
  settleQuorum(pool, effects);
  // The quorum, and with it the sorry server, only changes with the sum, and then this server's listing has changed too.
  if (listedWeight(pool, server) !== listed) {
    effects.unshift({ kind: 'table-changed', virtualServer: pool.place });
  }
  return effects;
}

function stop(pools: Pools, effects: PoolEffect[]): void {
  pools.phase = 'stopped';
  const manner = { mailText: 'Shutting down' };
  for (const pool of pools.list) {
    if (!pool.settings.omega) continue;
    for (let place = 0; place < pool.servers.length; place++) {
      if (pool.servers[place]!.isAlive) tellServer(pool, place, false, manner, effects);
    }
    if (pool.hasQuorum) tellQuorum(pool, false, manner, effects);
  }
}

function standingAt(pools: Pools, at: CheckPlace): CheckStanding {
  const standing = serverAt(pools, at)[1].standings[at.check];
  if (standing === undefined) throw new RangeError(`no checker ${at.check} of ${placeText(at)}`);
  return standing;
}

function serverAt(pools: Pools, at: CheckPlace): readonly [Pool, PoolServer] {
  const pool = pools.list[at.virtualServer];
  const server = pool?.servers[at.realServer];
  if (pool === undefined || server === undefined) throw new RangeError(`no ${placeText(at)}`);
  return [pool, server];
}

function placeText({ virtualServer, realServer }: CheckPlace): string {
  return `real server ${realServer} of virtual server ${virtualServer} in the settings in force`;
}
