/**
 * What most checkers share while they are read: where to connect, when to run, and the keywords that say so. Drafts
 * have all of their fields from the start: there may be tens of thousands of them.
 */
import { type IpAddress, isLinkLocal, parseAddress } from '../../../../base/address.js';
import type { Duration } from '../../../../base/duration.js';
import type { DiagnosticExtra, Diagnostics, Position } from '../../../diagnostics.js';
import type { Statement, Word } from '../../../parser.js';
import type { Apply, BuildContext } from '../../context.js';
import { readBoolean, readInteger, readLenientSeconds } from '../../values.js';

/** The real server a checker stands in, as far as it has been read. */
export interface CheckedServerDraft {
  readonly address: IpAddress;
}

/** When it runs and how patient it is; undefined: as the servers say. */
export interface ScheduleDraft {
  retries: number | undefined;
  retryDelay: Duration | undefined;
  warmup: Duration | undefined;
  interval: Duration | undefined;
  alpha: boolean | undefined;
  logsAllFailures: boolean | undefined;
}

/** Where it connects to and from; undefined: as the real server, or as the kernel chooses. */
export interface ConnectDraft {
  /** Of the real server. */
  readonly server: IpAddress;
  address: IpAddress | undefined;
  port: number | undefined;
  source: IpAddress | undefined;
  sourcePort: number | undefined;
  interface: string | undefined;
  timeout: Duration | undefined;
  mark: number;
}

/** A checker with a schedule of its own. */
export interface ScheduledDraft {
  readonly at: Position;
  readonly schedule: ScheduleDraft;
}

/** One that connects to something, too. */
export interface ConnectingDraft extends ScheduledDraft {
  readonly connect: ConnectDraft;
}

const LONGEST_INTERFACE = 15; // IFNAMSIZ without its terminator

/** Before anything is said. */
export function newSchedule(): ScheduleDraft {
  return {
    retries: undefined,
    retryDelay: undefined,
    warmup: undefined,
    interval: undefined,
    alpha: undefined,
    logsAllFailures: undefined,
  };
}

/** Before anything is said in a checker of this server. */
export function newConnect({ address: server }: CheckedServerDraft): ConnectDraft {
  return {
    server,
    address: undefined,
    port: undefined,
    source: undefined,
    sourcePort: undefined,
    interface: undefined,
    timeout: undefined,
    mark: 0,
  };
}

/** What each keyword of timing and patience does. A value that cannot be used leaves the one before it. */
export const APPLY_SCHEDULE: Apply<ScheduledDraft> = {
  retry: ({ schedule }, statement, { diagnostics }) => {
    schedule.retries = readInteger(statement, diagnostics) ?? schedule.retries;
  },
  delay_before_retry: ({ schedule }, statement, context) => {
    schedule.retryDelay = readLenientSeconds(statement, context) ?? schedule.retryDelay;
  },
  warmup: ({ schedule }, statement, context) => {
    schedule.warmup = readLenientSeconds(statement, context) ?? schedule.warmup;
  },
  delay_loop: ({ schedule }, statement, context) => {
    schedule.interval = readLenientSeconds(statement, context) ?? schedule.interval;
  },
  alpha: ({ schedule }, statement, { diagnostics }) => {
    schedule.alpha = readBoolean(statement, diagnostics) ?? schedule.alpha;
  },
  log_all_failures: ({ schedule }, statement, { diagnostics }) => {
    schedule.logsAllFailures = readBoolean(statement, diagnostics) ?? schedule.logsAllFailures;
  },
};

/** What each keyword of a connection does. */
export const APPLY_CONNECT: Apply<ConnectingDraft> = {
  connect_ip: ({ connect }, statement, context) => {
    const address = readFamily(statement, connect.source?.family, 'bindto', context);
    connect.address = address ?? connect.address;
  },
  connect_port: ({ connect }, statement, { diagnostics }) => {
    connect.port = readInteger(statement, diagnostics) ?? connect.port;
  },
  bindto: ({ connect }, statement, context) => readSource(connect, statement, context),
  bind_port: ({ connect }, statement, { diagnostics }) => {
    connect.sourcePort = readInteger(statement, diagnostics) ?? connect.sourcePort;
  },
  bind_if: ({ connect }, statement, context) => {
    connect.interface = readInterface(statement, context) ?? connect.interface;
  },
  connect_timeout: ({ connect }, statement, context) => {
    connect.timeout = readLenientSeconds(statement, context) ?? connect.timeout;
  },
  fwmark: ({ connect }, statement, { diagnostics }) => {
    connect.mark = readInteger(statement, diagnostics) ?? connect.mark;
  },
};

/** Everything a checker that connects may be told. */
export const APPLY_CONNECTING: Apply<ConnectingDraft> = { ...APPLY_CONNECT, ...APPLY_SCHEDULE };

/**
 * RFC 4007 6: a link-local address means nothing without its link. False when that is missing: the checker is dropped,
 * which has been reported at the end of its block.
 */
export function reachesTarget(connect: ConnectDraft, { row, end }: Statement, { diagnostics }: BuildContext): boolean {
  const target = connect.address ?? connect.server;
  if (target.family === 4 || connect.interface !== undefined || !isLinkLocal(target)) return true;
  const text = `\`${row.name}\` connects to ${target.text}, a link-local address, without \`bind_if\`; the checker is dropped`;
  diagnostics.error(end, 'checker-link-local', text, { hint: 'add `bind_if` with the interface of that link' });
  return false;
}

/** `bindto`; `extra` is for the message about another family than that of the server. */
export function readSource(
  connect: ConnectDraft,
  statement: Statement,
  context: BuildContext,
  extra: DiagnosticExtra = {},
): void {
  const [target, of] =
    connect.address === undefined ? [connect.server, 'the real server'] : [connect.address, '`connect_ip`'];
  connect.source = readFamily(statement, target.family, of, context, extra) ?? connect.source;
}

/** An address, of this family if there is one; `of` says whose family that is. */
function readFamily(
  { row, words }: Statement,
  family: 4 | 6 | undefined,
  of: string,
  { diagnostics }: BuildContext,
  extra: DiagnosticExtra = {},
): IpAddress | undefined {
  const word = words[0]!;
  const address = parseAddress(word.text) ?? readCutAddress(row.name, word, diagnostics);
  if (address === undefined) {
    const text = `\`${row.name}\` is an IP address, not \`${word.text}\`; the line is ignored`;
    diagnostics.error(word.at, 'address-invalid', text);
  } else if (family !== undefined && address.family !== family) {
    const text = `\`${row.name}\` ${address.text} is an IPv${address.family} address, but ${of} has an IPv${family} one; the line is ignored`;
    diagnostics.error(word.at, 'checker-family', text, extra);
    return undefined;
  }
  return address;
}

/** keepalived reads such a word like an entry of a group, and takes the first address. */
function readCutAddress(name: string, word: Word, diagnostics: Diagnostics): IpAddress | undefined {
  const cut = word.text.search(/[/-]/);
  const address = cut < 0 ? undefined : parseAddress(word.text.slice(0, cut));
  if (address !== undefined) {
    const text = `\`${name}\` is one address: of \`${word.text}\` only ${address.text} is used`;
    diagnostics.warning(word.at, 'server-address-cut', text);
  }
  return address;
}

function readInterface({ row, words }: Statement, context: BuildContext): string | undefined {
  const word = words[0]!;
  if (word.raw.length > LONGEST_INTERFACE) {
    const text = `an interface name has at most ${LONGEST_INTERFACE} characters; \`${row.name}\` is ignored`;
    context.diagnostics.error(word.at, 'interface-name-long', text);
    return undefined;
  }
  // keepalived finds out when it connects.
  if (!context.interfaceMayExist(word.text)) {
    const text = `there is no interface \`${word.text}\` to check from; until there is, the check fails`;
    context.diagnostics.warning(word.at, 'bind-interface-missing', text);
  }
  return word.text;
}
