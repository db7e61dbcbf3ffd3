import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deserialize, serialize } from 'node:v8';
import fc from 'fast-check';
import { applyChange, type Change, changeOf } from '../../src/base/difference.js';

const leaf = fc.oneof(
  fc.integer({ min: 0, max: 2 }),
  fc.constantFrom('x', 'y'),
  fc.boolean(),
  fc.constant(undefined),
  fc.constant(null),
  fc.bigInt({ min: 0n, max: 2n }),
  fc.uint8Array({ maxLength: 2 }),
);

/** Plain data as settings are made of, with names that repeat. */
const { value } = fc.letrec(tie => ({
  value: fc.oneof({ maxDepth: 4 }, leaf, tie('list'), tie('record'), tie('named')),
  list: fc.array(tie('value'), { maxLength: 5 }),
  record: fc.dictionary(fc.constantFrom('a', 'b', 'c'), tie('value'), { noNullPrototype: true }),
  named: fc.record({ name: fc.constantFrom('one', 'two', 'three'), a: tie('value') }, { noNullPrototype: true }),
}));
const crossed = (change: Change) => deserialize(serialize(change)) as Change;

test('whatever two values are, the change of one to the other makes it so, also behind a border', () => {
  fc.assert(
    fc.property(value, value, (before, after) => {
      assert.deepStrictEqual(applyChange(before, crossed(changeOf(before, after))), after);
    }),
  );
});

test('equal values have no change, however they were made', () => {
  fc.assert(
    fc.property(value, it => {
      assert.deepEqual(changeOf(it, deserialize(serialize(it))), { kind: 'same' });
    }),
  );
});

test('what did not change is the very object it was', () => {
  const before = {
    list: [
      { name: 'one', deep: { a: 1 } },
      { name: 'two', a: 1, deep: { a: 2 } },
    ],
    other: { a: [1] },
  };
  const after = {
    list: [
      { name: 'two', a: 2, deep: { a: 2 } },
      { name: 'one', deep: { a: 1 } },
    ],
    other: { a: [1] },
  };
  const made = applyChange(before, crossed(changeOf(before, after))) as typeof before;
  assert.deepStrictEqual(made, after);
  assert.equal(made.other, before.other);
  assert.equal(made.list[1], before.list[0]);
  assert.equal(made.list[0]?.deep, before.list[1]?.deep);
});

test('an entry without a name is found wherever it stands now', () => {
  const before = ['a', 'b', 'c'].map(text => ({ text, bytes: Uint8Array.of(text.charCodeAt(0)) }));
  const made = applyChange(before, crossed(changeOf(before, [{ text: 'new' }, ...structuredClone(before)])));
  assert.ok(Array.isArray(made));
  assert.deepEqual(
    made.slice(1).map((entry, i) => entry === before[i]),
    [true, true, true],
  );
});

test('a change that is given to another value than it was made for is refused, not guessed at', () => {
  assert.throws(() => applyChange([1], changeOf([1, 2, 3], [3, 2])), /shorter/);
  assert.throws(() => applyChange('text', changeOf([1, 2], [2])), /something else/);
  assert.throws(() => applyChange([], changeOf({ a: 1 }, { a: 2 })), /something else/);
});
