import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NotifyQueue } from '../../src/notify/queue.js';
import type { InstanceNotify } from '../../src/notify/settings.js';

const user = { name: 'root', uid: 0, gid: 0 };

function queueFor(...names: string[]): NotifyQueue {
  const queue = new NotifyQueue();
  queue.configure(names.map((instance): InstanceNotify => ({ instance, generic: { command: ['/g'], user } })));
  return queue;
}

function drained(queue: NotifyQueue): string[] {
  const order: string[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) {
    order.push(`${next.event.instance} ${next.event.state}`);
  }
  return order;
}

test('the scripts of one instance start in the order of its events', () => {
  const queue = queueFor('A');
  for (const state of ['BACKUP', 'MASTER', 'BACKUP', 'FAULT', 'STOP'] as const) {
    queue.add({ instance: 'A', state, priority: 100 });
  }
  assert.deepEqual(drained(queue), ['A BACKUP', 'A MASTER', 'A BACKUP', 'A FAULT', 'A STOP']);
  assert.ok(queue.isEmpty);
});

test('a script of the state starts before the general one of the same event', () => {
  const queue = new NotifyQueue();
  queue.configure([{ instance: 'A', master: { command: ['/m'], user }, generic: { command: ['/g'], user } }]);
  assert.equal(queue.add({ instance: 'A', state: 'MASTER', priority: 7 }), 2);
  assert.deepEqual(queue.next()?.command.command, ['/m']);
  assert.deepEqual(queue.next()?.command.command, ['/g', 'INSTANCE', 'A', 'MASTER', '7']);
  assert.equal(queue.next(), undefined);
});

test('one flapping instance does not hold up the others: they take turns', () => {
  const queue = queueFor('A', 'B', 'C');
  for (const state of ['BACKUP', 'MASTER', 'FAULT'] as const) queue.add({ instance: 'A', state, priority: 1 });
  queue.add({ instance: 'B', state: 'MASTER', priority: 1 });
  queue.add({ instance: 'C', state: 'MASTER', priority: 1 });
  assert.deepEqual(drained(queue), ['A BACKUP', 'B MASTER', 'C MASTER', 'A MASTER', 'A FAULT']);
});

test('an event without a script, or of an instance nobody configured, queues nothing', () => {
  const queue = queueFor('A');
  assert.equal(queue.add({ instance: 'A', state: 'MASTER_RX_LOWER_PRI', priority: 1 }), 0);
  assert.equal(queue.add({ instance: 'Z', state: 'MASTER', priority: 1 }), 0);
  assert.ok(queue.isEmpty);
});

test('a reload changes the scripts of later events only', () => {
  const queue = queueFor('A');
  queue.add({ instance: 'A', state: 'BACKUP', priority: 1 });
  queue.configure([{ instance: 'A', generic: { command: ['/new'], user } }]);
  queue.add({ instance: 'A', state: 'MASTER', priority: 1 });
  assert.equal(queue.next()?.command.command[0], '/g');
  assert.equal(queue.next()?.command.command[0], '/new');
});

test('lower-priority adverts wait in line once, however many come', () => {
  const queue = new NotifyQueue();
  queue.configure([{ instance: 'A', masterRxLowerPriority: { command: ['/low'], user } }]);
  for (let i = 0; i < 10_000; i++) queue.add({ instance: 'A', state: 'MASTER_RX_LOWER_PRI', priority: 100 });
  assert.deepEqual(drained(queue), ['A MASTER_RX_LOWER_PRI']);
  assert.equal(queue.add({ instance: 'A', state: 'MASTER_RX_LOWER_PRI', priority: 100 }), 1);
});
