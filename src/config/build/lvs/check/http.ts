/** `HTTP_GET` and `SSL_GET`: the requests, and by which name they are asked. */
import { seconds } from '../../../../base/duration.js';
import type { CheckTarget, HttpCheck, HttpUrl } from '../../../../health/settings.js';
import type { Position } from '../../../diagnostics.js';
import type { Statement } from '../../../parser.js';
import type { Apply, BuildContext } from '../../context.js';
import { readBoolean, readChoice, readInteger } from '../../values.js';
import {
  APPLY_CONNECTING,
  type CheckedServerDraft,
  type ConnectingDraft,
  newConnect,
  newSchedule,
  reachesTarget,
} from './draft.js';
import { type CheckerDefaults, finishSchedule, finishTarget, type KindDefaults } from './finish.js';
import { noteTwice, readUrl, type UrlDraft } from './url.js';

const HTTP_DEFAULTS: KindDefaults = { retries: 1, retryDelay: seconds(3) };

/** An `HTTP_GET` or `SSL_GET` while it is read. */
export interface HttpCheckDraft extends ConnectingDraft {
  readonly kind: 'http';
  readonly tls: boolean;
  readonly urls: UrlDraft[];
  protocol: HttpCheck['protocol'];
  virtualHost: string | undefined;
  /** Where a name for the TLS server was asked for. */
  sni: Position | undefined;
  sniName: string | undefined;
  fastRecovery: boolean;
  closesTls: boolean;
}

/** What each keyword of `HTTP_GET` and `SSL_GET` does. */
export const APPLY_HTTP_CHECK: Apply<HttpCheckDraft> = {
  ...APPLY_CONNECTING,
  url: (draft, statement, context) => {
    const url = readUrl(statement, context);
    if (url !== undefined) draft.urls.push(url);
  },
  nb_get_retry: (draft, statement, { diagnostics }) => {
    draft.schedule.retries = readInteger(statement, diagnostics) ?? draft.schedule.retries;
  },
  virtualhost: (draft, { row, words }, context) => {
    if (draft.virtualHost !== undefined) noteTwice(row.name, words[0]!.at, context);
    draft.virtualHost = words[0]!.text;
  },
  http_protocol: (draft, statement, { diagnostics }) => {
    const protocol = readChoice(statement, diagnostics);
    if (protocol === '1.0c') draft.protocol = '1.0C';
    else if (protocol === '1.0' || protocol === '1.0C' || protocol === '1.1') draft.protocol = protocol;
  },
  enable_sni: (draft, statement, context) => {
    const enabled = readBoolean(statement, context.diagnostics);
    if (enabled !== undefined) draft.sni = enabled ? statement.at : undefined;
    noteWithoutTls(draft, statement, context);
  },
  sni_name: (draft, statement, context) => {
    const name = statement.words[0];
    if (draft.sniName !== undefined && name !== undefined) noteTwice('sni_name', name.at, context, 'general');
    draft.sni = statement.at;
    draft.sniName = name?.text ?? draft.sniName;
    noteWithoutTls(draft, statement, context);
  },
  fast_recovery: (draft, statement, { diagnostics }) => {
    draft.fastRecovery = readBoolean(statement, diagnostics) ?? draft.fastRecovery;
  },
  tls_compliant: (draft, statement, context) => {
    draft.closesTls = readBoolean(statement, context.diagnostics) ?? draft.closesTls;
    noteWithoutTls(draft, statement, context);
  },
};

/** Undefined without a request that can be made, which has been reported. */
export function readHttpCheck(
  tls: boolean,
  statement: Statement,
  context: BuildContext,
  server: CheckedServerDraft,
): HttpCheckDraft | undefined {
  const draft: HttpCheckDraft = {
    kind: 'http',
    tls,
    at: statement.at,
    schedule: newSchedule(),
    connect: newConnect(server),
    urls: [],
    protocol: '1.0',
    virtualHost: undefined,
    sni: undefined,
    sniName: undefined,
    fastRecovery: false,
    closesTls: false,
  };
  context.applyAll(statement.body, draft, APPLY_HTTP_CHECK);
  const canConnect = reachesTarget(draft.connect, statement, context);
  if (draft.urls.length > 0) return canConnect ? draft : undefined;
  const text = `\`${statement.row.name}\` has no \`url\` with a \`path\`; the checker is dropped`;
  context.diagnostics.error(statement.end, 'url-missing', text, { hint: 'write `url {`, `path /` and `}`' });
  return undefined;
}

/** The check as it will be done. */
export function finishHttpCheck(draft: HttpCheckDraft, inherited: CheckerDefaults, context: BuildContext): HttpCheck {
  const target = finishTarget(draft.connect, draft.at, inherited, context);
  const urls = draft.urls.map(url => finishUrl(url, draft, target, inherited));
  if (draft.tls && draft.sni !== undefined && urls.some(({ serverName }) => serverName === undefined)) {
    const text = 'there is no name to tell the TLS server for every url: no server name is sent with those';
    // keepalived passes over the real server's name here, too.
    const hint = 'add a `virtualhost` to the checker or the url; that of the real server is not used here';
    context.diagnostics.warning(draft.sni, 'sni-nameless', text, { hint });
  }
  return {
    kind: 'http',
    schedule: finishSchedule(draft, inherited, HTTP_DEFAULTS, context),
    target,
    tls: draft.tls,
    protocol: draft.protocol,
    fastRecovery: draft.fastRecovery,
    urls,
  };
}

function finishUrl(url: UrlDraft, checker: HttpCheckDraft, target: CheckTarget, inherited: CheckerDefaults): HttpUrl {
  const { path, digest, statuses, body } = url;
  const own = url.virtualHost ?? checker.virtualHost;
  const { realServerVirtualHost, virtualServerVirtualHost } = inherited;
  const serverName =
    checker.tls && checker.sni !== undefined ? (checker.sniName ?? own ?? virtualServerVirtualHost) : undefined;
  return {
    path,
    host: own ?? realServerVirtualHost ?? virtualServerVirtualHost ?? hostOf(target),
    ...(serverName === undefined ? undefined : { serverName }),
    ...(digest === undefined ? undefined : { digest }),
    statuses,
    ...(body === undefined ? undefined : { body }),
    closesTls: checker.tls && (url.closesTls ?? checker.closesTls),
  };
}

/** RFC 3986 3.2.2: an IPv6 address stands in brackets. The port is always there. */
function hostOf({ address, port }: CheckTarget): string {
  return address.family === 6 ? `[${address.text}]:${port}` : `${address.text}:${port}`;
}

function noteWithoutTls({ tls }: HttpCheckDraft, { row, at }: Statement, { diagnostics }: BuildContext): void {
  if (tls) return;
  const text = `\`${row.name}\` is for TLS, which \`HTTP_GET\` does not speak; it does nothing here`;
  diagnostics.warning(at, 'tls-unused', text, { hint: 'write `SSL_GET` for a server that speaks TLS' });
}
