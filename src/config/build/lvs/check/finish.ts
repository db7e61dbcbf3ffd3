/** What most checkers share when they are finished: defaults of the servers, and of each kind of check. */
import type { IpAddress } from '../../../../base/address.js';
import { type Duration, seconds } from '../../../../base/duration.js';
import type { CheckSchedule, CheckTarget } from '../../../../health/settings.js';
import type { Position } from '../../../diagnostics.js';
import type { BuildContext } from '../../context.js';
import type { ConnectDraft, ScheduledDraft } from './draft.js';

/**
 * What a checker takes over from its real server, or from the virtual server where that says nothing. Undefined:
 * neither says anything, and the kind of check has its own default.
 */
export interface CheckerDefaults {
  /** Of the real server; the port is 0 when it has none. */
  readonly address: IpAddress;
  readonly port: number;
  readonly retry: number | undefined;
  readonly delayBeforeRetry: Duration | undefined;
  readonly warmup: Duration | undefined;
  readonly delayLoop: Duration;
  /** `delay_loop` of the virtual server itself: how long a script may run. */
  readonly virtualServerDelayLoop: Duration;
  readonly connectTimeout: Duration | undefined;
  readonly alpha: boolean;
  /** `virtualhost` of the real server. */
  readonly realServerVirtualHost: string | undefined;
  /** `virtualhost` of the virtual server. */
  readonly virtualServerVirtualHost: string | undefined;
}

/** Defaults of one kind of check where neither server says anything. */
export interface KindDefaults {
  readonly retries: number;
  /** `interval`: as long as the pause between two runs. */
  readonly retryDelay: Duration | 'interval';
}

export const USUAL_DEFAULTS: KindDefaults = { retries: 1, retryDelay: seconds(1) };

/** Own values, then those of the servers, then those of the kind of check. */
export function finishSchedule(
  { schedule }: ScheduledDraft,
  inherited: CheckerDefaults,
  kind: KindDefaults,
  { globals, drafts }: BuildContext,
): CheckSchedule {
  const interval = schedule.interval ?? inherited.delayLoop;
  const usualDelay = kind.retryDelay === 'interval' ? interval : kind.retryDelay;
  const finished: CheckSchedule = {
    interval,
    retries: schedule.retries ?? inherited.retry ?? kind.retries,
    retryDelay: schedule.retryDelay ?? inherited.delayBeforeRetry ?? usualDelay,
    warmup: schedule.warmup ?? inherited.warmup ?? interval,
    alpha: schedule.alpha ?? inherited.alpha,
    logsAllFailures: schedule.logsAllFailures ?? globals.checkerLogAllFailures,
  };
  const before = drafts.lastSchedule;
  if (before !== undefined && sameSchedule(before, finished)) return before;
  drafts.lastSchedule = finished;
  return finished;
}

function sameSchedule(a: CheckSchedule, b: CheckSchedule): boolean {
  return (
    a.interval === b.interval &&
    a.retries === b.retries &&
    a.retryDelay === b.retryDelay &&
    a.warmup === b.warmup &&
    a.alpha === b.alpha &&
    a.logsAllFailures === b.logsAllFailures
  );
}

const USUAL_TIMEOUT = seconds(5);

/** `port` 0 is reported unless the check needs none. */
export function finishTarget(
  connect: ConnectDraft,
  at: Position,
  inherited: CheckerDefaults,
  { diagnostics }: BuildContext,
  needsPort = true,
): CheckTarget {
  const { source, sourcePort, interface: device, mark } = connect;
  const address = connect.address ?? inherited.address;
  const port = connect.port ?? inherited.port;
  const timeout = connect.timeout ?? inherited.connectTimeout ?? USUAL_TIMEOUT;
  if (port === 0 && needsPort) {
    const text = 'neither this checker nor its real server has a port: it connects to port 0 and always fails';
    diagnostics.warning(at, 'checker-port-missing', text, { hint: 'add `connect_port`' });
  }
  if (source === undefined && sourcePort === undefined && device === undefined) return { address, port, timeout, mark };
  return {
    address,
    port,
    ...(source === undefined ? undefined : { source }),
    ...(sourcePort === undefined ? undefined : { sourcePort }),
    ...(device === undefined ? undefined : { interface: device }),
    timeout,
    mark,
  };
}
