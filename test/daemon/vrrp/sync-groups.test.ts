import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { after, type Instant, instant, seconds, ZERO } from '../../../src/base/duration.js';
import { InstanceRunner } from '../../../src/daemon/vrrp/instance-runner.js';
import { HeldAddresses } from '../../../src/daemon/vrrp/perform/addresses.js';
import { SyncGroups } from '../../../src/daemon/vrrp/sync-groups.js';
import type { SyncGroupSettings } from '../../../src/vrrp/settings.js';
import { instanceSettings, virtualAddress } from '../../support/instance-settings.js';

const GLOBALS = {
  garpInterval: ZERO,
  gnaInterval: ZERO,
  startupDelay: ZERO,
  logsUnknownVrids: false,
  dynamicInterfaces: false,
};

/** Instances on an interface each, and what is told of them and of their groups. */
function machine(names: readonly string[], down: readonly string[] = []) {
  const told: string[] = [];
  const state = { now: instant(0) as Instant };
  const rescheduled = new Set<string>();
  const groups = new SyncGroups({
    now: () => state.now,
    post: event => void ('group' in event && told.push(`${event.group} ${event.state}`)),
    log: () => {},
  });
  const runners = new Map<string, InstanceRunner>();
  const enter = (name: string) => {
    const settings = instanceSettings({ name, interface: name, addresses: [virtualAddress('10.99.0.50/24')] });
    const held = new HeldAddresses(name, name, {
      interfaceIndex: () => 2,
      apply: async (_, requests) => requests.map(() => undefined),
      replace: async (removed, restored) => [...removed, ...restored].map(() => undefined),
      holders: () => [],
      isHeldElsewhere: () => false,
      log: () => {},
    });
    const runner = new InstanceRunner(settings, GLOBALS, held, {
      now: () => state.now,
      wallClock: () => 0,
      post: event => void (event.kind === 'notify' && 'instance' in event && told.push(`${name} ${event.state}`)),
      log: () => {},
      sendAdvert: () => {},
      announce: () => {},
      cancelAnnouncements: () => {},
      route: () => {},
      reschedule: () => void rescheduled.add(name),
      consultGroup: owner => groups.consult(owner),
    });
    runners.set(name, runner);
    runner.handle({ kind: 'link', interface: name, state: down.includes(name) ? 'down' : 'up' });
    runner.handle({ kind: 'source', address: address('10.99.0.1') });
  };
  const configure = (settings: readonly SyncGroupSettings[]) => {
    groups.suspend();
    for (const name of names) if (!runners.has(name)) enter(name);
    void groups.apply(settings, runners, names);
  };
  const take = () => told.splice(0);
  return { groups, runners, configure, take, rescheduled, state };
}

const group = (name: string, ...members: string[]): SyncGroupSettings => ({ name, members });

test('groups that begin as BACKUP are reported before all instances, those in FAULT after their last member', () => {
  const { configure, take } = machine(['a', 'b1', 'c1', 'b2', 'd', 'c2'], ['c1']);
  configure([group('B', 'b1', 'b2'), group('C', 'c2', 'c1')]);
  assert.deepEqual(take(), [
    ...['B BACKUP', 'a BACKUP', 'b1 BACKUP', 'c1 FAULT', 'b2 BACKUP', 'd BACKUP', 'c2 FAULT'],
    'C FAULT',
  ]);
});

test('what a group decides is carried out by every member, whose deadlines change with it', () => {
  const { runners, configure, take, rescheduled, state } = machine(['a', 'b']);
  configure([group('G', 'a', 'b')]);
  take();
  state.now = after(state.now, seconds(10));
  runners.get('a')!.handle({ kind: 'deadline' });
  assert.deepEqual(take(), []);
  rescheduled.clear();
  runners.get('b')!.handle({ kind: 'deadline' });
  assert.deepEqual(take(), ['b MASTER', 'a MASTER', 'G MASTER']);
  assert.deepEqual([...rescheduled].sort(), ['a', 'b']);
});

test('while a configuration is applied no group acts, and at its end each has what it needs', () => {
  const { groups, runners, configure, take } = machine(['a', 'b', 'c']);
  configure([group('G', 'a', 'b')]);
  take();
  groups.suspend();
  runners.get('a')!.handle({ kind: 'link', interface: 'a', state: 'down' });
  assert.deepEqual(take(), ['a FAULT']);
  configure([group('G', 'a', 'c')]);
  assert.deepEqual(take(), ['c FAULT', 'G FAULT']);
  assert.equal(runners.get('b')!.view().group, undefined);
  runners.get('b')!.handle({ kind: 'link', interface: 'b', state: 'down' });
  assert.deepEqual(take(), ['b FAULT']);
});

test('at the end groups are reported after all instances, and nobody follows anybody', () => {
  const { groups, runners, configure, take } = machine(['a', 'b', 'c']);
  configure([group('G', 'a', 'b')]);
  take();
  groups.suspend();
  for (const runner of runners.values()) runner.handle({ kind: 'stop', releases: true });
  groups.stop();
  assert.deepEqual(take(), ['a STOP', 'b STOP', 'c STOP', 'G STOP']);
});
