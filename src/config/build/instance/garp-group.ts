/** `garp_group` blocks: interfaces that share the gap between two ARPs. */
import type { Duration } from '../../../base/duration.js';
import type { GarpGroupSettings } from '../../../vrrp/settings.js';
import type { Statement, Word } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { readLenientSeconds } from '../values.js';
import { standsOnAnother } from './interface-kinds.js';

/** A `garp_group` while it is read. */
export interface GarpGroupDraft {
  readonly interfaces: string[];
  garpInterval?: Duration;
  gnaInterval?: Duration;
  /** An interval was given, of whatever worth. */
  hasInterval: boolean;
}

/** What each keyword does. */
export const APPLY_GARP_GROUP: Apply<GarpGroupDraft> = {
  garp_interval: (draft, statement, context) => {
    draft.hasInterval = true;
    const value = readLenientSeconds(statement, context);
    if (value !== undefined) draft.garpInterval = value;
  },
  gna_interval: (draft, statement, context) => {
    draft.hasInterval = true;
    const value = readLenientSeconds(statement, context);
    if (value !== undefined) draft.gnaInterval = value;
  },
  interface: (draft, { words }, context) => {
    addInterface(draft, words[0]!, context);
    if (words[1] === undefined) return;
    const text = `\`interface\` takes one name; ${words[1].text} is ignored`;
    context.diagnostics.warning(words[1].at, 'words-extra', text, { hint: 'list several in `interfaces { }`' });
  },
  interfaces: (draft, { entries, end }, context) => {
    for (const { words } of entries) for (const word of words) addInterface(draft, word, context);
    if (entries.length > 0) return;
    context.diagnostics.error(
      end,
      'garp-group-empty',
      '`interfaces` of a `garp_group` lists none; the line is ignored',
    );
  },
};

/** One `garp_group { }`; without an interval it has nothing to share and is dropped. */
export function readGarpGroup(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const draft: GarpGroupDraft = { interfaces: [], hasInterval: false };
  context.applyAll(statement.body, draft, APPLY_GARP_GROUP);
  const { interfaces, garpInterval, gnaInterval } = draft;
  if (!draft.hasInterval) {
    const text = 'a `garp_group` needs `garp_interval` or `gna_interval`; the block is dropped';
    context.diagnostics.error(statement.end, 'garp-group-empty', text);
  }
  if (garpInterval === undefined && gnaInterval === undefined) return;
  const settings: GarpGroupSettings = {
    interfaces,
    ...(garpInterval === undefined ? {} : { garpInterval }),
    ...(gnaInterval === undefined ? {} : { gnaInterval }),
  };
  drafts.garpGroups.push(settings);
}

function addInterface(draft: GarpGroupDraft, { text: name, at }: Word, context: BuildContext): void {
  const { garpInterfaces } = context.drafts;
  if (garpInterfaces.has(name)) {
    const text = `interface \`${name}\` is in a \`garp_group\` already; it is ignored here`;
    context.diagnostics.error(at, 'garp-group-twice', text);
  } else if (standsOnAnother(name, context)) {
    const text = `interface \`${name}\` is no interface of its own but made on another one; it is ignored here`;
    context.diagnostics.error(at, 'garp-group-vmac', text, { hint: 'name the interface below it' });
  } else if (context.interfaceUsable(name, at, 'a `garp_group`')) {
    garpInterfaces.add(name);
    draft.interfaces.push(name);
  }
}
