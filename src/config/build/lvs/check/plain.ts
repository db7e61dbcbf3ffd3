/** `TCP_CHECK` and `PING_CHECK`: nothing but a connection and a schedule. */
import type { PingCheck, TcpCheck } from '../../../../health/settings.js';
import type { Statement } from '../../../parser.js';
import type { BuildContext } from '../../context.js';
import {
  APPLY_CONNECTING,
  type CheckedServerDraft,
  type ConnectingDraft,
  newConnect,
  newSchedule,
  reachesTarget,
} from './draft.js';
import { type CheckerDefaults, finishSchedule, finishTarget, USUAL_DEFAULTS } from './finish.js';

/** A `TCP_CHECK` or `PING_CHECK` while it is read. */
export interface PlainCheckDraft extends ConnectingDraft {
  readonly kind: 'tcp' | 'ping';
}

/** Undefined when its target cannot be reached, which has been reported. */
export function readPlainCheck(
  kind: 'tcp' | 'ping',
  statement: Statement,
  context: BuildContext,
  server: CheckedServerDraft,
): PlainCheckDraft | undefined {
  const draft: PlainCheckDraft = {
    kind,
    at: statement.at,
    schedule: newSchedule(),
    connect: newConnect(server),
  };
  context.applyAll(statement.body, draft, APPLY_CONNECTING);
  return reachesTarget(draft.connect, statement, context) ? draft : undefined;
}

/** The check as it will be done. */
export function finishPlainCheck(
  draft: PlainCheckDraft,
  inherited: CheckerDefaults,
  context: BuildContext,
): TcpCheck | PingCheck {
  const { kind, at, connect } = draft;
  return {
    kind,
    schedule: finishSchedule(draft, inherited, USUAL_DEFAULTS, context),
    target: finishTarget(connect, at, inherited, context, kind === 'tcp'),
  };
}
