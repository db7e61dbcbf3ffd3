/** Shell patterns over the file ports: `*`, `?`, `[...]` and brace alternation, as glob(3) with GLOB_BRACE. */
import type { FilePorts } from './ports.js';

/** Brace alternatives multiply; no configuration needs more than this. */
const MOST_ALTERNATIVES = 1_000;

/** One alternative of a pattern and what it matched. */
export interface GlobAnswer {
  readonly pattern: string;
  readonly wild: boolean;
  /** Absolute or relative as the pattern was, sorted. */
  readonly paths: readonly string[];
}

/** Answers for each brace alternative. `directory` is where relative patterns start. */
export function glob(files: FilePorts, directory: string, pattern: string): readonly GlobAnswer[] {
  return expandBraces(pattern).map(one => {
    const wild = isWild(one);
    const absolute = one.startsWith('/') ? one : `${directory === '/' ? '' : directory}/${one}`;
    const paths = wild
      ? walk(files, absolute)
      : files.linkFacts(literal(absolute)) !== undefined
        ? [literal(absolute)]
        : [];
    return { pattern: one, wild, paths };
  });
}

/** `{a,b{1,2}}.conf` to `a.conf`, `b1.conf`, `b2.conf`. `{}` and an unclosed brace stand for themselves. */
export function expandBraces(pattern: string): readonly string[] {
  const done: string[] = [];
  const waiting = [pattern];
  while (waiting.length > 0 && done.length < MOST_ALTERNATIVES) {
    const one = waiting.shift()!;
    const found = outermostBraces(one);
    if (found === undefined) done.push(one);
    else {
      const room = MOST_ALTERNATIVES - done.length - waiting.length;
      const made = found.alternatives.slice(0, Math.max(room, 1)).map(text => found.before + text + found.after);
      waiting.unshift(...made);
    }
  }
  return done;
}

function outermostBraces(pattern: string) {
  for (let open = pattern.indexOf('{'); open >= 0; open = pattern.indexOf('{', open + 1)) {
    if (pattern.startsWith('{}', open)) continue;
    let depth = 0;
    let start = open + 1;
    const alternatives: string[] = [];
    for (let i = open; i < pattern.length; i++) {
      const char = pattern[i];
      if (char === '{') depth++;
      else if (char === ',' && depth === 1) {
        alternatives.push(pattern.slice(start, i));
        start = i + 1;
      } else if (char === '}' && --depth === 0) {
        alternatives.push(pattern.slice(start, i));
        return { before: pattern.slice(0, open), alternatives, after: pattern.slice(i + 1) };
      }
    }
    return undefined;
  }
  return undefined;
}

/** True when the pattern has an active `*`, `?` or `[`. */
export function isWild(pattern: string): boolean {
  return /(?:^|[^\\])[*?[]/.test(pattern);
}

function walk(files: FilePorts, pattern: string): readonly string[] {
  let found: readonly string[] = ['/'];
  for (const part of pattern.split('/').filter(one => one !== '')) {
    if (!isWild(part)) {
      found = found.map(base => join(base, literal(part))).filter(path => files.linkFacts(path) !== undefined);
      continue;
    }
    found = found.flatMap(base =>
      (files.list(base) ?? [])
        .filter(name => (part.startsWith('.') || !name.startsWith('.')) && matchesName(part, name))
        .sort()
        .map(name => join(base, name)),
    );
  }
  return found;
}

function join(base: string, name: string): string {
  return base === '/' ? `/${name}` : `${base}/${name}`;
}

function literal(pattern: string): string {
  return pattern.replace(/\\(.)/g, '$1');
}

/** One name against one pattern without slashes. Greedy with one point of return, so never exponential. */
export function matchesName(pattern: string, name: string): boolean {
  let p = 0;
  let n = 0;
  let starAt = -1;
  let resumeAt = 0;
  while (n < name.length) {
    const step = p < pattern.length && pattern[p] !== '*' ? matchOne(pattern, p, name[n]!) : 0;
    if (step > 0) {
      p += step;
      n++;
    } else if (pattern[p] === '*') {
      starAt = p++;
      resumeAt = n;
    } else if (starAt >= 0) {
      p = starAt + 1;
      n = ++resumeAt;
    } else return false;
  }
  while (pattern[p] === '*') p++;
  return p === pattern.length;
}

/** How many pattern characters matched this one character; 0 for no match. */
function matchOne(pattern: string, at: number, char: string): number {
  const first = pattern[at]!;
  if (first === '?') return 1;
  if (first === '\\' && at + 1 < pattern.length) return pattern[at + 1] === char ? 2 : 0;
  if (first !== '[') return first === char ? 1 : 0;
  let i = at + 1;
  const negated = pattern[i] === '!' || pattern[i] === '^';
  if (negated) i++;
  let matched = false;
  for (let start = i; i < pattern.length; i++) {
    if (pattern[i] === ']' && i > start) return matched === negated ? 0 : i + 1 - at;
    const last = pattern[i + 1] === '-' && pattern[i + 2] !== ']' ? pattern[i + 2] : undefined;
    if (last !== undefined) {
      if (pattern[i]! <= char && char <= last) matched = true;
      i += 2;
    } else if (pattern[i] === char) matched = true;
  }
  return char === '[' ? 1 : 0; // no closing bracket: an ordinary character
}
