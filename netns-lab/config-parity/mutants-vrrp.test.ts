/**
 * Configurations of VRRP with random values, half of them broken in the ways people break them besides: the real
 * `keepalived -t` and ours. The files are the same in every run.
 */
import { mutate } from '../lib/mutants/mutations.js';
import { OUT_OF_STEP, type Tolerance, testMutants } from '../lib/mutants/parity.js';
import { vrrpFile } from '../lib/mutants/vrrp-files.js';

const TOLERANCES: readonly Tolerance[] = [
  OUT_OF_STEP,
  { why: 'said at the end of the block, by us where it stands', said: /without unicast peers/, differs: 'line' },
  {
    why: 'to 2.2.7 a script that nobody tracks is a risk, to newer releases and to us it is none',
    said: /script_security not enabled/,
    differs: 'verdict',
  },
];

testMutants(
  300,
  (random, seed) => {
    const lines = vrrpFile(random);
    return { lines, title: seed % 2 === 0 ? 'random values' : mutate(random, lines) };
  },
  TOLERANCES,
);
