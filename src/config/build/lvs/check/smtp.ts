/** `SMTP_CHECK`, with the `host` blocks of long ago. */
import type { SmtpCheck } from '../../../../health/settings.js';
import type { Statement } from '../../../parser.js';
import type { Apply, BuildContext } from '../../context.js';
import {
  APPLY_CONNECTING,
  type CheckedServerDraft,
  type ConnectDraft,
  type ConnectingDraft,
  newConnect,
  newSchedule,
  reachesTarget,
  readSource,
} from './draft.js';
import { type CheckerDefaults, finishSchedule, finishTarget, USUAL_DEFAULTS } from './finish.js';

const USUAL_HELO = 'smtpchecker.keepalived.org';

/** An `SMTP_CHECK` while it is read. */
export interface SmtpCheckDraft extends ConnectingDraft {
  readonly kind: 'smtp';
  readonly server: CheckedServerDraft;
  /** One for each `host` that can be reached. */
  readonly hosts: ConnectDraft[];
  /** The block is a check of its own, beside its hosts. */
  connects: boolean;
  heloName: string;
}

/** What each keyword of `SMTP_CHECK` does. */
export const APPLY_SMTP_CHECK: Apply<SmtpCheckDraft> = {
  ...APPLY_CONNECTING,
  bindto: ({ connect }, statement, context) => {
    // keepalived does not yet know here whom it will connect to, and finds out when it tries.
    readSource(connect, statement, context, connect.address === undefined ? { class: 'none' } : {});
  },
  helo_name: (draft, { words }) => {
    draft.heloName = words[0]!.text;
  },
  host: (draft, statement, context) => {
    const connect = newConnect(draft.server);
    // Its timing is that of the whole checker: only the connection is its own.
    context.applyAll(statement.body, { at: statement.at, schedule: draft.schedule, connect }, APPLY_CONNECTING);
    if (reachesTarget(connect, statement, context)) draft.hosts.push(connect);
  },
};

/** Undefined when none of its targets can be reached, which has been reported. */
export function readSmtpCheck(
  statement: Statement,
  context: BuildContext,
  server: CheckedServerDraft,
): SmtpCheckDraft | undefined {
  const { at, body } = statement;
  const draft: SmtpCheckDraft = {
    kind: 'smtp',
    at,
    server,
    schedule: newSchedule(),
    connect: newConnect(server),
    hosts: [],
    connects: false,
    heloName: USUAL_HELO,
  };
  context.applyAll(body, draft, APPLY_SMTP_CHECK);
  draft.connects = draft.hosts.length === 0 || saysSomething(draft.connect);
  if (draft.connects) draft.connects = reachesTarget(draft.connect, statement, context);
  return draft.connects || draft.hosts.length > 0 ? draft : undefined;
}

/** The block's own check, unless it only has hosts, and one for each host. */
export function finishSmtpCheck(
  draft: SmtpCheckDraft,
  inherited: CheckerDefaults,
  context: BuildContext,
): readonly SmtpCheck[] {
  const schedule = finishSchedule(draft, inherited, USUAL_DEFAULTS, context);
  const places = draft.connects ? [draft.connect, ...draft.hosts] : draft.hosts;
  return places.map(connect => ({
    kind: 'smtp',
    schedule,
    target: finishTarget(connect, draft.at, inherited, context),
    heloName: draft.heloName,
  }));
}

/** keepalived makes a check of the block itself when one word in it is about a connection. */
function saysSomething({ address, port, source, sourcePort, interface: device, timeout, mark }: ConnectDraft): boolean {
  return mark !== 0 || [address, port, source, sourcePort, device, timeout].some(one => one !== undefined);
}
