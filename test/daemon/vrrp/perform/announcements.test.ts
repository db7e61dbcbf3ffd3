import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Duration, milliseconds, ZERO } from '../../../../src/base/duration.js';
import { type Announcement, Announcements } from '../../../../src/daemon/vrrp/perform/announcements.js';
import type { Lane } from '../../../../src/daemon/vrrp/perform/pace.js';

/** A turn of the loop or a wait, run by hand. */
function bench() {
  const sent: { index: number; names: string[] }[] = [];
  const soon: (() => void)[] = [];
  const later: { task: () => void; wait: Duration }[] = [];
  /** Frames the device's queue takes at a time. */
  const world = { room: Number.POSITIVE_INFINITY };
  const announcements = new Announcements({
    send(index, frames) {
      const room = Math.min(world.room, frames.length);
      sent.push({ index, names: frames.slice(0, room).map(frame => Buffer.from(frame).toString()) });
      return room;
    },
    soon: task => soon.push(task),
    later: (task, wait) => later.push({ task, wait }),
  });
  return {
    world,
    announcements,
    sent,
    later,
    names: () => sent.flatMap(s => s.names),
    turn: () => {
      for (const task of soon.splice(0)) task();
    },
    wait: () => {
      for (const { task } of later.splice(0)) task();
    },
    settle() {
      while (soon.length > 0) this.turn();
    },
  };
}

/** One lane for each interface and gap. */
const lanes = new Map<string, Lane>();
const laneOf = (index: number, gap: Duration): Lane => {
  const key = `${index} ${gap}`;
  if (!lanes.has(key)) lanes.set(key, { gap });
  return lanes.get(key)!;
};

const frame = (name: string, index = 2, gap: Duration = ZERO, lane = laneOf(index, gap)): Announcement => ({
  interfaceIndex: index,
  address: name,
  frame: Buffer.from(name),
  lane,
});

test('every address is announced once before any is announced twice, over all instances', () => {
  const b = bench();
  const [one, two] = [{}, {}];
  for (const pass of [0, 1]) b.announcements.add(one, [frame(`a${pass}`), frame(`b${pass}`)], pass);
  for (const pass of [0, 1]) b.announcements.add(two, [frame(`c${pass}`)], pass);
  b.settle();
  assert.deepEqual(b.names(), ['a0', 'b0', 'c0', 'a1', 'b1', 'c1']);
});

test('a thousand frames are sent in turns, so that adverts come between', () => {
  const b = bench();
  b.announcements.add(
    {},
    Array.from({ length: 1_000 }, (_, i) => frame(`f${i}`)),
    0,
  );
  b.turn();
  assert.equal(b.names().length, 64);
  b.settle();
  assert.equal(b.names().length, 1_000);
  assert.equal(b.names()[999], 'f999');
});

test('a gap holds the frames of its interface and of no other', () => {
  const b = bench();
  const gap = milliseconds(200);
  b.announcements.add({}, [frame('a', 2, gap), frame('b', 2, gap), frame('x', 3)], 0);
  b.settle();
  assert.deepEqual(b.names(), ['a', 'x']);
  assert.deepEqual(
    b.later.map(l => l.wait),
    [gap],
  );
  b.wait();
  assert.deepEqual(b.names(), ['a', 'x', 'b']);
  b.wait();
  b.announcements.add({}, [frame('c', 2, gap)], 0);
  b.settle();
  assert.deepEqual(b.names(), ['a', 'x', 'b', 'c']);
});

test('interfaces of one lane share the gap, and keep their order', () => {
  const b = bench();
  const lane = { gap: milliseconds(100) };
  const shared = (name: string, index: number) => frame(name, index, lane.gap, lane);
  for (const pass of [0, 1]) {
    b.announcements.add({}, [shared('a', 2), shared('b', 2), shared('c', 3), frame('x', 4)], pass);
  }
  b.settle();
  assert.deepEqual(b.names(), ['a', 'x', 'x']);
  for (let gap = 0; gap < 6; gap++) b.wait();
  assert.deepEqual(
    b.sent.slice(3).map(({ index, names }) => `${names.join()} ${index}`),
    ['b 2', 'c 3', 'a 2', 'b 2', 'c 3'],
  );
  b.announcements.add({}, [shared('d', 3)], 0);
  b.settle();
  assert.equal(b.names().at(-1), 'd');
});

test('two lanes of one interface do not wait for each other', () => {
  const b = bench();
  const arp = frame('arp', 2, milliseconds(100));
  const advertisement = frame('na', 2, milliseconds(150));
  b.announcements.add({}, [arp, advertisement, arp, advertisement], 0);
  b.settle();
  assert.deepEqual(b.names(), ['arp', 'na']);
  assert.deepEqual(
    b.later.map(({ wait }) => wait),
    [milliseconds(100), milliseconds(150)],
  );
});

test('what an owner has not sent when it loses its addresses is never sent', () => {
  const b = bench();
  const [leaver, stayer] = [{}, {}];
  const gap = milliseconds(200);
  b.announcements.add(leaver, [frame('a', 2, gap), frame('b', 2, gap)], 0);
  b.announcements.add(stayer, [frame('c', 2, gap)], 1);
  b.settle();
  assert.equal(b.announcements.pending(leaver), 1);
  b.announcements.cancel(leaver, new Set(['a', 'b']));
  assert.equal(b.announcements.pending(leaver), 0);
  b.wait();
  b.wait();
  assert.deepEqual(b.names(), ['a', 'c']);
});

test('losing one address does not silence the others', () => {
  const b = bench();
  const owner = {};
  for (const pass of [0, 1]) b.announcements.add(owner, [frame('a'), frame('b'), frame('c')], pass);
  b.announcements.cancel(owner, new Set(['b']));
  b.settle();
  assert.deepEqual(b.names(), ['a', 'c', 'a', 'c']);
});

test('what a full device queue did not take is sent when it has had time, and holds up no other interface', () => {
  const b = bench();
  b.world.room = 1;
  b.announcements.add({}, [frame('a'), frame('b'), frame('c'), frame('x', 3)], 0);
  b.settle();
  assert.deepEqual(b.names(), ['a', 'x']);
  b.world.room = 0;
  b.wait();
  assert.deepEqual(b.names(), ['a', 'x']);
  b.world.room = 10;
  b.wait();
  b.settle();
  assert.deepEqual(b.names(), ['a', 'x', 'b', 'c']);
});
