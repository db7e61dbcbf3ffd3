import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { type AddressEvent, type LinkEvent, LinkTable } from '../../src/sys/links.js';
import { type AttributeValue, attributeSize, writeAttribute } from '../../src/wire/netlink/attribute.js';
import { LinkAttribute, LinkInfo } from '../../src/wire/netlink/link.js';
import { decodeMessages, encodeRequest, type NetlinkMessage, zeroTerminated } from '../../src/wire/netlink/message.js';
import { AddressFlag, encodeAddressRequest, LinkFlag, RtType } from '../../src/wire/netlink/rtnetlink.js';

function message(bytes: Uint8Array): NetlinkMessage {
  return decodeMessages(bytes)[0]!;
}

const UP = LinkFlag.up | LinkFlag.running | LinkFlag.multicast;

function link(
  index: number,
  name: string,
  flags: number = UP,
  type: number = RtType.newLink,
  more: readonly AttributeValue[] = [],
): NetlinkMessage {
  const fixed = new Uint8Array(16);
  new Uint32Array(fixed.buffer).set([0, index, flags]);
  const mtu = new Uint8Array(Uint32Array.of(1500).buffer);
  return message(
    encodeRequest(type, 0, fixed, [{ type: 3, value: zeroTerminated(name) }, { type: 4, value: mtu }, ...more]),
  );
}

const number = (type: number, value: number) => ({ type, value: new Uint8Array(Uint32Array.of(value).buffer) });

/** IFLA_LINKINFO with a kind. */
function kind(name: string): AttributeValue {
  const attribute = { type: LinkInfo.kind, value: zeroTerminated(name) };
  const value = new Uint8Array(attributeSize(attribute.value.length));
  writeAttribute(value, 0, attribute);
  return { type: LinkAttribute.info, value };
}

function ip(deed: 'add' | 'remove', ifindex: number, text: string, flags = 0): NetlinkMessage {
  return message(encodeAddressRequest(deed, { ifindex, address: address(text), prefixLength: 24, scope: 0, flags }));
}

function observed() {
  const events: string[] = [];
  const table = new LinkTable({
    onLink: (event: LinkEvent) => {
      const was = 'previous' in event ? ` was ${event.previous.name} ${event.previous.up ? 'up' : 'down'}` : '';
      events.push(`${event.kind} ${event.link.name} ${event.link.up ? 'up' : 'down'}${was}`);
    },
    onAddress: (event: AddressEvent) => events.push(`${event.kind} ${event.address.address.text} on ${event.ifindex}`),
  });
  return { table, events: () => events.splice(0) };
}

test('only differences are told', () => {
  const { table, events } = observed();
  table.apply(link(2, 'eth0'));
  table.apply(link(2, 'eth0'));
  table.apply(ip('add', 2, '10.0.0.1'));
  table.apply(ip('add', 2, '10.0.0.1'));
  table.apply(ip('remove', 2, '10.0.0.2'));
  assert.deepEqual(events(), ['add eth0 up', 'add 10.0.0.1 on 2']);
});

test('up means wanted up and with a carrier', () => {
  const { table, events } = observed();
  table.apply(link(2, 'eth0', LinkFlag.up));
  table.apply(link(2, 'eth0', UP));
  table.apply(link(2, 'eth0', LinkFlag.running));
  assert.deepEqual(events(), ['add eth0 down', 'change eth0 up was eth0 down', 'change eth0 down was eth0 up']);
});

test('an ipvlan is up when its base is, too, which the kernel does not tell of it', () => {
  const { table, events } = observed();
  const ipvlan = (flags: number) =>
    table.apply(link(5, 'ipvl0', flags, RtType.newLink, [number(LinkAttribute.link, 2), kind('ipvlan')]));
  ipvlan(UP); // nothing is known of its base yet
  table.apply(link(2, 'eth0', LinkFlag.up));
  assert.deepEqual(events(), ['add ipvl0 up', 'add eth0 down', 'change ipvl0 down was ipvl0 up']);
  table.apply(link(3, 'eth1', LinkFlag.up));
  ipvlan(UP);
  assert.deepEqual(events(), ['add eth1 down']);
  table.apply(link(2, 'eth0'));
  assert.deepEqual(events(), ['change eth0 up was eth0 down', 'change ipvl0 up was ipvl0 down']);
  ipvlan(LinkFlag.up); // down by itself: its base changes nothing
  table.apply(link(2, 'eth0', LinkFlag.up));
  table.apply(link(2, 'eth0'));
  assert.deepEqual(events(), [
    'change ipvl0 down was ipvl0 up',
    'change eth0 down was eth0 up',
    'change eth0 up was eth0 down',
  ]);
  ipvlan(UP);
  assert.deepEqual(events(), ['change ipvl0 up was ipvl0 down']);
});

test('the base of a container’s ipvlan is in another namespace: its index is somebody else’s here', () => {
  const { table, events } = observed();
  table.apply(link(2, 'tunl0', 0));
  const elsewhere = [number(LinkAttribute.link, 2), number(LinkAttribute.linkNamespace, 0), kind('ipvlan')];
  table.apply(link(5, 'eth0', UP, RtType.newLink, elsewhere));
  assert.deepEqual(events(), ['add tunl0 down', 'add eth0 up']);
});

test('a rename is told apart from a change', () => {
  const { table, events } = observed();
  table.apply(link(2, 'eth0'));
  table.apply(link(2, 'wan'));
  assert.deepEqual(events(), ['add eth0 up', 'rename wan up was eth0 up']);
});

test('a link that goes takes its addresses along, first', () => {
  const { table, events } = observed();
  table.apply(link(2, 'eth0'));
  table.apply(ip('add', 2, '10.0.0.1'));
  events();
  table.apply(link(2, 'eth0', UP, RtType.delLink));
  assert.deepEqual(events(), ['remove 10.0.0.1 on 2', 'remove eth0 up']);
  table.apply(link(2, 'eth0', UP, RtType.delLink));
  assert.deepEqual(events(), []);
});

test('an address that ends duplicate address detection is told as changed', () => {
  const { table, events } = observed();
  table.apply(ip('add', 2, 'fe80::1', AddressFlag.tentative));
  table.apply(ip('add', 2, 'fe80::1', AddressFlag.permanent));
  assert.deepEqual(events(), ['add fe80::1 on 2', 'change fe80::1 on 2']);
});

test('a message that leaves MTU and MAC open keeps what was known', () => {
  const { table, events } = observed();
  table.apply(link(2, 'eth0'));
  const fixed = new Uint8Array(16);
  new Uint32Array(fixed.buffer).set([0, 2, UP]);
  table.apply(message(encodeRequest(RtType.newLink, 0, fixed, [{ type: 3, value: zeroTerminated('eth0') }])));
  assert.deepEqual(events(), ['add eth0 up']);
  assert.equal(table.links.get(2)?.mtu, 1500);
});

test('whole tables tell what came, what changed and what went', () => {
  const { table, events } = observed();
  table.replace([link(2, 'eth0'), link(3, 'eth1')], [ip('add', 2, '10.0.0.1'), ip('add', 3, '10.0.0.2')]);
  assert.deepEqual(events(), ['add eth0 up', 'add eth1 up', 'add 10.0.0.1 on 2', 'add 10.0.0.2 on 3']);
  table.replace([link(2, 'eth0', LinkFlag.up), link(4, 'eth2')], [ip('add', 2, '10.0.0.3')]);
  assert.deepEqual(events(), [
    'remove 10.0.0.1 on 2',
    'remove 10.0.0.2 on 3',
    'remove eth1 up',
    'change eth0 down was eth0 up',
    'add eth2 up',
    'add 10.0.0.3 on 2',
  ]);
  table.replace([link(2, 'eth0', LinkFlag.up), link(4, 'eth2')], [ip('add', 2, '10.0.0.3')]);
  assert.deepEqual(events(), []);
});

test('messages about other things and broken ones are ignored', () => {
  const { table, events } = observed();
  table.apply({ type: 24, flags: 0, sequence: 0, port: 0, payload: new Uint8Array(12) });
  table.apply({ type: RtType.newLink, flags: 0, sequence: 0, port: 0, payload: new Uint8Array(3) });
  table.apply({ type: RtType.newAddress, flags: 0, sequence: 0, port: 0, payload: new Uint8Array(3) });
  assert.deepEqual(events(), []);
});
