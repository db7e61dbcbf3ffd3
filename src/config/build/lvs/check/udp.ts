/** `UDP_CHECK`: what is sent, and what must come back. */
import type { UdpCheck, UdpReply } from '../../../../health/settings.js';
import type { Statement } from '../../../parser.js';
import type { Apply, BuildContext } from '../../context.js';
import { readInteger } from '../../values.js';
import {
  APPLY_CONNECTING,
  type CheckedServerDraft,
  type ConnectingDraft,
  newConnect,
  newSchedule,
  reachesTarget,
} from './draft.js';
import { type CheckerDefaults, finishSchedule, finishTarget, USUAL_DEFAULTS } from './finish.js';
import { type HexBytes, parseHex } from './hex.js';

/** What keepalived sends when it is not told: a sentence, cut off at 32 bytes. */
const USUAL_PAYLOAD = new TextEncoder().encode('keepalived check - keepalived ch');
const USUAL_LONGEST_REPLY = 255;
const NOTHING = new Uint8Array(0);

/** A `UDP_CHECK` while it is read. */
export interface UdpCheckDraft extends ConnectingDraft {
  readonly kind: 'udp';
  payload: Uint8Array;
  requiresReply: boolean;
  reply: HexBytes | undefined;
  minLength: number | undefined;
  maxLength: number | undefined;
}

/** What each keyword of `UDP_CHECK` does. */
export const APPLY_UDP_CHECK: Apply<UdpCheckDraft> = {
  ...APPLY_CONNECTING,
  payload: (draft, statement, context) => {
    draft.payload = readHex(statement, false, context)?.bytes ?? draft.payload;
  },
  require_reply: (draft, statement, context) => {
    draft.requiresReply = true;
    if (statement.words.length > 0) draft.reply = readHex(statement, true, context) ?? draft.reply;
  },
  min_reply_length: (draft, statement, { diagnostics }) => {
    draft.minLength = readInteger(statement, diagnostics) ?? draft.minLength;
  },
  max_reply_length: (draft, statement, { diagnostics }) => {
    draft.maxLength = readInteger(statement, diagnostics) ?? draft.maxLength;
  },
};

/** Undefined when its target cannot be reached, which has been reported. */
export function readUdpCheck(
  statement: Statement,
  context: BuildContext,
  server: CheckedServerDraft,
): UdpCheckDraft | undefined {
  const draft: UdpCheckDraft = {
    kind: 'udp',
    at: statement.at,
    schedule: newSchedule(),
    connect: newConnect(server),
    payload: USUAL_PAYLOAD,
    requiresReply: false,
    reply: undefined,
    minLength: undefined,
    maxLength: undefined,
  };
  context.applyAll(statement.body, draft, APPLY_UDP_CHECK);
  checkLengths(draft, statement, context);
  return reachesTarget(draft.connect, statement, context) ? draft : undefined;
}

/** The check as it will be done. */
export function finishUdpCheck(draft: UdpCheckDraft, inherited: CheckerDefaults, context: BuildContext): UdpCheck {
  const { payload, reply, minLength = 0, maxLength = USUAL_LONGEST_REPLY } = draft;
  const expected: UdpReply = { bytes: reply?.bytes ?? NOTHING, mask: reply?.mask ?? NOTHING, minLength, maxLength };
  return {
    kind: 'udp',
    schedule: finishSchedule(draft, inherited, USUAL_DEFAULTS, context),
    target: finishTarget(draft.connect, draft.at, inherited, context),
    payload,
    ...(draft.requiresReply ? { reply: expected } : undefined),
  };
}

function checkLengths(draft: UdpCheckDraft, { end, body }: Statement, { diagnostics }: BuildContext): void {
  const { minLength, maxLength, requiresReply, reply } = draft;
  const least = minLength ?? 0;
  const most = maxLength ?? USUAL_LONGEST_REPLY;
  if (least > most) {
    const usual = maxLength === undefined ? ', the default,' : '';
    const text = `no reply has at least ${least} bytes (\`min_reply_length\`) and at most ${most}${usual} (\`max_reply_length\`): this check always fails`;
    diagnostics.error(end, 'reply-length-order', text, { hint: 'add a `max_reply_length` that is large enough' });
  } else if ((minLength !== undefined || maxLength !== undefined) && (!requiresReply || reply === undefined)) {
    const at = body.find(({ row }) => row.name === 'min_reply_length' || row.name === 'max_reply_length')?.at;
    const text = 'the length of a reply is only looked at together with its bytes; these limits do nothing';
    diagnostics.warning(at, 'reply-length-unused', text, { hint: 'add the bytes to `require_reply`' });
  }
}

function readHex({ row, words }: Statement, wild: boolean, { diagnostics }: BuildContext): HexBytes | undefined {
  const at = words[0]!.at;
  const digits = wild ? 'hexadecimal digits and `x`' : 'hexadecimal digits';
  const read = parseHex(words.map(({ raw }) => raw).join(' '), wild);
  if (read === undefined) {
    diagnostics.error(at, 'hex-invalid', `\`${row.name}\` takes ${digits}, two for each byte; the line is ignored`);
  } else if (read.isPadded) {
    const text = `a digit of \`${row.name}\` stands alone; it is read with a 0 before it`;
    diagnostics.warning(at, 'hex-odd', text, { hint: 'write two digits for each byte' });
  }
  return read;
}
