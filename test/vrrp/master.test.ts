import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { type Instant, milliseconds, seconds } from '../../src/base/duration.js';
import { mayAdvertise, nextDeadline, step } from '../../src/vrrp/machine.js';
import { inWords, soloIn } from '../support/solo.js';

test('adverts keep their grid although each is sent late', () => {
  const solo = soloIn('MASTER');
  const { vr } = solo;
  const lateness = [300, 900, 100, 700].map(us => milliseconds(us / 1000));
  for (const late of lateness) {
    const due = solo.now + (solo.remaining ?? 0);
    solo.now = (due + late) as typeof solo.now;
    assert.deepEqual(inWords(step(vr, { kind: 'deadline' }, solo.now)), ['advert 100']);
    assert.equal(solo.now + (solo.remaining ?? 0), due + 1_000_000);
  }
});

test('an advert that is nearly due leaves when somebody asks, and the next one is due when it always was', () => {
  const solo = soloIn('MASTER', { version: 3, advertInterval: milliseconds(100) });
  const due = nextDeadline(solo.vr)!;
  solo.now = (due - 2_001) as Instant;
  assert.equal(mayAdvertise(solo.vr, solo.now), false);
  assert.deepEqual(solo.give({ kind: 'deadline' }), [], 'too early');
  solo.now = (due - 2_000) as Instant;
  assert.equal(mayAdvertise(solo.vr, solo.now), true);
  assert.deepEqual(solo.give({ kind: 'deadline' }), ['advert 100']);
  assert.deepEqual(solo.give({ kind: 'deadline' }), [], 'once');
  assert.equal(nextDeadline(solo.vr), due + milliseconds(100));
});

test('nobody but a MASTER has an advert to send early', () => {
  const backup = soloIn('BACKUP');
  backup.now = (nextDeadline(backup.vr)! - 1) as Instant;
  assert.equal(mayAdvertise(backup.vr, backup.now), false);
  assert.deepEqual(backup.give({ kind: 'deadline' }), []);
  assert.equal(backup.state, 'BACKUP');
});

test('after missing more than an interval one advert is sent, not all that were due', () => {
  const solo = soloIn('MASTER', { version: 3, advertInterval: milliseconds(100) });
  solo.now = (solo.now + 950_000) as typeof solo.now;
  assert.deepEqual(solo.give({ kind: 'deadline' }), ['advert 100']);
  assert.equal(solo.remaining, 100_000);
});

test('a MASTER that yields follows the interval of the one that took over', () => {
  const solo = soloIn('MASTER', { version: 3 });
  solo.hear({ priority: 200, interval: milliseconds(100) });
  assert.equal(solo.remaining, 360_937);
  assert.match(solo.view().lastReason, /10\.99\.0\.9 advertises the higher priority 200, ours is 100/);
});

test('an equal priority is decided by the address, and the log says so', () => {
  const solo = soloIn('MASTER');
  solo.hear({ from: '10.99.0.9' });
  assert.match(solo.view().lastReason, /10\.99\.0\.9 advertises the same priority 100 and has the higher address/);
});

test('of two address owners the one with the lower address yields at once', () => {
  const solo = soloIn('MASTER', { priority: 255 });
  assert.deepEqual(solo.hear({ from: '10.99.0.9' }), ['remove 10.99.0.50', 'notify BACKUP 254']);
  assert.equal(solo.remaining, 3_003_906);
  assert.match(solo.log.join('\n'), /Configuration error: 10\.99\.0\.9 and this router both have priority 255/);
});

test('an owner with the higher address gives in when the other one does not, and says 254 once when it is back', () => {
  const solo = soloIn('MASTER', { priority: 255 });
  const answered = ['advert 255', 'announce 10.99.0.50 x5', 'notify MASTER_RX_LOWER_PRI 255'];
  // First heard; then two of our own adverts (one answers the rival) and 1.2 s have to pass.
  assert.deepEqual(solo.hear({ from: '10.99.0.1' }), answered);
  solo.advance(milliseconds(999));
  assert.deepEqual(solo.hear({ from: '10.99.0.1' }), answered);
  solo.advance(milliseconds(999));
  assert.deepEqual(solo.hear({ from: '10.99.0.1' }), ['remove 10.99.0.50', 'notify BACKUP 254']);
  // The timer is that of 255, the standing 254: another 255 is followed, a 253 is not.
  assert.equal(solo.remaining, 3_003_906);
  solo.advance(seconds(1));
  solo.hear({ from: '10.99.0.1' });
  assert.equal(solo.remaining, 3_003_906);
  const back = solo.advance(milliseconds(3_003.906));
  assert.equal(back[0], 'advert 254');
  assert.deepEqual(solo.advance(seconds(1)), ['advert 255']);
});

test('a second owner that is heard now and then, with pauses, is answered each time', () => {
  const solo = soloIn('MASTER', { priority: 255 });
  for (let i = 0; i < 4; i++) {
    assert.equal(solo.hear({ from: '10.99.0.1' })[0], 'advert 255');
    solo.advance(seconds(10));
  }
  assert.equal(solo.state, 'MASTER');
});

test('a lower priority advert is reported each time and logged once', () => {
  const solo = soloIn('MASTER');
  for (let i = 0; i < 3; i++) assert.ok(solo.hear({ priority: 50 }).includes('notify MASTER_RX_LOWER_PRI 100'));
  assert.equal(solo.log.filter(text => text.includes('with lower priority 50')).length, 1);
});

test('the next advert after an answer comes a whole interval later', () => {
  for (const priority of [0, 50]) {
    const solo = soloIn('MASTER');
    solo.hear({ priority });
    assert.deepEqual(
      solo.advance(milliseconds(999)).filter(word => word.startsWith('advert')),
      [],
    );
    assert.deepEqual(solo.advance(milliseconds(1)), ['advert 100']);
  }
});

test('an address removed by someone else is taken back one skew later', () => {
  const solo = soloIn('MASTER');
  solo.give({ kind: 'address-removed', address: address('10.99.0.50'), device: 'eth0' });
  assert.match(solo.view().lastReason, /address 10\.99\.0\.50 was removed from eth0 by someone else/);
  // The removals that follow from our own removing are no news.
  assert.deepEqual(solo.give({ kind: 'address-removed', address: address('10.99.0.50'), device: 'eth0' }), []);
  assert.deepEqual(solo.advance(milliseconds(609)), []);
  assert.deepEqual(solo.advance(milliseconds(1)), [
    'advert 100',
    'add 10.99.0.50',
    'announce 10.99.0.50 x5',
    'notify MASTER 100',
  ]);
  assert.match(solo.view().lastReason, /taking the addresses back after 0\.609 s/);
});
