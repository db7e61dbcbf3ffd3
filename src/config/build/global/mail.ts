/** `global_defs`: how mail is sent. */
import { parseAddress } from '../../../base/address.js';
import { seconds } from '../../../base/duration.js';
import type { MailServer, MailSettings } from '../../../notify/settings.js';
import { parseInteger } from '../../numbers.js';
import type { Statement, Word } from '../../parser.js';
import { setBoolean, setTrue } from '../assign.js';
import type { Apply, BuildContext } from '../context.js';
import type { Globals } from '../globals.js';
import { parseLooseAddress } from '../loose-address.js';
import type { Mutable } from '../mutable.js';
import { readInteger, reportBadNumber } from '../values.js';

/** Mail while it is read. */
export type MailDraft = Mutable<MailSettings> & { readonly recipients: string[] };

const SMTP_PORT = 25;
const PORTS = [1, 65_535] as const;

/** The defaults. */
export function newMail(): MailDraft {
  return { recipients: [], connectTimeout: seconds(30), mailsFaults: true, mailsChecks: true };
}

export const APPLY_MAIL: Apply<Globals> = {
  notification_email: ({ mail }, { entries, end }, { diagnostics }) => {
    for (const { words } of entries) mail.recipients.push(...words.map(({ text }) => text));
    if (entries.length > 0) return;
    diagnostics.error(
      end,
      'recipients-missing',
      '`notification_email` names nobody; an address is missing in its block',
    );
  },
  notification_email_from: ({ mail }, { row, words }, { diagnostics }) => {
    const [from, extra] = words;
    mail.from = from!.text;
    if (extra === undefined) return;
    const text = `\`${row.name}\` takes one address; what follows ${from!.text} is ignored`;
    diagnostics.warning(extra.at, 'words-extra', text, { hint: 'put a display name and its address in quotes' });
  },
  smtp_server: ({ mail }, statement, context) => {
    const server = readServer(statement, context);
    if (server !== undefined) mail.server = server;
  },
  smtp_helo_name: ({ mail }, { words }) => {
    const name = words[0]?.text ?? '';
    if (name !== '') mail.heloName = name;
  },
  smtp_connect_timeout: readConnectTimeout,
  smtp_alert: setBoolean((globals, value) => {
    globals.smtpAlert = value;
  }),
  smtp_alert_vrrp: setBoolean((globals, value) => {
    globals.smtpAlertVrrp = value;
  }),
  smtp_alert_checker: setBoolean((globals, value) => {
    globals.smtpAlertChecker = value;
  }),
  no_email_faults: setTrue(({ mail }) => {
    mail.mailsFaults = false;
  }),
  no_checker_emails: setBoolean(({ mail }, value) => {
    mail.mailsChecks = !value;
  }),
};

/** `HOST [PORT]`. keepalived resolves a name here; ours is resolved when there is something to mail. */
function readServer({ words }: Statement, { diagnostics }: BuildContext): MailServer | undefined {
  const [host, port] = words;
  if (!isHost(host!)) {
    const text = `\`smtp_server\` is an address or a host name, not \`${host!.text}\`; the line is ignored`;
    diagnostics.error(host!.at, 'host-invalid', text);
    return undefined;
  }
  const number = port === undefined ? undefined : parseInteger(port.text, PORTS);
  if (number?.ok === false) {
    const text = `the port of \`smtp_server\` is 1 to 65535, not \`${port!.text}\`; the line is ignored`;
    reportBadNumber(port!, number.error, text, diagnostics);
    return undefined;
  }
  return { host: host!.text, port: number?.value ?? SMTP_PORT };
}

/** An address, one with the interface of a link-local address, or a name. */
function isHost({ text }: Word): boolean {
  if (parseAddress(text.replace(/%[^%]{1,15}$/, '')) !== undefined || parseLooseAddress(text) !== undefined)
    return true;
  if (text.length > LONGEST_HOST) return false;
  const labels = text.replace(/\.$/, '').split('.');
  return labels.every(label => LABEL.test(label)) && !/^\d+$/.test(labels.at(-1)!);
}

const LONGEST_HOST = 253;

/** RFC 1123 2.1, and the underscore that names have all the same; the last one is not a number. */
const LABEL = /^\w(?:[\w-]{0,61}\w)?$/;

function readConnectTimeout({ mail }: Globals, statement: Statement, { diagnostics }: BuildContext): void {
  const value = readInteger(statement, diagnostics);
  if (value === undefined) return;
  mail.connectTimeout = seconds(Math.max(value, 1));
  if (value > 0) return;
  const text = '`smtp_connect_timeout` must be greater than 0; 1 s is used';
  diagnostics.error(statement.words[0]!.at, 'value-zero', text);
}
