/** Reads one `real_server` block into a draft; `finish-virtual-server.ts` makes settings of it. */
import { CHECKERS } from '../../keywords/checkers.js';
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import { readBoolean, readLenientInteger } from '../values.js';
import { type CheckerDraft, readChecker } from './checkers.js';
import type { RealServerDraft } from './draft.js';
import { readEndpoint } from './endpoint.js';
import { readMethod } from './lvs-method.js';
import { APPLY_SERVER, readServerScript } from './server.js';

/** Never grows. */
const NO_CHECKERS: CheckerDraft[] = [];

/** Undefined: its address or port is of no use, which has been reported. */
export function readRealServer(statement: Statement, context: BuildContext): RealServerDraft | undefined {
  const endpoint = readEndpoint(statement.words, 'a real server', 'the block is ignored', context);
  if (endpoint === undefined) {
    context.diagnostics.discount(statement.words.at(-1)!.at, statement.end);
    return undefined;
  }
  const draft: RealServerDraft = {
    at: statement.at,
    end: statement.end,
    address: endpoint.address,
    port: endpoint.port,
    weight: undefined,
    method: undefined,
    upperThreshold: 0,
    lowerThreshold: 0,
    inhibits: undefined,
    alpha: undefined,
    delayLoop: undefined,
    delayBeforeRetry: undefined,
    retry: undefined,
    warmup: undefined,
    connectTimeout: undefined,
    mails: undefined,
    virtualHost: undefined,
    snmpName: undefined,
    notifyUp: undefined,
    notifyDown: undefined,
    checkers: NO_CHECKERS,
  };
  context.applyAll(statement.body, draft, APPLY_REAL_SERVER);
  // The kernel compares the bare numbers: a missing upper limit is 0.
  if (draft.lowerThreshold > draft.upperThreshold) {
    const text = `\`lthreshold\` ${draft.lowerThreshold} is above \`uthreshold\` ${draft.upperThreshold}: the kernel will refuse this server`;
    context.diagnostics.warning(draft.at, 'thresholds-crossed', text);
  }
  return draft;
}

function label({ address }: RealServerDraft, { row }: Statement): string {
  return `\`${row.name}\` of real_server ${address.text}`;
}

const addChecker: Apply<RealServerDraft>[string] = (draft, statement, context) => {
  const checker = readChecker(statement, context, draft, draft.checkers);
  if (checker === undefined) return;
  // An array that grows from nothing makes room for many; nearly all servers have one.
  if (draft.checkers.length === 0) draft.checkers = [checker];
  else draft.checkers.push(checker);
};

/** What each keyword does. */
export const APPLY_REAL_SERVER: Apply<RealServerDraft> = {
  ...APPLY_SERVER,
  lvs_method: (draft, statement, context) => {
    draft.method = readMethod(statement, context) ?? draft.method;
  },
  uthreshold: (draft, statement, context) => {
    draft.upperThreshold = readLenientInteger(statement, context) ?? draft.upperThreshold;
  },
  lthreshold: (draft, statement, context) => {
    draft.lowerThreshold = readLenientInteger(statement, context) ?? draft.lowerThreshold;
  },
  inhibit_on_failure: (draft, statement, { diagnostics }) => {
    draft.inhibits = readBoolean(statement, diagnostics) ?? draft.inhibits;
  },
  alpha: (draft, statement, { diagnostics }) => {
    draft.alpha = readBoolean(statement, diagnostics) ?? draft.alpha;
  },
  notify_up: (draft, statement, context) => {
    draft.notifyUp = readServerScript(draft.notifyUp, label(draft, statement), statement, context);
  },
  notify_down: (draft, statement, context) => {
    draft.notifyDown = readServerScript(draft.notifyDown, label(draft, statement), statement, context);
  },
  ...Object.fromEntries(CHECKERS.map(({ name }) => [name, addChecker])),
};
