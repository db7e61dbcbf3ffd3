import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { address } from '../../src/base/address.js';
import { addAddresses, removeAddresses } from '../../src/sys/addresses.js';
import { type AddressEvent, type LinkEvent, type LinkWatch, watchLinks } from '../../src/sys/links.js';
import { type NetlinkSocket, openNetlinkSocket } from '../../src/sys/netlink-socket.js';
import {
  AddressFlag,
  type AddressRequest,
  encodeLinkDump,
  PROTOCOL_KEEPALIVED,
} from '../../src/wire/netlink/rtnetlink.js';
import { cable, eventually, ip } from './namespace.js';

const linkEvents: LinkEvent[] = [];
const addressEvents: AddressEvent[] = [];
let watch: LinkWatch;
let netlink: NetlinkSocket;

before(async () => {
  cable('hfa', 'hfb');
  ip('addr add 10.99.0.1/24 dev hfa');
  netlink = openNetlinkSocket();
  watch = await watchLinks({
    onLink: event => linkEvents.push(event),
    onAddress: event => addressEvents.push(event),
  });
});

after(() => {
  watch.close();
  netlink.close();
});

function request(text: string, more: Partial<AddressRequest> = {}): AddressRequest {
  const ifindex = watch.byName('hfa')?.index ?? 0;
  const ip = address(text);
  return { ifindex, address: ip, prefixLength: ip.family === 4 ? 32 : 128, scope: 0, flags: 0, ...more };
}

function shown(
  device: string,
): { local: string; prefixlen: number; label?: string; scope: string; [key: string]: unknown }[] {
  return JSON.parse(ip(`-j addr show dev ${device}`))[0].addr_info;
}

test('what is there at the start is told before the watch is handed over', () => {
  const link = watch.byName('hfa');
  assert.ok(link);
  assert.equal(link.up, true);
  assert.equal(link.kind, 'veth');
  assert.equal(link.mtu, 1500);
  assert.equal(Buffer.from(link.mac).toString('hex'), '020000000001');
  assert.equal(watch.byName('lo')?.loopback, true);
  assert.ok(linkEvents.some(event => event.kind === 'add' && event.link.name === 'hfa'));
  assert.ok(watch.addresses(link.index).some(a => a.address.text === '10.99.0.1' && a.prefixLength === 24));
  assert.ok(watch.addresses(link.index).some(a => a.address.text === 'fe80::ff:fe00:1' && a.scope === 253));
});

test('a link that loses its carrier goes down, and comes back', async () => {
  ip('link set hfb down');
  await eventually(() => (watch.byName('hfa')?.up === false ? true : undefined), 'link down');
  ip('link set hfb up');
  await eventually(() => (watch.byName('hfa')?.up === true ? true : undefined), 'link up');
});

test('a renamed link is told as renamed, a removed one with its addresses', async () => {
  ip('link add hfold type veth peer name hfpeer');
  const added = await eventually(() => watch.byName('hfold'), 'hfold');
  ip('link set hfold name hfnew');
  const renamed = await eventually(() => linkEvents.find(event => event.kind === 'rename'), 'rename');
  assert.equal(renamed.kind === 'rename' && renamed.previous.name, 'hfold');
  assert.equal(renamed.link.index, added.index);
  ip('addr add 10.98.0.1/32 dev hfnew');
  ip('link del hfnew');
  await eventually(() => linkEvents.find(e => e.kind === 'remove' && e.link.name === 'hfnew'), 'removal');
  assert.ok(addressEvents.some(e => e.kind === 'remove' && e.address.address.text === '10.98.0.1'));
  assert.equal(watch.byIndex(added.index), undefined);
});

test('an IPv4 address arrives with all it was given', async () => {
  const [outcome] = await addAddresses(netlink, [
    request('10.94.0.50', {
      prefixLength: 24,
      scope: 253,
      broadcast: address('10.94.0.255'),
      label: 'hfa:x',
      flags: AddressFlag.noPrefixRoute,
      protocol: PROTOCOL_KEEPALIVED,
    }),
  ]);
  assert.equal(outcome?.error, undefined);
  const found = shown('hfa').find(a => a.local === '10.94.0.50');
  assert.deepEqual(
    {
      prefix: found?.prefixlen,
      scope: found?.scope,
      label: found?.label,
      broadcast: found?.broadcast,
      flag: found?.noprefixroute,
    },
    { prefix: 24, scope: 'link', label: 'hfa:x', broadcast: '10.94.0.255', flag: true },
  );
  const event = await eventually(
    () => addressEvents.find(e => e.kind === 'add' && e.address.address.text === '10.94.0.50'),
    'address event',
  );
  assert.equal(event.address.protocol, PROTOCOL_KEEPALIVED);
  const [gone] = await removeAddresses(netlink, [request('10.94.0.50', { prefixLength: 24 })]);
  assert.equal(gone?.error, undefined);
  await eventually(
    () => addressEvents.find(e => e.kind === 'remove' && e.address.address.text === '10.94.0.50'),
    'removal event',
  );
});

test('an IPv6 /128 is deprecated and skips duplicate address detection when asked', async () => {
  await addAddresses(netlink, [request('fd99::60', { flags: AddressFlag.noDad, preferredLifetime: 0 })]);
  const found = shown('hfa').find(a => a.local === 'fd99::60');
  assert.deepEqual(
    {
      preferred: found?.preferred_life_time,
      nodad: found?.nodad,
      deprecated: found?.deprecated,
      tentative: found?.tentative,
    },
    { preferred: 0, nodad: true, deprecated: true, tentative: undefined },
  );
  await removeAddresses(netlink, [request('fd99::60')]);
  assert.equal(
    shown('hfa').some(a => a.local === 'fd99::60'),
    false,
  );
});

test('addresses with a peer are added and removed, in both families', async () => {
  const requests = [
    request('10.97.0.1', { peer: address('10.97.0.2') }),
    request('fd97::1', { peer: address('fd97::2'), flags: AddressFlag.noDad }),
  ];
  assert.deepEqual(
    (await addAddresses(netlink, requests)).map(o => o.error?.message),
    [undefined, undefined],
  );
  assert.deepEqual(
    shown('hfa')
      .filter(a => a.address !== undefined)
      .map(a => [a.local, a.address]),
    [
      ['10.97.0.1', '10.97.0.2'],
      ['fd97::1', 'fd97::2'],
    ],
  );
  assert.deepEqual(
    (await removeAddresses(netlink, requests)).map(o => o.error?.message),
    [undefined, undefined],
  );
});

test('each refusal names its request, and the addresses around it are done', async () => {
  const name = (ifindex: number) => watch.byIndex(ifindex)?.name;
  const list = [
    request('10.96.0.1'),
    request('10.96.0.1'),
    request('10.96.0.2', { ifindex: 9999 }),
    request('10.96.0.3'),
  ];
  const added = await addAddresses(netlink, list, { deviceName: name });
  assert.deepEqual(
    added.map(o => o.error?.code),
    [undefined, 'EEXIST', 'ENODEV', undefined],
  );
  assert.match(added[1]!.error!.message, /^RTM_NEWADDR 10\.96\.0\.1\/32 dev hfa: EEXIST \(errno 17\)/);
  assert.match(added[2]!.error!.message, /^RTM_NEWADDR 10\.96\.0\.2\/32 dev #9999: ENODEV \(errno 19\)/);
  const removed = await removeAddresses(netlink, list);
  assert.deepEqual(
    removed.map(o => o.error?.code),
    [undefined, 'EADDRNOTAVAIL', 'ENODEV', undefined],
  );
});

test('a thousand addresses go in batches, each told as it is confirmed, with turns of the loop between', async () => {
  const list = Array.from({ length: 1000 }, (_, i) => request(`10.50.${i >> 8}.${i & 255}`));
  const sizes: number[] = [];
  const turnsAt: number[] = [];
  let turns = 0;
  let counting = true;
  const count = () => {
    turns++;
    if (counting) setImmediate(count);
  };
  count();
  const added = await addAddresses(netlink, list, {
    onBatch: outcomes => {
      sizes.push(outcomes.length);
      turnsAt.push(turns);
    },
  });
  counting = false;
  assert.deepEqual(sizes, Array(10).fill(100));
  assert.ok(turnsAt.every((turn, i) => i === 0 || turn > turnsAt[i - 1]!));
  assert.equal(added.filter(o => o.error === undefined).length, 1000);
  assert.equal(shown('hfa').filter(a => a.local.startsWith('10.50.')).length, 1000);
  const removed = await removeAddresses(netlink, list);
  assert.equal(removed.filter(o => o.error === undefined).length, 1000);
});

test('dumps asked for at once wait in line and both are whole', async () => {
  const [first, second] = await Promise.all([netlink.dump(encodeLinkDump()), netlink.dump(encodeLinkDump())]);
  assert.equal(first.length, watch.links().length);
  assert.equal(second.length, first.length);
});

test('a request whose socket is closed is refused, not forgotten', async () => {
  const own = openNetlinkSocket();
  const pending = own.dump(encodeLinkDump());
  own.close();
  await assert.rejects(pending, { code: 'ECANCELED' });
});

test('after announcements were lost the tables are read again and the differences told', async () => {
  let resyncs = 0;
  const added = new Set<string>();
  const small = await watchLinks({
    onLink: () => {},
    onAddress: event => event.kind === 'add' && added.add(event.address.address.text),
    onResync: () => resyncs++,
    receiveBuffer: 32_768,
  });
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-links-'));
  try {
    const lines = Array.from({ length: 3_000 }, (_, i) => `addr add 10.60.${i >> 8}.${i & 255}/32 dev hfb`);
    writeFileSync(join(folder, 'batch'), lines.join('\n'));
    ip(`-batch ${folder}/batch`); // the event loop stands still meanwhile
    await eventually(() => (resyncs > 0 ? true : undefined), 'resync');
    await eventually(() => (added.size >= 3_000 ? true : undefined), 'all addresses');
    ip('addr add 10.95.0.1/32 dev hfb');
    await eventually(() => (added.has('10.95.0.1') ? true : undefined), 'announcement after the resync');
    const index = small.byName('hfb')!.index;
    assert.equal(small.addresses(index).filter(a => a.address.text.startsWith('10.60.')).length, 3_000);
  } finally {
    small.close();
    rmSync(folder, { recursive: true });
  }
});
