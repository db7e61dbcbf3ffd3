import assert from 'node:assert/strict';
import { test } from 'node:test';
import { groupCommands, notifyCommands } from '../../src/notify/command.js';
import type { InstanceEvent } from '../../src/notify/event.js';
import type { InstanceNotify } from '../../src/notify/settings.js';

const root = { name: 'root', uid: 0, gid: 0 };
const nobody = { name: 'nobody', uid: 65534, gid: 65534 };

const all: InstanceNotify = {
  instance: 'VI_1',
  master: { command: ['/m', 'a b'], user: root },
  backup: { command: ['/b'], user: nobody },
  fault: { command: ['/f'], user: root },
  stop: { command: ['/s'], user: root },
  deleted: { command: ['/d'], user: root },
  masterRxLowerPriority: { command: ['/l', 'x'], user: root },
  generic: { command: ['/g', 'fixed'], user: nobody },
};

const ROWS: readonly (readonly [InstanceEvent['state'], readonly (readonly string[])[]])[] = [
  [
    'MASTER',
    [
      ['/m', 'a b'],
      ['/g', 'fixed', 'INSTANCE', 'VI_1', 'MASTER', '102'],
    ],
  ],
  ['BACKUP', [['/b'], ['/g', 'fixed', 'INSTANCE', 'VI_1', 'BACKUP', '102']]],
  ['FAULT', [['/f'], ['/g', 'fixed', 'INSTANCE', 'VI_1', 'FAULT', '102']]],
  ['STOP', [['/s'], ['/g', 'fixed', 'INSTANCE', 'VI_1', 'STOP', '102']]],
  ['DELETED', [['/d'], ['/g', 'fixed', 'INSTANCE', 'VI_1', 'DELETED', '102']]],
  ['MASTER_RX_LOWER_PRI', [['/l', 'x']]],
  ['MASTER_PRIORITY', []],
  ['BACKUP_PRIORITY', []],
];

for (const [state, argvs] of ROWS) {
  test(`${state} runs the scripts keepalived runs, with its arguments and in its order`, () => {
    const commands = notifyCommands(all, { instance: 'VI_1', state, priority: 102 });
    assert.deepEqual(
      commands.map(each => each.command),
      argvs,
    );
  });

  test(`${state} runs nothing when no script is configured`, () => {
    assert.deepEqual(notifyCommands({ instance: 'VI_1' }, { instance: 'VI_1', state, priority: 1 }), []);
  });
}

test('each script keeps its own user', () => {
  const commands = notifyCommands(all, { instance: 'VI_1', state: 'MASTER', priority: 1 });
  assert.deepEqual(
    commands.map(each => each.user.name),
    ['root', 'nobody'],
  );
});

test('a group runs its own script and the general one, which is told GROUP and no priority', () => {
  const { master, generic } = all;
  const told = groupCommands(
    { group: 'G1', ...(master && { master }), ...(generic && { generic }) },
    { group: 'G1', state: 'MASTER' },
  );
  assert.deepEqual(
    told.map(each => each.command),
    [
      ['/m', 'a b'],
      ['/g', 'fixed', 'GROUP', 'G1', 'MASTER', '0'],
    ],
  );
});
