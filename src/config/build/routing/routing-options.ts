/** What routes and rules have in common. */
import type { Realms } from '../../../vrrp/settings.js';
import { didYouMean } from '../../hint.js';
import { parseCNotation } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { Dropped, EntryWords } from '../entry-words.js';
import type { NameKind } from './route-names.js';

const WHAT: Readonly<Record<NameKind, string>> = {
  table: 'a routing table',
  protocol: 'a routing protocol',
  scope: 'a scope',
  dsfield: 'a TOS value',
  realm: 'a realm',
  group: 'an interface group',
};

/** A table has 32 bits. */
const TABLES = 2 ** 32;

/** A number, or a name from iproute2's files. */
export function readNamed(words: EntryWords, option: Word, kind: NameKind, context: BuildContext): number | Dropped {
  const { routeNames } = context;
  const word = words.value(option);
  if (word === 'dropped') return word;
  const value = routeNames.number(kind, word.text);
  if (value !== undefined) return value;
  const wrapped = kind === 'table' ? wrapTable(word, context) : undefined;
  if (wrapped !== undefined) return wrapped;
  const hint = didYouMean(word.text, routeNames.names(kind).keys()) ?? `its names stand in ${routeNames.fileOf(kind)}`;
  const text = `\`${word.text}\` is no name and no number of ${WHAT[kind]}; the entry is dropped`;
  return words.drop(word, 'route-name-unknown', text, { hint });
}

/** keepalived cuts numbers of tables to 32 bits without a word, so -1 is the last one. */
function wrapTable(word: Word, { diagnostics }: BuildContext): number | undefined {
  const number = parseCNotation(word.text);
  if (number === undefined) return undefined;
  const table = ((number % TABLES) + TABLES) % TABLES;
  const text = `tables are numbered up to ${TABLES - 1}; \`${word.text}\` is cut to table ${table}`;
  diagnostics.warning(word.at, 'route-table-wrapped', text);
  return table;
}

/** The device of a route or rule; without it there is no entry, and unless interfaces may come later no start either. */
export function readInterface(words: EntryWords, option: Word, user: string, context: BuildContext): string | Dropped {
  const word = words.value(option);
  if (word === 'dropped') return word;
  return context.interfaceUsable(word.text, word.at, user) ? word.text : 'dropped';
}

/** `[FROM/]TO`, numbers or names. */
export function readRealms(words: EntryWords, option: Word, { routeNames }: BuildContext): Realms | Dropped {
  const word = words.value(option);
  if (word === 'dropped') return word;
  const slash = word.text.indexOf('/');
  const from = slash < 0 ? undefined : routeNames.number('realm', word.text.slice(0, slash));
  const to = routeNames.number('realm', word.text.slice(slash + 1));
  if (to !== undefined && slash < 0) return { to };
  if (to !== undefined && from !== undefined) return { from, to };
  const text = `realms are [FROM/]TO with numbers up to 255 or names, not \`${word.text}\`; the entry is dropped`;
  return words.drop(word, 'realms-invalid', text, { hint: `their names stand in ${routeNames.fileOf('realm')}` });
}

/** What `inet` and `inet6` do to their neighbour, whatever it is. */
export function skipAfterFamily(words: EntryWords, option: Word, { diagnostics }: BuildContext): void {
  const skipped = words.next();
  if (skipped === undefined) return;
  const text = `the word after \`${option.text}\` is passed over, so \`${skipped.text}\` is not looked at`;
  const hint = `leave out \`${option.text}\`: the addresses tell the family`;
  diagnostics.warning(skipped.at, 'family-word-skips', text, { hint });
}

/** The name of the `track_group` of a static item; it has to be defined above. */
export function findTrackGroup(word: Word, { diagnostics, drafts }: BuildContext): string | undefined {
  if (drafts.trackGroups.has(word.text)) return word.text;
  const hint =
    didYouMean(word.text, drafts.trackGroups.keys()) ?? 'a `track_group` must be defined before its first use';
  const text = `there is no \`track_group\` ${word.text} above; it is ignored`;
  diagnostics.error(word.at, 'track-group-unknown', text, { hint });
  return undefined;
}
