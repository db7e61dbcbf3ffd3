import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { milliseconds, seconds } from '../../../../src/base/duration.js';
import type { Route } from '../../../../src/vrrp/settings.js';
import { type FakeMachine, instanceText, load, mistakes } from '../../../support/fake-machine.js';

function loaded(entries: string, machine: FakeMachine = {}) {
  return load(instanceText(`virtual_routes {\n${entries}\n}`), machine);
}

function routes(entries: string, machine: FakeMachine = {}): readonly Route[] {
  const { settings, unusable } = loaded(entries, machine);
  assert.equal(unusable, undefined);
  return settings?.vrrp.instances[0]?.routes ?? [];
}

/** The only route of an entry, with its addresses as text. */
function route(entry: string, machine: FakeMachine = {}) {
  const [only, ...others] = routes(entry, machine);
  assert.deepEqual(others, []);
  assert.ok(only, `${entry} was dropped`);
  const { destination, via, source, from } = only;
  return {
    ...only,
    destination: `${destination.address.text}/${destination.length}`,
    via: via?.text,
    source: source?.text,
    from: from === undefined ? undefined : `${from.address.text}/${from.length}`,
  };
}

test('a plain route has the values of the kernel and of keepalived', () => {
  assert.deepEqual(route('10.1.0.0/16 via 10.77.0.2 dev eth1'), {
    family: 4,
    type: 1,
    destination: '10.1.0.0/16',
    via: '10.77.0.2',
    source: undefined,
    from: undefined,
    device: 'eth1',
    onlink: false,
    insertion: 'prepend',
    protocol: 18,
    metrics: [],
    nexthops: [],
    tracked: true,
  });
});

test('destinations: with and without length, default in both families, types before them', () => {
  const table: readonly (readonly [string, string, number, number])[] = [
    ['10.1.0.7 dev eth0', '10.1.0.7/32', 4, 1],
    ['to fd00::/64 dev eth0', 'fd00::/64', 6, 1],
    ['default dev eth0', '0.0.0.0/0', 4, 1],
    ['default via fe80::1 dev eth0', '::/0', 6, 1],
    ['default6 dev eth0', '::/0', 6, 1],
    ['blackhole fd00::/8 dev eth0', 'fd00::/8', 6, 6],
    ['brd 10.1.255.255 dev eth0', '10.1.255.255/32', 4, 3],
    ['0x7 10.1.0.0/16 dev eth0', '10.1.0.0/16', 4, 7],
    ['10.1.0.0/16 10.2.0.0/16 dev eth0', '10.2.0.0/16', 4, 1],
  ];
  for (const [entry, destination, family, type] of table) {
    const found = route(entry);
    assert.deepEqual([found.destination, found.family, found.type], [destination, family, type], entry);
  }
});

test('every option lands in its field', () => {
  const found = route(
    '10.1.0.0/16 via inet 10.77.0.2 src 10.77.0.1 tos 0x10 table 100 scope link metric 7 oif eth0 onlink ttl-propagate enabled realms 3/4 append no_track protocol 4',
  );
  assert.deepEqual(
    [found.source, found.tos, found.table, found.scope, found.metric, found.device, found.onlink],
    ['10.77.0.1', 16, 100, 253, 7, 'eth0', true],
  );
  assert.deepEqual(
    [found.propagatesTtl, found.realms, found.insertion, found.tracked, found.protocol],
    [true, { from: 3, to: 4 }, 'append', false, 4],
  );
  const six = route('fd00::/64 dev eth0 from fd01::/64 expires 60 pref low');
  assert.deepEqual([six.from, six.expires, six.preference], ['fd01::/64', seconds(60), 3]);
  assert.equal(route('fd00::/64 dev eth0 pref high').preference, 1);
});

test('metrics carry their units and their locks', () => {
  assert.deepEqual(
    route(
      '10.1.0.0/16 dev eth0 mtu lock 1400 advmss 1360 rtt 300 rttvar 250ms rto_min lock 1.5s hoplimit 64 features ecn quickack 1 congctl lock cubic',
    ).metrics,
    [
      { name: 'mtu', value: 1400, locked: true },
      { name: 'advmss', value: 1360, locked: false },
      { name: 'rtt', value: milliseconds(300), locked: false },
      { name: 'rttvar', value: milliseconds(250), locked: false },
      { name: 'rto_min', value: milliseconds(1500), locked: true },
      { name: 'hoplimit', value: 64, locked: false },
      { name: 'features', value: 1, locked: false },
      { name: 'quickack', value: 1, locked: false },
      { name: 'congctl', value: 'cubic', locked: true },
    ],
  );
});

test('times of TCP are at least 200 ms, as keepalived corrects them', () => {
  const found = loaded('10.1.0.0/16 dev eth0 rtt 100 rttvar 50ms rto_min 0.1s');
  assert.deepEqual(
    found.settings?.vrrp.instances[0]?.routes[0]?.metrics.map(({ value }) => value),
    [200, 200, 200].map(milliseconds),
  );
  assert.equal(found.exitStatus, 0);
});

test('whoever names the type of a route wants a place of its own for it, unless a word behind it says otherwise', () => {
  assert.deepEqual(
    ['10.1.0.0/16', 'unicast 10.1.0.0/16', 'prepend blackhole 10.1.0.0/16', 'blackhole 10.1.0.0/16 append'].map(
      text => route(`${text} dev eth0`).insertion,
    ),
    ['prepend', 'add', 'add', 'append'],
  );
});

test('encapsulations of all four kinds', () => {
  const encapsulation = (text: string) => route(`10.1.0.0/16 dev eth0 encap ${text}`).encapsulation;
  const ip = encapsulation('ip id 18446744073709551615 dst 10.9.0.1 src 10.77.0.1 tos 5 ttl 64 flags 3');
  assert.equal(ip?.kind, 'ip');
  assert.deepEqual(ip?.kind === 'ip' && [ip.id, ip.destination?.text, ip.source?.text, ip.tos, ip.ttl, ip.flags], [
    18_446_744_073_709_551_615n,
    '10.9.0.1',
    '10.77.0.1',
    5,
    64,
    3,
  ]);
  const ip6 = encapsulation('ip6 dst fd00::9 tc 5 hoplimit 63');
  assert.deepEqual(ip6?.kind === 'ip6' && [ip6.destination?.text, ip6.tos, ip6.ttl], ['fd00::9', 5, 63]);
  assert.deepEqual(encapsulation('mpls 100/200'), { kind: 'mpls', labels: [100, 200] });
  assert.deepEqual(encapsulation('ila 1:2:3:ffff'), { kind: 'ila', locator: 0x1_0002_0003_ffffn });
  assert.equal(encapsulation('mpls 1048576'), undefined, 'a label has 20 bits');
});

test('several ways: nexthop, and the old or', () => {
  const entry =
    'default dev eth0 nexthop via 10.77.0.2 weight 5 nexthop via 10.77.0.3 dev eth1 onlink realms 7 encap mpls 16';
  const hops = routes(entry)[0]?.nexthops.map(({ via, ...hop }) => ({ ...hop, via: via?.text }));
  assert.deepEqual(hops, [
    { via: '10.77.0.2', weight: 5, onlink: false },
    {
      via: '10.77.0.3',
      device: 'eth1',
      weight: 1,
      onlink: true,
      realms: { to: 7 },
      encapsulation: { kind: 'mpls', labels: [16] },
    },
  ]);
  const [old] = routes('default dev eth0 via 10.77.0.2 or 10.77.0.3');
  assert.deepEqual([old?.via, old?.nexthops.map(({ via }) => via?.text)], [undefined, ['10.77.0.2', '10.77.0.3']]);
});

test('a route that is tracked is known by its protocol and its device', () => {
  const forced = loaded('10.1.0.0/16 dev eth0 protocol static');
  assert.deepEqual(mistakes(forced), ['5 protocol-forced']);
  assert.equal(forced.settings?.vrrp.instances[0]?.routes[0]?.protocol, 18);
  const deviceless = loaded('10.1.0.0/16 via 10.77.0.2');
  assert.deepEqual(mistakes(deviceless), ['5 route-untracked']);
  assert.equal(deviceless.settings?.vrrp.instances[0]?.routes[0]?.tracked, false);
  assert.deepEqual(mistakes(loaded('10.1.0.0/16 via 10.77.0.2 no_track')), []);
});

test('a mistake costs the entry it is in, and the others stay', () => {
  const { settings, diagnostics } = loaded(
    '10.1.0.0/16 dev eth0 mut 1400\n10.2.0.0/16 dev eth0\n10.3.0.0/16 dev eth0 via fe80::1',
  );
  assert.deepEqual(
    settings?.vrrp.instances[0]?.routes.map(({ destination }) => destination.address.text),
    ['10.2.0.0'],
  );
  assert.deepEqual(
    diagnostics.flatMap(({ code, hint }) => (code.startsWith('route-') ? [[code, hint]] : [])),
    [
      ['route-word-unknown', 'did you mean `mtu`?'],
      ['route-family', undefined],
    ],
  );
});

test('the word behind inet is passed over as in keepalived, and that is said', () => {
  const { settings, diagnostics } = loaded('inet unicast 10.1.0.0/16 dev eth0');
  assert.equal(settings?.vrrp.instances[0]?.routes.length, 1);
  const said = diagnostics.find(({ code }) => code === 'family-word-skips');
  assert.match(said?.text ?? '', /`unicast` is not looked at/);
  assert.equal(said?.class, undefined, 'keepalived says nothing');
});

test('a VRF must be one, where that can be known', () => {
  const machine = { interfaces: ['eth0', 'blue'], kinds: { eth0: 'veth', blue: 'vrf' } };
  assert.equal(route('10.1.0.0/16 dev eth0 vrf blue', machine).vrf, 'blue');
  assert.deepEqual(mistakes(loaded('10.1.0.0/16 dev eth0 vrf eth0', machine)), ['5 vrf-kind']);
  assert.deepEqual(mistakes(loaded('10.1.0.0/16 dev eth0 vrf red', machine)), ['5 vrf-missing']);
  assert.equal(route('10.1.0.0/16 dev eth0 vrf eth1').vrf, 'eth1', 'nothing is known of its kind');
});

test('a table number is cut to 32 bits, aloud', () => {
  const { settings, diagnostics, exitStatus } = loaded('10.1.0.0/16 dev eth0 table -1');
  assert.equal(settings?.vrrp.instances[0]?.routes[0]?.table, 4_294_967_295);
  assert.ok(diagnostics.some(({ code }) => code === 'route-table-wrapped'));
  assert.equal(exitStatus, 0);
});

test('whatever stands in an entry, reading it ends without an exception', () => {
  const word = fc.constantFrom(
    ...'10.1.0.0/16 fd00::/64 default dev eth0 nope via inet inet6 encap ip ip6 mpls ila dst id 5 0x10 nexthop weight or realms 1/2 table main lock mtu rtt 5s features pref no_track as to vrf src from add tos -1 99999999999 / //'.split(
      ' ',
    ),
  );
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 12 }), words => {
      const { diagnostics } = loaded(words.join(' '));
      assert.ok(diagnostics.every(({ text }) => text.length > 0));
    }),
    { numRuns: 300 },
  );
});
