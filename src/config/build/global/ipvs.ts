/** `global_defs`: defaults of load balancing. */
import { seconds } from '../../../base/duration.js';
import type { IpvsGlobals, IpvsTimeouts } from '../../../ipvs/settings.js';
import { parseInteger } from '../../numbers.js';
import type { Statement } from '../../parser.js';
import { setBoolean, setTrue } from '../assign.js';
import type { Apply, BuildContext } from '../context.js';
import type { Globals } from '../globals.js';
import type { Mutable } from '../mutable.js';
import { reportBadNumber } from '../values.js';
import { finishSyncDaemon, readSyncDaemon } from './sync-daemon.js';

/** Defaults of load balancing while they are read. */
export interface IpvsGlobalsDraft {
  readonly timeouts: Mutable<IpvsTimeouts>;
  flushesAtStart: boolean;
  flushesAtStop: IpvsGlobals['flushesAtStop'];
  notifiesAtStart: boolean;
}

/** 31 days: the kernel's own limit (linux/ip_vs.h). */
const LONGEST_TIMEOUT = 2_678_400;
const TIMEOUTS = new Map<string, keyof IpvsTimeouts>([
  ['tcp', 'tcp'],
  ['tcpfin', 'tcpFin'],
  ['udp', 'udp'],
]);

/** The defaults. */
export function newIpvsGlobals(): IpvsGlobalsDraft {
  return { timeouts: {}, flushesAtStart: false, flushesAtStop: 'nothing', notifiesAtStart: false };
}

export const APPLY_IPVS: Apply<Globals> = {
  lvs_timeouts: readTimeouts,
  lvs_flush: setTrue(({ ipvs }, value) => {
    ipvs.flushesAtStart = value;
  }),
  lvs_flush_on_stop: readFlushOnStop,
  lvs_flush_onstop: readFlushOnStop,
  lvs_sync_daemon: readSyncDaemon,
  checker_log_all_failures: setBoolean((globals, value) => {
    globals.checkerLogAllFailures = value;
  }),
  rs_init_notifies: setBoolean(({ ipvs }, value) => {
    ipvs.notifiesAtStart = value;
  }),
};

/** With the synchronisation daemon, whose instance must be known by then. */
export function finishIpvsGlobals(globals: Globals, context: BuildContext): IpvsGlobals {
  const syncDaemon = finishSyncDaemon(globals, context);
  return {
    ...globals.ipvs,
    logsAllFailures: globals.checkerLogAllFailures,
    ...(syncDaemon === undefined ? {} : { syncDaemon }),
  };
}

function readTimeouts({ ipvs }: Globals, { row, words }: Statement, { diagnostics }: BuildContext): void {
  for (let i = 0; i < words.length; i++) {
    const name = words[i]!;
    const value = words[i + 1];
    const field = TIMEOUTS.get(name.text);
    if (field === undefined) {
      const text = `\`${row.name}\` knows tcp, tcpfin and udp, not \`${name.text}\`; it is ignored`;
      diagnostics.error(name.at, 'option-unknown', text);
      // The number of an unknown name is not a second mistake.
      if (value !== undefined && /^\d/.test(value.text)) i++;
      continue;
    }
    i++;
    if (value === undefined) {
      diagnostics.error(name.at, 'option-value', `\`${name.text}\` needs seconds; it is ignored`);
      continue;
    }
    const read = parseInteger(value.text, [0, LONGEST_TIMEOUT]);
    if (read.ok && read.value > 0) ipvs.timeouts[field] = seconds(read.value);
    else if (read.ok) delete ipvs.timeouts[field];
    else {
      const text = `\`${name.text}\` is 0 to ${LONGEST_TIMEOUT} seconds, not \`${value.text}\`; it is ignored`;
      reportBadNumber(value, read.error, text, diagnostics);
    }
  }
}

function readFlushOnStop({ ipvs }: Globals, { row, words }: Statement, { diagnostics }: BuildContext): void {
  const what = words[0];
  if (what === undefined) ipvs.flushesAtStop = 'everything';
  else if (what.text === 'VS') ipvs.flushesAtStop = 'services';
  else {
    const text = `\`${row.name}\` stands alone or with \`VS\`, not with \`${what.text}\`; the line is ignored`;
    diagnostics.error(what.at, 'option-unknown', text);
  }
}
