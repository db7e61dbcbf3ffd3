import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, seconds, toMilliseconds } from '../../../src/base/duration.js';
import { outcome, ScriptSchedule } from '../../../src/daemon/director/scripts.js';
import type { ScriptSettings } from '../../../src/vrrp/settings.js';
import { FakeProcesses, VirtualTime } from '../../support/virtual-time.js';

const nobody = { name: 'nobody', uid: 65534, gid: 65534 };

function script(changes: Partial<ScriptSettings> = {}): ScriptSettings {
  return {
    name: 'chk',
    command: ['/chk.sh', 'a'],
    interval: seconds(1),
    timeout: seconds(2),
    rise: 1,
    fall: 1,
    weight: { weight: 0, reverse: false },
    user: nobody,
    ...changes,
  };
}

function schedule() {
  const time = new VirtualTime();
  const processes = new FakeProcesses(time);
  const reports: string[] = [];
  const lines: string[] = [];
  const scripts = new ScriptSchedule({
    now: () => time.now(),
    after: (wait, action) => time.after(wait, action),
    run: processes.run,
    log: line => lines.push(`${line.level} ${line.text}`),
    report: (name, verdict) => reports.push(`${name} ${verdict}`),
  });
  const told = (settings: readonly ScriptSettings[]) => {
    for (const [name, verdict] of scripts.configure(settings)) reports.push(`${name} ${verdict}`);
    scripts.begin();
  };
  const begin = time.now();
  const starts = () => processes.all.map(each => toMilliseconds(milliseconds((each.startedAt - begin) / 1_000)));
  return { time, processes, reports, lines, scripts, told, starts };
}

test('every script starts at once, as its user and with its timeout', () => {
  const { processes, told } = schedule();
  told([script(), script({ name: 'two', command: ['/two.sh'] })]);
  assert.deepEqual(
    processes.all.map(each => each.request),
    [
      { command: ['/chk.sh', 'a'], user: nobody, timeout: seconds(2) },
      { command: ['/two.sh'], user: nobody, timeout: seconds(2) },
    ],
  );
});

test('the next start is one interval after the previous start, however long a run took', async () => {
  const { time, processes, starts, told } = schedule();
  told([script()]);
  await time.advance(milliseconds(300));
  await processes.last.end({ exit: 0 });
  await time.advance(milliseconds(700));
  await time.advance(milliseconds(900));
  await processes.last.end({ exit: 0 });
  await time.advance(milliseconds(100));
  assert.deepEqual(starts(), [0, 1_000, 2_000]);
});

test('a start that falls due while the script runs, or is being ended, is skipped and said', async () => {
  const { time, processes, starts, lines, told } = schedule();
  told([script()]);
  await time.advance(seconds(1));
  processes.last.isTold = true;
  await time.advance(seconds(1));
  await processes.last.end({ signal: 'SIGTERM', timedOut: true });
  await time.advance(seconds(1));
  assert.deepEqual(starts(), [0, 3_000]);
  assert.deepEqual(lines, [
    'info Track script chk is already running, expect idle - skipping run',
    'info Track script chk is being timed out, expect idle - skipping run',
    'info VRRP_Script(chk) timed_out',
  ]);
});

test('starts missed while the machine slept are not made up for', async () => {
  const { time, processes, starts, told } = schedule();
  told([script()]);
  await processes.last.end({ exit: 0 });
  time.sleep(milliseconds(10_400));
  await time.advance(milliseconds(0));
  await processes.last.end({ exit: 0 });
  await time.advance(milliseconds(600));
  assert.equal(starts().length, 3);
  assert.equal(starts().at(-1), 11_000);
});

test('verdicts follow rise and fall, and only changes are reported', async () => {
  const { time, processes, reports, told } = schedule();
  told([script({ rise: 2, fall: 2 })]);
  for (const exit of [0, 0, 1, 0, 1, 1, 1, 0, 0]) {
    await processes.last.end({ exit });
    await time.advance(seconds(1));
  }
  assert.deepEqual(reports, ['chk up', 'chk down', 'chk up']);
});

const FAILURES = [
  [{ exit: 1, timedOut: false }, 'failed (exited with status 1)'],
  [{ signal: 'SIGSEGV', timedOut: false }, 'failed (due to signal SIGSEGV)'],
  [{ exit: 0, timedOut: true }, 'timed_out'],
  [{ error: 'ENOENT', timedOut: false }, 'could not be started (ENOENT)'],
] as const;

for (const [result, words] of FAILURES) {
  test(`a run that ${words} counts as a failure`, async () => {
    const { processes, reports, lines, told } = schedule();
    told([script()]);
    await processes.last.end(result);
    assert.deepEqual(reports, ['chk down']);
    assert.deepEqual(lines, [`info VRRP_Script(chk) ${words}`]);
    assert.equal(outcome(result), words);
  });
}

test('a script that only opens a file does it through the shell, as its user, whatever the path holds', () => {
  const { processes, told } = schedule();
  told([script({ command: [], opensFile: '/run/o k; rm -rf' })]);
  assert.deepEqual(processes.last.request.command, ['/bin/sh', '-c', ': < "$0"', '/run/o k; rm -rf']);
  assert.deepEqual(processes.last.request.user, nobody);
});

test('a reload leaves an unchanged script alone and tells its verdict again', async () => {
  const { time, processes, reports, starts, told } = schedule();
  told([script()]);
  await processes.last.end({ exit: 1 });
  await time.advance(milliseconds(400));
  told([script()]);
  assert.deepEqual(reports, ['chk down', 'chk down']);
  await time.advance(milliseconds(600));
  assert.deepEqual(starts(), [0, 1_000]);
});

test('a reload starts a changed script anew; one that was up counts as up until it says otherwise', async () => {
  const { time, processes, reports, told } = schedule();
  told([script({ rise: 3 })]);
  await processes.last.end({ exit: 0 });
  await time.advance(milliseconds(1_500));
  const old = processes.last;
  told([script({ rise: 3, fall: 2, command: ['/new.sh'] })]);
  assert.ok(old.isTold);
  assert.deepEqual(processes.last.request.command, ['/new.sh']);
  await old.end({ signal: 'SIGTERM' });
  assert.deepEqual(reports, ['chk up', 'chk up']);
  await processes.last.end({ exit: 1 });
  assert.deepEqual(reports, ['chk up', 'chk up']);
  await time.advance(seconds(1));
  await processes.last.end({ exit: 1 });
  assert.deepEqual(reports, ['chk up', 'chk up', 'chk down']);
});

test('a script that was down starts anew undecided when a reload changes it: one success is enough', async () => {
  const { processes, scripts, reports, told } = schedule();
  told([script({ rise: 3 })]);
  await processes.last.end({ exit: 1 });
  told([script({ rise: 2 })]);
  assert.equal(scripts.status().get('chk')?.verdict, 'undecided');
  await processes.last.end({ exit: 0 });
  assert.deepEqual(reports, ['chk down', 'chk up']);
});

test('a script a reload drops is told to end and not started again', async () => {
  const { time, processes, scripts, told } = schedule();
  told([script()]);
  told([]);
  assert.ok(processes.last.isTold);
  await time.advance(seconds(5));
  assert.equal(processes.all.length, 1);
  assert.equal(scripts.status().size, 0);
});

test('at the end running scripts are told to end, and their results no longer count', async () => {
  const { time, processes, scripts, reports, lines, told } = schedule();
  told([script()]);
  assert.deepEqual(scripts.status().get('chk'), { verdict: 'undecided', isRunning: true });
  const ended = scripts.stop();
  assert.ok(processes.last.isTold);
  await processes.last.end({ signal: 'SIGTERM' });
  await ended;
  await time.advance(seconds(5));
  assert.deepEqual([processes.all.length, reports, lines], [1, [], []]);
});

test('a machine that cannot start a process has not looked: the verdict stands, and it is told once', async () => {
  const { time, processes, reports, lines, told } = schedule();
  told([script()]);
  await processes.last.end({ error: 'EAGAIN' });
  await time.advance(seconds(1));
  await processes.last.end({ exit: 0 });
  for (const error of ['EAGAIN', 'ENOMEM', 'EMFILE', 'ENFILE']) {
    await time.advance(seconds(1));
    await processes.last.end({ error });
  }
  await time.advance(seconds(1));
  await processes.last.end({ error: 'ENOENT' });
  assert.deepEqual(reports, ['chk up', 'chk down']);
  assert.deepEqual(
    lines.filter(line => !line.startsWith('debug')),
    [
      'warn VRRP_Script(chk) could not be started (EAGAIN): it is still undecided',
      'info VRRP_Script(chk) succeeded',
      'warn VRRP_Script(chk) could not be started (EAGAIN): it counts as up as before',
      'info VRRP_Script(chk) could not be started (ENOENT)',
    ],
  );
});
