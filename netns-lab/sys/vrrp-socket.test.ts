import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { address, type IpAddress } from '../../src/base/address.js';
import { seconds } from '../../src/base/duration.js';
import { openPacketSocket } from '../../src/sys/packet-socket.js';
import { openVrrpSocket, type VrrpPacket, type VrrpSocket, type VrrpSocketOptions } from '../../src/sys/vrrp-socket.js';
import { ETHERTYPE_IPV6, encodeEthernetHeader, multicastMac } from '../../src/wire/ethernet.js';
import { encodeIpv6Header } from '../../src/wire/ipv6.js';
import { advertLength, type ChecksumVerdict, decodeAdvert, encodeAdvert } from '../../src/wire/vrrp.js';
import { cable, eventually, ip } from './namespace.js';

const GROUP4 = address('224.0.0.18');
const GROUP6 = address('ff02::12');
const LEFT4 = address('10.99.0.1');
const RIGHT4 = address('10.99.0.2');
const LEFT6 = address('fe80::ff:fe00:1');
const RIGHT6 = address('fe80::ff:fe00:2');

interface Heard {
  readonly source: string;
  readonly destination: string;
  readonly ttl: number;
  readonly vrid: number;
  readonly checksum: ChecksumVerdict;
}

const open: VrrpSocket[] = [];
const indexOf = (device: string) => JSON.parse(ip(`-j link show dev ${device}`))[0].ifindex as number;

before(() => {
  cable('hfa', 'hfb');
  ip('addr add 10.99.0.1/24 dev hfa');
  ip('addr add 10.99.0.2/24 dev hfb');
});

after(() => {
  for (const socket of open) socket.close();
});

/** A socket and what it hears, decoded. */
function listen(device: string, options: Partial<VrrpSocketOptions> & Pick<VrrpSocketOptions, 'family'>) {
  const heard: Heard[] = [];
  const faults: string[] = [];
  const socket = openVrrpSocket({
    interface: device,
    ifindex: indexOf(device),
    groups: [options.family === 4 ? GROUP4 : GROUP6],
    vrids: 'all',
    onPacket: (packet: VrrpPacket) => {
      const { family } = options;
      const advert = decodeAdvert(packet.pdu, { family, source: packet.source, destinations: [packet.destination] });
      if (!advert.ok) faults.push(advert.error.code);
      else {
        heard.push({
          source: packet.source.text,
          destination: packet.destination.text,
          ttl: packet.ttl,
          vrid: advert.value.vrid,
          checksum: advert.value.checksum,
        });
      }
      return true;
    },
    onError: error => faults.push(error.message),
    ...options,
  });
  open.push(socket);
  return { socket, heard, faults };
}

function advert(source: IpAddress, destination: IpAddress, vrid = 51): Uint8Array {
  const addresses = [source.family === 4 ? address('10.99.0.50') : address('fe80::99')];
  const fields = { version: 3, vrid, priority: 100, interval: seconds(1), addresses } as const;
  return encodeAdvert(fields, { family: source.family, source, destination });
}

/** Sends an advert for VRID 255 last and waits for it, so that whatever went before has arrived or never will. */
async function settle(from: VrrpSocket, to: { heard: Heard[] }, source: IpAddress, destination: IpAddress) {
  assert.equal(from.send(advert(source, destination, 255), { source, destination, ttl: 255 }), undefined);
  await eventually(() => to.heard.find(h => h.vrid === 255), 'last advert');
  return to.heard.filter(h => h.vrid !== 255);
}

const FAMILIES = [
  { family: 4, left: LEFT4, right: RIGHT4, group: GROUP4 },
  { family: 6, left: LEFT6, right: RIGHT6, group: GROUP6 },
] as const;

for (const { family, left, right, group } of FAMILIES) {
  test(`an IPv${family} advert arrives with its source, group and TTL, and never comes back to its sender`, async () => {
    const a = listen('hfa', { family });
    const b = listen('hfb', { family });
    assert.equal(a.socket.send(advert(left, group), { source: left, destination: group }), undefined);
    const heard = await settle(a.socket, b, left, group);
    assert.deepEqual(heard, [{ source: left.text, destination: group.text, ttl: 255, vrid: 51, checksum: 'ok' }]);
    await settle(b.socket, a, right, group);
    assert.deepEqual(
      a.heard.map(h => h.source),
      [right.text],
    );
    assert.deepEqual([...a.faults, ...b.faults], []);
    a.socket.close();
    b.socket.close();
  });

  test(`an IPv${family} advert with another TTL is heard with that TTL, to be counted`, async () => {
    const a = listen('hfa', { family });
    const b = listen('hfb', { family });
    a.socket.send(advert(left, group), { source: left, destination: group, ttl: 64 });
    assert.deepEqual(
      (await settle(a.socket, b, left, group)).map(h => h.ttl),
      [64],
    );
    a.socket.close();
    b.socket.close();
  });

  test(`an IPv${family} unicast advert says where it went`, async () => {
    const a = listen('hfa', { family, groups: [] });
    const b = listen('hfb', { family, groups: [] });
    const to = family === 4 ? address('10.99.0.2') : right;
    // In one namespace the far end is local too, so what leaves hfa for it must be told the way.
    if (family === 4) ip('neigh replace 10.99.0.2 lladdr 02:00:00:00:00:02 dev hfa');
    else ip('neigh replace fe80::ff:fe00:2 lladdr 02:00:00:00:00:02 dev hfa');
    const frameDestination = to;
    a.socket.send(advert(left, frameDestination), { source: left, destination: frameDestination, ttl: 200 });
    await eventually(() => (a.heard.length + b.heard.length > 0 ? true : undefined), 'unicast advert');
    const [heard] = [...a.heard, ...b.heard];
    assert.deepEqual(heard, { source: left.text, destination: to.text, ttl: 200, vrid: 51, checksum: 'ok' });
    a.socket.close();
    b.socket.close();
  });

  test(`only adverts of wanted IPv${family} VRIDs get through, and the set can change`, async () => {
    const a = listen('hfa', { family });
    const b = listen('hfb', { family, vrids: [1, 32, 51, 255] });
    const sendAll = () => {
      for (let vrid = 1; vrid < 255; vrid++) {
        a.socket.send(advert(left, group, vrid), { source: left, destination: group });
      }
    };
    sendAll();
    assert.deepEqual(
      (await settle(a.socket, b, left, group)).map(h => h.vrid),
      [1, 32, 51],
    );
    b.heard.length = 0;
    b.socket.setVrids([2, 31, 64, 254, 255]);
    sendAll();
    assert.deepEqual(
      (await settle(a.socket, b, left, group)).map(h => h.vrid),
      [2, 31, 64, 254],
    );
    a.socket.close();
    b.socket.close();
  });

  test(`an IPv${family} socket hears its own interface and groups only`, async () => {
    const other = family === 4 ? address('224.0.0.118') : address('ff02::118');
    const a = listen('hfa', { family });
    const b = listen('hfb', { family });
    const c = listen('hfb', { family, groups: [other] });
    a.socket.send(advert(left, other), { source: left, destination: other });
    assert.deepEqual(await settle(a.socket, b, left, group), []);
    await eventually(() => (c.heard.length === 1 ? true : undefined), 'advert to the other group');
    b.socket.joinGroup(other);
    b.socket.joinGroup(other);
    a.socket.send(advert(left, other), { source: left, destination: other });
    await eventually(() => b.heard.find(h => h.destination === other.text), 'advert to the joined group');
    for (const { socket } of [a, b, c]) socket.close();
  });

  test(`IPv${family} packets that are no adverts are heard and do not decode`, async () => {
    const a = listen('hfa', { family });
    const b = listen('hfb', { family });
    for (const pdu of [Uint8Array.of(0x31, 51), Uint8Array.of(0x31, 51, 100, 9, 0, 100, 0, 0), Uint8Array.of(0x31)]) {
      a.socket.send(pdu, { source: left, destination: group });
    }
    await settle(a.socket, b, left, group);
    assert.deepEqual(b.faults, ['truncated', 'length-mismatch', 'truncated']);
    a.socket.close();
    b.socket.close();
  });

  test(`a burst of IPv${family} adverts is heard whole and in order`, async () => {
    const a = listen('hfa', { family });
    const b = listen('hfb', { family });
    b.socket.setReceiveBuffer(1 << 20);
    for (let vrid = 1; vrid < 255; vrid++) {
      a.socket.send(advert(left, group, vrid), { source: left, destination: group });
    }
    assert.deepEqual(
      (await settle(a.socket, b, left, group)).map(h => h.vrid),
      Array.from({ length: 254 }, (_, i) => i + 1),
    );
    a.socket.close();
    b.socket.close();
  });

  test(`an IPv${family} socket survives its interface going down and says why nothing went`, async () => {
    const a = listen('hfa', { family });
    const b = listen('hfb', { family });
    ip('link set hfa down');
    const error = a.socket.send(advert(left, group), { source: left, destination: group });
    assert.match(error?.message ?? '', /^sendmsg\(advert to .*\) dev hfa: (ENETDOWN|ENETUNREACH|EADDRNOTAVAIL|EINVAL)/);
    ip('link set hfa up');
    if (family === 4) ip('addr replace 10.99.0.1/24 dev hfa');
    const sent = () => a.socket.send(advert(left, group), { source: left, destination: group }) === undefined;
    await eventually(() => (sent() ? true : undefined), 'advert after the interface came back');
    await eventually(() => b.heard[0], 'advert');
    a.socket.close();
    b.socket.close();
  });
}

test('the largest IPv6 advert fits', async () => {
  for (const end of ['hfa', 'hfb']) ip(`link set ${end} mtu 9000`);
  const a = listen('hfa', { family: 6 });
  const b = listen('hfb', { family: 6 });
  const addresses = Array.from({ length: 255 }, (_, i) => address(`fd00::${i.toString(16)}`));
  const fields = { version: 3, vrid: 51, priority: 100, interval: seconds(1), addresses } as const;
  const pdu = encodeAdvert(fields, { family: 6, source: LEFT6, destination: GROUP6 });
  assert.equal(pdu.length, advertLength(3, 6, 255));
  assert.equal(a.socket.send(pdu, { source: LEFT6, destination: GROUP6 }), undefined);
  assert.deepEqual((await settle(a.socket, b, LEFT6, GROUP6))[0]?.checksum, 'ok');
  a.socket.close();
  b.socket.close();
});

test('an IPv6 advert behind an extension header is not taken for one of another VRID', async () => {
  const b = listen('hfb', { family: 6, vrids: [51, 255] });
  const frames = openPacketSocket();
  const pdu = advert(LEFT6, GROUP6);
  const options = Uint8Array.of(112, 0, 1, 4, 0, 0, 0, 0); // destination options: next header VRRP, PadN
  const frame = new Uint8Array(14 + 40 + options.length + pdu.length);
  encodeEthernetHeader(frame, multicastMac(GROUP6), Uint8Array.of(2, 0, 0, 0, 0, 1), ETHERTYPE_IPV6);
  const fields = { source: LEFT6, destination: GROUP6, nextHeader: 60, hopLimit: 255, trafficClass: 0xc0 };
  encodeIpv6Header({ ...fields, payloadLength: options.length + pdu.length }, frame.subarray(14));
  frame.set(options, 54);
  frame.set(pdu, 62);
  assert.deepEqual(frames.sendFrames(indexOf('hfa'), [frame]), { sent: 1 });
  assert.equal((await eventually(() => b.heard[0], 'advert')).vrid, 51);
  frames.close();
  b.socket.close();
});

test('promises settled while a packet is handled are followed up in the same turn', async () => {
  const order: string[] = [];
  const b = listen('hfb', {
    family: 4,
    onPacket: () => {
      order.push('packet');
      Promise.resolve().then(() => order.push('promise'));
      setTimeout(() => order.push('timer'), 1);
      return true;
    },
  });
  const a = listen('hfa', { family: 4 });
  a.socket.send(advert(LEFT4, GROUP4), { source: LEFT4, destination: GROUP4 });
  await eventually(() => (order.length === 3 ? true : undefined), 'three events');
  assert.deepEqual(order, ['packet', 'promise', 'timer']);
  a.socket.close();
  b.socket.close();
});

test('a child process inherits no raw socket', () => {
  const a = listen('hfa', { family: 4 });
  const sockets = execFileSync('sh', ['-c', 'ls -l /proc/self/fd | grep -c socket: || true'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  assert.equal(sockets.trim(), '0');
  a.socket.close();
});

test('an interface that is not there is refused by name', () => {
  assert.throws(() => listen('hfa', { family: 4, interface: 'hfnone' }), {
    message: 'setsockopt(SO_BINDTODEVICE) dev hfnone: ENODEV (errno 19)',
    code: 'ENODEV',
  });
});

test('without the capability the refusal says which socket and why', () => {
  const script = `
    const { openRawSocket } = await import('./src/sys/raw-socket.js');
    try { openRawSocket(4, 112, () => {}, () => {}); } catch (error) { console.log(error.message); }`;
  const done = spawnSync(
    'setpriv',
    [
      '--bounding-set=-net_raw',
      '--inh-caps=-net_raw',
      process.execPath,
      '--import',
      'tsx',
      '--input-type=module',
      '-e',
      script,
    ],
    { encoding: 'utf8', cwd: new URL('../..', import.meta.url).pathname },
  );
  assert.equal(done.stdout.trim(), 'socket(IPv4 raw, protocol 112): EPERM (errno 1)', done.stderr);
});
