/** Several routers on one network, in virtual time. Times are the theory's, to the microsecond. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { address } from '../../src/base/address.js';
import { type Duration, milliseconds, seconds } from '../../src/base/duration.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { type FakeLan, fakeLan, type NodeSetup } from '../support/fake-lan.js';
import { virtualAddress } from '../support/instance-settings.js';
import { password, unicastTo } from '../support/vrrp-settings.js';

const SECOND = 1_000_000;

/** alpha 200 and bravo 100, settled with alpha as MASTER, just after one of its adverts. */
function pair(common: Partial<InstanceSettings> = {}, alpha: NodeSetup = {}, bravo: NodeSetup = {}): FakeLan {
  const lan = fakeLan({
    alpha: { priority: 200, ...common, ...alpha },
    bravo: { priority: 100, ...common, ...bravo },
  });
  lan.runUntilState('alpha', 'MASTER').advance(seconds(2)).runUntilAdvertFrom('alpha');
  assert.deepEqual(lan.masters(), ['alpha']);
  return lan;
}

test('alone, a router is MASTER one master-down interval after its start, and advertises each interval', () => {
  const lan = fakeLan({ alpha: {} }).advance(seconds(6));
  assert.deepEqual(
    lan.adverts.map(sent => sent.at),
    [3_609_375, 4_609_375, 5_609_375],
  );
  assert.deepEqual(
    lan.moves.map(move => `${move.at} ${move.state}`),
    ['0 BACKUP', '3609375 MASTER'],
  );
});

test('of two that start together the one with the higher priority becomes MASTER, the other never does', () => {
  const lan = fakeLan({ alpha: { priority: 200 }, bravo: {} }).advance(seconds(30));
  assert.equal(lan.movedAt('alpha', 'MASTER'), 3_218_750);
  assert.deepEqual(
    lan.moves.filter(move => move.node === 'bravo').map(move => move.state),
    ['BACKUP'],
  );
});

test('a backup takes over one master-down interval after the last advert', () => {
  const lan = pair().unplug('alpha');
  lan.advance(milliseconds(3_609));
  assert.equal(lan.state('bravo'), 'BACKUP');
  lan.advance(milliseconds(1));
  assert.equal(lan.state('bravo'), 'MASTER');
});

const SILENCE: readonly (readonly [string, Partial<InstanceSettings>, number])[] = [
  ['version 2, 1 s', {}, 3_609_375],
  ['version 2 with a password', { authentication: { kind: 'pass', password: password('secret12') } }, 3_609_375],
  ['version 3, 1 s', { version: 3 }, 3_609_375],
  ['version 3, 100 ms', { version: 3, advertInterval: milliseconds(100) }, 360_937],
  ['version 3, 10 ms', { version: 3, advertInterval: milliseconds(10) }, 36_093],
  [
    'version 3, IPv6, 100 ms',
    { family: 6, version: 3, advertInterval: milliseconds(100), addresses: [virtualAddress('fe80::99/64')] },
    360_937,
  ],
];

for (const [name, settings, silence] of SILENCE) {
  test(`${name}: from the last advert of one to the first of the other ${silence} us`, () => {
    const lan = pair(settings);
    const last = lan.elapsed;
    lan.unplug('alpha').runUntilAdvertFrom('bravo');
    assert.equal(lan.elapsed - last, silence);
  });
}

test('unicast routers take over from each other as multicast ones do', () => {
  const lan = pair({}, { unicast: unicastTo(['10.99.0.2'], true) }, { unicast: unicastTo(['10.99.0.1'], true) });
  const last = lan.elapsed;
  lan.unplug('alpha').runUntilAdvertFrom('bravo');
  assert.equal(lan.elapsed - last, 3_609_375);
});

test('a graceful stop hands over within the skew', () => {
  const lan = pair().advance(milliseconds(300));
  const stopped = lan.elapsed;
  lan.stop('alpha');
  assert.deepEqual(lan.adverts.at(-1), { at: stopped, from: 'alpha', priority: 0 });
  lan.runUntilState('bravo', 'MASTER');
  assert.equal(lan.elapsed - stopped, 609_375);
  assert.deepEqual(lan.holders('10.99.0.50'), ['bravo']);
});

test('a fault of the master hands over within the skew, and when it clears the master preempts', () => {
  const lan = pair({ trackScripts: [] }, { trackInterfaces: [{ name: 'eth1', weight: -150, reverse: false }] });
  const link = (state: 'up' | 'down') => ({ kind: 'link', interface: 'eth0', state }) as const;
  const failed = lan.elapsed;
  lan.give('alpha', link('down')).runUntilState('bravo', 'MASTER');
  assert.equal(lan.elapsed - failed, 609_375);
  lan.give('alpha', link('up'));
  const cleared = lan.elapsed;
  lan.runUntilState('alpha', 'MASTER');
  assert.equal(lan.elapsed - cleared, 3_218_750);
  lan.advance(milliseconds(1));
  assert.deepEqual(lan.masters(), ['alpha']);
  assert.deepEqual(lan.holders('10.99.0.50'), ['alpha']);
});

test('a weight that puts the master below the backup hands over after the backup’s timer, not before', () => {
  const scripts = { trackScripts: [{ name: 'chk', weight: -150, reverse: false }] };
  const lan = pair({}, scripts);
  lan.give('alpha', { kind: 'script', name: 'chk', verdict: 'down' });
  const last = lan.elapsed;
  lan.runUntilState('bravo', 'MASTER').advance(milliseconds(1));
  assert.equal(lan.movedAt('bravo', 'MASTER') - last, 3_609_375);
  assert.deepEqual(lan.masters(), ['bravo']);
  lan.give('alpha', { kind: 'script', name: 'chk', verdict: 'up' }).advance(seconds(4));
  assert.deepEqual(lan.masters(), ['alpha']);
});

test('a returning router preempts after its own timer, and service is never without a master', () => {
  const lan = pair().unplug('alpha').runUntilState('bravo', 'MASTER');
  lan.give('alpha', { kind: 'stop', releases: true }).plug('alpha').advance(seconds(1));
  const back = lan.elapsed;
  lan.start('alpha').runUntilState('alpha', 'MASTER');
  assert.equal(lan.elapsed - back, 3_218_750);
  assert.equal(lan.movedAt('bravo', 'MASTER') < back, true);
  lan.advance(milliseconds(1));
  assert.deepEqual(lan.masters(), ['alpha']);
});

test('with nopreempt a returning router waits until the master goes', () => {
  const lan = pair({}, { preempts: false });
  lan.unplug('alpha').runUntilState('bravo', 'MASTER').stop('alpha').plug('alpha').start('alpha').advance(seconds(60));
  assert.deepEqual(lan.masters(), ['bravo']);
  lan.stop('bravo');
  const left = lan.elapsed;
  lan.runUntilState('alpha', 'MASTER');
  assert.equal(lan.elapsed - left, 218_750);
});

test('with a preempt delay a returning router takes over one timer after the delay’s last advert', () => {
  const lan = pair({}, { preemptDelay: seconds(3) });
  lan.unplug('alpha').runUntilState('bravo', 'MASTER').stop('alpha').advance(milliseconds(500));
  lan.plug('alpha').start('alpha').runUntilAdvertFrom('bravo');
  const first = lan.elapsed;
  lan.runUntilState('alpha', 'MASTER');
  assert.equal(lan.elapsed - first, 2 * SECOND + 3_218_750);
});

test('of two equals that start together the higher address ends as the only master', () => {
  const lan = fakeLan({ alpha: {}, bravo: {} }, { delay: milliseconds(1) }).advance(seconds(10));
  assert.deepEqual(lan.masters(), ['bravo']);
  assert.deepEqual(
    lan.moves.filter(move => move.node === 'alpha').map(move => move.state),
    ['BACKUP', 'MASTER', 'BACKUP'],
  );
  assert.deepEqual(lan.holders('10.99.0.50'), ['bravo']);
});

test('of two owners the higher address ends as the only master', () => {
  const lan = fakeLan({ alpha: { priority: 255 }, bravo: { priority: 255 } }, { delay: milliseconds(1) });
  lan.advance(seconds(20));
  assert.deepEqual(lan.masters(), ['bravo']);
});

test('a partition makes two masters, its end leaves the stronger one, after one of its adverts', () => {
  const lan = pair().partition('alpha').advance(seconds(10));
  assert.deepEqual(lan.masters(), ['alpha', 'bravo']);
  lan.heal().runUntilAdvertFrom('alpha').advance(milliseconds(0));
  assert.deepEqual(lan.masters(), ['alpha']);
  assert.deepEqual(lan.holders('10.99.0.50'), ['alpha']);
});

test('two routers of version 2 with different intervals drop each other’s adverts and both become master', () => {
  const lan = fakeLan({ alpha: { priority: 200 }, bravo: { advertInterval: seconds(2) } }).advance(seconds(30));
  assert.deepEqual(lan.masters(), ['alpha', 'bravo']);
  assert.ok(lan.log.some(line => line.text.includes('both routers may become MASTER')));
});

test('a backup of version 3 with a shorter interval follows the slower master without a false takeover', () => {
  const lan = pair({ version: 3 }, {}, { advertInterval: milliseconds(100) }).advance(seconds(60));
  assert.deepEqual(
    lan.moves.filter(move => move.node === 'bravo').map(move => move.state),
    ['BACKUP', 'MASTER', 'BACKUP'],
  );
  lan.reconfigure('bravo', { priority: 110 }).advance(seconds(60));
  assert.deepEqual(lan.masters(), ['alpha']);
  assert.equal(lan.moves.filter(move => move.node === 'bravo' && move.state === 'MASTER').length, 1);
});

test('three routers: the second takes over from the first, the third from the second', () => {
  const nodes = { alpha: { priority: 200 }, bravo: { priority: 150 }, charlie: { priority: 100 } };
  const lan = fakeLan(nodes).advance(seconds(10));
  assert.deepEqual(lan.masters(), ['alpha']);
  lan.stop('alpha').advance(seconds(1));
  assert.deepEqual(lan.masters(), ['bravo']);
  lan.stop('bravo').advance(seconds(1));
  assert.deepEqual(lan.masters(), ['charlie']);
  assert.equal(lan.moves.filter(move => move.state === 'MASTER').length, 3);
});

test('three routers, the first falls silent: only the second becomes master', () => {
  const nodes = { alpha: { priority: 200 }, bravo: { priority: 150 }, charlie: { priority: 100 } };
  const lan = fakeLan(nodes, { delay: milliseconds(1) })
    .advance(seconds(10))
    .unplug('alpha')
    .advance(seconds(20));
  assert.deepEqual(lan.masters(), ['alpha', 'bravo']);
  assert.ok(!lan.moves.some(move => move.node === 'charlie' && move.state === 'MASTER'));
  // The cable back in: the second steps down as soon as it hears the first.
  lan.plug('alpha').runUntilAdvertFrom('alpha').advance(milliseconds(2));
  assert.deepEqual(lan.masters(), ['alpha']);
});

test('a lost advert or two is not a failover, a third one in a row is', () => {
  const lan = pair();
  lan.lose(from => (from === 'alpha' ? 1 : 0)).advance(milliseconds(2_500));
  assert.equal(lan.adverts.filter(sent => sent.from === 'alpha' && sent.at > lan.elapsed - 2_500_000).length, 2);
  lan.heal().advance(seconds(10));
  assert.deepEqual(lan.masters(), ['alpha']);
  assert.ok(!lan.moves.some(move => move.node === 'bravo' && move.state === 'MASTER'));
  lan.lose(from => (from === 'alpha' ? 1 : 0)).advance(seconds(5));
  assert.deepEqual(lan.masters(), ['alpha', 'bravo']);
});

test('a master that is heard by nobody but hears the others does not yield to a weaker one, which yields once it hears', () => {
  const lan = pair()
    .lose(from => (from === 'alpha' ? 1 : 0))
    .advance(seconds(20));
  assert.deepEqual(lan.masters(), ['alpha', 'bravo']);
  lan.heal().advance(seconds(1));
  assert.deepEqual(lan.masters(), ['alpha']);
});

test('a reload of the master moves nothing but its next advert', () => {
  const lan = pair().advance(milliseconds(400));
  const moves = lan.moves.length;
  lan.reconfigure('alpha', {
    priority: 220,
    addresses: [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')],
  });
  assert.deepEqual(lan.adverts.at(-1), { at: lan.elapsed, from: 'alpha', priority: 220 });
  lan.reconfigure('bravo', { addresses: [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')] });
  lan.advance(seconds(30));
  assert.equal(lan.moves.length, moves);
  assert.deepEqual(lan.holders('10.99.0.51'), ['alpha']);
});

test('the same seed gives the same run', () => {
  const run = (seed: number) => {
    const lan = fakeLan(
      { alpha: { priority: 200 }, bravo: {}, charlie: {} },
      { seed, delay: milliseconds(1), jitter: milliseconds(50) },
    );
    return lan.lose(() => 0.5).advance(seconds(120)).adverts;
  };
  assert.deepEqual(run(7), run(7));
  assert.notDeepEqual(run(7), run(8));
});

const NAMES = ['alpha', 'bravo', 'charlie', 'delta'] as const;

test('once the network is whole and quiet there is exactly one master, the right one, whatever went before', () => {
  const trouble = fc.oneof(
    fc.record({ what: fc.constant('unplug' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('plug' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('partition' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('loss' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('link-down' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('link-up' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('stop' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('start' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('remove' as const), who: fc.constantFrom(...NAMES) }),
    fc.record({ what: fc.constant('reload' as const), who: fc.constantFrom(...NAMES) }),
  );
  const scenario = fc.record({
    version: fc.constantFrom(2 as const, 3 as const),
    priorities: fc.array(fc.integer({ min: 1, max: 254 }), { minLength: 2, maxLength: 4 }),
    jitter: fc.integer({ min: 0, max: 20 }),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    troubles: fc.array(fc.tuple(trouble, fc.integer({ min: 1, max: 5_000 })), { maxLength: 25 }),
  });
  fc.assert(
    fc.property(scenario, ({ version, priorities, jitter, seed, troubles }) => {
      const names: string[] = NAMES.slice(0, priorities.length);
      const setups = Object.fromEntries(names.map((name, i) => [name, { version, priority: priorities[i]! }]));
      const lan = fakeLan(setups, { seed, delay: milliseconds(1), jitter: milliseconds(jitter) });
      const isUp = (state: 'up' | 'down') => ({ kind: 'link', interface: 'eth0', state }) as const;
      for (const [{ what, who }, wait] of troubles) {
        if (!names.includes(who)) continue;
        if (what === 'unplug') lan.unplug(who);
        if (what === 'plug') lan.plug(who);
        if (what === 'partition') lan.partition(who);
        if (what === 'loss') lan.lose(from => (from === who ? 0.9 : 0.2));
        if (what === 'link-down') lan.give(who, isUp('down'));
        if (what === 'link-up') lan.give(who, isUp('up'));
        if (what === 'stop') lan.stop(who);
        if (what === 'start') lan.start(who);
        if (what === 'remove') {
          lan.give(who, { kind: 'address-removed', address: address('10.99.0.50'), device: 'eth0' });
        }
        if (what === 'reload') lan.reconfigure(who, {});
        lan.advance(milliseconds(wait));
      }
      lan.heal().start();
      // A full timer of the weakest, then of the strongest, and an advert to end all doubt.
      lan.advance(seconds(10));
      const highest = Math.max(...priorities);
      const settled = lan.moves.length;
      // Among equals whoever is master stays: a backup follows an equal.
      const rightful = names.filter((_, i) => priorities[i] === highest);
      assert.equal(lan.masters().length, 1, `masters: ${lan.masters().join(', ')}`);
      assert.ok(rightful.includes(lan.masters()[0]!), `${lan.masters()[0]} instead of ${rightful.join(' or ')}`);
      assert.deepEqual(lan.holders('10.99.0.50'), lan.masters());
      lan.advance(seconds(20));
      assert.equal(lan.moves.length, settled, 'nothing moves any more');
    }),
    { numRuns: 500, seed: 20_261_121 },
  );
});

test('under loss in one direction the addresses follow the state: who is not MASTER holds none', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const lan = fakeLan(
      { alpha: { priority: 200 }, bravo: {}, charlie: { priority: 50 } },
      { seed, delay: milliseconds(1), jitter: milliseconds(5) as Duration },
    );
    lan.lose((from, to) => (from === 'alpha' && to === 'bravo' ? 0.8 : 0.1));
    for (let i = 0; i < 60; i++) {
      lan.advance(milliseconds(500));
      assert.deepEqual(lan.holders('10.99.0.50'), lan.masters());
    }
  }
});
