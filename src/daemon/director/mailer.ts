/**
 * Mail on its way: a few at once, the others in a line that is not endless, for a dead mail server must not fill the
 * memory. What fails is said and not tried again, as in keepalived: by then it is no news.
 */
import type { Log } from '../../base/log.js';
import type { Letter } from '../../notify/mail.js';
import type { MailSettings } from '../../notify/settings.js';
import type { OutgoingMail } from '../../sys/mail.js';

export interface MailerPorts {
  sendMail(mail: OutgoingMail): Promise<void>;
  readonly log: Log;
}

const AT_ONCE = 4;
const LINE_LENGTH = 500;

export class Mailer {
  readonly #ports: MailerPorts;
  #settings: MailSettings | undefined;
  readonly #line: OutgoingMail[] = [];
  readonly #underWay = new Set<Promise<void>>();
  #dropped = 0;

  constructor(ports: MailerPorts) {
    this.#ports = ports;
  }

  configure(settings: MailSettings): void {
    this.#settings = settings;
  }

  /** Puts a letter in the line; nothing happens without a server or somebody to write to. */
  send({ subject, body }: Letter): void {
    const { server, from, recipients, heloName, connectTimeout } = this.#settings ?? { recipients: [] };
    if (server === undefined || connectTimeout === undefined || recipients.length === 0) return;
    if (this.#line.length >= LINE_LENGTH) {
      this.#drop();
      return;
    }
    this.#line.push({
      server,
      to: recipients,
      subject,
      body,
      timeout: connectTimeout,
      ...(from === undefined ? {} : { from }),
      ...(heloName === undefined ? {} : { heloName }),
    });
    this.#sendNext();
  }

  /** All of the line is sent, or has failed. */
  async settled(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.race(this.#underWay);
  }

  #sendNext(): void {
    if (this.#underWay.size >= AT_ONCE) return;
    const mail = this.#line.shift();
    if (mail === undefined) return;
    if (this.#line.length === 0) this.#tellDropped();
    const sending = this.#sendOne(mail).then(() => {
      this.#underWay.delete(sending);
      this.#sendNext();
    });
    this.#underWay.add(sending);
  }

  async #sendOne(mail: OutgoingMail): Promise<void> {
    const { host, port } = mail.server;
    try {
      await this.#ports.sendMail(mail);
      this.#ports.log({ level: 'info', text: `Mailed: ${mail.subject}`, fields: { code: 'mailed' } });
    } catch (reason) {
      const why = reason instanceof Error ? reason.message : String(reason);
      const text = `Mail was not sent by ${host} port ${port}: ${why} (${mail.subject})`;
      this.#ports.log({ level: 'warn', text, fields: { code: 'mail-failed' } });
    }
  }

  #drop(): void {
    this.#dropped++;
    if (this.#dropped > 1) return;
    const text = `More than ${LINE_LENGTH} mails wait for the mail server; further ones are dropped`;
    this.#ports.log({ level: 'warn', text, fields: { code: 'mail-dropped' } });
  }

  #tellDropped(): void {
    if (this.#dropped === 0) return;
    const text = `${this.#dropped} mails were dropped while the mail server was slow`;
    this.#dropped = 0;
    this.#ports.log({ level: 'warn', text, fields: { code: 'mail-dropped' } });
  }
}
