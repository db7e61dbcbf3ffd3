/** `reload_time_file`, beside keepalived: nodes that reload at a time that is written to a file. */
import assert from 'node:assert/strict';
import { existsSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { single, VIP } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 10_000;
const SECOND_VIP = '10.77.0.101';

function story(lab: Lab) {
  const file = join(lab.directoryOf('alpha'), 'reload-at');
  const config = (vips: readonly string[], more = '') =>
    conf({ version: 3, advertInt: 0.1, priority: 255, vips, globals: `reload_time_file ${file}\n${more}` });
  return { file, config };
}

/** As a user writes it so that nobody reads half of it. */
function write(path: string, text: string): void {
  writeFileSync(`${path}.new`, text);
  renameSync(`${path}.new`, path);
}

const two = (value: number) => String(value).padStart(2, '0');

/** `HH:MM:SSZ` of a moment so many seconds from now. */
function timeOfDay(seconds: number): string {
  return `${new Date(Date.now() + seconds * 1_000).toISOString().slice(11, 19)}Z`;
}

/** `YY-MM-DD HH:MM:SS`, local time. */
function dateAndTime(seconds: number): string {
  const at = new Date(Date.now() + seconds * 1_000);
  const day = [at.getFullYear() % 100, at.getMonth() + 1, at.getDate()].map(two).join('-');
  return `${day} ${[at.getHours(), at.getMinutes(), at.getSeconds()].map(two).join(':')}`;
}

describe('the time of a reload', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    for (const [form, text] of [
      ['a time of day', timeOfDay],
      ['a date', dateAndTime],
    ] as const) {
      test(`${kind}: ${form} that is written to the file is kept, and the file is removed`, () =>
        withLab(single, async lab => {
          const { file, config } = story(lab);
          const agent = lab.agent('alpha', kind, config([VIP]));
          await lab.heldBy(VIP, ['alpha'], WITHIN);
          writeFileSync(agent.configPath, config([VIP, SECOND_VIP]));
          const asked = Date.now();
          write(file, `${text(3)}\n`);
          await lab.heldBy(SECOND_VIP, ['alpha'], WITHIN);
          // keepalived begins within the second before.
          assert.ok(Date.now() - asked > 1_000, 'it was not at once');
          await lab.eventually('the file is gone', () => existsSync(file), false, WITHIN);
          assert.match(agent.log(), /Scheduling reload for \d{4}-\d\d-\d\d \d\d:\d\d:\d\d/);
        }));
    }

    test(`${kind}: what is taken back, or no time, is not kept; \`reload_repeat\` keeps the file`, () =>
      withLab(single, async lab => {
        const { file, config } = story(lab);
        const agent = lab.agent('alpha', kind, config([VIP], 'reload_repeat'));
        await lab.heldBy(VIP, ['alpha'], WITHIN);
        write(file, `${timeOfDay(3_600)}\n`);
        const said = (words: RegExp) => () => words.test(agent.log());
        await lab.eventually('it is scheduled', said(/Scheduling reload for/), true, WITHIN);
        write(file, 'soon\n');
        await lab.eventually('it is cancelled', said(/Cancelling reload scheduled for/), true, WITHIN);
        writeFileSync(agent.configPath, config([VIP, SECOND_VIP], 'reload_repeat'));
        write(file, `${timeOfDay(2)}\n`);
        await lab.heldBy(SECOND_VIP, ['alpha'], WITHIN);
        assert.ok(existsSync(file));
        const tomorrow = new Date(Date.now() + 86_400_000).getDate();
        const scheduled = () =>
          agent
            .log()
            .match(/(?<=Scheduling reload for \d{4}-\d\d-)\d\d/g)
            ?.at(-1);
        await lab.eventually('the next one is tomorrow', scheduled, two(tomorrow), WITHIN);
      }));
  }
});
