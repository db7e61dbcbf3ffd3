/** Routes as keepalived 2.2.7 asks the kernel for them, and as the kernel reports them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { milliseconds, seconds } from '../../../src/base/duration.js';
import { decodeRoute, encodeRouteRequest, type RouteRequest, routeIdentity } from '../../../src/wire/netlink/route.js';
import { hex, randomBytes, toHex, truncations } from '../hex.js';

const prefix = (text: string) => {
  const [ip, length] = text.split('/') as [string, string];
  return { address: address(ip), length: Number(length) };
};

function route(changes: Partial<RouteRequest>): RouteRequest {
  return {
    family: changes.destination?.address.family ?? 4,
    type: 1,
    destination: prefix('203.0.113.0/24'),
    table: 254,
    protocol: 18,
    onlink: false,
    metrics: [],
    insertion: 'prepend',
    nexthops: [],
    ...changes,
  };
}

/** Without the header of the message. */
const body = (message: Uint8Array) => toHex(message.subarray(16));
const eth0 = { ifindex: 3 };

test('a route by a gateway is asked for as keepalived does', () => {
  const message = encodeRouteRequest('add', route({ via: address('10.77.0.254'), ...eth0 }));
  assert.equal(
    toHex(message),
    toHex(
      hex(`34000000 1800 0104 00000000 00000000  02180000 fe120001 00000000
        0800 0100 cb007100  0800 0500 0a4d00fe  0800 0400 03000000`),
    ),
  );
});

test('its removal leaves the scope open', () => {
  const message = encodeRouteRequest('remove', route({ via: address('10.77.0.254'), ...eth0 }));
  assert.equal(toHex(message.subarray(4, 8)), toHex(hex('1900 0100')));
  assert.equal(toHex(message.subarray(16, 28)), toHex(hex('02180000 fe12ff01 00000000')));
});

test('where it goes among others is said by the flags of the message', () => {
  const flags = (insertion: RouteRequest['insertion']) =>
    toHex(encodeRouteRequest('add', route({ insertion })).subarray(6, 8));
  assert.deepEqual(
    ['prepend', 'append', 'add'].map(each => flags(each as RouteRequest['insertion'])),
    [toHex(hex('0104')), toHex(hex('010c')), toHex(hex('0106'))],
  );
});

test('a table above 255 stands in an attribute of its own', () => {
  assert.equal(
    body(encodeRouteRequest('add', route({ table: 1000, protocol: 44, ...eth0 }))),
    toHex(hex('02180000 002c0001 00000000  0800 0f00 e8030000  0800 0100 cb007100  0800 0400 03000000')),
  );
});

test('IPv6 has source prefix, expiry and preference', () => {
  const request = route({
    destination: prefix('2001:db8:2::/48'),
    from: prefix('2001:db8:9::/48'),
    via: address('fd77::254'),
    metric: 7,
    expires: seconds(100),
    preference: 1,
    ...eth0,
  });
  assert.equal(
    body(encodeRouteRequest('add', request)),
    toHex(
      hex(`0a303000 fe120001 00000000
        1400 0100 20010db8000200000000000000000000  1400 0200 20010db8000900000000000000000000
        1400 0500 fd770000000000000000000000000254  0800 0400 03000000
        0800 0600 07000000  0800 1700 64000000  0500 1400 01000000`),
    ),
  );
});

test('metrics are in the units of TCP, and the locked ones in a set', () => {
  const request = route({
    metrics: [
      { name: 'rtt', value: seconds(1), locked: false },
      { name: 'rttvar', value: seconds(2), locked: false },
      { name: 'rto_min', value: milliseconds(1500), locked: false },
      { name: 'mtu', value: 1400, locked: true },
      { name: 'congctl', value: 'cubic', locked: true },
    ],
  });
  assert.equal(
    body(encodeRouteRequest('add', request)).slice(40),
    toHex(
      hex(`3800 0800  0800 0400 401f0000  0800 0500 401f0000  0800 0d00 dc050000  0800 0200 78050000
        0a00 1000 637562696300 0000  0800 0100 04000100`),
    ),
  );
});

test('several ways stand in one attribute, each with its weight less one', () => {
  const nexthops = [
    { via: address('10.77.0.254'), ifindex: 3, weight: 3, onlink: false },
    { via: address('10.77.0.253'), ifindex: 0, weight: 1, onlink: true, realms: { from: 3, to: 4 } },
  ];
  assert.equal(
    body(encodeRouteRequest('add', route({ nexthops }))).slice(40),
    toHex(
      hex(`2c00 0900  1000 00 02 03000000 0800 0500 0a4d00fe
        1800 04 00 00000000 0800 0500 0a4d00fd 0800 0b00 04000300`),
    ),
  );
});

test('what packets are wrapped into is as keepalived writes it', () => {
  const encapsulated = (encapsulation: RouteRequest['encapsulation'] & object) =>
    body(encodeRouteRequest('add', route({ encapsulation }))).slice(40);
  assert.equal(
    encapsulated({
      kind: 'ip',
      id: 5n,
      destination: address('1.2.3.4'),
      source: address('10.77.0.1'),
      tos: 4,
      ttl: 9,
      flags: 3,
    }),
    toHex(
      hex(`3800 1600  0c00 0100 0000000000000005  0800 0200 01020304  0800 0300 0a4d0001  0500 0500 04000000
        0500 0400 09000000  0600 0600 0300 0000  0600 1500 0200 0000`),
    ),
  );
  assert.equal(
    encapsulated({ kind: 'mpls', labels: [100, 200] }),
    toHex(hex('1000 1600 0c00 0100 00064000 000c8100  0600 1500 0100 0000')),
  );
  assert.equal(
    encapsulated({ kind: 'ila', locator: 0x0001_0002_0003_0004n }),
    toHex(hex('1000 1600 0c00 0100 0001000200030004  0600 1500 0300 0000')),
  );
});

test('the report of a route has the identity of the request for it', () => {
  for (const request of [
    route({ via: address('10.77.0.254'), ...eth0, tos: 16, table: 1000, metric: 9 }),
    route({ destination: prefix('0.0.0.0/0'), ...eth0 }),
    route({ destination: prefix('2001:db8:2::/48'), from: prefix('fd00::/8'), via: address('fd77::1'), ...eth0 }),
  ]) {
    const read = decodeRoute(encodeRouteRequest('add', request).subarray(16));
    assert.deepEqual(read, { ok: true, value: { identity: routeIdentity(request), protocol: 18, ifindex: 3 } });
  }
});

test('IPv6 without a metric is the same as with 1024', () => {
  const plain = route({ destination: prefix('2001:db8::/32') });
  assert.equal(routeIdentity(plain), routeIdentity({ ...plain, metric: 1024 }));
  assert.notEqual(routeIdentity(plain), routeIdentity({ ...plain, metric: 7 }));
});

test('a report cut anywhere, or of random bytes, is read without a throw', () => {
  const payload = encodeRouteRequest('add', route({ via: address('10.77.0.254'), ...eth0 })).subarray(16);
  for (const part of truncations(payload)) assert.equal(decodeRoute(part).ok, part.length >= 12);
  for (const bytes of randomBytes(7, 500, 80)) decodeRoute(bytes);
});
