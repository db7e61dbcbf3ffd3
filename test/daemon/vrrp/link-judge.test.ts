import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Duration, milliseconds, seconds, ZERO } from '../../../src/base/duration.js';
import type { LogLine } from '../../../src/base/log.js';
import { LinkJudge } from '../../../src/daemon/vrrp/link-judge.js';
import { VirtualTime } from '../../support/virtual-time.js';

/** Links that the test moves, and what the judge says of them. */
function judge() {
  const time = new VirtualTime();
  const up = new Map<string, boolean>();
  const changed: string[] = [];
  const logged: LogLine[] = [];
  const limits = new Map<string, Duration>();
  const it = new LinkJudge({
    now: () => time.now(),
    after: (wait, action) => time.after(wait, action),
    link: name => (up.has(name) ? { name, up: up.get(name)! } : undefined),
    longestDelay: name => limits.get(name),
    changed: name => changed.push(`${name} ${it.isUp({ name, up: up.get(name)! }) ? 'up' : 'down'}`),
    log: line => logged.push(line),
  });
  /** The kernel reports; answers what counts. */
  const report = (name: string, isUp: boolean): boolean => {
    up.set(name, isUp);
    return it.isUp({ name, up: isUp });
  };
  return { it, time, changed, logged, limits, report };
}

const delays = [{ interface: 'eth0', down: milliseconds(1_500), up: milliseconds(800) }];
const NO_POLLS: ReadonlyMap<string, 'up' | 'down'> = new Map();

test('a link without delay counts as the kernel says', () => {
  const { it, report } = judge();
  it.configure([], NO_POLLS);
  assert.equal(report('eth0', true), true);
  assert.equal(report('eth0', false), false);
});

test('a link with delays counts when they are over, without anybody asking', async () => {
  const { it, time, changed, logged, report } = judge();
  it.configure(delays, NO_POLLS);
  report('eth0', true);
  assert.equal(report('eth0', false), true);
  await time.advance(milliseconds(1_499));
  assert.deepEqual(changed, []);
  await time.advance(milliseconds(1));
  assert.deepEqual(changed, ['eth0 down']);
  assert.match(logged[0]?.text ?? '', /eth0: down for 1.5 s, and counts as that now/);
  assert.equal(report('eth0', true), false);
  await time.advance(milliseconds(800));
  assert.deepEqual(changed, ['eth0 down', 'eth0 up']);
});

test('a link that is back before its delay was never down', async () => {
  const { it, time, changed, report } = judge();
  it.configure(delays, NO_POLLS);
  report('eth0', true);
  report('eth0', false);
  await time.advance(seconds(1));
  assert.equal(report('eth0', true), true);
  await time.advance(seconds(9));
  assert.deepEqual(changed, []);
});

test('an interface that comes anew is no longer bound by what it was', async () => {
  const { it, time, changed, report } = judge();
  it.configure(delays, NO_POLLS);
  report('eth0', true);
  report('eth0', false);
  it.gone('eth0');
  assert.equal(report('eth0', false), false);
  await time.advance(seconds(9));
  assert.deepEqual(changed, []);
});

test('a reload that takes the delay of a link away lets its state count at once', async () => {
  const { it, time, changed, report } = judge();
  it.configure(delays, NO_POLLS);
  report('eth0', true);
  report('eth0', false);
  it.configure(delays, NO_POLLS);
  assert.deepEqual(changed, [], 'the same delay runs on');
  it.configure([], NO_POLLS);
  assert.deepEqual(changed, ['eth0 down']);
  await time.advance(seconds(9));
  assert.equal(changed.length, 1);
});

test('what the instances cannot wait for is not waited for', async () => {
  const { it, time, changed, limits, report } = judge();
  it.configure(delays, NO_POLLS);
  report('eth0', true);
  limits.set('eth0', milliseconds(200));
  report('eth0', false);
  await time.advance(milliseconds(200));
  assert.deepEqual(changed, ['eth0 down']);
  limits.set('eth0', ZERO);
  assert.equal(report('eth0', true), true);
});

test('of a polled link the poll counts, and neither the kernel’s word nor a delay', async () => {
  const { it, time, changed, report } = judge();
  it.configure(delays, new Map([['eth0', 'up']]));
  assert.equal(report('eth0', false), true);
  await time.advance(seconds(9));
  it.beat('eth0', 'down');
  assert.deepEqual(changed, ['eth0 down']);
  assert.equal(report('eth0', true), false);
  it.configure(delays, NO_POLLS);
  assert.deepEqual(changed, ['eth0 down', 'eth0 up']);
  it.beat('eth0', 'down');
  assert.equal(changed.length, 2, 'a beat that was under way');
});
