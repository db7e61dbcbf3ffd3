import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../../../../src/base/log.js';
import type { EntryRefusal } from '../../../../src/daemon/vrrp/perform/held-entries.js';
import { HeldRouting, routeRequest } from '../../../../src/daemon/vrrp/perform/routing.js';
import { routeKey } from '../../../../src/vrrp/routing-entries.js';
import { decodeRoute, routeIdentity } from '../../../../src/wire/netlink/route.js';
import { routeTo, ruleFrom } from '../../../support/routing.js';

/** A kernel that notes what it is asked for, in order, and answers when told to. */
function kernel(answer: (deed: string) => EntryRefusal | undefined = () => undefined) {
  const deeds: string[] = [];
  const sizes: number[] = [];
  const logged: LogLine[] = [];
  const elsewhere = new Set<string>();
  const devices = new Map([['eth0', 2]]);
  let gate: Promise<void> = Promise.resolve();
  let open = () => {};
  const routing = new HeldRouting('VI_1', {
    device(name) {
      const index = devices.get(name);
      return index === undefined ? undefined : { index };
    },
    async ask(requests) {
      await gate;
      sizes.push(requests.length);
      return requests.map(({ message, what }) => {
        const route = what.endsWith('ROUTE') ? decodeRoute(message.subarray(16)) : undefined;
        const deed = route?.ok === true ? `${what} ${route.value.identity.split(' ')[1]}` : what;
        deeds.push(deed);
        return answer(deed);
      });
    },
    isRouteHeldElsewhere: key => elsewhere.has(key),
    isRuleHeldElsewhere: () => false,
    log: line => logged.push(line),
  });
  const hold = () => {
    gate = new Promise(resolve => {
      open = resolve;
    });
  };
  return { routing, deeds, sizes, logged, elsewhere, devices, hold, go: () => open() };
}

const a = routeTo('192.0.2.0/24');
const b = routeTo('198.51.100.0/24');
const rule = ruleFrom('192.0.2.0/24');

test('routes come before rules, once the addresses are there, and go after them', async () => {
  const k = kernel();
  let addressed = () => {};
  const addresses = new Promise<void>(resolve => {
    addressed = resolve;
  });
  k.routing.add({ routes: [a, b], rules: [rule] }, addresses);
  await new Promise(setImmediate);
  assert.deepEqual(k.deeds, []);
  addressed();
  await k.routing.settled();
  assert.deepEqual(k.deeds.splice(0), ['RTM_NEWROUTE 192.0.2.0/24', 'RTM_NEWROUTE 198.51.100.0/24', 'RTM_NEWRULE']);
  k.routing.remove({ routes: [a, b], rules: [rule] });
  await k.routing.settled();
  assert.deepEqual(k.deeds, ['RTM_DELRULE', 'RTM_DELROUTE 192.0.2.0/24', 'RTM_DELROUTE 198.51.100.0/24']);
});

test('an addition under way stops when the routes are given up, and what was added is removed', async () => {
  const k = kernel();
  const many = Array.from({ length: 250 }, (_, i) => routeTo(`10.0.${i}.0/24`));
  k.hold();
  k.routing.add({ routes: many, rules: [] });
  await new Promise(setImmediate);
  k.routing.remove({ routes: many, rules: [] });
  k.go();
  await k.routing.settled();
  assert.equal(k.deeds.filter(deed => deed.startsWith('RTM_NEW')).length, 100);
  assert.deepEqual(k.sizes, [100, 100, 100, 50]);
});

test('what is there already is what was wanted; another refusal is logged, and such a route is not ours', async () => {
  const k = kernel(deed => {
    if (deed.includes('192.0.2.0')) return { code: 'EEXIST', message: 'there' };
    return deed.startsWith('RTM_NEW') ? { code: 'ENETUNREACH', message: 'no way' } : undefined;
  });
  k.routing.add({ routes: [a, b], rules: [] });
  await k.routing.settled();
  assert.deepEqual(
    k.logged.map(line => line.text),
    ['(VI_1) cannot add route 198.51.100.0/24 dev eth0: no way'],
  );
  const device = () => ({ index: 2 });
  const identities = [a, b].map(route => {
    const request = routeRequest(route, device);
    return typeof request === 'string' ? request : routeIdentity(request);
  });
  assert.deepEqual(
    identities.map(identity => k.routing.routes.find(identity)?.entry),
    [a, undefined],
  );
});

test('what is gone already is no mistake, and what another instance holds stays', async () => {
  const k = kernel(deed => (deed.startsWith('RTM_DEL') ? { code: 'ESRCH', message: 'gone' } : undefined));
  k.routing.add({ routes: [a, b], rules: [] });
  await k.routing.settled();
  k.elsewhere.add(routeKey(b));
  k.routing.remove({ routes: [a, b], rules: [] });
  await k.routing.settled();
  assert.deepEqual(k.deeds.slice(2), ['RTM_DELROUTE 192.0.2.0/24']);
  assert.deepEqual(k.logged, []);
});

test('of a predecessor only what is marked as keepalived goes, in silence', async () => {
  const k = kernel(() => ({ code: 'EOPNOTSUPP', message: 'no' }));
  const foreign = routeTo('203.0.113.0/24', { protocol: 4, tracked: false });
  k.routing.removeLeftovers({ routes: [a, foreign], rules: [] }, 18);
  await k.routing.settled();
  assert.deepEqual(k.deeds, ['RTM_DELROUTE 192.0.2.0/24']);
  assert.deepEqual(k.logged, []);
});

test('a route whose device does not exist is left out, and said so', async () => {
  const k = kernel();
  k.routing.add({ routes: [routeTo('192.0.2.0/24', { device: 'eth9' }), b], rules: [] });
  await k.routing.settled();
  assert.deepEqual(k.deeds, ['RTM_NEWROUTE 198.51.100.0/24']);
  assert.match(k.logged[0]!.text, /there is no interface eth9/);
});

test('a device that comes back with another index is asked for by that', async () => {
  const k = kernel();
  const routing = { routes: [a], rules: [] };
  k.routing.prepare(routing);
  k.devices.set('eth0', 7);
  k.routing.prepare(routing);
  k.routing.add(routing);
  await k.routing.settled();
  assert.equal(k.routing.routes.held()[0]?.placed.ifindex, 7);
});

test('a route of a VRF goes to its table', () => {
  const { device: _, ...route } = routeTo('192.0.2.0/24', { vrf: 'red' });
  const request = routeRequest(route, name => (name === 'red' ? { index: 9, table: 10 } : undefined));
  assert.equal(typeof request === 'string' ? request : request.table, 10);
  assert.equal(
    routeRequest(route, () => ({ index: 9 })),
    'red',
  );
});
