import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, readFileSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Backlog, openDescriptorSink } from '../../src/sys/log-sink.js';
import { eventually } from '../support/eventually.js';

const folder = mkdtempSync(join(tmpdir(), 'holdfast-log-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** A pipe with a name: `read` never waits, `write` is a descriptor that does, like an inherited one. */
function pipe(name: string): { read: number; write: number } {
  const path = join(folder, name);
  execFileSync('mkfifo', [path]);
  const read = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { read, write: openSync(path, constants.O_WRONLY) };
}

function available(descriptor: number): string {
  const buffer = Buffer.alloc(1 << 20);
  try {
    return buffer.subarray(0, readSync(descriptor, buffer)).toString();
  } catch (reason) {
    assert.equal((reason as NodeJS.ErrnoException).code, 'EAGAIN');
    return '';
  }
}

test('lines written to a file arrive whole and in order', async () => {
  const path = join(folder, 'file');
  const descriptor = openSync(path, 'a');
  const sink = openDescriptorSink(descriptor);
  for (let i = 0; i < 1_000; i++) sink.write(`line ${i}\n`);
  await sink.flush();
  const expected = Array.from({ length: 1_000 }, (_, i) => `line ${i}\n`).join('');
  assert.equal(readFileSync(path, 'utf8'), expected);
  assert.equal(sink.lost, 0);
  sink.close();
  closeSync(descriptor);
});

test('a file that was opened without append keeps the lines of others on the same descriptor', async () => {
  const path = join(folder, 'shared');
  const descriptor = openSync(path, 'w');
  const sink = openDescriptorSink(descriptor);
  sink.write('ours\n');
  await sink.flush();
  writeSync(descriptor, 'theirs\n');
  sink.write('ours again\n');
  await sink.flush();
  assert.equal(readFileSync(path, 'utf8'), 'ours\ntheirs\nours again\n');
  sink.close();
  closeSync(descriptor);
});

test('a pipe nobody reads holds nobody up; what was lost is told once there is room', async () => {
  const { read, write } = pipe('stuck');
  const sink = openDescriptorSink(write, 200_000);
  const told: number[] = [];
  sink.onRoom(lost => {
    told.push(lost);
    sink.write(`${lost} lost\n`);
  });
  const line = `${'x'.repeat(99)}\n`;
  let longest = 0;
  for (let i = 0; i < 5_000; i++) {
    const start = performance.now();
    sink.write(line);
    longest = Math.max(longest, performance.now() - start);
    // Between bursts the thread has its turn: a sink that waited would show here.
    if (i % 100 === 0) await new Promise(resolve => setImmediate(resolve));
  }
  assert.ok(longest < 250, `a write took ${longest} ms`);
  assert.ok(sink.lost > 2_000, `only ${sink.lost} lines were dropped`);
  assert.deepEqual(told, []);

  const lost = sink.lost;
  let received = '';
  await eventually(() => {
    received += available(read);
    return received.endsWith(' lost\n');
  }, 'the reader to catch up');
  assert.deepEqual(told, [lost]);
  assert.equal(sink.lost, 0);
  const lines = received.trimEnd().split('\n');
  assert.equal(lines.pop(), `${lost} lost`);
  assert.equal(lines.length, 5_000 - lost);
  assert.ok(lines.every(each => `${each}\n` === line));
  sink.close();
  closeSync(read);
  closeSync(write);
});

test('a reader that went away costs lines, not the process', async () => {
  const { read, write } = pipe('broken');
  const sink = openDescriptorSink(write, 10_000);
  sink.write('first\n');
  await sink.flush();
  closeSync(read);
  for (let i = 0; i < 300; i++) sink.write(`${'y'.repeat(99)}\n`);
  await eventually(() => sink.lost > 0, 'lines to be counted as lost');
  sink.close();
  closeSync(write);
});

test('a descriptor that is not open only counts', async () => {
  const sink = openDescriptorSink(4_000);
  sink.write('gone\n');
  assert.equal(sink.lost, 1);
  await sink.flush();
  sink.close();
});

test('a socket, as a service manager gives for stdout, takes lines', async () => {
  // Node connects a child's stdio by socket pairs.
  const source = new URL('../../src/sys/log-sink.ts', import.meta.url).pathname;
  const program = `
    import { fstatSync } from 'node:fs';
    import { openDescriptorSink } from '${source}';
    const sink = openDescriptorSink(1);
    for (let i = 0; i < 5000; i++) sink.write(fstatSync(1).isSocket() + ' ' + i + '\\n');
    await sink.flush();
    process.exit(sink.lost);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let received = '';
  child.stdout.on('data', bytes => {
    received += bytes;
  });
  const [status] = await once(child, 'close');
  assert.equal(status, 0);
  assert.equal(received, Array.from({ length: 5_000 }, (_, i) => `true ${i}\n`).join(''));
});

test('lines that can never be delivered are counted, and told with the next that can', () => {
  const backlog = new Backlog(100);
  const told: number[] = [];
  backlog.onRoom(lost => told.push(lost));
  assert.ok(backlog.admit(60));
  assert.ok(!backlog.admit(60));
  backlog.discard(60);
  assert.deepEqual([backlog.lost, backlog.pending, told], [2, 0, []]);
  assert.ok(backlog.admit(10));
  backlog.settle(10);
  assert.deepEqual([backlog.lost, told], [0, [2]]);
});
