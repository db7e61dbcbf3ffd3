import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Instant, instant } from '../../src/base/duration.js';
import { Agenda } from '../../src/health/agenda.js';
import { NEVER } from '../../src/health/checker.js';
import { seededRandom } from '../support/random.js';

interface Item {
  deadline: Instant;
}

test('ten thousand items come out in the order of their moments, whatever was moved in between', () => {
  const random = seededRandom(1);
  const agenda = new Agenda<Item>();
  const items: Item[] = Array.from({ length: 10_000 }, () => ({ deadline: instant(random() * 1e9) }));
  for (const item of items) agenda.put(item);
  for (const item of items) {
    if (random() < 0.3) continue;
    item.deadline = random() < 0.2 ? NEVER : instant(random() * 1e9);
    agenda.put(item);
  }
  const expected = items.map(({ deadline }) => deadline).filter(deadline => deadline !== NEVER);
  expected.sort((a, b) => a - b);
  assert.equal(agenda.next(), expected[0]);
  const taken: number[] = [];
  for (let item = agenda.take(instant(1e9)); item !== undefined; item = agenda.take(instant(1e9))) {
    taken.push(item.deadline);
    item.deadline = NEVER;
  }
  assert.deepEqual(taken, expected);
  assert.equal(agenda.next(), undefined);
});

test('nothing is taken before its moment', () => {
  const agenda = new Agenda<Item>();
  assert.equal(agenda.next(), undefined);
  const item = { deadline: instant(5) };
  agenda.put(item);
  assert.equal(agenda.take(instant(4)), undefined);
  assert.equal(agenda.take(instant(5)), item);
});
