import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judgeScript, type ScriptState, scriptAfterReload, UNREPORTED } from '../../src/vrrp/script.js';

/** Feeds S(uccess) and F(ailure); answers the changes of verdict with the number of the run that brought each. */
function changes(results: string, rise: number, fall: number, from: ScriptState = UNREPORTED): string[] {
  let state = from;
  return [...results].flatMap((result, i) => {
    const judged = judgeScript(state, { rise, fall }, result === 'S');
    state = judged.state;
    return judged.changed === undefined ? [] : [`${i + 1} ${judged.changed}`];
  });
}

// The long rows were run with keepalived 2.2.7, which changed its mind at the same runs.
const TABLE: readonly (readonly [string, number, number, string[]])[] = [
  ['S', 3, 3, ['1 up']],
  ['F', 3, 3, ['1 down']],
  ['SFFSFFSFFSFFF', 3, 3, ['1 up', '13 down']],
  ['FSSFSSFSSFSSS', 3, 3, ['1 down', '13 up']],
  ['SFSFFSSFSFFSF', 2, 2, ['1 up', '5 down', '7 up', '11 down']],
  ['FSSFFSFSSSFFSF', 3, 2, ['1 down', '10 up', '12 down']],
  ['SFSF', 1, 1, ['1 up', '2 down', '3 up', '4 down']],
  ['SSSS', 1, 1, ['1 up']],
];

for (const [results, rise, fall, expected] of TABLE) {
  test(`${results} with rise ${rise} and fall ${fall} gives ${expected.join(', ')}`, () => {
    assert.deepEqual(changes(results, rise, fall), expected);
  });
}

test('after a reload a script that was up counts as up, any other has to report first', () => {
  const up = judgeScript(UNREPORTED, { rise: 1, fall: 3 }, true).state;
  assert.deepEqual(changes('FFF', 1, 3, scriptAfterReload(up)), ['3 down']);
  const almostDown = judgeScript(up, { rise: 1, fall: 3 }, false).state;
  assert.deepEqual(changes('FFF', 1, 3, scriptAfterReload(almostDown)), ['3 down']);
  const down = judgeScript(UNREPORTED, { rise: 3, fall: 1 }, false).state;
  assert.deepEqual(scriptAfterReload(down), UNREPORTED);
  assert.deepEqual(scriptAfterReload(undefined), UNREPORTED);
});
