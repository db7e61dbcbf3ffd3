/** Every state meets every kind of input: what it answers, and where it goes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import type { State } from '../../src/vrrp/effect.js';
import type { Input } from '../../src/vrrp/input.js';
import { nextDeadline, step } from '../../src/vrrp/machine.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import { virtualAddress } from '../support/instance-settings.js';
import { routeTo, ruleFrom } from '../support/routing.js';
import { Solo, soloIn } from '../support/solo.js';
import { type PacketFields, packet, vrrpSettings } from '../support/vrrp-settings.js';

interface Row {
  readonly when: string;
  /** What the instance is told; a function when it needs the instance. */
  readonly input: Input | ((solo: Solo) => Input);
  readonly settings?: Partial<InstanceSettings>;
  readonly answers: readonly string[];
  readonly state: State;
  /** Microseconds to the next deadline afterwards; undefined: none. */
  readonly remaining: number | undefined;
}

const STATES = ['INIT', 'BACKUP', 'MASTER', 'FAULT'] as const satisfies readonly State[];
const KINDS = [
  'start',
  'advert',
  'malformed',
  'deadline',
  'link',
  'link-returned',
  'source',
  'script',
  'file',
  'process',
  'address-removed',
  'route-removed',
  'rule-removed',
  'reconfigure',
  'stop',
] as const satisfies readonly Input['kind'][];

const advert = (fields: PacketFields) => (solo: Solo) => packet(solo.settings, fields);
const start: Input = { kind: 'start' };
const deadline: Input = { kind: 'deadline' };
const stop: Input = { kind: 'stop', releases: true };
const link = (state: 'up' | 'down' | 'missing', name = 'eth0'): Input => ({ kind: 'link', interface: name, state });
/** What is held may be an entry that a reload has replaced. */
const returned = (solo: Solo): Input => ({
  kind: 'link-returned',
  interface: 'eth0',
  missing: structuredClone(solo.settings.addresses),
});
const source = (text?: string): Input => ({ kind: 'source', address: text === undefined ? undefined : address(text) });
const script = (verdict: 'up' | 'down'): Input => ({ kind: 'script', name: 'chk', verdict });
const file = (value: number): Input => ({ kind: 'file', name: 'load', value });
const process = (verdict: 'up' | 'down'): Input => ({ kind: 'process', name: 'nginx', verdict });
const malformed: Input = {
  kind: 'malformed',
  source: address('10.99.0.9'),
  fault: { code: 'truncated', detail: 'needs 8 bytes, got 3' },
};
const removed = (text = '10.99.0.50', device = 'eth0'): Input => ({
  kind: 'address-removed',
  address: address(text),
  device,
});
const route = routeTo('203.0.113.0/24');
const rule = ruleFrom('203.0.113.0/24');
const routed = { routes: [route], rules: [rule] };
const routeRemoved = (which = route): Input => ({ kind: 'route-removed', route: which });
const ruleRemoved = (which = rule): Input => ({ kind: 'rule-removed', rule: which });
const reconfigured = (changes: Partial<InstanceSettings>): Input => ({
  kind: 'reconfigure',
  settings: vrrpSettings(changes),
});
const tracksScript = (weight: number) => ({ trackScripts: [{ name: 'chk', weight, reverse: false }] });
const tracksFile = (weight: number) => ({ trackFiles: [{ name: 'load', weight, reverse: false }] });
const ignored = (when: string, input: Row['input'], state: State, remaining: number | undefined): Row => ({
  when,
  input,
  answers: [],
  state,
  remaining,
});

/** BACKUP is looked at 1 s after it began, MASTER 0.5 s; priority 100. */
const BACKUP_LEFT = 2_609_375;
const DOWN = 3_609_375;
const SKEW = 609_375;

const TABLE: Record<State, Record<Input['kind'], readonly Row[]>> = {
  INIT: {
    start: [
      { when: 'as backup', input: start, answers: ['notify BACKUP 100'], state: 'BACKUP', remaining: DOWN },
      {
        when: 'with the wish for MASTER and no ownership',
        input: start,
        settings: { initialState: 'MASTER', priority: 200 },
        answers: ['notify BACKUP 200'],
        state: 'BACKUP',
        remaining: 3_218_750,
      },
      {
        when: 'as address owner',
        input: start,
        settings: { priority: 255, excludedAddresses: [virtualAddress('fd99::60/64')] },
        answers: ['advert 255', 'add 10.99.0.50 fd99::60', 'announce 10.99.0.50 fd99::60 x5', 'notify MASTER 255'],
        state: 'MASTER',
        remaining: 1_000_000,
      },
      {
        when: 'while a script has not reported',
        input: start,
        settings: tracksScript(0),
        answers: [],
        state: 'FAULT',
        remaining: undefined,
      },
    ],
    advert: [ignored('of any kind', advert({ priority: 200 }), 'INIT', undefined)],
    malformed: [ignored('of any kind', malformed, 'INIT', undefined)],
    deadline: [ignored('without one', deadline, 'INIT', undefined)],
    link: [ignored('down', link('down'), 'INIT', undefined)],
    'link-returned': [ignored('with nothing on it', returned, 'INIT', undefined)],
    source: [ignored('gone', source(), 'INIT', undefined)],
    script: [ignored('down', script('down'), 'INIT', undefined)],
    file: [ignored('nobody tracks', file(5), 'INIT', undefined)],
    process: [ignored('down', process('down'), 'INIT', undefined)],
    'address-removed': [ignored('of ours', removed(), 'INIT', undefined)],
    'route-removed': [{ ...ignored('of ours', routeRemoved(), 'INIT', undefined), settings: routed }],
    'rule-removed': [{ ...ignored('of ours', ruleRemoved(), 'INIT', undefined), settings: routed }],
    reconfigure: [ignored('to another priority', reconfigured({ priority: 120 }), 'INIT', undefined)],
    stop: [ignored('before the start', stop, 'INIT', undefined)],
  },
  BACKUP: {
    start: [ignored('again', start, 'BACKUP', BACKUP_LEFT)],
    advert: [
      ignored('stronger', advert({ priority: 200 }), 'BACKUP', DOWN),
      ignored('equal, from a lower address', advert({ from: '10.99.0.1' }), 'BACKUP', DOWN),
      ignored('weaker', advert({ priority: 50 }), 'BACKUP', BACKUP_LEFT),
      {
        ...ignored('weaker, with nopreempt', advert({ priority: 50 }), 'BACKUP', DOWN),
        settings: { preempts: false },
      },
      {
        ...ignored('weaker, with a preempt delay', advert({ priority: 50 }), 'BACKUP', DOWN),
        settings: { preemptDelay: seconds(3) },
      },
      ignored('of priority 0', advert({ priority: 0 }), 'BACKUP', SKEW),
      {
        ...ignored('of priority 0, with nopreempt', advert({ priority: 0 }), 'BACKUP', SKEW),
        settings: { preempts: false },
      },
    ],
    malformed: [ignored('counted, no more', malformed, 'BACKUP', BACKUP_LEFT)],
    deadline: [ignored('too early', deadline, 'BACKUP', BACKUP_LEFT)],
    link: [
      { when: 'down', input: link('down'), answers: ['notify FAULT 100'], state: 'FAULT', remaining: undefined },
      { when: 'missing', input: link('missing'), answers: ['notify FAULT 100'], state: 'FAULT', remaining: undefined },
      ignored('up, as it was', link('up'), 'BACKUP', BACKUP_LEFT),
      ignored('down, of an interface nobody tracks', link('down', 'eth7'), 'BACKUP', BACKUP_LEFT),
      {
        ...ignored('down, with dont_track_primary', link('down'), 'BACKUP', BACKUP_LEFT),
        settings: { tracksPrimary: false },
      },
    ],
    'link-returned': [ignored('with nothing on it', returned, 'BACKUP', BACKUP_LEFT)],
    source: [
      { when: 'gone', input: source(), answers: ['notify FAULT 100'], state: 'FAULT', remaining: undefined },
      ignored('another', source('10.99.0.6'), 'BACKUP', BACKUP_LEFT),
    ],
    script: [
      ignored('nobody tracks', script('down'), 'BACKUP', BACKUP_LEFT),
      {
        ...ignored('up with weight 50: the timer moves by the difference', script('up'), 'BACKUP', 2_414_062),
        answers: ['notify BACKUP_PRIORITY 150'],
        settings: tracksScript(50),
      },
      {
        ...ignored('down with weight -50: the timer moves by the difference', script('down'), 'BACKUP', 2_804_687),
        answers: ['notify BACKUP_PRIORITY 50'],
        settings: tracksScript(-50),
      },
    ],
    file: [
      ignored('nobody tracks', file(5), 'BACKUP', BACKUP_LEFT),
      {
        ...ignored('says 25, weight 2: the timer moves by the difference', file(25), 'BACKUP', 2_414_062),
        answers: ['notify BACKUP_PRIORITY 150'],
        settings: tracksFile(2),
      },
      {
        when: 'says -127, weight 2: nothing is left of any priority',
        input: file(-127),
        settings: tracksFile(2),
        answers: ['notify FAULT 100'],
        state: 'FAULT',
        remaining: undefined,
      },
    ],
    process: [
      ignored('nobody tracks', process('down'), 'BACKUP', BACKUP_LEFT),
      {
        ...ignored('up with weight 50: the timer moves by the difference', process('up'), 'BACKUP', 2_414_062),
        answers: ['notify BACKUP_PRIORITY 150'],
        settings: { trackProcesses: [{ name: 'nginx', weight: 50, reverse: false }] },
      },
    ],
    'address-removed': [ignored('that we do not hold', removed(), 'BACKUP', BACKUP_LEFT)],
    'route-removed': [{ ...ignored('of ours', routeRemoved(), 'BACKUP', BACKUP_LEFT), settings: routed }],
    'rule-removed': [{ ...ignored('of ours', ruleRemoved(), 'BACKUP', BACKUP_LEFT), settings: routed }],
    reconfigure: [
      ignored('to a higher priority: a full timer', reconfigured({ priority: 200 }), 'BACKUP', 3_218_750),
      {
        when: 'to an interface that is down',
        input: reconfigured({ trackInterfaces: [{ name: 'eth7', weight: 0, reverse: false }] }),
        answers: ['notify FAULT 100'],
        state: 'FAULT',
        remaining: undefined,
      },
    ],
    stop: [{ when: 'at once', input: stop, answers: ['notify STOP 100'], state: 'INIT', remaining: undefined }],
  },
  MASTER: {
    start: [ignored('again', start, 'MASTER', 500_000)],
    advert: [
      {
        when: 'stronger',
        input: advert({ priority: 200 }),
        answers: ['remove 10.99.0.50', 'notify BACKUP 100'],
        state: 'BACKUP',
        remaining: DOWN,
      },
      {
        when: 'stronger, with higher_prio_send_advert',
        input: advert({ priority: 200 }),
        settings: { advertsBeforeYielding: true },
        answers: ['advert 100', 'remove 10.99.0.50', 'notify BACKUP 100'],
        state: 'BACKUP',
        remaining: DOWN,
      },
      {
        when: 'equal, from a higher address',
        input: advert({ from: '10.99.0.9' }),
        answers: ['remove 10.99.0.50', 'notify BACKUP 100'],
        state: 'BACKUP',
        remaining: DOWN,
      },
      {
        when: 'equal, from a lower address',
        input: advert({ from: '10.99.0.1' }),
        answers: ['advert 100', 'announce 10.99.0.50 x5', 'notify MASTER_RX_LOWER_PRI 100'],
        state: 'MASTER',
        remaining: 1_000_000,
      },
      ignored('equal, from our own address', advert({ from: '10.99.0.5' }), 'MASTER', 500_000),
      {
        when: 'weaker',
        input: advert({ priority: 50 }),
        answers: ['advert 100', 'announce 10.99.0.50 x5', 'notify MASTER_RX_LOWER_PRI 100'],
        state: 'MASTER',
        remaining: 1_000_000,
      },
      {
        when: 'weaker, with lower_prio_no_advert',
        input: advert({ priority: 50 }),
        settings: { answersLowerPriority: false },
        answers: ['announce 10.99.0.50 x5', 'notify MASTER_RX_LOWER_PRI 100'],
        state: 'MASTER',
        remaining: 500_000,
      },
      {
        when: 'of priority 0',
        input: advert({ priority: 0 }),
        answers: ['advert 100'],
        state: 'MASTER',
        remaining: 1_000_000,
      },
    ],
    malformed: [ignored('counted, no more', malformed, 'MASTER', 500_000)],
    deadline: [ignored('too early', deadline, 'MASTER', 500_000)],
    link: [
      {
        when: 'down',
        input: link('down'),
        answers: ['advert 0', 'remove 10.99.0.50', 'notify FAULT 100'],
        state: 'FAULT',
        remaining: undefined,
      },
      {
        when: 'down, of an interface tracked in reverse',
        input: link('down', 'eth1'),
        settings: { trackInterfaces: [{ name: 'eth1', weight: 0, reverse: true }] },
        answers: [],
        state: 'MASTER',
        remaining: 500_000,
      },
      {
        when: 'up, of an interface tracked in reverse',
        input: link('up', 'eth1'),
        settings: { trackInterfaces: [{ name: 'eth1', weight: 0, reverse: true }] },
        answers: ['advert 0', 'advert 0', 'remove 10.99.0.50', 'notify FAULT 100'],
        state: 'FAULT',
        remaining: undefined,
      },
    ],
    'link-returned': [
      {
        ...ignored('without our address', returned, 'MASTER', 500_000),
        answers: ['add 10.99.0.50', 'announce 10.99.0.50 x5'],
      },
      {
        ...ignored('with our address', { kind: 'link-returned', interface: 'eth0', missing: [] }, 'MASTER', 500_000),
        settings: { addresses: [virtualAddress('10.99.0.50/24')] },
      },
      {
        ...ignored('without an address that is not followed', returned, 'MASTER', 500_000),
        settings: { addresses: [virtualAddress('10.99.0.50/24', { tracked: false })] },
      },
      {
        ...ignored(
          'perhaps without our routes',
          { kind: 'link-returned', interface: 'eth0', missing: [] },
          'MASTER',
          500_000,
        ),
        settings: routed,
        answers: ['add-routes, 203.0.113.0/24 dev eth0'],
      },
      {
        ...ignored(
          'and our routes lead elsewhere',
          { kind: 'link-returned', interface: 'eth7', missing: [] },
          'MASTER',
          500_000,
        ),
        settings: routed,
      },
    ],
    source: [
      {
        when: 'gone',
        input: source(),
        answers: ['advert 0', 'advert 0', 'remove 10.99.0.50', 'notify FAULT 100'],
        state: 'FAULT',
        remaining: undefined,
      },
      ignored('another', source('10.99.0.6'), 'MASTER', 500_000),
    ],
    script: [
      ignored('nobody tracks', script('down'), 'MASTER', 500_000),
      {
        ...ignored('down with weight -20: told with the next advert', script('down'), 'MASTER', 500_000),
        answers: ['notify MASTER_PRIORITY 80'],
        settings: tracksScript(-20),
      },
    ],
    file: [
      ignored('nobody tracks', file(5), 'MASTER', 500_000),
      {
        ...ignored('says 5: told with the next advert', file(5), 'MASTER', 500_000),
        settings: tracksFile(1),
        answers: ['notify MASTER_PRIORITY 105'],
      },
      {
        when: 'says 1, without weight',
        input: file(1),
        settings: tracksFile(0),
        answers: ['advert 0', 'advert 0', 'remove 10.99.0.50', 'notify FAULT 100'],
        state: 'FAULT',
        remaining: undefined,
      },
    ],
    process: [
      {
        when: 'down, without weight',
        input: process('down'),
        settings: { trackProcesses: [{ name: 'nginx', weight: 0, reverse: false }] },
        answers: ['advert 0', 'advert 0', 'remove 10.99.0.50', 'notify FAULT 100'],
        state: 'FAULT',
        remaining: undefined,
      },
    ],
    'address-removed': [
      {
        when: 'of ours',
        input: removed(),
        answers: ['advert 0', 'remove 10.99.0.50', 'notify BACKUP 100'],
        state: 'BACKUP',
        remaining: SKEW,
      },
      ignored('of someone else', removed('10.99.0.77'), 'MASTER', 500_000),
      ignored('of ours on another device', removed('10.99.0.50', 'eth7'), 'MASTER', 500_000),
      {
        ...ignored('of ours, with no_track', removed(), 'MASTER', 500_000),
        settings: { addresses: [virtualAddress('10.99.0.50/24', { tracked: false })] },
      },
    ],
    'route-removed': [
      {
        when: 'of ours',
        input: routeRemoved(),
        settings: routed,
        answers: [
          'advert 0',
          'remove-routes, 203.0.113.0/24 dev eth0, 600: from 203.0.113.0/24 table 100',
          'remove 10.99.0.50',
          'notify BACKUP 100',
        ],
        state: 'BACKUP',
        remaining: SKEW,
      },
      ignored('that we do not hold', routeRemoved(), 'MASTER', 500_000),
      {
        ...ignored('of ours, with no_track', routeRemoved({ ...route, tracked: false }), 'MASTER', 500_000),
        settings: { routes: [{ ...route, tracked: false }] },
      },
    ],
    'rule-removed': [
      {
        when: 'of ours',
        input: ruleRemoved(),
        settings: routed,
        answers: [
          'advert 0',
          'remove-routes, 203.0.113.0/24 dev eth0, 600: from 203.0.113.0/24 table 100',
          'remove 10.99.0.50',
          'notify BACKUP 100',
        ],
        state: 'BACKUP',
        remaining: SKEW,
      },
      ignored('that we do not hold', ruleRemoved(), 'MASTER', 500_000),
      {
        ...ignored('of ours, with no_track', ruleRemoved({ ...rule, tracked: false }), 'MASTER', 500_000),
        settings: { rules: [{ ...rule, tracked: false }] },
      },
    ],
    reconfigure: [
      {
        when: 'to another priority and one more address',
        input: reconfigured({
          priority: 120,
          addresses: [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24')],
        }),
        answers: ['advert 120', 'add 10.99.0.51', 'announce 10.99.0.50 10.99.0.51 x5'],
        state: 'MASTER',
        remaining: 1_000_000,
      },
      {
        when: 'to another prefix length of its address',
        input: reconfigured({ addresses: [virtualAddress('10.99.0.50/32')] }),
        answers: ['advert 100', 'remove 10.99.0.50', 'add 10.99.0.50', 'announce 10.99.0.50 x5'],
        state: 'MASTER',
        remaining: 1_000_000,
      },
      {
        when: 'to the same',
        input: reconfigured({}),
        answers: ['advert 100'],
        state: 'MASTER',
        remaining: 1_000_000,
      },
      {
        when: 'to an interface that is missing',
        input: reconfigured({
          addresses: [virtualAddress('10.99.0.51/24')],
          trackInterfaces: [{ name: 'eth7', weight: 0, reverse: false }],
        }),
        answers: ['advert 0', 'advert 0', 'remove 10.99.0.50', 'notify FAULT 100'],
        state: 'FAULT',
        remaining: undefined,
      },
      {
        when: 'to a script that has not reported: it stays in office',
        input: reconfigured(tracksScript(0)),
        answers: ['advert 100'],
        state: 'MASTER',
        remaining: 1_000_000,
      },
    ],
    stop: [
      {
        when: 'releasing the addresses',
        input: stop,
        answers: ['advert 0', 'remove 10.99.0.50', 'notify STOP 100'],
        state: 'INIT',
        remaining: undefined,
      },
      {
        when: 'keeping the addresses (--dont-release-vrrp)',
        input: { kind: 'stop', releases: false },
        answers: ['notify STOP 100'],
        state: 'INIT',
        remaining: undefined,
      },
    ],
  },
  FAULT: {
    start: [ignored('again', start, 'FAULT', undefined)],
    advert: [
      ignored('stronger', advert({ priority: 200 }), 'FAULT', undefined),
      ignored('of priority 0', advert({ priority: 0 }), 'FAULT', undefined),
    ],
    malformed: [ignored('not even counted', malformed, 'FAULT', undefined)],
    deadline: [ignored('without one', deadline, 'FAULT', undefined)],
    link: [
      {
        when: 'up: the last fault clears',
        input: link('up'),
        answers: ['notify BACKUP 100'],
        state: 'BACKUP',
        remaining: DOWN,
      },
      {
        when: 'up, an owner: BACKUP all the same',
        input: link('up'),
        settings: { priority: 255 },
        answers: ['notify BACKUP 255'],
        state: 'BACKUP',
        remaining: 3_003_906,
      },
      {
        when: 'up, while a script has not reported',
        input: link('up'),
        settings: tracksScript(0),
        answers: [],
        state: 'FAULT',
        remaining: undefined,
      },
      ignored('missing instead of down', link('missing'), 'FAULT', undefined),
    ],
    'link-returned': [ignored('with nothing on it', returned, 'FAULT', undefined)],
    source: [ignored('gone as well', source(), 'FAULT', undefined)],
    script: [
      { ...ignored('up, with the link still down', script('up'), 'FAULT', undefined), settings: tracksScript(0) },
    ],
    file: [{ ...ignored('says 0, with the link still down', file(0), 'FAULT', undefined), settings: tracksFile(0) }],
    process: [ignored('up, with the link still down', process('up'), 'FAULT', undefined)],
    'address-removed': [ignored('of ours', removed(), 'FAULT', undefined)],
    'route-removed': [{ ...ignored('of ours', routeRemoved(), 'FAULT', undefined), settings: routed }],
    'rule-removed': [{ ...ignored('of ours', ruleRemoved(), 'FAULT', undefined), settings: routed }],
    reconfigure: [
      ignored('with the link still down', reconfigured({ priority: 120 }), 'FAULT', undefined),
      {
        when: 'to dont_track_primary: the fault is none any more',
        input: reconfigured({ tracksPrimary: false }),
        answers: ['notify BACKUP 100'],
        state: 'BACKUP',
        remaining: DOWN,
      },
    ],
    stop: [{ when: 'at once', input: stop, answers: ['notify STOP 100'], state: 'INIT', remaining: undefined }],
  },
};

for (const state of STATES) {
  for (const kind of KINDS) {
    for (const { when, input, settings, answers, state: next, remaining } of TABLE[state][kind]) {
      test(`${state}, ${kind} ${when}: ${answers.join(', ') || 'nothing'}, then ${next}`, () => {
        const solo = prepared(state, settings);
        const given = typeof input === 'function' ? input(solo) : input;
        assert.equal(given.kind, kind);
        assert.deepEqual(solo.give(given), answers);
        assert.equal(solo.state, next);
        assert.equal(solo.remaining, remaining);
      });
    }
  }
}

/** An instance of a state, with the links and scripts its settings track reported beforehand where they must be. */
function prepared(state: State, settings: Partial<InstanceSettings> = {}): Solo {
  const reversed = settings.trackInterfaces?.some(tracked => tracked.reverse);
  if (!reversed) return soloIn(state, settings);
  const solo = new Solo(settings);
  solo.give(link('down', 'eth1'));
  solo.connect().start();
  solo.advance(milliseconds(3_609.375 + 500));
  assert.equal(solo.state, state);
  return solo;
}

test('the table leaves out no state and no kind of input', () => {
  for (const state of STATES) {
    for (const kind of KINDS) assert.ok(TABLE[state][kind].length > 0, `${state} lacks ${kind}`);
  }
});

test('a deadline that has come makes a BACKUP MASTER, and a MASTER advertise', () => {
  const solo = soloIn('BACKUP');
  const becoming = ['advert 100', 'add 10.99.0.50', 'announce 10.99.0.50 x5', 'notify MASTER 100'];
  assert.deepEqual(solo.advance(milliseconds(2_609.375)), becoming);
  assert.equal(solo.state, 'MASTER');
  assert.deepEqual(solo.advance(seconds(3)), ['advert 100', 'advert 100', 'advert 100']);
});

test('hearing the same advert again allocates no answer', () => {
  const solo = soloIn('BACKUP');
  const heard = packet(solo.settings, { priority: 200 });
  const first = step(solo.vr, heard, solo.now);
  assert.equal(step(solo.vr, heard, solo.now), first);
  assert.deepEqual(first, []);
  assert.ok(Object.isFrozen(first));
});

test('a view is a copy, and tells when the instance wants to be woken', () => {
  const solo = soloIn('BACKUP');
  const before = solo.view();
  assert.equal(before.nextDeadline, nextDeadline(solo.vr));
  solo.hear({ priority: 200 });
  assert.equal(before.counters.advertsReceived, 0);
  const { master, counters, source, lastReason } = solo.view();
  assert.deepEqual(master, { address: '10.99.0.9', priority: 200 });
  assert.equal(counters.advertsReceived, 1);
  assert.equal(source, '10.99.0.5');
  assert.equal(lastReason, 'started');
});
