/**
 * Searches bytes for patterns of PCRE2 with the library itself, `libpcre2-8.so.0`: no other one reads its language as
 * it does. pcre2api(3) has the calls, pcre2partial(3) the hard partial mode all searches run in.
 */
import { err, ok, type Result } from '../base/result.js';
import { loadLibrary, readSize } from './libc.js';

const LIBRARY = 'libpcre2-8.so.0';

/** Options of pcre2_compile() by the names of pcre2api(3), in small letters and without `PCRE2_`. */
const COMPILE_OPTIONS = {
  allow_empty_class: 0x0000_0001,
  alt_bsux: 0x0000_0002,
  auto_callout: 0x0000_0004,
  caseless: 0x0000_0008,
  dollar_endonly: 0x0000_0010,
  dotall: 0x0000_0020,
  dupnames: 0x0000_0040,
  extended: 0x0000_0080,
  firstline: 0x0000_0100,
  match_unset_backref: 0x0000_0200,
  multiline: 0x0000_0400,
  never_ucp: 0x0000_0800,
  never_utf: 0x0000_1000,
  no_auto_capture: 0x0000_2000,
  no_auto_possess: 0x0000_4000,
  no_dotstar_anchor: 0x0000_8000,
  no_start_optimize: 0x0001_0000,
  ucp: 0x0002_0000,
  ungreedy: 0x0004_0000,
  utf: 0x0008_0000,
  never_backslash_c: 0x0010_0000,
  alt_circumflex: 0x0020_0000,
  alt_verbnames: 0x0040_0000,
  use_offset_limit: 0x0080_0000,
} as const;

export type Pcre2Option = keyof typeof COMPILE_OPTIONS;

const PARTIAL_HARD = 0x20;
const INFO_MAXLOOKBEHIND = 15;
const ERROR_NOMATCH = -1;
const ERROR_PARTIAL = -2;
const MESSAGE_LENGTH = 256;

/** What one search found. Positions are bytes from the start of the subject. */
export type Pcre2Found =
  | { readonly kind: 'match'; readonly at: number }
  /** The subject ended inside of what may be a match that starts there. */
  | { readonly kind: 'partial'; readonly at: number }
  | { readonly kind: 'none' }
  | { readonly kind: 'error'; readonly detail: string };

/** A compiled pattern. It lives as long as the process: patterns come from the configuration, and are few. */
export interface Pcre2Pattern {
  /** How many characters before a match the pattern may look at. */
  readonly lookBehind: number;
  /** The first match that starts at byte `from` or later. */
  search(subject: Uint8Array, from: number): Pcre2Found;
}

/** `pattern` has one character a byte (Latin-1). An error is one clause: what is wrong, and where. */
export type Pcre2Compiler = (pattern: string, options: readonly Pcre2Option[]) => Result<Pcre2Pattern, string>;

/** Loads the library, `file` if it is another one. An error says what is missing and what to do. */
export function loadPcre2(file = LIBRARY): Result<Pcre2Compiler, string> {
  try {
    return ok(compilerOf(loadLibrary(file)));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return err(
      `\`regex\` needs the library ${file} (Debian's package libpcre2-8-0), which cannot be loaded: ${reason}`,
    );
  }
}

function compilerOf(library: ReturnType<typeof loadLibrary>): Pcre2Compiler {
  const compile = library.func(
    'void *pcre2_compile_8(void *pattern, size_t length, uint32_t options, void *error, void *offset, void *context)',
  );
  const createMatchData = library.func('void *pcre2_match_data_create_8(uint32_t pairs, void *context)');
  const offsetsOf = library.func('void *pcre2_get_ovector_pointer_8(void *data)');
  const patternInfo = library.func('int pcre2_pattern_info_8(void *code, uint32_t what, void *where)');
  const errorMessage = library.func('int pcre2_get_error_message_8(int number, void *buffer, size_t length)');
  const match = library.func(
    'int pcre2_match_8(void *code, void *subject, size_t length, size_t from, uint32_t options, void *data, void *context)',
  );

  // Searches do not overlap, so one room for the offsets of a match does for all.
  const matchData: unknown = createMatchData(1, null);
  const offsets: unknown = offsetsOf(matchData);
  const known = new Map<string, Result<Pcre2Pattern, string>>();

  function messageOf(number: number): string {
    const buffer = new Uint8Array(new ArrayBuffer(MESSAGE_LENGTH));
    const length = Number(errorMessage(number, buffer, MESSAGE_LENGTH));
    return length < 0 ? `error ${number} of PCRE2` : Buffer.from(buffer.subarray(0, length)).toString('latin1');
  }

  function search(code: unknown, subject: Uint8Array, from: number): Pcre2Found {
    const returned = Number(match(code, subject, subject.length, from, PARTIAL_HARD, matchData, null));
    if (returned === ERROR_NOMATCH) return { kind: 'none' };
    if (returned < 0 && returned !== ERROR_PARTIAL) return { kind: 'error', detail: messageOf(returned) };
    return { kind: returned === ERROR_PARTIAL ? 'partial' : 'match', at: readSize(offsets) };
  }

  function compileAnew(pattern: string, options: readonly Pcre2Option[]): Result<Pcre2Pattern, string> {
    const bytes = new Uint8Array(new ArrayBuffer(pattern.length));
    bytes.set(Buffer.from(pattern, 'latin1'));
    const bits = options.reduce((sum, option) => sum | COMPILE_OPTIONS[option], 0);
    const error = new Int32Array(new ArrayBuffer(4));
    const where = new BigUint64Array(new ArrayBuffer(8));
    const code: unknown = compile(bytes, bytes.length, bits, error, where, null);
    if (code === null) return err(`${messageOf(error[0]!)}, at character ${where[0]! + 1n}`);
    const lookBehind = new Uint32Array(new ArrayBuffer(4));
    patternInfo(code, INFO_MAXLOOKBEHIND, lookBehind);
    return ok({ lookBehind: lookBehind[0]!, search: (subject, from) => search(code, subject, from) });
  }

  return (pattern, options) => {
    const key = `${[...options].sort().join(' ')}\n${pattern}`;
    const before = known.get(key);
    if (before !== undefined) return before;
    const compiled = compileAnew(pattern, options);
    known.set(key, compiled);
    return compiled;
  };
}
