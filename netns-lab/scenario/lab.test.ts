/** The lab is a tool others rely on: it leaves nothing behind, stays out of its neighbours' way and explains failures. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { complaints } from '../lib/complaints.js';
import { conf } from '../lib/conf-text.js';
import { eventually } from '../lib/eventually.js';
import { readFrame } from '../lib/frames.js';
import { withLab } from '../lib/lab.js';
import { sweepLeftovers } from '../lib/namespaces.js';
import { run } from '../lib/run.js';
import { ALPHA, pair, pairAndClient, single, VIP } from '../topology/pair.js';

const ofPid = (pid: number) => readdirSync('/run/netns').filter(name => name.startsWith(`hf-${pid}-`));

/** A process of its own that opens a lab, says so, and then does what the code says. */
async function labProcess(then: string) {
  const url = (path: string) => JSON.stringify(join(import.meta.dirname, path));
  const code = `
    const { Lab } = await import(${url('../lib/lab.ts')});
    const { pair } = await import(${url('../topology/pair.ts')});
    const { conf } = await import(${url('../lib/conf-text.ts')});
    const lab = await Lab.open(pair);
    lab.agent('alpha', 'keepalived', conf({ priority: 100 }));
    console.log('open');
    ${then}`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'ignore'],
    cwd: join(import.meta.dirname, '../..'),
  });
  const ended = new Promise<number | null>(resolve => child.on('exit', resolve));
  await new Promise(resolve => createInterface({ input: child.stdout }).once('line', resolve));
  return { pid: child.pid!, ended, signal: (name: NodeJS.Signals) => child.kill(name) };
}

test('a story that fails leaves no namespace, process or file, and its failure carries the evidence', async () => {
  let directory = '';
  let pid = 0;
  const story = withLab(pair, async lab => {
    directory = lab.directory;
    pid = lab.agent('alpha', 'keepalived', conf({ priority: 100, version: 3, advertInt: 0.1 })).pid;
    await lab.sniffer.nextAdvert('an advert', () => true, 5_000);
    throw new Error('the story went wrong');
  });
  await assert.rejects(story, (error: Error) => {
    assert.match(error.message, /^the story went wrong\n--- last packets:\n/);
    assert.match(
      error.message,
      /advert v3 vrid 51 prio 100 every 100 ms 10\.77\.0\.1 > 224\.0\.0\.18 ttl 255: 10\.77\.0\.100/,
    );
    assert.match(error.message, /--- keepalived on alpha .*Starting VRRP/s);
    return true;
  });
  assert.deepEqual(ofPid(process.pid), []);
  assert.ok(!existsSync(directory));
  await eventually('the agent is gone', () => existsSync(`/proc/${pid}`), false, 2_000);
});

for (const [signal, status] of [
  ['SIGINT', 130],
  ['SIGTERM', 143],
] as const) {
  test(`${signal} tidies up and ends with status ${status}`, async () => {
    const child = await labProcess('await new Promise(() => setInterval(() => {}, 1000));');
    assert.equal(ofPid(child.pid).length, 3);
    child.signal(signal);
    assert.equal(await child.ended, status);
    assert.deepEqual(ofPid(child.pid), []);
  });
}

test('an exception nobody caught tidies up', async () => {
  const child = await labProcess("setTimeout(() => { throw new Error('nobody catches me'); });");
  assert.notEqual(await child.ended, 0);
  assert.deepEqual(ofPid(child.pid), []);
});

test('what a killed run left behind is swept, and what a living one has is not', async () => {
  const dead = await labProcess('await new Promise(() => setInterval(() => {}, 1000));');
  const alive = await labProcess('await new Promise(() => setInterval(() => {}, 1000));');
  dead.signal('SIGKILL');
  await dead.ended;
  assert.equal(ofPid(dead.pid).length, 3);
  sweepLeftovers();
  assert.deepEqual(ofPid(dead.pid), []);
  assert.equal(ofPid(alive.pid).length, 3);
  alive.signal('SIGTERM');
  await alive.ended;
});

test('labs side by side do not hear each other', () =>
  withLab(pair, first =>
    withLab(pair, async second => {
      first.agent('alpha', 'keepalived', conf({ priority: 100, version: 3, advertInt: 0.1 }));
      await first.heldBy(VIP, ['alpha'], 5_000);
      second.agent('alpha', 'keepalived', conf({ priority: 50, version: 3, advertInt: 0.1 }));
      await second.heldBy(VIP, ['alpha'], 5_000);
      assert.ok(first.sniffer.adverts().every(advert => advert.priority === 100));
      assert.ok(second.sniffer.adverts().every(advert => advert.priority === 50));
    }),
  ));

test('a wait in vain tells what was seen last and what was wanted', async () => {
  const wait = eventually(
    'the sky is green',
    () => 'blue',
    'green',
    1,
    () => 'evidence',
  );
  await assert.rejects(wait, {
    message: 'not within 1 ms: the sky is green; last seen "blue", wanted "green"\nevidence',
  });
});

test('the probe tells how long a client got no answer, and who answers', () =>
  withLab(pairAndClient, async lab => {
    const nginx = await lab.nginx('alpha');
    const probe = await lab.probe('client', { address: ALPHA.address, port: 80, ask: 'http' });
    await lab.eventually('alpha answers', () => probe.lastAnswerBy(), 'alpha', 5_000);
    const from = Date.now();
    nginx.kill();
    await lab.eventually('refusals', () => probe.attempts.at(-1)?.outcome, 'refused', 5_000);
    await lab.network.isolate('alpha');
    await lab.eventually('time-outs', () => probe.attempts.at(-1)?.outcome, 'timeout', 5_000);
    const healing = Date.now();
    await lab.network.rejoin('alpha');
    await lab.nginx('alpha');
    // A busy machine may lose a request before the kill takes effect; that is another silence.
    const outage = () => probe.silences(from).filter(({ to }) => to >= healing);
    await lab.eventually('the outage', () => outage().length, 1, 5_000);
    const silence = outage()[0]!;
    assert.ok(probe.lost(from) >= silence.length);
    assert.ok(silence.from >= from - 20, JSON.stringify({ from, healing, silence }));
    assert.ok(silence.length > 500, 'at least the patience of the first attempt that timed out');
  }));

test('any message that is not part of a quiet life is a complaint', () =>
  withLab(single, async lab => {
    const agent = lab.agent('alpha', 'keepalived', conf({ priority: 100, version: 3, advertInt: 0.1 }));
    await lab.heldBy(VIP, ['alpha'], 5_000);
    assert.deepEqual(complaints(agent), []);
    writeFileSync(agent.logPath, 'Sat Nov 21 10:40:14 2026: (VI_1) Invalid VRRPv3 checksum\n', { flag: 'a' });
    assert.deepEqual(complaints(agent), ['(VI_1) Invalid VRRPv3 checksum']);
  }));

test('without root there is one clear message', async () => {
  const url = JSON.stringify(join(import.meta.dirname, '../lib/root.ts'));
  const code = `process.getuid = () => 1000; (await import(${url})).requireRoot();`;
  const argv = [process.execPath, '--import', 'tsx', '--input-type=module', '-e', code];
  await assert.rejects(run(argv), /netns-lab needs root .*npm run test:unit/);
});

test('frames are read as they stand, and short ones do no harm', () => {
  // An advert of version 3 for fe80::99 and fd99::50, captured.
  const frame = Buffer.from(
    '333300000012' +
      '020000000001' +
      '86dd' +
      '6c0e0cee002870ff' +
      'fe80000000000000000000fffe000001' +
      'ff020000000000000000000000000012' +
      '3133640200647033' +
      'fe800000000000000000000000000099' +
      'fd990000000000000000000000000050',
    'hex',
  );
  const seen = readFrame(frame, 5);
  assert.deepEqual(seen, {
    kind: 'advert',
    at: 5,
    sourceMac: '02:00:00:00:00:01',
    destinationMac: '33:33:00:00:00:12',
    source: 'fe80::ff:fe00:1',
    destination: 'ff02::12',
    ttl: 255,
    version: 3,
    vrid: 51,
    priority: 100,
    interval: 1_000,
    authType: 0,
    addresses: ['fe80::99', 'fd99::50'],
  });
  for (let length = 0; length < frame.length; length++) assert.ok(readFrame(frame.subarray(0, length), 0));
});
