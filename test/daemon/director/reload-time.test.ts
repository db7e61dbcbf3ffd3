import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../../../src/base/duration.js';
import { ReloadTimer } from '../../../src/daemon/director/reload-time.js';
import { renderReloadTime } from '../../../src/daemon/director/reload-time-text.js';
import { VirtualTime } from '../../support/virtual-time.js';

const FILE = '/etc/keepalived/reload-at';
const START = Date.UTC(2026, 10, 21, 12, 0, 0);
const A_DAY = seconds(86_400);

/** A timer in a world of one file. `write` is what a user does; undefined removes the file. */
function world(text?: string) {
  const time = new VirtualTime();
  const origin = time.now();
  const seen = { lines: [] as string[], reloads: [] as number[], removed: 0, watched: [] as string[], set: 0 };
  let content = text;
  let changed = () => {};
  const epoch = () => START + (time.now() - origin) / 1_000 + seen.set;
  const timer = new ReloadTimer(
    {
      epoch,
      after: (wait, action) => time.after(wait, action),
      watchFiles(ports) {
        changed = () => ports.changed(FILE);
        return { expect: paths => void seen.watched.splice(0, Infinity, ...paths), close: () => undefined };
      },
      readBeginning: () => content,
      removeFile() {
        seen.removed++;
        content = undefined;
        changed();
      },
    },
    line => void seen.lines.push(line.text),
    () => void seen.reloads.push((epoch() - START) / 1_000),
  );
  const write = (next: string | undefined) => {
    content = next;
    changed();
  };
  return { time, timer, seen, write };
}

const once = { timeFile: FILE, repeatsDaily: false };
const daily = { timeFile: FILE, repeatsDaily: true };
const shown = (afterStart: number) => renderReloadTime(START + afterStart * 1_000);

test('a time that stands in the file at the start is kept, and the file removed', async () => {
  const { time, timer, seen } = world('12:00:10Z\n');
  timer.configure(once);
  assert.deepEqual(seen.watched, [FILE]);
  await time.advance(seconds(9));
  assert.deepEqual(seen.reloads, []);
  await time.advance(seconds(2 * 86_400));
  assert.deepEqual([seen.reloads, seen.removed], [[10], 1]);
  assert.deepEqual(seen.lines, [`Scheduling reload for ${shown(10)}`, `Reloading, as ${FILE} asks for ${shown(10)}`]);
});

test('a time may be written later, changed, and taken back', async () => {
  const { time, timer, seen, write } = world();
  timer.configure(once);
  write('12:01:00Z\n');
  write('12:02:00Z\n');
  await time.advance(seconds(61));
  assert.deepEqual(seen.reloads, []);
  write(undefined);
  await time.advance(seconds(120));
  assert.deepEqual(seen.reloads, []);
  assert.deepEqual(seen.lines, [
    `Scheduling reload for ${shown(60)}`,
    `Reload time updated from ${shown(60)} to ${shown(120)}`,
    `Cancelling reload scheduled for ${shown(120)}`,
  ]);
});

test('what is no time cancels what was scheduled, and is said', async () => {
  const { time, timer, seen, write } = world('12:00:10Z');
  timer.configure(once);
  write('noon\n');
  await time.advance(seconds(60));
  assert.deepEqual(seen.reloads, []);
  assert.match(seen.lines[1] ?? '', /^\/etc\/keepalived\/reload-at: `noon` is no time: .*; it is ignored$/);
  assert.match(seen.lines[2] ?? '', /^Cancelling/);
});

test('`reload_repeat` keeps the file, and reloads every day', async () => {
  const { time, timer, seen } = world('12:00:10Z');
  timer.configure(daily);
  await time.advance(A_DAY);
  timer.configure(daily); // as the reload itself does
  await time.advance(A_DAY);
  assert.deepEqual([seen.reloads, seen.removed], [[10, 10 + 86_400], 0]);
});

test('a date comes once, `reload_repeat` or not', async () => {
  const { time, timer, seen } = world('2026-11-21 12:00:10Z');
  timer.configure(daily);
  await time.advance(A_DAY);
  await time.advance(A_DAY);
  assert.deepEqual([seen.reloads, seen.removed], [[10], 0]);
});

test('a clock that is set moves the reload with it', async () => {
  const { time, timer, seen } = world('13:00:00Z');
  timer.configure(once);
  await time.advance(seconds(60));
  seen.set = 3_600_000;
  await time.advance(seconds(31));
  assert.equal(seen.reloads.length, 1);
});

test('a configuration without the keyword forgets the time', async () => {
  const { time, timer, seen } = world('12:00:10Z');
  timer.configure(once);
  timer.configure({ repeatsDaily: false });
  await time.advance(seconds(60));
  assert.deepEqual([seen.reloads, seen.watched], [[], []]);
});

test('nothing is watched for a configuration that never had it', () => {
  const { timer, seen } = world('12:00:10Z');
  timer.configure({ repeatsDaily: false });
  assert.deepEqual([seen.lines, seen.watched], [[], []]);
});
