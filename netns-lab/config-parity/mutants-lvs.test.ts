/**
 * Configurations of load balancing, broken at random in the ways people break them: the real `keepalived -t` and ours.
 * The files are the same in every run.
 */
import { lvsFile } from '../lib/mutants/lvs-files.js';
import { mutate } from '../lib/mutants/mutations.js';
import { OUT_OF_STEP, testMutants } from '../lib/mutants/parity.js';

testMutants(
  300,
  random => {
    const lines = lvsFile(random);
    // In place, and said how.
    const title = mutate(random, lines);
    return { lines, title };
  },
  [OUT_OF_STEP],
);
