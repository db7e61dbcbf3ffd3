import assert from 'node:assert/strict';
import { createServer, type Server, type Socket } from 'node:net';
import { test } from 'node:test';
import { milliseconds, seconds } from '../../src/base/duration.js';
import { type OutgoingMail, sendMail } from '../../src/sys/mail.js';

/** A mail server that refuses what `refuses` fits, and remembers what it heard. */
async function mailServer(refuses: RegExp = /^$/): Promise<{ port: number; heard: string[]; server: Server }> {
  const heard: string[] = [];
  const server = createServer(socket => serve(socket, heard, refuses));
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  return { port: address.port, heard, server };
}

function serve(socket: Socket, heard: string[], refuses: RegExp): void {
  let rest = '';
  let isText = false;
  const answer = (line: string) => socket.write(`${line}\r\n`);
  socket.on('error', () => {});
  answer('220 sink');
  socket.on('data', chunk => {
    const lines = (rest + chunk.toString()).split('\r\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      heard.push(line);
      if (isText) {
        if (line !== '.') continue;
        isText = false;
        answer('250 taken');
      } else if (line !== '' && refuses.test(line)) answer('550 no');
      else if (line === 'DATA') {
        isText = true;
        answer('354 go on');
      } else answer(line === 'QUIT' ? '221 bye' : '250 well');
    }
  });
}

function mail(port: number, more: Partial<OutgoingMail> = {}): OutgoingMail {
  return {
    server: { host: '127.0.0.1', port },
    from: 'lb@example.org',
    to: ['a@example.com', 'Some One <b@example.com>'],
    subject: '[R1] VRRP Instance A - Entering MASTER state',
    body: '=> VRRP Instance is now owning VRRP VIPs <=',
    heloName: 'lb.example.org',
    timeout: seconds(5),
    ...more,
  };
}

test('a mail goes to every recipient, from whom it should, with its subject and body', async () => {
  const { port, heard, server } = await mailServer();
  await sendMail(mail(port));
  server.close();
  assert.match(heard[0] ?? '', /^(EHLO|HELO) lb\.example\.org$/);
  for (const line of [
    'RCPT TO:<a@example.com>',
    'RCPT TO:<b@example.com>',
    'From: lb@example.org',
    'To: a@example.com, Some One <b@example.com>',
    'Subject: [R1] VRRP Instance A - Entering MASTER state',
    'X-Mailer: Keepalived',
    '=> VRRP Instance is now owning VRRP VIPs <=',
  ]) {
    assert.ok(heard.includes(line), `${line}\n${heard.join('\n')}`);
  }
  assert.ok(heard.some(line => line.startsWith('MAIL FROM:<lb@example.org>')));
});

test('a server that knows no EHLO is spoken to as keepalived does', async () => {
  const { port, heard, server } = await mailServer(/^EHLO/);
  await sendMail(mail(port));
  server.close();
  assert.ok(heard.includes('HELO lb.example.org') && heard.includes('DATA'));
});

test('what the server refuses is said', async () => {
  const { port, server } = await mailServer(/^RCPT TO:<b@/);
  await assert.rejects(sendMail(mail(port)), /b@example\.com/);
  server.close();
});

test('a server that never answers is waited for as long as was said', async () => {
  const server = createServer(() => {});
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  assert.ok(address !== null && typeof address === 'object');
  await assert.rejects(sendMail(mail(address.port, { timeout: milliseconds(50) })), /[Tt]ime|[Gg]reeting/);
  server.close();
});
