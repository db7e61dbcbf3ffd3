/** Checkers of a real server: read where they stand, finished when the virtual server's defaults are known. */
import type { CheckSettings } from '../../../health/settings.js';
import type { Statement } from '../../parser.js';
import type { BuildContext } from '../context.js';
import { type BfdCheckDraft, finishBfdCheck, readBfdCheck } from './check/bfd.js';
import { type DnsCheckDraft, finishDnsCheck, readDnsCheck } from './check/dns.js';
import type { CheckedServerDraft } from './check/draft.js';
import { type FileCheckDraft, finishFileCheck, readFileCheck } from './check/file.js';
import type { CheckerDefaults } from './check/finish.js';
import { finishHttpCheck, type HttpCheckDraft, readHttpCheck } from './check/http.js';
import { finishMiscCheck, type MiscCheckDraft, readMiscCheck } from './check/misc.js';
import { finishPlainCheck, type PlainCheckDraft, readPlainCheck } from './check/plain.js';
import { finishSmtpCheck, readSmtpCheck, type SmtpCheckDraft } from './check/smtp.js';
import { finishUdpCheck, readUdpCheck, type UdpCheckDraft } from './check/udp.js';

export type { CheckedServerDraft } from './check/draft.js';
export type { CheckerDefaults } from './check/finish.js';

/** A checker while its virtual server is read. */
export type CheckerDraft =
  | PlainCheckDraft
  | HttpCheckDraft
  | SmtpCheckDraft
  | DnsCheckDraft
  | UdpCheckDraft
  | MiscCheckDraft
  | FileCheckDraft
  | BfdCheckDraft;

/**
 * Reads one checker block of `server`; undefined when it cannot be used, which has been reported. `earlier` are the
 * checkers of the same server above it.
 */
export function readChecker(
  statement: Statement,
  context: BuildContext,
  server: CheckedServerDraft,
  earlier: readonly CheckerDraft[],
): CheckerDraft | undefined {
  switch (statement.row.name) {
    case 'TCP_CHECK':
      return readPlainCheck('tcp', statement, context, server);
    case 'PING_CHECK':
      return readPlainCheck('ping', statement, context, server);
    case 'HTTP_GET':
      return readHttpCheck(false, statement, context, server);
    case 'SSL_GET':
      return readHttpCheck(true, statement, context, server);
    case 'SMTP_CHECK':
      return readSmtpCheck(statement, context, server);
    case 'DNS_CHECK':
      return readDnsCheck(statement, context, server);
    case 'UDP_CHECK':
      return readUdpCheck(statement, context, server);
    case 'MISC_CHECK':
      return readMiscCheck(statement, context, server);
    case 'FILE_CHECK':
      return readFileCheck(statement, context);
    case 'BFD_CHECK':
      return readBfdCheck(statement, context, bfdSessions(earlier));
    default:
      return undefined;
  }
}

/**
 * What a checker comes to when everything is read: one check, several for an `SMTP_CHECK` with `host` blocks, none when
 * its script cannot run.
 */
export function finishChecker(
  draft: CheckerDraft,
  inherited: CheckerDefaults,
  context: BuildContext,
): readonly CheckSettings[] {
  switch (draft.kind) {
    case 'tcp':
    case 'ping':
      return [finishPlainCheck(draft, inherited, context)];
    case 'http':
      return [finishHttpCheck(draft, inherited, context)];
    case 'smtp':
      return finishSmtpCheck(draft, inherited, context);
    case 'dns':
      return [finishDnsCheck(draft, inherited, context)];
    case 'udp':
      return [finishUdpCheck(draft, inherited, context)];
    case 'misc': {
      const check = finishMiscCheck(draft, inherited, context);
      return check === undefined ? [] : [check];
    }
    case 'file':
      return [finishFileCheck(draft)];
    case 'bfd':
      return [finishBfdCheck(draft, inherited)];
  }
}

function bfdSessions(checkers: readonly CheckerDraft[]): readonly string[] {
  return checkers.flatMap(one => (one.kind === 'bfd' ? [one.session] : []));
}
