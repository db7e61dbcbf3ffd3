/** Numbers that look random and are the same in every run. */

/** Answers the next number, at least 0 and less than 1. */
export type Random = () => number;

/** The mulberry32 generator. */
export function seeded(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** One of the list, which must not be empty. */
export function pick<T>(random: Random, list: readonly T[]): T {
  return list[Math.floor(random() * list.length)]!;
}

export function chance(random: Random, probability: number): boolean {
  return random() < probability;
}

/** A whole number from `least` to `most`. */
export function between(random: Random, least: number, most: number): number {
  return least + Math.floor(random() * (most - least + 1));
}

/** The same in another order. */
export function shuffled<T>(random: Random, list: readonly T[]): T[] {
  const others = [...list];
  for (let i = others.length - 1; i > 0; i--) {
    const j = between(random, 0, i);
    [others[i], others[j]] = [others[j]!, others[i]!];
  }
  return others;
}
