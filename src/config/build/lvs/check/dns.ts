/** `DNS_CHECK`: which question is asked. */
import { DNS_TYPES, type DnsCheck, type DnsType } from '../../../../health/settings.js';
import { didYouMean } from '../../../hint.js';
import type { Statement } from '../../../parser.js';
import type { Apply, BuildContext } from '../../context.js';
import {
  APPLY_CONNECTING,
  type CheckedServerDraft,
  type ConnectingDraft,
  newConnect,
  newSchedule,
  reachesTarget,
} from './draft.js';
import { type CheckerDefaults, finishSchedule, finishTarget, type KindDefaults } from './finish.js';

const DNS_DEFAULTS: KindDefaults = { retries: 3, retryDelay: 'interval' };
const ROOT_NAME = '.';

// RFC 1035 2.3.4. In text a name is two bytes shorter than on the wire: the first length and the root's are not there.
const LONGEST_LABEL = 63;
const LONGEST_NAME = 253;

/** A `DNS_CHECK` while it is read. */
export interface DnsCheckDraft extends ConnectingDraft {
  readonly kind: 'dns';
  type: DnsType;
  /** Undefined: the root. */
  name: string | undefined;
}

/** What each keyword of `DNS_CHECK` does. */
export const APPLY_DNS_CHECK: Apply<DnsCheckDraft> = {
  ...APPLY_CONNECTING,
  type: readType,
  name: readName,
};

/** Undefined when its target cannot be reached, which has been reported. */
export function readDnsCheck(
  statement: Statement,
  context: BuildContext,
  server: CheckedServerDraft,
): DnsCheckDraft | undefined {
  const draft: DnsCheckDraft = {
    kind: 'dns',
    at: statement.at,
    schedule: newSchedule(),
    connect: newConnect(server),
    type: 'SOA',
    name: undefined,
  };
  context.applyAll(statement.body, draft, APPLY_DNS_CHECK);
  return reachesTarget(draft.connect, statement, context) ? draft : undefined;
}

/** The check as it will be done. */
export function finishDnsCheck(draft: DnsCheckDraft, inherited: CheckerDefaults, context: BuildContext): DnsCheck {
  return {
    kind: 'dns',
    schedule: finishSchedule(draft, inherited, DNS_DEFAULTS, context),
    target: finishTarget(draft.connect, draft.at, inherited, context),
    type: draft.type,
    name: draft.name ?? ROOT_NAME,
  };
}

function readType(draft: DnsCheckDraft, { words }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0]!;
  const given = word.text.toUpperCase();
  const type = DNS_TYPES.find(one => one === given);
  if (type !== undefined) {
    draft.type = type;
    return;
  }
  const text = `\`type\` is ${DNS_TYPES.join(', ')}, not \`${word.text}\`; ${draft.type} is asked for`;
  const hint = didYouMean(given, DNS_TYPES);
  diagnostics.error(word.at, 'choice-unknown', text, { hint });
}

function readName(draft: DnsCheckDraft, { words }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0]!;
  if (draft.name !== undefined) {
    const text = `\`name\` is set already; ${shownName(draft)} is asked for, not \`${word.text}\``;
    diagnostics.error(word.at, 'dns-name-twice', text);
    return;
  }
  if (word.raw === '' || word.raw === '.') {
    draft.name = ROOT_NAME;
    return;
  }
  const name = word.raw.endsWith('.') ? word.raw.slice(0, -1) : word.raw;
  const labels = name.split('.');
  if (labels.includes('')) {
    const text = `\`${word.text}\` has an empty label; the line is ignored`;
    diagnostics.error(word.at, 'dns-name-invalid', text, { hint: 'write one dot between two labels' });
    return;
  }
  if (name.length > LONGEST_NAME || labels.some(label => label.length > LONGEST_LABEL)) {
    // keepalived sends the bytes all the same, and no server understands them.
    const text = `a name has at most ${LONGEST_NAME} characters and ${LONGEST_LABEL} between two dots; the line is ignored`;
    diagnostics.error(word.at, 'dns-name-invalid', text, { class: 'none' });
    return;
  }
  if (labels[0]!.length === 1 && word.raw.length > 1) {
    const text = `keepalived takes the short first label of \`${word.text}\` for an empty one and asks for the root; here the name is asked for`;
    diagnostics.warning(word.at, 'dns-name-short-label', text, { class: 'general' });
  }
  draft.name = name;
}

function shownName({ name }: DnsCheckDraft): string {
  return name === ROOT_NAME ? 'the root' : `\`${name}\``;
}
