/** Core dumps of this process (core(5)): whether there may be one, and how the kernel names it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Resource, setLimits, UNLIMITED } from './resource-limit.js';

const PATTERN_FILE = '/proc/sys/kernel/core_pattern';

/** What was changed, and what could not be. */
export interface CoreDumps {
  /** Sentences. */
  readonly refused: readonly string[];
  /** Gives the kernel its pattern back, which is the machine's and not ours. */
  restore(): void;
}

/** Lifts the limit on core dumps; with a pattern, every process's are named by it from now on. */
export function allowCoreDumps(pattern: string | undefined): CoreDumps {
  const limit = setLimits(Resource.core, { soft: UNLIMITED, hard: UNLIMITED });
  const refused = limit === undefined ? [] : [`core dumps stay limited: ${limit.message}`];
  if (pattern === undefined) return { refused, restore: () => undefined };
  try {
    const before = readFileSync(PATTERN_FILE, 'utf8').trimEnd();
    writeFileSync(PATTERN_FILE, pattern);
    return { refused, restore: () => void attempt(() => writeFileSync(PATTERN_FILE, before)) };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return { refused: [...refused, `the pattern of core dumps stays: ${why}`], restore: () => undefined };
  }
}

function attempt(deed: () => void): void {
  try {
    deed();
  } catch {
    // At the end there is nobody left to tell.
  }
}
