/** Sends a mail by SMTP. The library is loaded with the first one: most nodes never mail. */
import { hostname, userInfo } from 'node:os';
import { type Duration, toMilliseconds } from '../base/duration.js';

export interface OutgoingMail {
  readonly server: { readonly host: string; readonly port: number };
  /** Absent: user and host of this process. */
  readonly from?: string;
  readonly to: readonly string[];
  readonly subject: string;
  readonly body: string;
  /** How we introduce ourselves; absent: the host name. */
  readonly heloName?: string;
  /** For the connection, and for each answer of the server. */
  readonly timeout: Duration;
}

/** Settles when the server has taken the mail for all recipients; rejects with the reason. */
export async function sendMail(mail: OutgoingMail): Promise<void> {
  const { createTransport } = await import('nodemailer');
  const patience = toMilliseconds(mail.timeout);
  const transport = createTransport({
    host: mail.server.host,
    port: mail.server.port,
    secure: false,
    // keepalived speaks plainly; what a server offers besides (and may have no valid certificate for) is not used.
    ignoreTLS: true,
    name: mail.heloName ?? (hostname() || 'localhost'),
    dnsTimeout: patience,
    connectionTimeout: patience,
    greetingTimeout: patience,
    socketTimeout: patience,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    const { rejected } = await transport.sendMail({
      from: mail.from ?? `${userInfo().username}@${hostname() || 'localhost'}`,
      to: [...mail.to],
      subject: mail.subject,
      text: `${mail.body}\n`,
      headers: { 'X-Mailer': 'Keepalived' },
    });
    if (rejected.length > 0) throw new Error(`refused for ${rejected.map(String).join(', ')}`);
  } finally {
    transport.close();
  }
}
