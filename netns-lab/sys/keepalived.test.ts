/** What keepalived sends is read, and what is sent moves keepalived. */
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { address, type IpAddress } from '../../src/base/address.js';
import { type Duration, milliseconds, seconds } from '../../src/base/duration.js';
import { openVrrpSocket, type VrrpPacket, type VrrpSocket } from '../../src/sys/vrrp-socket.js';
import { type Advert, decodeAdvert, encodeAdvert } from '../../src/wire/vrrp.js';
import { cable, eventually, ip } from './namespace.js';

const CONFIGURATION = `
vrrp_instance V2 {
  interface hfb
  virtual_router_id 51
  priority 100
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass abcdefghij
  }
  virtual_ipaddress {
    10.99.0.51/24
  }
}
vrrp_instance V3 {
  version 3
  interface hfb
  virtual_router_id 52
  priority 100
  advert_int 0.1
  virtual_ipaddress {
    10.99.0.52/24
  }
}
vrrp_instance V6 {
  version 3
  interface hfb
  virtual_router_id 53
  priority 100
  advert_int 0.1
  virtual_ipaddress {
    fe80::53/64
    fd99::53/64
  }
}
vrrp_instance U3 {
  version 3
  interface hfb
  virtual_router_id 54
  priority 100
  advert_int 0.1
  unicast_src_ip 10.99.0.2
  unicast_peer {
    10.99.0.1
  }
  virtual_ipaddress {
    10.99.0.54/24
  }
}
`;

interface Case {
  readonly title: string;
  readonly family: 4 | 6;
  readonly version: 2 | 3;
  readonly vrid: number;
  readonly ours: IpAddress;
  readonly theirs: IpAddress;
  /** Where theirs go, and where ours go. */
  readonly to: IpAddress;
  readonly destination: IpAddress;
  readonly interval: Duration;
  readonly addresses: readonly IpAddress[];
  readonly password?: string;
}

const four = { family: 4, ours: address('10.99.0.1'), theirs: address('10.99.0.2') } as const;
const group4 = { to: address('224.0.0.18'), destination: address('224.0.0.18') };
const group6 = { to: address('ff02::12'), destination: address('ff02::12') };
const tenth = milliseconds(100);

const CASES: readonly Case[] = [
  {
    title: 'version 2 with a password',
    ...four,
    ...group4,
    version: 2,
    vrid: 51,
    interval: seconds(1),
    addresses: [address('10.99.0.51')],
    password: 'abcdefgh',
  },
  {
    title: 'version 3 over IPv4',
    ...four,
    ...group4,
    version: 3,
    vrid: 52,
    interval: tenth,
    addresses: [address('10.99.0.52')],
  },
  {
    title: 'version 3 over IPv6',
    family: 6,
    ours: address('fe80::ff:fe00:1'),
    theirs: address('fe80::ff:fe00:2'),
    ...group6,
    version: 3,
    vrid: 53,
    interval: tenth,
    addresses: [address('fe80::53'), address('fd99::53')],
  },
  {
    title: 'version 3 over IPv4 unicast',
    ...four,
    to: address('10.99.0.1'),
    destination: address('10.99.0.2'),
    version: 3,
    vrid: 54,
    interval: tenth,
    addresses: [address('10.99.0.54')],
  },
];

interface Heard {
  readonly source: string;
  readonly destination: string;
  readonly ttl: number;
  readonly advert: Advert;
}

const folder = mkdtempSync(join(tmpdir(), 'holdfast-keepalived-'));
const heard: Heard[] = [];
const sockets: { 4?: VrrpSocket; 6?: VrrpSocket } = {};
let holder: ChildProcess;
let keepalived: ChildProcess;

/** A command in keepalived's namespace. */
function inside(...command: string[]): string[] {
  return ['-n', '-t', String(holder.pid), ...command];
}

before(async () => {
  cable('hfa', 'hfb');
  holder = spawn('unshare', ['-n', 'sleep', '120'], { stdio: 'ignore' });
  const own = readlinkSync('/proc/self/ns/net');
  await eventually(() => (readlinkSync(`/proc/${holder.pid}/ns/net`) === own ? undefined : true), 'second namespace');
  ip(`link set hfb netns ${holder.pid}`);
  ip('addr add 10.99.0.1/24 dev hfa');
  for (const line of ['link set lo up', 'link set hfb up', 'addr add 10.99.0.2/24 dev hfb']) {
    execFileSync('nsenter', inside('ip', ...line.split(' ')));
  }
  // Its link-local address must be there and usable, or the IPv6 instance starts in FAULT.
  await eventually(() => {
    const shown = execFileSync('nsenter', inside('ip', '-6', 'addr', 'show', 'dev', 'hfb'), { encoding: 'utf8' });
    return shown.includes('fe80::') && !shown.includes('tentative') ? true : undefined;
  }, 'link-local address');

  const { ifindex } = JSON.parse(ip('-j link show dev hfa'))[0];
  for (const { family, to } of [CASES[1]!, CASES[2]!]) {
    sockets[family] = openVrrpSocket({
      interface: 'hfa',
      ifindex,
      family,
      groups: [to],
      vrids: CASES.filter(c => c.family === family).map(c => c.vrid),
      onError: error => assert.fail(error),
      onPacket: ({ source, destination, ttl, pdu }: VrrpPacket) => {
        const result = decodeAdvert(pdu, { family, source, destinations: [destination] });
        assert.ok(result.ok);
        heard.push({ source: source.text, destination: destination.text, ttl, advert: result.value });
        return true;
      },
    });
  }
  writeFileSync(join(folder, 'keepalived.conf'), CONFIGURATION);
  const files = ['-f', `${folder}/keepalived.conf`, '-p', `${folder}/main.pid`, '-r', `${folder}/vrrp.pid`];
  keepalived = spawn('nsenter', inside('keepalived', '-n', '-P', ...files), { stdio: 'ignore' });
});

after(async () => {
  if (keepalived !== undefined && keepalived.exitCode === null) {
    keepalived.kill('SIGTERM');
    await once(keepalived, 'exit');
  }
  holder?.kill('SIGKILL');
  sockets[4]?.close();
  sockets[6]?.close();
  rmSync(folder, { recursive: true });
});

function addressesOfKeepalived(): string {
  return execFileSync('nsenter', inside('ip', 'addr', 'show', 'dev', 'hfb'), { encoding: 'utf8' });
}

for (const one of CASES) {
  test(`${one.title}: keepalived's advert is read as it meant it`, async () => {
    const found = await eventually(() => heard.find(h => h.advert.vrid === one.vrid), `advert for ${one.vrid}`, 8_000);
    assert.deepEqual(
      { source: found.source, destination: found.destination, ttl: found.ttl },
      { source: one.theirs.text, destination: one.to.text, ttl: 255 },
    );
    assert.deepEqual(found.advert, {
      version: one.version,
      type: 1,
      vrid: one.vrid,
      priority: 100,
      interval: one.interval,
      count: one.addresses.length,
      addressBytes: Uint8Array.from(one.addresses.flatMap(ip => [...ip.bytes])),
      authType: one.password === undefined ? 0 : 1,
      authData: new TextEncoder().encode(one.password ?? ''),
      checksum: 'ok',
    });
  });

  test(`${one.title}: an advert of higher priority makes keepalived release its addresses`, async () => {
    const { family, version, vrid, interval, addresses } = one;
    const text = addresses[0]!.text;
    await eventually(() => (addressesOfKeepalived().includes(text) ? true : undefined), `${text} at keepalived`);
    const auth = one.password === undefined ? {} : { authType: 1, authData: new TextEncoder().encode(one.password) };
    const on = { family, source: one.ours, destination: one.destination };
    const pdu = encodeAdvert({ version, vrid, priority: 200, interval, addresses, ...auth }, on);
    const repeat = setInterval(() => sockets[family]!.send(pdu, on), 50);
    try {
      await eventually(() => (addressesOfKeepalived().includes(text) ? undefined : true), `release of ${text}`);
    } finally {
      clearInterval(repeat);
    }
  });
}
