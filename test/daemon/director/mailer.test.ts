import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../../../src/base/duration.js';
import type { LogLine } from '../../../src/base/log.js';
import { Mailer } from '../../../src/daemon/director/mailer.js';
import type { MailSettings } from '../../../src/notify/settings.js';
import type { OutgoingMail } from '../../../src/sys/mail.js';

const SETTINGS: MailSettings = {
  server: { host: '192.0.2.1', port: 25 },
  recipients: ['a@example.com'],
  connectTimeout: seconds(30),
  mailsFaults: true,
  mailsChecks: true,
};

function mailer(settings: MailSettings = SETTINGS) {
  const lines: LogLine[] = [];
  const sent: { mail: OutgoingMail; end: (reason?: Error) => void }[] = [];
  const it = new Mailer({
    sendMail: mail =>
      new Promise((resolve, reject) => {
        sent.push({ mail, end: reason => (reason === undefined ? resolve() : reject(reason)) });
      }),
    log: line => void lines.push(line),
  });
  it.configure(settings);
  const letter = (n: number) => it.send({ subject: `s${n}`, body: 'b' });
  return { it, lines, sent, letter };
}

const soon = () => new Promise<void>(resolve => setImmediate(resolve));

test('a few mails are under way at once, the others follow in their order', async () => {
  const { it, sent, letter } = mailer();
  for (let n = 0; n < 6; n++) letter(n);
  assert.equal(sent.length, 4);
  sent[2]?.end();
  await soon();
  assert.equal(sent.at(-1)?.mail.subject, 's4');
  const settled = it.settled();
  for (let n = 0; n < 6; n++) {
    sent[n]?.end();
    await soon();
  }
  await settled;
  assert.deepEqual(
    sent.map(({ mail }) => mail.subject),
    ['s0', 's1', 's2', 's3', 's4', 's5'],
  );
});

test('without a server or a recipient nothing is sent', () => {
  const { server: _, ...withoutServer } = SETTINGS;
  for (const settings of [withoutServer, { ...SETTINGS, recipients: [] }]) {
    const { sent, letter } = mailer(settings);
    letter(1);
    assert.equal(sent.length, 0);
  }
});

test('a mail that fails is said, and not tried again', async () => {
  const { it, sent, lines, letter } = mailer();
  letter(1);
  sent[0]?.end(new Error('ECONNREFUSED'));
  await it.settled();
  assert.equal(sent.length, 1);
  assert.deepEqual(
    lines.map(({ level, text }) => `${level} ${text}`),
    ['warn Mail was not sent by 192.0.2.1 port 25: ECONNREFUSED (s1)'],
  );
});

test('a mail server that hangs costs a bounded number of mails, and what is dropped is counted', async () => {
  const { it, sent, lines, letter } = mailer();
  for (let n = 0; n < 600; n++) letter(n);
  assert.equal(lines.length, 1);
  assert.match(lines[0]?.text ?? '', /further ones are dropped/);
  for (let n = 0; n < sent.length; n++) {
    sent[n]?.end();
    await soon();
  }
  await it.settled();
  assert.equal(sent.length, 504);
  assert.ok(lines.some(({ text }) => text === '96 mails were dropped while the mail server was slow'));
});
