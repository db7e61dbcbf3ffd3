/**
 * `$NAME=value` and its uses. A reference is `${NAME}` anywhere, or `$NAME` before a blank, `,`, `)` or the end of the
 * line; unknown names stay as they are, without a message.
 */

/** A line may grow to this many bytes by substitution; keepalived's buffer ends there. */
export const LONGEST_SUBSTITUTION = 1_023;

const DEFINITION = /^\$([A-Za-z_][A-Za-z0-9_]*)=[ \t]*(.*)$/;
const REFERENCE = /\$(?:\{([A-Za-z_][A-Za-z0-9_]*)((?:[ \t][^{}]*)?)\}|([A-Za-z_][A-Za-z0-9_]*)(?=[ \t,)]|$))/g;

/** What became of a line when its references were filled in. */
export type Substitution =
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'changed'; readonly text: string }
  /** A reference to several lines at the end of this one: they replace it. */
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'overflow' };

/** What the built-in names stand for. */
export interface BuiltIns {
  readonly directory: string;
  readonly configId: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** Takes `$NAME=value` apart; undefined for any other line. */
export function parseDefinition(line: string): { readonly name: string; readonly value: string } | undefined {
  const match = DEFINITION.exec(line);
  return match === null ? undefined : { name: match[1]!, value: match[2]! };
}

/** The names known so far, from the definition to the end of the configuration, across includes and blocks. */
export class Definitions {
  readonly #values = new Map<string, readonly string[]>();
  #random: number;

  /** `seed` starts `${_RANDOM}`. */
  constructor(seed: number) {
    this.#random = seed >>> 0;
  }

  /** `random_seed N`. */
  seed(value: number): void {
    this.#random = value >>> 0;
  }

  define(name: string, lines: readonly string[]): void {
    this.#values.set(name, lines);
  }

  /** Replaces every known reference once; what the values refer to is left for another call. */
  substitute(line: string, builtIns: BuiltIns, complain: (text: string) => void): Substitution {
    if (!line.includes('$')) return { kind: 'unchanged' };
    let text = '';
    let from = 0;
    let changed = false;
    for (const match of line.matchAll(REFERENCE)) {
      const name = match[1] ?? match[3]!;
      const parameters = (match[2] ?? '').trim();
      const value = this.#valueOf(name, parameters, builtIns, complain);
      if (value === undefined) continue;
      const end = match.index + match[0].length;
      const before = text + line.slice(from, match.index);
      if (value.length > 1) {
        if (end !== line.length) continue; // several lines only fit at the end of a line
        return { kind: 'lines', lines: [before + value[0]!, ...value.slice(1)] };
      }
      text = before + (value[0] ?? '');
      from = end;
      changed = true;
      if (text.length > LONGEST_SUBSTITUTION) return { kind: 'overflow' };
    }
    if (!changed) return { kind: 'unchanged' };
    text += line.slice(from);
    return text.length > LONGEST_SUBSTITUTION ? { kind: 'overflow' } : { kind: 'changed', text };
  }

  #valueOf(name: string, parameters: string, builtIns: BuiltIns, complain: (text: string) => void) {
    const own = parameters === '' ? this.#values.get(name) : undefined;
    if (own !== undefined) return own;
    if (name === '_RANDOM') return this.#randomNumber(parameters, complain);
    if (name === '_ENV' && parameters !== '') {
      return [Buffer.from(builtIns.environment[parameters] ?? '', 'utf8').toString('latin1')];
    }
    if (parameters !== '') return undefined;
    switch (name) {
      case '_PWD':
        return [builtIns.directory];
      case '_INSTANCE':
        return [builtIns.configId];
      case '_HASH':
        return ['#'];
      case '_BANG':
        return ['!'];
      default:
        return undefined;
    }
  }

  /** `${_RANDOM [MIN [MAX]]}`, 0 to 32767 unless told otherwise. */
  #randomNumber(parameters: string, complain: (text: string) => void): readonly string[] | undefined {
    const words = parameters === '' ? [] : parameters.split(/[ \t]+/);
    if (words.length > 2 || !words.every(word => /^\d{1,15}$/.test(word))) {
      complain('`_RANDOM` takes at most a minimum and a maximum, both whole numbers; the text is left as it is');
      return undefined;
    }
    const lowest = Number(words[0] ?? 0);
    let highest = Number(words[1] ?? 32_767);
    if (lowest > highest) {
      complain(`\`_RANDOM\` has a minimum above its maximum; ${lowest} is used`);
      highest = lowest;
    }
    // xorshift32: any fixed sequence will do, as long as a seed repeats it.
    let state = this.#random === 0 ? 0x9e3779b9 : this.#random;
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    this.#random = state >>> 0;
    return [String(lowest + (this.#random % (highest - lowest + 1)))];
  }
}
