/** `BFD_CHECK`: the server is up while a BFD session is. */
import type { BfdCheck } from '../../../../health/settings.js';
import { didYouMean } from '../../../hint.js';
import type { Statement } from '../../../parser.js';
import type { Apply, BuildContext } from '../../context.js';
import { readBoolean } from '../../values.js';
import type { CheckerDefaults } from './finish.js';

/** A `BFD_CHECK` that was read. */
export interface BfdCheckDraft {
  readonly kind: 'bfd';
  readonly session: string;
  readonly alpha: boolean | undefined;
}

interface Reading {
  /** Sessions that earlier checkers of the same server watch. */
  readonly watched: readonly string[];
  session?: string;
  alpha?: boolean;
}

/** What each keyword of `BFD_CHECK` does. */
export const APPLY_BFD_CHECK: Apply<Reading> = {
  name: readName,
  alpha: (draft, statement, { diagnostics }) => {
    const alpha = readBoolean(statement, diagnostics);
    if (alpha !== undefined) draft.alpha = alpha;
  },
};

/** Undefined without a session that can be watched, which has been reported. */
export function readBfdCheck(
  statement: Statement,
  context: BuildContext,
  watched: readonly string[],
): BfdCheckDraft | undefined {
  const reading: Reading = { watched };
  context.applyAll(statement.body, reading, APPLY_BFD_CHECK);
  if (reading.session !== undefined) return { kind: 'bfd', session: reading.session, alpha: reading.alpha };
  if (!statement.body.some(({ row }) => row.name === 'name')) {
    const text = '`BFD_CHECK` says no `name` of a `bfd_instance`; the checker is dropped';
    context.diagnostics.error(statement.end, 'bfd-name-missing', text);
  }
  return undefined;
}

/** The check as it will be done. */
export function finishBfdCheck({ session, alpha }: BfdCheckDraft, inherited: CheckerDefaults): BfdCheck {
  return { kind: 'bfd', session, alpha: alpha ?? inherited.alpha };
}

function readName(draft: Reading, { words }: Statement, { diagnostics, drafts }: BuildContext): void {
  const [word, extra] = words;
  const name = word!.text;
  const known = drafts.bfdInstances.get(name)?.settings;
  if (extra !== undefined) {
    const text = '`BFD_CHECK` watches one session, and `name` names several; the line is ignored';
    diagnostics.error(extra.at, 'words-extra', text, { hint: 'add a checker for each' });
  } else if (draft.session !== undefined) {
    const text = `\`BFD_CHECK\` watches ${draft.session} already; ${name} is ignored`;
    diagnostics.error(word!.at, 'bfd-check-twice', text, { hint: 'add a checker for each' });
  } else if (known === undefined) {
    const hint =
      didYouMean(name, drafts.bfdInstances.keys()) ?? 'a `bfd_instance` must be defined before it is watched';
    const text = `there is no usable \`bfd_instance\` ${name} above; the checker is dropped`;
    diagnostics.error(word!.at, 'bfd-unknown', text, { hint });
  } else if (!known.tellsChecker) {
    const text = `\`bfd_instance\` ${name} is for VRRP alone; the checker is dropped`;
    diagnostics.error(word!.at, 'bfd-unknown', text, { hint: `add \`checker\` to \`bfd_instance\` ${name}` });
  } else if (draft.watched.includes(name)) {
    const text = `this real server watches \`bfd_instance\` ${name} already; the checker is dropped`;
    diagnostics.error(word!.at, 'bfd-check-twice', text);
  } else draft.session = name;
}
