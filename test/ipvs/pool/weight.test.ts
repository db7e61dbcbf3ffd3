/** What checkers make of a configured weight of 10. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { weightOf } from '../../../src/ipvs/pool/pool.js';
import { tellStory } from './story.js';

const TEXT = `track_file F {
  file /f
}
virtual_server 10.77.0.1 80 {
  lb_algo rr
  lb_kind NAT
  protocol TCP
  real_server 10.77.1.1 80 {
    weight 10
    MISC_CHECK {
      misc_path /bin/check
      misc_dynamic
    }
    FILE_CHECK {
      track_file F
      weight 2
    }
  }
}
`;

const ROWS: readonly (readonly [string, Parameters<typeof weightOf>[1], number])[] = [
  ['no checker has a say', [{ up: true }, { up: true }], 10],
  ['a script says 252', [{ up: true, weight: 252 }], 252],
  ['a script says 0', [{ up: true, weight: 0 }], 0],
  ['of two scripts the last one counts', [{ up: true, weight: 3 }, { up: true, weight: 4 }, { up: true }], 4],
  ['a file adds 6', [{ up: true, addedWeight: 6 }], 16],
  [
    'files add up',
    [
      { up: true, addedWeight: 6 },
      { up: true, addedWeight: -3 },
    ],
    13,
  ],
  [
    'a file adds to what a script says',
    [
      { up: true, addedWeight: 6 },
      { up: true, weight: 1 },
    ],
    7,
  ],
  ['below 0', [{ up: true, addedWeight: -14 }], 0],
  ['beyond what the kernel holds', [{ up: true, addedWeight: 2_147_483_647 }], 2_147_483_647],
];

for (const [what, standings, weight] of ROWS) {
  test(`${what}: ${weight}`, () => assert.equal(weightOf(10, standings), weight));
}

test('a weight of 0 that a script gives takes the quorum and leaves the server listed', () => {
  const story = tellStory(TEXT).quiet().weigh(1, 0);
  assert.deepEqual(story.heard(), ['VS [10.77.0.1]:tcp:80 DOWN']);
  assert.deepEqual(story.table(), ['10.77.1.1:80 -w 0']);
  assert.deepEqual(story.log(), [
    'Changing weight of service [10.77.1.1]:tcp:80 of VS [10.77.0.1]:tcp:80 from 10 to 0',
    'Lost quorum 1-0=1 > 0 for VS [10.77.0.1]:tcp:80',
  ]);
  assert.equal(story.changes(), 1);

  story.weigh(1, undefined);
  assert.deepEqual(story.heard(), ['VS [10.77.0.1]:tcp:80 UP']);
  assert.deepEqual(story.table(), ['10.77.1.1:80 -w 10']);
});

test('a file brings the weight below 0 and back', () => {
  const story = tellStory(TEXT).quiet();
  assert.deepEqual(story.addWeight(1, -14, 1).table(), ['10.77.1.1:80 -w 0']);
  assert.deepEqual(story.heard(), ['VS [10.77.0.1]:tcp:80 DOWN']);
  assert.deepEqual(story.addWeight(1, 6, 1).table(), ['10.77.1.1:80 -w 16']);
  assert.deepEqual(story.heard(), ['VS [10.77.0.1]:tcp:80 UP']);
});

test('the weight of a server that is down shows when it comes up', () => {
  const story = tellStory(TEXT).down(1).quiet().weigh(1, 5);
  assert.deepEqual([story.table(), story.heard(), story.changes()], [[], [], 0]);
  assert.deepEqual(story.up(1).table(), ['10.77.1.1:80 -w 5']);
});

test('the same weight again is no change', () => {
  const story = tellStory(TEXT).weigh(1, 5).quiet().weigh(1, 5);
  assert.deepEqual([story.log(), story.changes()], [[], 0]);
});

test('a configured weight of 0 is listed, and does not count', () => {
  const text = TEXT.replace('real_server', 'real_server 10.77.1.2 80 {\nweight 0\n}\nreal_server');
  const story = tellStory(text).quiet();
  assert.deepEqual(story.table(), ['10.77.1.2:80 -w 0', '10.77.1.1:80 -w 10']);
  assert.equal(story.down(1).heard().at(-1), 'VS [10.77.0.1]:tcp:80 DOWN');
  assert.deepEqual(story.table(), ['10.77.1.2:80 -w 0']);
});
