import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';

const PROGRAM = `
  import { execFileSync } from 'node:child_process';
  import { takeRealTimeSignals } from ${JSON.stringify(new URL('../../src/sys/signals.ts', import.meta.url).href)};
  const refused = takeRealTimeSignals(new Map([[36, () => console.log('36')], [63, () => console.log('63')]]));
  console.log('ready', refused.length);
  console.log(execFileSync('grep', ['SigIgn', '/proc/self/status'], { encoding: 'utf8' }));
  process.stdin.on('data', () => process.exit(0));
`;

/** Node 24 lends its watcher to nobody. */
const lends = Number(process.versions.node.split('.')[0]) < 24;
const title = lends ? 'are heard, the others of their kind ignored' : 'are ignored where Node cannot hear them';

test(`signals by number ${title}, and nothing is said about how`, async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', PROGRAM], {
    cwd: new URL('../..', import.meta.url).pathname,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  let errors = '';
  child.stderr.on('data', chunk => {
    errors += chunk;
  });
  const until = async (wanted: string) => {
    while (!said.includes(wanted)) {
      const [chunk] = (await once(child.stdout, 'data', { signal: AbortSignal.timeout(20_000) })) as [Buffer];
      said += chunk.toString();
    }
  };
  await until(lends ? 'ready 0' : 'ready 2');
  await until('SigIgn');
  assert.match(said, /SigIgn:\t0{16}/, 'what the process starts is born with none of them ignored');
  // Signals of one kind of number are queued; the ignored ones come first, and do no harm.
  for (const number of [34, 50, 64, 36, 63]) process.kill(child.pid ?? 0, number);
  if (lends) {
    await until('63');
    await until('36');
  }
  child.stdin.write('end');
  const [status] = (await once(child, 'exit')) as [number];
  assert.equal(status, 0);
  assert.equal(errors, '');
});
