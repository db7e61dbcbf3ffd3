import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type Instant, instant } from '../../src/base/duration.js';
import { Deadlines } from '../../src/daemon/deadlines.js';

interface Sleeper {
  readonly name: string;
  at: Instant | undefined;
}

const sleeper = (name: string, at?: number): Sleeper => ({ name, at: at === undefined ? undefined : instant(at) });
const deadlines = () => new Deadlines<Sleeper>(item => item.at);

test('items come out when due, earliest first', () => {
  const queue = deadlines();
  for (const item of [sleeper('c', 30), sleeper('a', 10), sleeper('b', 20)]) queue.update(item);
  assert.equal(queue.earliest(), 10);
  assert.equal(queue.takeDue(instant(9)), undefined);
  assert.equal(queue.takeDue(instant(25))?.name, 'a');
  assert.equal(queue.takeDue(instant(25))?.name, 'b');
  assert.equal(queue.takeDue(instant(25)), undefined);
  assert.equal(queue.earliest(), 30);
});

test('a postponed item is not due at its old moment, and is at its new one', () => {
  const queue = deadlines();
  const item = sleeper('a', 10);
  queue.update(item);
  item.at = instant(50);
  queue.update(item);
  assert.equal(queue.takeDue(instant(10)), undefined);
  assert.equal(queue.earliest(), 50);
  assert.equal(queue.takeDue(instant(50)), item);
});

test('an item moved earlier comes out once', () => {
  const queue = deadlines();
  const item = sleeper('a', 50);
  queue.update(item);
  item.at = instant(10);
  queue.update(item);
  assert.equal(queue.takeDue(instant(10)), item);
  item.at = undefined;
  queue.update(item);
  assert.equal(queue.takeDue(instant(100)), undefined);
  assert.equal(queue.earliest(), undefined);
});

test('a removed item never comes out', () => {
  const queue = deadlines();
  const item = sleeper('a', 10);
  queue.update(item);
  queue.remove(item);
  assert.equal(queue.takeDue(instant(100)), undefined);
});

test('what is nearly due comes out for whoever accepts it, and waits where it was otherwise', () => {
  const queue = deadlines();
  const [a, b, c] = [sleeper('a', 10), sleeper('b', 20), sleeper('c', 30)];
  for (const item of [c, a, b]) queue.update(item);
  const notB = (item: Sleeper) => item !== b;
  assert.equal(queue.takeDue(instant(40), notB), a);
  assert.equal(queue.takeDue(instant(40), notB), undefined, 'b is next, and c is behind it');
  assert.equal(queue.earliest(), 20);
  assert.equal(queue.takeDue(instant(20)), b);
  assert.equal(queue.takeDue(instant(40), notB), c);
});

test('whatever moves, every item that is due comes out and no other', () => {
  const change = fc.record({ item: fc.nat(7), at: fc.option(fc.nat(100), { nil: undefined }), step: fc.nat(20) });
  fc.assert(
    fc.property(fc.array(change, { maxLength: 60 }), changes => {
      const queue = deadlines();
      const items = Array.from({ length: 8 }, (_, i) => sleeper(String(i)));
      let now = 0;
      for (const { item, at, step } of changes) {
        items[item]!.at = at === undefined ? undefined : instant(now + at);
        queue.update(items[item]!);
        now += step;
        const due = items.filter(i => i.at !== undefined && i.at <= now).map(i => i.name);
        const taken: string[] = [];
        for (let next = queue.takeDue(instant(now)); next !== undefined; next = queue.takeDue(instant(now))) {
          taken.push(next.name);
          next.at = undefined;
        }
        assert.deepEqual(taken.sort(), due.sort());
      }
    }),
  );
});
