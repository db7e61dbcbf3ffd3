import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { address } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import { FakeLan, type LanOptions, type NodeSetup } from '../support/fake-lan.js';
import { virtualAddress } from '../support/instance-settings.js';

const INTERVAL = 100;
/** 3 adverts and the skew of a priority (RFC 9568 6.1), in microseconds. */
const masterDown = (priority: number) => 3 * INTERVAL * 1_000 + skew(priority);
const skew = (priority: number) => Math.floor(((256 - priority) * (INTERVAL / 10) * 625) / 16);

/** The inner and the outer instance of a machine: `a1` on VRID 51, `a2` on VRID 52. */
function side(n: number, vrid: 51 | 52, priority: number, more: NodeSetup = {}): NodeSetup {
  const name = vrid === 51 ? 'inner' : 'outer';
  return {
    name,
    version: 3,
    vrid,
    priority,
    own: `10.99.${vrid}.${n}`,
    interface: name,
    advertInterval: milliseconds(INTERVAL),
    addresses: [virtualAddress(`10.99.${vrid}.100/24`)],
    ...more,
  };
}

const GROUPS = { A: ['a1', 'a2'], B: ['b1', 'b2'] };

/** Two machines in one group each; A is the better one on both networks. */
function pair(options: LanOptions = {}): FakeLan {
  const setups = { a1: side(1, 51, 150), a2: side(1, 52, 140), b1: side(2, 51, 100), b2: side(2, 52, 110) };
  return new FakeLan(setups, { groups: GROUPS, ...options }).start();
}

/** A is MASTER of both and B has settled. */
function settled(options: LanOptions = {}): FakeLan {
  const lan = pair(options).advance(seconds(2));
  assert.deepEqual(lan.masters(), ['a1', 'a2']);
  return lan;
}

/** One machine, with nobody to compete with. */
function alone(one: Partial<NodeSetup> = {}, two: Partial<NodeSetup> = {}, options: LanOptions = {}): FakeLan {
  const groups = { A: ['a1', 'a2'] };
  return new FakeLan({ a1: side(1, 51, 100, one), a2: side(1, 52, 200, two) }, { groups, ...options });
}

const movesOf = (lan: FakeLan, from = 0) => lan.moves.slice(from).map(({ node, state }) => `${node} ${state}`);
const down = (name: string) => ({ kind: 'link', interface: name, state: 'down' }) as const;
const up = (name: string) => ({ kind: 'link', interface: name, state: 'up' }) as const;
const script = (verdict: 'up' | 'down') => ({ kind: 'script', name: 'chk', verdict }) as const;
const tracked = { trackScripts: [{ name: 'chk', weight: 0, reverse: false }] };
const owner = { priority: 255, initialState: 'MASTER' as const };

describe('a sync group', () => {
  test('takes over when the last member would, all at one moment, and is reported after its members', () => {
    const lan = alone().start().advance(seconds(1));
    assert.deepEqual(movesOf(lan), ['A BACKUP', 'a1 BACKUP', 'a2 BACKUP', 'a1 MASTER', 'a2 MASTER', 'A MASTER']);
    // a2 would have been first; the group is as slow as its slowest member
    const first = lan.adverts.slice(0, 2);
    assert.deepEqual(
      first.map(({ from, at }) => [from, at]),
      [
        ['a1', masterDown(100)],
        ['a2', masterDown(100)],
      ],
    );
  });

  test('stays BACKUP while one member hears a master, however often the others ask', () => {
    const setups = { a1: side(1, 51, 150), a2: side(1, 52, 150), b1: side(2, 51, 200) };
    const lan = new FakeLan(setups, { groups: { A: ['a1', 'a2'] } }).start().advance(seconds(5));
    assert.deepEqual(lan.masters(), ['b1']);
    assert.deepEqual(lan.holders('10.99.52.100'), []);
    // the member that waited needs not wait any more when the other is ready: it asked before
    lan.stop('b1').runUntilState('a1', 'MASTER');
    assert.equal(lan.movedAt('a1', 'MASTER') - lan.movedAt('b1', 'STOP'), skew(150));
    assert.deepEqual(lan.masters(), ['a1', 'a2']);
  });

  test('forgets the wish of a member that has accepted a master since', () => {
    const setups = {
      a1: side(1, 51, 150),
      a2: side(1, 52, 150),
      b1: side(2, 51, 200),
      b2: side(2, 52, 200, { name: 'other' }),
    };
    const lan = new FakeLan(setups, { groups: { A: ['a1', 'a2'] } }).start().advance(seconds(2));
    lan.partition('b1').advance(seconds(2)); // a1 wishes to be master, a2 hears one
    lan.heal().advance(milliseconds(300)); // a1 hears one again
    lan.partition('b2').advance(seconds(2)); // now a2 alone wishes
    assert.deepEqual(lan.state('a2'), 'BACKUP');
    assert.deepEqual(lan.state('a1'), 'BACKUP');
  });

  test('follows a member that yields, without a farewell', () => {
    const lan = settled();
    const from = lan.moves.length;
    lan.reconfigure('b1', { priority: 200 }).reconfigure('b2', { priority: 200 });
    lan.runUntilState('a1', 'BACKUP').advance(seconds(2));
    assert.deepEqual(lan.masters(), ['b1', 'b2']);
    assert.deepEqual(movesOf(lan, from), [
      ...['b2 MASTER', 'b1 MASTER', 'B MASTER'],
      ...['a2 BACKUP', 'a1 BACKUP', 'A BACKUP'],
    ]);
    assert.ok(lan.adverts.every(({ from: sender, priority }) => !sender.startsWith('a') || priority > 0));
  });

  test('goes to FAULT with one member, the others taking leave, and comes back together', () => {
    const lan = settled();
    const from = lan.moves.length;
    const sent = lan.adverts.length;
    lan.give('a2', down('outer'));
    assert.deepEqual(movesOf(lan, from), ['a2 FAULT', 'a1 FAULT', 'A FAULT']);
    assert.deepEqual(
      lan.adverts.slice(sent).map(({ from: sender, priority }) => `${sender} ${priority}`),
      ['a2 0', 'a1 0'],
    );
    assert.deepEqual(lan.view('a1').faults, ['outer of the sync group A has a fault']);
    lan.advance(seconds(1));
    assert.deepEqual(lan.masters(), ['b1', 'b2']);
    const then = lan.moves.length;
    lan.give('a2', up('outer'));
    assert.deepEqual(movesOf(lan, then), ['a2 BACKUP', 'a1 BACKUP', 'A BACKUP']);
    assert.deepEqual(lan.view('a1').faults, []);
    lan.advance(seconds(2));
    assert.deepEqual(lan.masters(), ['a1', 'a2']);
  });

  test('leaves FAULT when the last of several faults has gone, and says nothing of those before', () => {
    const lan = settled();
    lan.give('a2', down('outer'));
    const from = lan.moves.length;
    lan.give('a1', down('inner')).give('a2', up('outer'));
    assert.deepEqual(movesOf(lan, from), []);
    assert.deepEqual(lan.view('a2').faults, ['inner of the sync group A has a fault']);
    lan.give('a1', up('inner'));
    assert.deepEqual(movesOf(lan, from), ['a1 BACKUP', 'a2 BACKUP', 'A BACKUP']);
  });

  test('sends the farewell of a tracker twice for the member that has it, once for the others', () => {
    const lan = alone(tracked).start().give('a1', script('up')).advance(seconds(1));
    const sent = lan.adverts.length;
    lan.give('a1', script('down'));
    assert.deepEqual(
      lan.adverts.slice(sent).map(({ from, priority }) => `${from} ${priority}`),
      ['a1 0', 'a1 0', 'a2 0'],
    );
  });

  test('takes leave on every network when someone removes an address, and is back after the skew', () => {
    const lan = alone().start().advance(seconds(1));
    const [from, sent] = [lan.moves.length, lan.adverts.length];
    const removedAt = lan.elapsed;
    lan.give('a2', { kind: 'address-removed', address: address('10.99.52.100'), device: 'outer' });
    assert.deepEqual(movesOf(lan, from), ['a2 BACKUP', 'a1 BACKUP', 'A BACKUP']);
    assert.deepEqual(
      lan.adverts.slice(sent).map(({ from: sender, priority }) => `${sender} ${priority}`),
      ['a2 0', 'a1 0'],
    );
    lan.runUntilState('a1', 'MASTER');
    assert.equal(lan.elapsed - removedAt, skew(100));
    assert.deepEqual(lan.masters(), ['a1', 'a2']);
  });

  test('announces the addresses of all when one member meets a lower-priority master', () => {
    const setups = { a1: side(1, 51, 150), a2: side(1, 52, 150), b1: side(2, 51, 100) };
    const lan = new FakeLan(setups, { groups: { A: ['a1', 'a2'] } }).start().advance(seconds(10));
    const from = lan.announcements.length;
    const burstsOfA = () => lan.announcements.slice(from).filter(({ node }) => node !== 'b1');
    // b1 hears nobody and is master until it hears again
    lan.lose((_, to) => (to === 'b1' ? 1 : 0)).runUntil(() => burstsOfA().length > 0);
    const heardAt = lan.elapsed;
    assert.deepEqual(burstsOfA(), [
      { at: heardAt, node: 'a1', repeat: 5 },
      { at: heardAt, node: 'a2', repeat: 5 },
    ]);
    assert.notEqual(lan.advertsFrom('a2').at(-1)?.at, heardAt, 'only a1 answers: it is its network');
    lan.heal().advance(seconds(6));
    assert.deepEqual(
      burstsOfA()
        .slice(-2)
        .map(({ at, node }) => `${node} ${at - heardAt}`),
      ['a1 5000000', 'a2 5000000'],
    );
  });
});

describe('the start of a sync group', () => {
  test('of owners is MASTER at once', () => {
    const lan = alone(owner, owner).start();
    assert.deepEqual(movesOf(lan), ['a1 MASTER', 'a2 MASTER', 'A MASTER']);
  });

  test('of an owner and another one is BACKUP for both', () => {
    const lan = alone(owner).start();
    assert.deepEqual(movesOf(lan), ['A BACKUP', 'a1 BACKUP', 'a2 BACKUP']);
    lan.advance(seconds(1));
    assert.deepEqual(lan.masters(), ['a1', 'a2']);
  });

  test('of owners waits for the end of the startup delay in silence', () => {
    const lan = alone(owner, owner, { startupDelay: seconds(1) }).start();
    assert.deepEqual(movesOf(lan), []);
    lan.advance(seconds(2));
    assert.deepEqual(movesOf(lan), ['a2 MASTER', 'a1 MASTER', 'A MASTER']);
    assert.equal(lan.movedAt('A', 'MASTER'), 1_000_000);
  });

  test('with a fault is FAULT for all, the group last', () => {
    const lan = alone({ permanentFault: 'no interface' }).start();
    assert.deepEqual(movesOf(lan), ['a1 FAULT', 'a2 FAULT', 'A FAULT']);
    assert.equal(lan.advance(seconds(5)).adverts.length, 0);
  });

  test('with a script that has not reported is silent, then led by the member that tracks it', () => {
    const lan = alone({}, tracked).start().advance(seconds(5));
    assert.deepEqual(movesOf(lan), []);
    lan.give('a2', script('up'));
    assert.deepEqual(movesOf(lan), ['a2 BACKUP', 'a1 BACKUP', 'A BACKUP']);
  });

  test('with a script that fails at once is FAULT, said for the first time', () => {
    const lan = alone({}, tracked).start().give('a2', script('down'));
    assert.deepEqual(movesOf(lan), ['a2 FAULT', 'a1 FAULT', 'A FAULT']);
  });

  test('of owners with a script goes straight to MASTER when it has succeeded', () => {
    const lan = alone(owner, { ...owner, ...tracked })
      .start()
      .give('a2', script('up'));
    assert.deepEqual(movesOf(lan), ['a2 MASTER', 'a1 MASTER', 'A MASTER']);
  });
});

describe('a reload', () => {
  const three = () =>
    new FakeLan(
      { a1: side(1, 51, 100), a2: side(1, 52, 200), a3: side(1, 52, 150, { vrid: 53, own: '10.99.53.1' }) },
      { groups: { A: ['a1', 'a2'] } },
    );

  test('that changes no member leaves the group alone', () => {
    const lan = alone().start().advance(seconds(1));
    const from = lan.moves.length;
    lan.reconfigure('a1', { priority: 120 }).regroup('A', ['a1', 'a2']).advance(seconds(1));
    assert.deepEqual(movesOf(lan, from), []);
    assert.deepEqual(lan.masters(), ['a1', 'a2']);
  });

  test('that brings a new member to a MASTER makes the group begin anew, in silence on the network', () => {
    const lan = three().start('a1', 'a2').advance(seconds(1));
    const [from, sent] = [lan.moves.length, lan.adverts.length];
    lan.give('a3', up('outer')).give('a3', { kind: 'source', address: address('10.99.53.1') });
    lan.regroup('A', ['a1', 'a2', 'a3']);
    assert.deepEqual(movesOf(lan, from), ['A BACKUP', 'a1 BACKUP', 'a2 BACKUP', 'a3 BACKUP']);
    assert.equal(lan.adverts.length, sent);
    lan.advance(seconds(1));
    assert.deepEqual(lan.masters(), ['a1', 'a2', 'a3']);
  });

  test('that joins masters changes none of them, and reports the new group', () => {
    const lan = three().start().advance(seconds(1));
    const from = lan.moves.length;
    lan.regroup('A', ['a1', 'a2', 'a3']).advance(seconds(1));
    assert.deepEqual(movesOf(lan, from), []);
    assert.deepEqual(lan.masters(), ['a1', 'a2', 'a3']);
    lan.give('a3', down('outer'));
    assert.deepEqual(lan.masters(), []);
  });

  test('that brings a member with a fault takes the group to FAULT', () => {
    const lan = three().start('a1', 'a2').advance(seconds(1));
    const from = lan.moves.length;
    lan.regroup('A', ['a1', 'a2', 'a3']);
    assert.deepEqual(movesOf(lan, from), ['a1 FAULT', 'a2 FAULT', 'a3 FAULT', 'A FAULT']);
  });

  test('that takes the faulty member out lets the others go on', () => {
    const lan = alone().start().advance(seconds(1)).give('a2', down('outer'));
    const from = lan.moves.length;
    lan.regroup('A', ['a1']);
    assert.deepEqual(movesOf(lan, from), ['A BACKUP', 'a1 BACKUP']);
    lan.advance(seconds(1));
    assert.deepEqual(lan.masters(), ['a1']);
    assert.equal(lan.state('a2'), 'FAULT');
  });

  test('that ends the bond of a member held by the fault of another sets it free', () => {
    const lan = alone().start().advance(seconds(1)).give('a2', down('outer'));
    const from = lan.moves.length;
    lan.regroup('A', ['a2']);
    assert.deepEqual(movesOf(lan, from), ['a1 BACKUP']);
    assert.equal(lan.advance(seconds(1)).state('a1'), 'MASTER');
  });
});

test('whatever happens, the members of a group are in one state when it is over', () => {
  const events = fc.array(
    fc.record({ what: fc.constantFrom('down', 'up', 'cut', 'heal', 'lose', 'removed', 'wait'), who: fc.nat(3) }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(events, fc.nat(), (list, seed) => {
      const lan = pair({ seed, delay: milliseconds(1), jitter: milliseconds(3) });
      const names = ['a1', 'a2', 'b1', 'b2'] as const;
      for (const { what, who } of list) {
        const name = names[who]!;
        const device = name.endsWith('1') ? 'inner' : 'outer';
        if (what === 'down') lan.give(name, down(device));
        else if (what === 'up') lan.give(name, up(device));
        else if (what === 'cut') lan.partition(name);
        else if (what === 'heal') lan.heal();
        else if (what === 'lose') lan.lose(() => 0.3);
        else if (what === 'removed') {
          const vrid = name.endsWith('1') ? 51 : 52;
          lan.give(name, { kind: 'address-removed', address: address(`10.99.${vrid}.100`), device });
        }
        lan.advance(milliseconds(170));
        assert.equal(lan.state('a1'), lan.state('a2'));
        assert.equal(lan.state('b1'), lan.state('b2'));
      }
      lan.heal();
      for (const name of names) lan.give(name, up(name.endsWith('1') ? 'inner' : 'outer'));
      lan.advance(seconds(5));
      assert.deepEqual(lan.masters(), ['a1', 'a2']);
      assert.deepEqual(lan.holders('10.99.51.100'), ['a1']);
      assert.deepEqual(lan.holders('10.99.52.100'), ['a2']);
    }),
    { numRuns: 150 },
  );
});
