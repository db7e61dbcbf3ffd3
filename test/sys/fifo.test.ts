import assert from 'node:assert/strict';
import {
  closeSync,
  constants,
  mkdtempSync,
  openSync,
  readSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Fifo, openFifo } from '../../src/sys/fifo.js';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-fifo-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

const owner = { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 };
const NONBLOCK = constants.O_RDONLY | constants.O_NONBLOCK;

function made(name: string, mode = 0o644): Fifo {
  const opened = openFifo({ path: join(folder, name), owner, mode });
  assert.ok(opened.ok, opened.ok ? '' : opened.error);
  return opened.value;
}

test('a FIFO is made with its mode whatever the umask, takes lines without a reader, and is gone at its end', () => {
  const before = process.umask(0o777);
  const fifo = made('a', 0o640);
  process.umask(before);
  const facts = statSync(fifo.path);
  assert.ok(facts.isFIFO());
  assert.equal(facts.mode & 0o7777, 0o640);
  assert.equal(fifo.write('one\n'), undefined);
  const reader = openSync(fifo.path, NONBLOCK);
  const buffer = Buffer.alloc(64);
  assert.equal(buffer.toString('utf8', 0, readSync(reader, buffer)), 'one\n');
  fifo.close();
  assert.equal(readSync(reader, buffer), 0, 'the reader comes to the end');
  closeSync(reader);
  assert.equal(statSync(fifo.path, { throwIfNoEntry: false }), undefined);
  assert.equal(fifo.write('late\n'), 'EBADF');
});

test('a full FIFO loses the line, and nobody waits', () => {
  const fifo = made('full');
  const line = `${'x'.repeat(1023)}\n`;
  let written = 0;
  let refusal: string | undefined;
  while (refusal === undefined && written < 10_000) {
    refusal = fifo.write(line);
    if (refusal === undefined) written++;
  }
  assert.equal(refusal, 'EAGAIN');
  assert.ok(written >= 4);
  fifo.close();
});

test('a FIFO that was there is used, and stays', () => {
  const first = made('shared');
  const second = made('shared');
  assert.equal(second.write('x\n'), undefined);
  second.close();
  assert.ok(statSync(first.path).isFIFO());
  first.close();
});

test('a file, or a link to a FIFO, is not taken for one', () => {
  writeFileSync(join(folder, 'file'), '');
  const fifo = made('target');
  symlinkSync(fifo.path, join(folder, 'link'));
  const file = openFifo({ path: join(folder, 'file'), owner, mode: 0o644 });
  assert.ok(!file.ok && /no FIFO/.test(file.error), JSON.stringify(file));
  const link = openFifo({ path: join(folder, 'link'), owner, mode: 0o644 });
  assert.ok(!link.ok && /ELOOP/.test(link.error), JSON.stringify(link));
  const nowhere = openFifo({ path: join(folder, 'no/where'), owner, mode: 0o644 });
  assert.ok(!nowhere.ok && /ENOENT/.test(nowhere.error), JSON.stringify(nowhere));
  fifo.close();
});

test('a FIFO that was made here before is removed by who opens it again as such, and by nobody else', () => {
  const first = made('twice');
  const path = first.path;
  const stranger = openFifo({ path, owner, mode: 0o644 });
  assert.ok(stranger.ok && !stranger.value.isOurs);
  stranger.value.close();
  assert.ok(statSync(path).isFIFO());
  const successor = openFifo({ path, owner, mode: 0o644, wasMadeHere: true });
  assert.ok(successor.ok && successor.value.isOurs);
  successor.value.close();
  assert.equal(statSync(path, { throwIfNoEntry: false }), undefined);
});
