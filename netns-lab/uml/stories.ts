/**
 * Stories that need another kernel than the host's. `inKernel` is a test of the host: it boots a guest, which runs the
 * named files of `story/` with the lab as it is, and turns each of their stories into a subtest.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test } from 'node:test';
import { requireRoot } from '../lib/root.js';
import { quoted } from '../lib/shell.js';
import { writeGuestTree } from './guest-tree.js';
import { Guest, type GuestEnd } from './kernel.js';
import type { Outcome } from './reporter.js';

/** What the deadlines of the lab are multiplied by in the guest. */
const SLOWNESS = 2;
/** Seconds for all stories of a guest, on a machine that does other things, too. */
const LIMIT = 400;

/** Registers a test of this title that runs `story/<name>.story.ts` for each of the names, in one guest. */
export function inKernel(title: string, names: readonly string[]): void {
  test(title, async t => {
    requireRoot();
    const guest = new Guest();
    try {
      await writeGuestTree(guest.file('tree'));
      const end = await guest.run(script(guest, names), LIMIT);
      t.diagnostic(`the guest ran for ${end.seconds.toFixed(1)} s`);
      const outcomes = outcomesOf(guest);
      for (const outcome of outcomes) {
        await t.test(`${outcome.name} (${outcome.seconds.toFixed(1)} s in the guest)`, () => {
          if (outcome.failure !== undefined) throw new Error(outcome.failure);
        });
      }
      const failed = outcomes.some(({ failure }) => failure !== undefined);
      if (end.status !== (failed ? 1 : 0) || outcomes.length === 0) throw new Error(complaint(end, outcomes));
    } finally {
      guest.close();
    }
  });
}

function script(guest: Guest, names: readonly string[]): string {
  const lab = guest.file('tree/netns-lab/uml');
  writeFileSync(guest.file('tree/stories.js'), names.map(name => `import '${lab}/story/${name}.story.js';\n`).join(''));
  const settings = {
    HOLDFAST_LAB_SLOWNESS: String(SLOWNESS),
    HOLDFAST_LAB_PROGRAM: resolve(import.meta.dirname, '../..', process.env.HOLDFAST_LAB_PROGRAM ?? 'dist/main.js'),
    HOLDFAST_LAB_ENDS: process.env.HOLDFAST_LAB_ENDS ?? '',
    HOLDFAST_STORY_REPORT: guest.file('outcomes'),
    NO_COLOR: '1',
  };
  // One process tells all stories: under `node --test` each file would cost the start of another.
  const reporter = [`--test-reporter=${lab}/reporter.js`, '--test-reporter-destination=stdout'];
  const command = [process.execPath, '--enable-source-maps', ...reporter, guest.file('tree/stories.js')];
  const exports = Object.entries(settings).map(([name, value]) => `export ${name}=${quoted(value)}\n`);
  return `${exports.join('')}exec ${command.map(quoted).join(' ')}\n`;
}

function outcomesOf(guest: Guest): Outcome[] {
  const path = guest.file('outcomes');
  if (!existsSync(path)) return [];
  const lines = readFileSync(path, 'utf8').split('\n').filter(Boolean);
  return lines.map(line => JSON.parse(line) as Outcome);
}

/** Why a guest whose stories do not explain its end is a failure. */
function complaint(end: GuestEnd, outcomes: readonly Outcome[]): string {
  const how = end.killed
    ? `did not end within ${LIMIT} s and was killed`
    : end.status === undefined
      ? 'ended before its command did'
      : end.status === 124
        ? `had not told all stories within ${LIMIT} s`
        : `ended its command with status ${end.status}`;
  const told = outcomes.map(({ name }) => name).join(', ') || 'none';
  return `the guest ${how}; stories told: ${told}\n--- its console:\n${end.console.split('\n').slice(-60).join('\n')}`;
}
