import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type InstanceEvent, type NotifyEvent, nameOf } from '../../src/notify/event.js';
import { NotifyQueue } from '../../src/notify/queue.js';

const user = { name: 'root', uid: 0, gid: 0 };

/** A queue, and events of instances and groups with one script each. */
function filled(...events: readonly NotifyEvent[]): NotifyQueue {
  const queue = new NotifyQueue();
  for (const event of events) queue.add(event, [{ command: ['/g'], user }]);
  return queue;
}

function of(instance: string, state: InstanceEvent['state']): InstanceEvent {
  return { instance, state, priority: 100 };
}

function drained(queue: NotifyQueue): string[] {
  const order: string[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) {
    order.push(`${nameOf(next.event)} ${next.event.state}`);
  }
  return order;
}

test('the scripts of one instance start in the order of its events', () => {
  const queue = filled(of('A', 'BACKUP'), of('A', 'MASTER'), of('A', 'BACKUP'), of('A', 'FAULT'), of('A', 'STOP'));
  assert.deepEqual(drained(queue), ['A BACKUP', 'A MASTER', 'A BACKUP', 'A FAULT', 'A STOP']);
  assert.ok(queue.isEmpty);
});

test('the scripts of one event start in their order', () => {
  const queue = new NotifyQueue();
  const commands = ['/m', '/g'].map(path => ({ command: [path], user }));
  assert.equal(queue.add(of('A', 'MASTER'), commands), 2);
  assert.deepEqual(queue.next()?.command.command, ['/m']);
  assert.deepEqual(queue.next()?.command.command, ['/g']);
  assert.equal(queue.next(), undefined);
});

test('one flapping instance does not hold up the others, nor a group of its name: they take turns', () => {
  const queue = filled(
    of('A', 'BACKUP'),
    of('A', 'MASTER'),
    of('A', 'FAULT'),
    of('B', 'MASTER'),
    { group: 'A', state: 'MASTER' },
    of('C', 'MASTER'),
  );
  assert.deepEqual(drained(queue), ['A BACKUP', 'B MASTER', 'A MASTER', 'C MASTER', 'A MASTER', 'A FAULT']);
});

test('an event without a script queues nothing', () => {
  const queue = new NotifyQueue();
  assert.equal(queue.add(of('A', 'MASTER'), []), 0);
  assert.ok(queue.isEmpty);
});

test('lower-priority adverts wait in line once, however many come', () => {
  const queue = filled(...Array.from({ length: 10_000 }, () => of('A', 'MASTER_RX_LOWER_PRI')));
  assert.deepEqual(drained(queue), ['A MASTER_RX_LOWER_PRI']);
  assert.equal(queue.add(of('A', 'MASTER_RX_LOWER_PRI'), [{ command: ['/low'], user }]), 1);
});
