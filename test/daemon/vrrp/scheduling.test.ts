import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microseconds, milliseconds, seconds } from '../../../src/base/duration.js';
import type { PartScheduling, SchedulingSettings } from '../../../src/config/settings.js';
import { VrrpScheduling } from '../../../src/daemon/vrrp/scheduling.js';
import type { ThreadScheduling } from '../../../src/sys/scheduling.js';

const PLAIN: PartScheduling = { nice: 0, noSwap: false, realTimeLimit: microseconds(10_000) };
const INITIAL: ThreadScheduling = { nice: -10, cpus: [0, 1] };

function settings(vrrp: Partial<PartScheduling> = {}, max = 0): SchedulingSettings {
  const minAutoPriorityDelay = seconds(1);
  return { vrrp: { ...PLAIN, ...vrrp }, checker: PLAIN, bfd: PLAIN, maxAutoPriority: max, minAutoPriorityDelay };
}

/** A kernel that grants all, or refuses what it is told to. */
function kernel(refuses: { readonly schedule?: string; readonly lock?: string } = {}, initial = INITIAL) {
  const asked: unknown[] = [];
  const said: string[] = [];
  const scheduling = new VrrpScheduling({
    initial,
    schedule(wish) {
      asked.push(wish);
      return refuses.schedule === undefined ? [] : [refuses.schedule];
    },
    limitRealTime(limit) {
      asked.push({ limit });
      return [];
    },
    lockMemory() {
      asked.push('lock');
      return refuses.lock;
    },
    unlockMemory: () => void asked.push('unlock'),
    log: line => void said.push(`${line.level} ${line.text}`),
  });
  return { scheduling, said, asked: () => asked.splice(0) };
}

test('a configuration that says nothing leaves the thread as it was started', () => {
  const { scheduling, said, asked } = kernel();
  scheduling.configure(settings());
  assert.deepEqual(asked(), [INITIAL]);
  assert.deepEqual(said, []);
});

test('a reload takes back what it says no more', () => {
  const { scheduling, asked } = kernel();
  scheduling.configure(settings({ nice: 3, cpus: [1], realTimePriority: 10, noSwap: true }));
  assert.deepEqual(asked(), [{ limit: 10_000 }, { nice: 3, cpus: [1], realTimePriority: 10 }, 'lock']);
  scheduling.configure(settings({ nice: 3, noSwap: true }));
  assert.deepEqual(asked(), [{ limit: undefined }, { nice: 3, cpus: [0, 1] }]);
  scheduling.configure(settings());
  assert.deepEqual(asked(), [INITIAL, 'unlock']);
});

test('a real-time priority that the process was started with stays', () => {
  const { scheduling, asked } = kernel({}, { ...INITIAL, realTimePriority: 5 });
  scheduling.configure(settings());
  assert.deepEqual(asked(), [{ limit: 10_000 }, { ...INITIAL, realTimePriority: 5 }]);
});

test('each lateness raises the priority by one, up to the highest, and a reload begins anew', () => {
  const { scheduling, said, asked } = kernel();
  scheduling.configure(settings({}, 2));
  for (let i = 0; i < 3; i++) scheduling.late(seconds(1.5));
  const raised = asked().flatMap(each => (typeof each === 'object' && each !== null && 'nice' in each ? [each] : []));
  assert.deepEqual(raised, [INITIAL, { ...INITIAL, realTimePriority: 1 }, { ...INITIAL, realTimePriority: 2 }]);
  assert.deepEqual(said, [
    'warn A timer expired 1.500000 seconds ago',
    'info Set realtime priority 1',
    'warn A timer expired 1.500000 seconds ago',
    'info Set realtime priority 2',
    'warn A timer expired 1.500000 seconds ago',
  ]);
  scheduling.configure(settings({}, 2));
  assert.deepEqual(asked(), [{ limit: undefined }, INITIAL]);
});

test('a priority that is configured is raised from there', () => {
  const { scheduling, said } = kernel();
  scheduling.configure(settings({ realTimePriority: 49 }, 50));
  scheduling.late(seconds(2));
  scheduling.late(seconds(2));
  assert.deepEqual(
    said.filter(text => text.startsWith('info')),
    ['info Set realtime priority 50'],
  );
});

test('less than the lateness that counts is nothing', () => {
  const { scheduling, said } = kernel();
  scheduling.late(seconds(2)); // nothing is configured yet
  scheduling.configure(settings({}, 2));
  scheduling.late(milliseconds(999));
  assert.deepEqual(said, []);
});

test('0 says that there is such a keyword, -1 does not', () => {
  for (const [max, words] of [
    [
      0,
      'warn A timer expired 2.000000 seconds ago; `max_auto_priority` in `global_defs` lets this thread go first then',
    ],
    [-1, 'warn A timer expired 2.000000 seconds ago'],
  ] as const) {
    const { scheduling, said } = kernel();
    scheduling.configure(settings({}, max));
    scheduling.late(seconds(2));
    assert.deepEqual(said, [words]);
  }
});

test('what the kernel refuses is said, and no rise is claimed', () => {
  const { scheduling, said } = kernel({
    schedule: 'sched_setscheduler(SCHED_RR, 1): EPERM (errno 1)',
    lock: 'too much',
  });
  scheduling.configure(settings({ noSwap: true }, 9));
  scheduling.late(seconds(2));
  assert.deepEqual(said, [
    'error Scheduling: sched_setscheduler(SCHED_RR, 1): EPERM (errno 1)',
    'error Memory is not locked: too much',
    'warn A timer expired 2.000000 seconds ago',
    'error Scheduling: sched_setscheduler(SCHED_RR, 1): EPERM (errno 1)',
  ]);
});

test('a limit that was exceeded is set again each time, and said now and then', () => {
  const { scheduling, said, asked } = kernel();
  scheduling.exceeded(); // of a thread that is not real-time: whoever sent that signal, it is none of ours
  scheduling.configure(settings({ realTimePriority: 1 }));
  asked();
  for (let i = 0; i < 101; i++) scheduling.exceeded();
  assert.equal(asked().length, 101);
  assert.equal(said.length, 2);
  assert.match(
    said[0] ?? '',
    /^warn At a real-time priority more than 10000 µs of CPU time went by between two waits; /,
  );
  assert.match(said[1] ?? '', /\(101 times by now\)/);
});
