/** Waits for a state of the world, never for a time; a failure tells what was seen last and what had led to it. */
import { isDeepStrictEqual } from 'node:util';

/** How many times slower than the host the machine is on which the lab runs: `netns-lab/uml` says so in its guests. */
export const SLOWNESS = Number(process.env.HOLDFAST_LAB_SLOWNESS ?? 1);

/** Between two looks, in ms: to look costs processes, and they shall not take the machine from what is looked at. */
const PAUSE = 25 * SLOWNESS;

/**
 * What deadlines of scenarios are multiplied by: they are written for an idle machine, and a busy one (several suites
 * on two cores) is no fault of the agent. A condition that is met costs nothing of it.
 */
export const PATIENCE = 4 * SLOWNESS;

/**
 * Looks until `expected` holds (a value to equal, or a predicate) and answers the observation. `within` is in ms.
 * On failure the error carries the last observation and what `evidence` adds: packets, tails of the agents' logs.
 */
export async function eventually<T>(
  what: string,
  observe: () => T | Promise<T>,
  expected: T | ((seen: T) => boolean),
  within: number,
  evidence: () => string = () => '',
): Promise<T> {
  const deadline = performance.now() + within;
  const holds = (seen: T) =>
    typeof expected === 'function' ? (expected as (seen: T) => boolean)(seen) : isDeepStrictEqual(seen, expected);
  for (;;) {
    const seen = await observe();
    if (holds(seen)) return seen;
    if (performance.now() > deadline) {
      const wanted = typeof expected === 'function' ? '' : `, wanted ${JSON.stringify(expected)}`;
      throw new Error(`not within ${within} ms: ${what}; last seen ${JSON.stringify(seen)}${wanted}\n${evidence()}`);
    }
    await new Promise(next => setTimeout(next, PAUSE));
  }
}
