/** Requests to IPVS as ipvsadm 1.31 sends them to a kernel 6.1, and what that kernel answers. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { seconds, ZERO } from '../../../src/base/duration.js';
import {
  describeIpvsCommand,
  type IpvsDestination,
  type IpvsSelector,
  type IpvsService,
} from '../../../src/wire/netlink/ipvs.js';
import {
  decodeIpvsDestination,
  decodeIpvsInfo,
  decodeIpvsService,
  decodeIpvsSyncDaemon,
  decodeIpvsTimeouts,
} from '../../../src/wire/netlink/ipvs-report.js';
import {
  encodeIpvsCommand,
  encodeIpvsDestinationDump,
  encodeIpvsFlush,
  encodeIpvsGetInfo,
  encodeIpvsServiceDump,
  encodeIpvsSetTimeouts,
  encodeIpvsStartDaemon,
  encodeIpvsStopDaemon,
  encodeIpvsZero,
} from '../../../src/wire/netlink/ipvs-request.js';
import { hex, randomBytes, toHex, truncations } from '../hex.js';

const FAMILY = 0x1c;

const tcp = (text: string, port: number): IpvsSelector => ({
  kind: 'address',
  protocol: 'tcp',
  address: address(text),
  port,
});

const WEB = tcp('10.77.0.1', 80);

const service = (changes: Partial<IpvsService>): IpvsService => ({
  selector: WEB,
  scheduler: 'rr',
  flags: 0,
  timeout: ZERO,
  netmask: 0xffff_ffff,
  ...changes,
});

const destination = (changes: Partial<IpvsDestination>): IpvsDestination => ({
  address: address('10.77.1.1'),
  port: 8080,
  forwarding: 0,
  weight: 3,
  upperThreshold: 0,
  lowerThreshold: 0,
  ...changes,
});

/** What stands behind the netlink header. */
const payload = (message: Uint8Array) => toHex(message.subarray(16));

/** `ipvsadm` and what it sent. */
const SERVICES: readonly (readonly [string, IpvsService, string])[] = [
  [
    '-A -t 10.77.0.1:80 -s rr',
    service({}),
    '010100005400018006000100020000000600020006000000140003000a4d0001000000000000000000000000060004000050000007000600727200000c00070000000000ffffffff080008000000000008000900ffffffff',
  ],
  [
    '-A -t 10.77.0.1:81 -s wrr -p 50 -M 255.255.255.0',
    service({
      selector: tcp('10.77.0.1', 81),
      scheduler: 'wrr',
      flags: 1,
      timeout: seconds(50),
      netmask: 0xffff_ff00,
    }),
    '010100005400018006000100020000000600020006000000140003000a4d0001000000000000000000000000060004000051000008000600777272000c00070001000000ffffffff080008003200000008000900ffffff00',
  ],
  [
    '-A -t [fd77::1]:80 -s sh -b sh-port -p 360 -M 64',
    service({ selector: tcp('fd77::1', 80), scheduler: 'sh', flags: 0x11, timeout: seconds(360), netmask: 64 }),
    '0101000054000180060001000a000000060002000600000014000300fd770000000000000000000000000001060004000050000007000600736800000c00070011000000ffffffff08000800680100000800090040000000',
  ],
  [
    '-A -u 10.77.0.1:5060 -s rr -p 360 --pe sip -o',
    service({
      selector: { kind: 'address', protocol: 'udp', address: address('10.77.0.1'), port: 5060 },
      flags: 5,
      timeout: seconds(360),
      engine: 'sip',
    }),
    '010100005c00018006000100020000000600020011000000140003000a4d00010000000000000000000000000600040013c40000070006007272000008000b00736970000c00070005000000ffffffff080008006801000008000900ffffffff',
  ],
  [
    '-A -f 7 -s rr',
    service({ selector: { kind: 'mark', family: 4, mark: 7 } }),
    '01010000380001800600010002000000080005000700000007000600727200000c00070000000000ffffffff080008000000000008000900ffffffff',
  ],
  [
    '-A -f 8 -6 -s rr',
    service({ selector: { kind: 'mark', family: 6, mark: 8 }, netmask: 128 }),
    '0101000038000180060001000a000000080005000800000007000600727200000c00070000000000ffffffff08000800000000000800090080000000',
  ],
];

for (const [command, wanted, bytes] of SERVICES) {
  test(`a service is added as by ipvsadm ${command}`, () => {
    const message = encodeIpvsCommand(FAMILY, { kind: 'add-service', service: wanted });
    assert.equal(payload(message), bytes);
    assert.equal(toHex(message.subarray(4, 8)), '1c000100');
  });
}

test('a service is changed by the same words under another number', () => {
  const message = encodeIpvsCommand(FAMILY, { kind: 'edit-service', service: service({ scheduler: 'wlc' }) });
  assert.equal(
    payload(message),
    '020100005400018006000100020000000600020006000000140003000a4d0001000000000000000000000000060004000050000008000600776c63000c00070000000000ffffffff080008000000000008000900ffffffff',
  );
});

/** How ipvsadm names a service when it asks for its destinations; it has more to say of it when it changes them. */
const WEB_NAMED = '3000018006000100020000000600020006000000140003000a4d00010000000000000000000000000600040000500000';

/** `ipvsadm` and the destination in what it sent. */
const DESTINATIONS: readonly (readonly [string, IpvsDestination, string])[] = [
  [
    '-r 10.77.1.1:8080 -m -w 3 -x 9 -y 4',
    destination({ upperThreshold: 9, lowerThreshold: 4 }),
    '6000028006000b0002000000140001000a4d0101000000000000000000000000060002001f9000000800030000000000080004000300000005000d000000000006000e000000000006000f000000000008000500090000000800060004000000',
  ],
  [
    '-r [fd77:1::1]:80 -i -w 1',
    destination({
      address: address('fd77:1::1'),
      port: 80,
      forwarding: 2,
      weight: 1,
      tunnel: { type: 0, port: 0, flags: 0 },
    }),
    '6000028006000b000a00000014000100fd77000100000000000000000000000106000200005000000800030002000000080004000100000005000d000000000006000e000000000006000f000000000008000500000000000800060000000000',
  ],
  [
    '-r 10.77.1.4:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum',
    destination({
      address: address('10.77.1.4'),
      port: 80,
      forwarding: 2,
      weight: 1,
      tunnel: { type: 1, port: 6080, flags: 2 },
    }),
    '6000028006000b0002000000140001000a4d010400000000000000000000000006000200005000000800030002000000080004000100000005000d000100000006000e0017c0000006000f000200000008000500000000000800060000000000',
  ],
];

for (const [command, wanted, bytes] of DESTINATIONS) {
  test(`a destination is added and changed as by ipvsadm ${command}`, () => {
    const add = encodeIpvsCommand(FAMILY, { kind: 'add-destination', selector: WEB, destination: wanted });
    const edit = encodeIpvsCommand(FAMILY, { kind: 'edit-destination', selector: WEB, destination: wanted });
    assert.equal(payload(add), `05010000${WEB_NAMED}${bytes}`);
    assert.equal(payload(edit), `06010000${WEB_NAMED}${bytes}`);
  });
}

test('what is removed is only named', () => {
  const one = destination({});
  assert.equal(payload(encodeIpvsCommand(FAMILY, { kind: 'delete-service', selector: WEB })), `03010000${WEB_NAMED}`);
  assert.equal(
    payload(encodeIpvsCommand(FAMILY, { kind: 'delete-destination', selector: WEB, destination: one })),
    `07010000${WEB_NAMED}2800028006000b0002000000140001000a4d0101000000000000000000000000060002001f900000`,
  );
});

test('dumps ask for all services, and for the destinations of one', () => {
  assert.equal(toHex(encodeIpvsServiceDump(FAMILY)), '140000001c000103000000000000000004010000');
  assert.equal(payload(encodeIpvsDestinationDump(FAMILY, WEB)), `08010000${WEB_NAMED}`);
  const mark = encodeIpvsDestinationDump(FAMILY, { kind: 'mark', family: 6, mark: 8 });
  assert.equal(payload(mark), '0801000014000180060001000a0000000800050008000000');
});

test('a daemon is started and stopped, timeouts set, counters and tables cleared', () => {
  const daemon = {
    state: 'master',
    interface: 'lo',
    syncId: 7,
    maxLength: 1400,
    group: address('224.0.0.90'),
    port: 8850,
    ttl: 3,
  } as const;
  assert.equal(
    payload(encodeIpvsStartDaemon(FAMILY, daemon)),
    // The interface's `lo` is padded to four bytes.
    '090100003c0003800800010001000000070002006c6f0000080003000700000006000400780500000600070092220000050008000300000008000500e000005a',
  );
  assert.equal(
    payload(encodeIpvsStopDaemon(FAMILY, 'master')),
    '0a0100001c000380080001000100000005000200000000000800030000000000',
  );
  const timeouts = { tcp: seconds(100), tcpFin: seconds(120), udp: seconds(33) };
  assert.equal(
    payload(encodeIpvsSetTimeouts(FAMILY, timeouts)),
    '0c010000080004006400000008000500780000000800060021000000',
  );
  assert.equal(payload(encodeIpvsZero(FAMILY)), '10010000');
  assert.equal(payload(encodeIpvsFlush(FAMILY)), '11010000');
  assert.equal(payload(encodeIpvsGetInfo(FAMILY)), '0f010000');
});

const STATS64 = `a0000c00 0c000100 0100000000000000 04000b00 0c000200 0200000000000000 04000b00
  0c000300 0300000000000000 04000b00 0c000400 0000000001000000 04000b00 0c000500 0500000000000000 04000b00
  0c000600 0600000000000000 04000b00 0c000700 0700000000000000 04000b00 0c000800 0800000000000000 04000b00
  0c000900 0900000000000000 04000b00 0c000a00 0a00000000000000`;

/** Recorded, with counters of our own in place of its zeros. */
const SERVICE_REPORT = hex(`01010000 5c010100 06000100 02000000 06000200 11000000
  14000300 0a4d000100000000 0000000000000000 06000400 13c40000 07000600 72720000 08000b00 73697000
  0c000700 07000000ffffffff 08000800 68010000 08000900 ffffffff
  60000a00 08000100 00000000 08000200 00000000 08000300 00000000 0c000400 0000000000000000 04000b00
  0c000500 0000000000000000 08000600 00000000 08000700 00000000 08000800 00000000 08000900 00000000
  08000a00 00000000 ${STATS64}`);

test('a service of a dump is read with its counters of 64 bits', () => {
  assert.deepEqual(decodeIpvsService(SERVICE_REPORT), {
    ok: true,
    value: {
      service: SERVICES[3]![1],
      statistics: {
        connections: 1,
        packetsIn: 2,
        packetsOut: 3,
        bytesIn: 0x1_0000_0000,
        bytesOut: 5,
        connectionRate: 6,
        packetRateIn: 7,
        packetRateOut: 8,
        byteRateIn: 9,
        byteRateOut: 10,
      },
    },
  });
});

for (const [command, wanted, bytes] of SERVICES) {
  test(`what is asked for by ipvsadm ${command} is read as what was meant`, () => {
    const read = decodeIpvsService(hex(bytes));
    assert.deepEqual(read.ok && read.value.service, wanted);
  });
}

const DESTINATION_REPORT = hex(`05010000 7c010200 14000100 0a4d010400000000 0000000000000000 06000200 00500000
  08000300 02000000 08000400 01000000 05000d00 01000000 06000e00 17c00000 06000f00 02000000
  08000500 00000000 08000600 00000000 08000700 0b000000 08000800 0c000000 08000900 0d000000 06000b00 02000000
  64000a00 08000100 00000000 08000200 00000000 08000300 00000000 04000b00 0c000400 0000000000000000 04000b00
  0c000500 0000000000000000 08000600 00000000 08000700 00000000 08000800 00000000 08000900 00000000
  08000a00 00000000 ${STATS64}`);

test('a destination of a dump is read with its tunnel and its connections', () => {
  const read = decodeIpvsDestination(DESTINATION_REPORT, 4);
  assert.ok(read.ok);
  assert.deepEqual(read.value.destination, DESTINATIONS[2]![1]);
  assert.deepEqual(read.value.connections, { active: 11, inactive: 12, persistent: 13 });
  assert.equal(read.value.statistics.bytesIn, 0x1_0000_0000);
});

test('a destination of an old kernel has the family of its service, and tunnels IP in IP', () => {
  const report = hex(`05010000 30000200 14000100 fd77000100000000 0000000000000001 06000200 00500000
    08000300 02000000 08000400 01000000`);
  const read = decodeIpvsDestination(report, 6);
  assert.deepEqual(read.ok && read.value.destination, DESTINATIONS[1]![1]);
});

test('daemons, timeouts and the version are read', () => {
  const daemon = hex(`09010000 3c000300 08000100 02000000 07000200 6c6f0000 08000300 07000000 06000400 78050000
    06000700 92220000 05000800 03000000 08000500 e000005a`);
  assert.deepEqual(decodeIpvsSyncDaemon(daemon), {
    ok: true,
    value: {
      state: 'backup',
      interface: 'lo',
      syncId: 7,
      maxLength: 1400,
      group: address('224.0.0.90'),
      port: 8850,
      ttl: 3,
    },
  });
  const timeouts = hex('0c010000 08000400 84030000 08000500 78000000 08000600 2c010000');
  assert.deepEqual(decodeIpvsTimeouts(timeouts), {
    ok: true,
    value: { tcp: seconds(900), tcpFin: seconds(120), udp: seconds(300) },
  });
  assert.deepEqual(decodeIpvsInfo(hex('0e010000 08000100 01020100 08000200 00100000')), {
    ok: true,
    value: { version: '1.2.1', connectionTableSize: 4096 },
  });
});

test('a service without what it needs is a fault that says so', () => {
  const other = Uint8Array.from(SERVICE_REPORT);
  other[20] = 99; // the protocol
  const read = decodeIpvsService(other);
  assert.deepEqual(read, { ok: false, error: { code: 'other-protocol', detail: 'a service of protocol 99' } });
  assert.equal(decodeIpvsService(DESTINATION_REPORT).ok, false);
});

test('cut and random answers are values or faults', () => {
  for (const bytes of [
    ...truncations(SERVICE_REPORT),
    ...truncations(DESTINATION_REPORT),
    ...randomBytes(3, 500, 300),
  ]) {
    decodeIpvsService(bytes);
    decodeIpvsDestination(bytes, 4);
    decodeIpvsSyncDaemon(bytes);
    decodeIpvsTimeouts(bytes);
    decodeIpvsInfo(bytes);
  }
  assert.equal(decodeIpvsService(new Uint8Array(3)).ok, false);
});

test('a command says what it asks, and what may be the reason of a refusal', () => {
  const selector = tcp('fd77::1', 80);
  const one = destination({ upperThreshold: 3, lowerThreshold: 9 });
  assert.equal(
    describeIpvsCommand({ kind: 'add-destination', selector, destination: one }),
    'IPVS NEW_DEST 10.77.1.1:8080 of tcp [fd77::1]:80 weight 3 thresholds 9 to 3',
  );
  assert.equal(
    describeIpvsCommand({ kind: 'edit-service', service: SERVICES[3]![1] }),
    'IPVS SET_SERVICE udp 10.77.0.1:5060 scheduler rr, persistent for 360 s, engine sip',
  );
  assert.equal(
    describeIpvsCommand({ kind: 'delete-service', selector: { kind: 'mark', family: 4, mark: 7 } }),
    'IPVS DEL_SERVICE mark 7 IPv4',
  );
});
