import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { address } from '../../../../src/base/address.js';
import { addressElements, deviceElements } from '../../../../src/daemon/vrrp/filter/elements.js';
import {
  type FilterElement,
  planRuleset,
  type RulesetOptions,
  type Tables,
} from '../../../../src/daemon/vrrp/filter/ruleset.js';
import { readHost16, readHost32 } from '../../../../src/wire/netlink/host-order.js';
import { decodeMessages } from '../../../../src/wire/netlink/message.js';
import { encodeTableChange, type TableRequest } from '../../../../src/wire/netlink/nftables/request.js';
import { instanceSettings, virtualAddress } from '../../../support/instance-settings.js';
import { toHex } from '../../../wire/hex.js';
import { ADDRESS4, ADDRESSES6, NAMES6, VMAC4, VMAC6 } from './captured.js';

const OPTIONS: RulesetOptions = { table: 'mytab', priority: 5, countsPackets: true };
const NOTHING: Tables = new Map();
const NO_ACCEPT = instanceSettings({ accepts: false });

function addresses(...entries: readonly [text: string, device: string, index: number][]): FilterElement[] {
  const placed = entries.map(([text, device, ifindex]) => ({
    entry: virtualAddress(text),
    device,
    request: { ifindex },
  }));
  return addressElements(NO_ACCEPT, placed, { matchesInterfacesByIndex: false });
}

function device(index: number, usesIpv4: boolean): FilterElement[] {
  return deviceElements(
    { index, baseIndex: 2, family: usesIpv4 ? 4 : 6, usesIpv4, usesIpv6: !usesIpv4 },
    { reportsIgmp: true },
  );
}

const add = (tables: Tables, added: readonly FilterElement[], options = OPTIONS) =>
  planRuleset(tables, { added, removed: [] }, options);

const bytesOf = (changes: readonly TableRequest[]) => Buffer.concat(changes.map(encodeTableChange));

const NEW_SET = 9;
const NEW_ELEMENTS = 12;
const SET_ID = 10;
/** Of lookups and of lists of elements. */
const REFERENCE = 4;
const NESTED = 0x8000;

/**
 * The changes of a batch as a reader would tell them apart: without the numbers of messages and of sets (we name sets),
 * without wishes for answers, and without the numbers of elements in a list.
 */
function told(datagram: Uint8Array): string[] {
  const changes = decodeMessages(datagram).filter(({ type }) => type >> 8 === 10);
  return changes.map(({ type, payload }) => {
    const kind = type & 0xff;
    const tree = attributes(payload.subarray(4), kind === NEW_SET ? SET_ID : kind === NEW_ELEMENTS ? REFERENCE : 0);
    return `${kind} family ${payload[0]}: ${tree}`;
  });
}

function attributes(bytes: Uint8Array, leftOut: number): string {
  const found: string[] = [];
  for (let at = 0; at + 4 <= bytes.length; at += (readHost16(bytes, at) + 3) & ~3) {
    const [length, type] = [readHost16(bytes, at), readHost16(bytes, at + 2)];
    const value = bytes.subarray(at + 4, at + length);
    if ((type & ~NESTED) === leftOut) continue;
    found.push(
      (type & NESTED) === 0 ? `${type}=${toHex(value)}` : `${type & ~NESTED}(${inner(type & ~NESTED, value)})`,
    );
  }
  return found.sort().join(' ');
}

/** What is nested: an expression with its name, a list whose items are numbered, or more attributes. */
function inner(type: number, value: Uint8Array): string {
  const name =
    value.length > 8 && readHost16(value, 2) === 1 ? Buffer.from(value.subarray(4, 10)).toString('latin1') : '';
  const text = attributes(value, 0);
  if (name === 'lookup') return text.replace(/ 4=[0-9a-f]{8}/, '');
  return type === 3 ? text.replaceAll(/\b2\(1\(/g, '1(1(') : text;
}

describe('the rules are those of keepalived', () => {
  test('an address of IPv4, in a table that has rules for a macvlan', () => {
    const first = add(NOTHING, device(3, true));
    assert.deepEqual(told(bytesOf(first.changes)), told(VMAC4));
    assert.equal(first.changes.length, 5);
    const next = add(first.tables, addresses(['10.77.0.100/24', 'vrrp.51', 3]));
    assert.deepEqual(told(bytesOf(next.changes)), told(ADDRESS4));
  });

  test('addresses of IPv6, in a table that has rules for a macvlan', () => {
    const first = add(NOTHING, device(4, false));
    assert.deepEqual(told(bytesOf(first.changes)), told(VMAC6));
    const next = add(first.tables, addresses(['fe80::100/64', 'vrrp6.51', 4], ['fd77::101/64', 'vrrp6.51', 4]));
    assert.deepEqual([...told(bytesOf(next.changes))].sort(), [...told(ADDRESSES6)].sort());
    assert.deepEqual(told(bytesOf(next.changes)).slice(0, -2), told(ADDRESSES6).slice(0, -2));
  });

  test('link-local addresses by the name of their interface', () => {
    const options = { table: 'keepalived', priority: -1, countsPackets: false };
    const before = add(NOTHING, addresses(['fd77::101/64', 'eth0', 2]), options);
    const untracked = { ...NO_ACCEPT, tracksPrimary: false };
    const placed = [{ entry: virtualAddress('fe80::100/64'), device: 'eth0', request: { ifindex: 2 } }];
    const elements = addressElements(untracked, placed, { matchesInterfacesByIndex: false });
    const { changes } = add(before.tables, elements, options);
    assert.deepEqual(told(bytesOf(changes)), told(NAMES6));
  });

  test('a comparison that sees nothing would prove nothing', () => {
    const [other] = told(bytesOf(add(NOTHING, device(3, true), { ...OPTIONS, priority: 6 }).changes).subarray(0));
    assert.equal(told(VMAC4)[0], other);
    assert.notDeepEqual(told(bytesOf(add(NOTHING, device(3, true), { ...OPTIONS, priority: 6 }).changes)), told(VMAC4));
    assert.notDeepEqual(told(bytesOf(add(NOTHING, device(5, true)).changes)), told(VMAC4));
    assert.equal(readHost32(VMAC4, 0), 20);
  });
});

describe('what there is already is not made again', () => {
  const kinds = (changes: readonly TableRequest[]) => changes.map(({ family, change }) => `${family} ${change.kind}`);

  test('a further address is one element', () => {
    const { tables } = add(NOTHING, addresses(['10.0.0.1/24', 'eth0', 2]));
    assert.deepEqual(kinds(add(tables, addresses(['10.0.0.2/24', 'eth0', 2])).changes), ['ip add-elements']);
  });

  test('the elements of a set go and come in one change', () => {
    const two = addresses(['10.0.0.1/24', 'eth0', 2], ['10.0.0.2/24', 'eth0', 2]);
    const { tables } = add(NOTHING, two);
    const plan = planRuleset(tables, { added: addresses(['10.0.0.3/24', 'eth0', 2]), removed: two }, OPTIONS);
    assert.deepEqual(kinds(plan.changes), ['ip add-elements', 'ip delete-elements']);
  });

  test('rules for a macvlan come behind those for addresses when it comes later', () => {
    const { tables } = add(NOTHING, addresses(['10.0.0.1/24', 'eth0', 2]));
    const { changes } = add(tables, device(3, true));
    assert.deepEqual(kinds(changes), ['ip add-set', 'ip add-rule', 'ip add-elements']);
  });

  test('each family has its table when it is needed', () => {
    const { tables } = add(NOTHING, addresses(['fd77::1/64', 'eth0', 2]));
    assert.deepEqual([...tables.keys()], ['ip6']);
    assert.equal(kinds(add(tables, addresses(['10.0.0.1/24', 'eth0', 2])).changes)[0], 'ip add-table');
  });
});

describe('which elements', () => {
  const at = (text: string, changes = {}, device = 'eth0', ifindex = 2) => {
    return { entry: virtualAddress(text, changes), device, request: { ifindex } };
  };
  const sets = (settings: Parameters<typeof addressElements>[0], placed: ReturnType<typeof at>[], byIndex = false) =>
    addressElements(settings, placed, { matchesInterfacesByIndex: byIndex }).map(({ set }) => set);

  test('none of an instance that accepts, and none of an address owner (RFC 9568 6.1)', () => {
    assert.deepEqual(sets(instanceSettings(), [at('10.0.0.1/24')]), []);
    assert.deepEqual(sets(instanceSettings({ accepts: false, priority: 255 }), [at('10.0.0.1/24')]), []);
    assert.deepEqual(sets(NO_ACCEPT, [at('10.0.0.1/24')]), ['vips']);
  });

  test('a link-local address is one with its interface, febf:: is the last of them', () => {
    const placed = [at('fe80::1/64'), at('febf::1/64'), at('fec0::1/64')];
    assert.deepEqual(sets(NO_ACCEPT, placed), ['vips_link_local', 'vips_link_local', 'vips']);
  });

  test('by name where the instance goes on without the interface, unless the index is asked for', () => {
    const untracked = instanceSettings({ accepts: false, tracksPrimary: false });
    const placed = [
      at('fe80::1/64'),
      at('fe80::2/64', { device: 'eth1' }, 'eth1', 3),
      at('fe80::3/64', { device: 'eth1', tracked: false }, 'eth1', 3),
      at('fe80::4/64', { device: 'eth0' }),
    ];
    const [name, index] = ['vips_link_local_name', 'vips_link_local'];
    assert.deepEqual(sets(untracked, placed), [name, index, name, name]);
    const onMacvlan = { ...untracked, device: 'vrrp.51' };
    const moved = [at('fe80::1/64', { device: 'vrrp.51' }, 'vrrp.51', 4), at('fe80::5/64', { device: 'eth0' })];
    assert.deepEqual(sets(onMacvlan, moved), [name, index]);
    assert.deepEqual(sets(untracked, placed, true), [index, index, index, index]);
    assert.deepEqual(sets(NO_ACCEPT, placed), [index, index, index, index]);
  });

  test('the same address on two interfaces is two elements, when it is link-local', () => {
    const placed = [at('fe80::1/64'), at('fe80::1/64', { device: 'eth1' }, 'eth1', 3)];
    const ids = addressElements(NO_ACCEPT, placed, { matchesInterfacesByIndex: false }).map(({ id }) => id);
    assert.equal(new Set(ids).size, 2);
    assert.equal(address('fe80::1').text, 'fe80::1');
  });

  test('a macvlan of both families; IGMP is not redirected where the kernel reports nothing', () => {
    const both = { index: 3, baseIndex: 2, usesIpv4: true, usesIpv6: true };
    const names = (reportsIgmp: boolean, family: 4 | 6 = 4) =>
      deviceElements({ ...both, family }, { reportsIgmp }).map(({ family, set }) => `${family} ${set}`);
    assert.deepEqual(names(true), ['ip vmac_map', 'ip6 vmac_map', 'ip6 vmac_set']);
    assert.deepEqual(names(true, 6), ['ip6 vmac_map', 'ip6 vmac_set', 'ip vmac_map']);
    assert.deepEqual(names(false), ['ip6 vmac_map', 'ip6 vmac_set']);
  });
});
