/** Many random files to both programs: the exit status must be the same, and the line of the first mistake. */
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { askKeepalived, ours, theirs } from '../config-parity.js';
import { type Random, seeded } from './random.js';

/** keepalived was stopped, aborted or crashed: then it has no verdict. */
const DIED: readonly number[] = [124, 134, 139, 143];

/** Where the two are known to differ, by what keepalived says. */
export interface Tolerance {
  readonly why: string;
  readonly said: RegExp;
  /** `line`: the exit status is the same; `status`: both find a mistake; `verdict`: one of them may find none. */
  readonly differs: 'line' | 'status' | 'verdict';
}

/**
 * Lines inside a block that it does not know are to keepalived lines of the block around it, which the closing brace
 * then ends. We pass over such a block, so that of the mistakes below it each program sees others.
 */
export const OUT_OF_STEP: Tolerance = {
  why: 'an unknown block is passed over',
  said: /Unexpected '\{'/,
  differs: 'status',
};

/** Tests `count` files; `make` answers the lines of one, and what is special about it. */
export function testMutants(
  count: number,
  make: (random: Random, seed: number) => { readonly lines: readonly string[]; readonly title: string },
  tolerances: readonly Tolerance[],
): void {
  const directory = mkdtempSync(join(tmpdir(), 'holdfast-mutants-'));
  after(() => rmSync(directory, { recursive: true, force: true }));

  const mutants = Array.from({ length: count }, (_, seed) => {
    const { lines, title } = make(seeded(seed), seed);
    const file = join(directory, `${seed}.parity.conf`);
    writeFileSync(file, `${lines.join('\n')}\n`, 'latin1');
    return { file, title };
  });

  before(() => askKeepalived(directory));

  test('keepalived has a verdict on nearly every mutant', () => {
    const died = mutants.filter(({ file }) => DIED.includes(theirs(file).exitStatus));
    assert.ok(died.length < count / 20, died.map(({ title }) => title).join('\n'));
  });

  for (const [seed, { file, title }] of mutants.entries()) {
    test(`keepalived -t and ours agree about mutant ${seed}: ${title}`, () => {
      const real = theirs(file);
      if (DIED.includes(real.exitStatus)) {
        // There is no verdict to compare: ours must answer all the same.
        assert.ok([0, 2, 4, 5, 6].includes(ours(file).exitStatus));
        return;
      }
      const known = tolerances.filter(({ said }) => said.test(real.said)).map(({ differs }) => differs);
      if (known.includes('verdict')) return;
      const own = ours(file);
      if (known.includes('status')) {
        assert.ok(own.exitStatus > 0 && real.exitStatus > 0, real.said);
        return;
      }
      assert.equal(own.exitStatus, real.exitStatus, real.said);
      if (real.exitStatus === 0 || real.lines.length === 0 || known.includes('line')) return;
      assert.ok(own.lines.includes(Math.min(...real.lines)), `our lines: ${own.lines.join(' ')}\n${real.said}`);
    });
  }
}
