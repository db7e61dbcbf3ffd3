import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, readSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { bindSocket, openSocket } from '../../src/sys/libc.js';
import { hasSystemLog, openSyslogSink, renderSyslog, systemLogSender } from '../../src/sys/syslog.js';
import { eventually } from '../support/eventually.js';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-syslog-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A log daemon's end: a datagram socket at `path` and what it has received so far. */
function listen(path: string): { descriptor: number; received(): string[] } {
  const descriptor = openSocket(1, 2, 0);
  assert.ok(descriptor >= 0);
  const name = Buffer.from(`\x01\0${path}\0`);
  const address = new Uint8Array(new ArrayBuffer(name.length));
  address.set(name);
  assert.equal(bindSocket(descriptor, address), 0);
  const lines: string[] = [];
  const buffer = Buffer.alloc(65_536);
  const received = () => {
    for (;;) {
      try {
        lines.push(buffer.subarray(0, readSync(descriptor, buffer)).toString());
      } catch (reason) {
        assert.equal((reason as NodeJS.ErrnoException).code, 'EAGAIN');
        return lines;
      }
    }
  };
  return { descriptor, received };
}

test('a line has RFC 3164’s form: priority, local time, ident and pid', () => {
  const to = { facility: 3, ident: 'holdfast', pid: 42 };
  const at = new Date(2026, 10, 1, 9, 8, 7);
  assert.equal(renderSyslog(to, 6, '(VI_1) hello', at), '<30>Nov  1 09:08:07 holdfast[42]: (VI_1) hello');
  assert.equal(
    renderSyslog({ ...to, facility: 23 }, 3, 'x', new Date(2026, 0, 31, 23, 59, 0)),
    '<187>Jan 31 23:59:00 holdfast[42]: x',
  );
});

test('lines reach a log daemon’s socket, and one that was restarted', async () => {
  const path = join(folder, 'log');
  const send = systemLogSender(path);
  assert.equal(send(Buffer.from('too early')), 'ENOENT');
  assert.ok(!hasSystemLog(path));
  const first = listen(path);
  assert.ok(hasSystemLog(path));
  assert.equal(send(Buffer.from('one')), undefined);
  assert.deepEqual(first.received(), ['one']);
  closeSync(first.descriptor);
  assert.equal(send(Buffer.from('nobody')), 'ECONNREFUSED');
  unlinkSync(path);
  const second = listen(path);
  assert.equal(send(Buffer.from('x'.repeat(10_000))), undefined);
  assert.deepEqual(
    second.received().map(line => line.length),
    [8_192],
  );
  closeSync(second.descriptor);
});

test('a log daemon that does not read holds nobody up, and gets the rest in order when it does', async () => {
  const path = join(folder, 'slow');
  const daemon = listen(path);
  const sink = openSyslogSink(systemLogSender(path), 20_000);
  const told: number[] = [];
  sink.onRoom(lost => {
    told.push(lost);
    sink.write(`lost ${lost}`);
  });
  const line = 'z'.repeat(100);
  for (let i = 0; i < 5_000; i++) sink.write(line);
  assert.ok(sink.lost > 0);
  const lost = sink.lost;
  await eventually(() => daemon.received().at(-1)?.startsWith('lost') ?? false, 'the daemon to catch up');
  await sink.flush();
  assert.deepEqual(told, [lost]);
  assert.equal(daemon.received().length, 5_000 - lost + 1);
  sink.close();
  closeSync(daemon.descriptor);
});

test('lines written while no log daemon is there are kept for it', async () => {
  const answers: (string | undefined)[] = ['ENOENT', undefined, 'EMSGSIZE', undefined];
  const sent: string[] = [];
  const sink = openSyslogSink(datagram => {
    const answer = answers.shift();
    if (answer === undefined) sent.push(String(datagram));
    return answer;
  });
  sink.write('a');
  sink.write('b');
  sink.write('c');
  await sink.flush();
  assert.deepEqual(sent, ['a', 'c']);
});
