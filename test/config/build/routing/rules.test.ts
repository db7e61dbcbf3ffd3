import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Rule } from '../../../../src/vrrp/settings.js';
import { instanceText, load, mistakes } from '../../../support/fake-machine.js';

function loaded(entries: string) {
  return load(instanceText(`virtual_rules {\n${entries}\n}`));
}

function rules(entries: string): readonly Rule[] {
  return loaded(entries).settings?.vrrp.instances[0]?.rules ?? [];
}

function rule(entry: string): Rule {
  const [only, ...others] = rules(entry);
  assert.deepEqual(others, []);
  assert.ok(only, `${entry} was dropped`);
  return only;
}

test('a plain rule', () => {
  const { from, ...found } = rule('from 10.0.0.0/8 table 100 preference 5');
  assert.deepEqual([from?.address.text, from?.length], ['10.0.0.0', 8]);
  assert.deepEqual(found, {
    family: 4,
    inverted: false,
    preference: 5,
    protocol: 18,
    action: { kind: 'table', table: 100 },
    tracked: true,
  });
});

test('every condition lands in its field', () => {
  const found = rule(
    'not to fd00::/8 lookup main order 0x10 tos 0x10 fwmark 0x5/0xff iif eth0 oif eth1 tunnel-id 18446744073709551615 uidrange 5-10 ipproto UDP sport 53-53 dport 80-443 suppress_prefixlength 0 suppress_ifgroup 3 no_track protocol 4',
  );
  const { to, ...rest } = found;
  assert.deepEqual([to?.address.text, to?.length], ['fd00::', 8]);
  assert.deepEqual(rest, {
    family: 6,
    inverted: true,
    preference: 16,
    tos: 16,
    fwmark: { mark: 5, mask: 255 },
    inputDevice: 'eth0',
    outputDevice: 'eth1',
    tunnelId: 18_446_744_073_709_551_615n,
    uids: { first: 5, last: 10 },
    ipProtocol: 17,
    sourcePorts: { first: 53, last: 53 },
    destinationPorts: { first: 80, last: 443 },
    suppressPrefixLength: 0,
    suppressGroup: 3,
    protocol: 4,
    action: { kind: 'table', table: 254 },
    tracked: false,
  });
  assert.deepEqual(rule('fwmark 5/ table 1 order 1').fwmark, { mark: 5, mask: 0xffff_ffff });
  assert.deepEqual(rule('realms 1/2 table 1 order 1').realms, { from: 1, to: 2 });
  assert.equal(rule('from any to default table 1 order 1').from, undefined, 'everybody is no condition');
});

test('every action', () => {
  const actions: readonly (readonly [string, Rule['action']])[] = [
    ['goto 200 order 100', { kind: 'goto', preference: 200 }],
    ['type blackhole order 100', { kind: 'blackhole' }],
    ['nop order 100', { kind: 'nop' }],
    ['unreachable order 100', { kind: 'unreachable' }],
    ['prohibit order 100', { kind: 'prohibit' }],
    ['l3mdev order 100', { kind: 'l3mdev' }],
  ];
  for (const [entry, action] of actions) assert.deepEqual(rule(entry).action, action, entry);
});

test('rules without a preference get one, counting down for each family on its own', () => {
  const found = rules('from 10.0.0.0/8 table 1\nfrom fd00::/8 table 1\nfrom 10.1.0.0/16 table 1\nnop order 5');
  assert.deepEqual(
    found.map(({ family, preference }) => [family, preference]),
    [
      [4, 16_384],
      [6, 16_384],
      [4, 16_383],
      [4, 5],
    ],
  );
});

test('automatic preferences go on from one instance to the next, and to static rules', () => {
  const block = 'virtual_rules {\nfrom 10.0.0.0/8 table 1\n}';
  const { settings } = load(
    `${instanceText(block)}${instanceText(block, { name: 'W', vrid: 52 })}static_rules {\nfrom 10.0.0.0/8 table 2\n}\n`,
  );
  const all = [...(settings?.vrrp.instances.flatMap(one => one.rules) ?? []), ...(settings?.vrrp.staticRules ?? [])];
  assert.deepEqual(
    all.map(({ preference }) => preference),
    [16_384, 16_383, 16_382],
  );
});

test('a single port is refused as keepalived refuses it, with what to write instead', () => {
  const { diagnostics } = loaded('table 1 order 1 dport 80');
  const said = diagnostics.find(({ code }) => code === 'rule-range');
  assert.equal(said?.hint, 'write `dport 80-80`');
  assert.deepEqual(rules('table 1 order 1 dport 80'), []);
});

test('a range the kernel would not take drops the rule, though keepalived says nothing', () => {
  for (const range of ['10-5', '5-65536']) {
    const found = loaded(`table 1 order 1 sport ${range}`);
    assert.deepEqual([found.settings?.vrrp.instances[0]?.rules, found.exitStatus], [[], 0], range);
  }
});

test('what a rule may not be', () => {
  const table: readonly (readonly [string, string])[] = [
    ['from 10.0.0.0/8 order 1', 'rule-action'],
    ['table 1 nop order 1', 'rule-action-twice'],
    ['l3mdev table 1 order 1', 'rule-action-twice'],
    ['goto 5 order 5', 'rule-goto'],
    ['goto 5', 'rule-goto'],
    ['nop realms 5 order 1', 'rule-table-only'],
    ['from 10.0.0.0/8 to fd00::/8 table 1 order 1', 'rule-family'],
    ['table 0 order 1', 'rule-table-zero'],
    ['table 1 order 1 dprot 1-2', 'rule-word-unknown'],
    ['table 1 order 1 ipproto tpc', 'rule-ip-protocol'],
  ];
  for (const [entry, code] of table) {
    assert.deepEqual(mistakes(loaded(entry)), [`5 ${code}`], entry);
    assert.deepEqual(rules(entry), [], entry);
  }
});

test('whatever stands in an entry, reading it ends without an exception', () => {
  const word = fc.constantFrom(
    ...'from to 10.0.0.0/8 fd00::/8 any table main 0 5 -1 order goto nop l3mdev type blackhole not inet inet6 fwmark 5/6 realms sport 5-6 6-5 dev eth0 nope uidrange protocol ipproto tcp no_track /'.split(
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

test("a rule that is not tracked is nobody's unless told", () => {
  const protocols = (text: string) =>
    load(instanceText(`virtual_rules {\n${text}\n}`)).settings?.vrrp.instances[0]?.rules.map(
      ({ protocol }) => protocol,
    );
  assert.deepEqual(protocols('from 10.0.0.1 table 5 order 5\nfrom 10.0.0.2 table 5 order 6 no_track'), [18, 0]);
});
