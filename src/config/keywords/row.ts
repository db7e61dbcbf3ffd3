/**
 * What one keyword is: a row. A table is all that may stand in one block; the parser finds its way with it, and the
 * build checks values against it, so a new keyword is one row here and one line in `build`.
 */

/** How the words behind a keyword are read. */
export type KeywordType =
  /** No argument; being there is the message. Further words are ignored. */
  | 'flag'
  /** Nothing or `true on yes false off no`. */
  | 'boolean'
  | 'integer'
  /** Seconds with decimals. */
  | 'seconds'
  /** One of `choices`. */
  | 'choice'
  | 'word'
  /** Any words; the build looks at them. */
  | 'words'
  /** A script line with its own quoting: command string, user, group. */
  | 'script'
  /** A block of keywords. */
  | 'block'
  /** A block whose lines are entries of their own syntax. */
  | 'entries';

/** One keyword in one block. */
export interface KeywordRow {
  readonly name: string;
  readonly type: KeywordType;
  /** One sentence for a person. */
  readonly meaning: string;
  /** What may follow the keyword, as in a manual: `IF [weight N [reverse]]`; of entries, what one line holds. */
  readonly usage?: string;
  /** The release of keepalived that brought it, when that is newer than 2.2.7: `2.3.0`, or `a release after 2.2.7`. */
  readonly since?: string;
  /** It may stand several times in one block, and each one counts; otherwise the last or the first one does. */
  readonly repeats?: boolean;
  /** Except under `-t`, a number with something behind it is used up to there. */
  readonly lenient?: boolean;
  /** Limits, inclusive; of seconds in seconds. */
  readonly range?: readonly [number, number];
  readonly unit?: 's' | 'ms' | 'µs' | 'bytes';
  readonly default?: string | number | boolean;
  readonly choices?: readonly string[];
  /** Decimals of `seconds`; keepalived's usual limit is 6. */
  readonly decimals?: number;
  /** Words needed after the keyword; one less and keepalived ends at once. */
  readonly least: number;
  /** keepalived only reports a missing word here, and ignores the line. */
  readonly survives?: boolean;
  /** What a block may contain. */
  readonly content?: KeywordTable;
  /** Its contents are secret: no text of it is ever shown. */
  readonly secret?: boolean;
  /** Accepted, but something does not happen yet: what, as the end of a sentence. Said once for each keyword. */
  readonly noEffect?: string;
  /** keepalived logs that this name is old; the name to use. */
  readonly replacedBy?: string;
  /** `-t` counts the old name as a mistake. */
  readonly oldCounts?: boolean;
}

/** All keywords of one block, by name. */
export interface KeywordTable {
  /** As in "unknown keyword in `vrrp_instance`". */
  readonly block: string;
  readonly rows: ReadonlyMap<string, KeywordRow>;
}

type Extra = Partial<Omit<KeywordRow, 'name' | 'type' | 'meaning'>>;

/** Greatest value of keepalived's unsigned integers. */
export const UINT_MAX = 4_294_967_295;
/** Greatest value of its signed ones. */
export const INT_MAX = 2_147_483_647;
/** Greatest time of keepalived's 32-bit microsecond counters, in seconds, and the least that is none. */
export const SECONDS_MAX = 4_294.967295;
export const MICROSECOND = 0.000_001;
/** Greatest time of its 64-bit ones. */
export const LONG_SECONDS_MAX = 18_446_744_073_709.55;

/** Its being there is the message. */
export function flag(name: string, meaning: string, extra: Extra = {}): KeywordRow {
  return { name, type: 'flag', meaning, least: 0, ...extra };
}

/** Alone it means true, which is not the default. */
export function boolean(name: string, meaning: string, extra: Extra = {}): KeywordRow {
  return { name, type: 'boolean', meaning, least: 0, default: false, ...extra };
}

/** One whole number. */
export function integer(
  name: string,
  range: readonly [number, number],
  meaning: string,
  extra: Extra = {},
): KeywordRow {
  return { name, type: 'integer', range, meaning, least: 1, ...extra };
}

/** One number with decimals: seconds, unless the row has another unit. */
export function inSeconds(
  name: string,
  range: readonly [number, number],
  meaning: string,
  extra: Extra = {},
): KeywordRow {
  return { name, type: 'seconds', range, meaning, unit: 's', least: 1, ...extra };
}

/** One of a few words. */
export function choice(name: string, choices: readonly string[], meaning: string, extra: Extra = {}): KeywordRow {
  return { name, type: 'choice', choices, meaning, least: 1, ...extra };
}

/** One word of any kind. */
export function word(name: string, meaning: string, extra: Extra = {}): KeywordRow {
  return { name, type: 'word', meaning, least: 1, ...extra };
}

/** Words with an order of their own, at least so many. */
export function words(name: string, least: number, meaning: string, extra: Extra = {}): KeywordRow {
  return { name, type: 'words', meaning, least, ...extra };
}

/** A command and who runs it. */
export function script(name: string, meaning: string, extra: Extra = {}): KeywordRow {
  return { name, type: 'script', meaning, least: 1, ...extra };
}

/** Keywords in braces. */
export function block(name: string, content: KeywordTable, meaning: string, extra: Extra = {}): KeywordRow {
  return { name, type: 'block', content, meaning, least: 0, ...extra };
}

/** Lines in braces that are no keywords. */
export function entries(name: string, meaning: string, extra: Extra = {}): KeywordRow {
  return { name, type: 'entries', meaning, least: 0, ...extra };
}

/** An old name that does just what the new one does; the rest of the row is that of the new one. */
export function alias(name: string, row: KeywordRow, extra: Extra = {}): KeywordRow {
  return { ...row, name, meaning: `the same as \`${row.name}\``, replacedBy: row.name, ...extra };
}

/** keepalived looks before it takes this keyword's word: a missing one is an ordinary mistake. */
export function surviving(row: KeywordRow): KeywordRow {
  return { ...row, survives: true };
}

/** For a keyword that does nothing yet: what will not happen, as the end of "`NAME` is accepted, but ...". */
export function later(noEffect: string, row: KeywordRow): KeywordRow {
  return { ...row, noEffect };
}

/** The keywords of one block. */
export function table(blockName: string, rows: readonly KeywordRow[]): KeywordTable {
  return { block: blockName, rows: new Map(rows.map(row => [row.name, row])) };
}
