/**
 * What is certainly wrong with a pattern of PCRE2, by pcre2pattern(3). It is another language than that of JavaScript,
 * so the pattern cannot be tried; only brackets, backslashes and quantifiers without anything to repeat are judged, and
 * where an exotic construct could change their meaning, nothing is said.
 */
import type { RegexOption } from '../../../../health/settings.js';

/** Why the pattern does not compile, as the end of a sentence; undefined: it does, or it cannot be told from here. */
export function findPatternFault(pattern: string, options: ReadonlySet<RegexOption>): string | undefined {
  // Comments of the extended syntax, and callouts with strings of their own, hide brackets; `[]` may be a class.
  if (options.has('extended') || options.has('allow_empty_class')) return undefined;
  if (/\(\?(?:[a-zA-Z^-]*x|C)/.test(pattern)) return undefined;
  const open: number[] = [];
  let canRepeat = false;
  for (let i = 0; i < pattern.length; i++) {
    const char = pattern[i]!;
    switch (char) {
      case '\\': {
        const end = endOfEscape(pattern, i);
        if (end === undefined) return 'it ends with a single backslash';
        // `\E` alone is nothing, so what stands before it is repeated.
        if (pattern[i + 1] !== 'E') canRepeat = true;
        i = end;
        break;
      }
      case '[': {
        const end = endOfClass(pattern, i);
        if (end === undefined) return `the \`[\` at character ${i + 1} is never closed`;
        i = end;
        canRepeat = true;
        break;
      }
      case '(': {
        // A verb such as `(*UTF)` or a comment: everything up to the next parenthesis, whatever it is.
        if (pattern[i + 1] === '*' || pattern.startsWith('(?#', i)) {
          const end = pattern.indexOf(')', i);
          if (end < 0) return `the \`(\` at character ${i + 1} is never closed`;
          // Some groups look like verbs: `(*atomic:...)`. Nothing is said about what may be in them.
          if (/^\(\*[a-z]/.test(pattern.slice(i, i + 3))) return undefined;
          i = end;
          break;
        }
        open.push(i);
        if (pattern[i + 1] === '?') i++;
        canRepeat = false;
        break;
      }
      case ')':
        if (open.pop() === undefined) return `the \`)\` at character ${i + 1} closes nothing`;
        canRepeat = true;
        break;
      case '*':
      case '+':
      case '?':
        if (!canRepeat && (i === 0 || pattern[i - 1] === '|' || pattern[i - 1] === '(')) {
          return `the \`${char}\` at character ${i + 1} has nothing to repeat`;
        }
        break;
      case '|':
        canRepeat = false;
        break;
      default:
        canRepeat = true;
    }
  }
  const unclosed = open.at(-1);
  return unclosed === undefined ? undefined : `the \`(\` at character ${unclosed + 1} is never closed`;
}

/** Where the escape at `start` ends; undefined: there is only the backslash. `\Q...\E` is one escape. */
function endOfEscape(pattern: string, start: number): number | undefined {
  const next = pattern[start + 1];
  if (next === undefined) return undefined;
  if (next === 'Q') {
    const end = pattern.indexOf('\\E', start + 2);
    return end < 0 ? pattern.length : end + 1;
  }
  return next === 'c' && start + 2 < pattern.length ? start + 2 : start + 1;
}

/** Where the class that begins at `start` ends. A `]` right at its beginning is an ordinary character. */
function endOfClass(pattern: string, start: number): number | undefined {
  let i = start + 1;
  if (pattern[i] === '^') i++;
  if (pattern[i] === ']') i++;
  for (; i < pattern.length; i++) {
    const char = pattern[i];
    if (char === '\\') i = endOfEscape(pattern, i) ?? i;
    else if (char === '[' && pattern[i + 1] === ':') {
      // A name such as `[:alpha:]`; anything else is a bracket like any other character.
      const end = /^\[:\^?[a-z]+:\]/.exec(pattern.slice(i, i + 14))?.[0].length;
      if (end !== undefined) i += end - 1;
    } else if (char === ']') return i;
  }
  return undefined;
}
