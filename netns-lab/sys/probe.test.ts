/** What a health check needs root for: marks, interfaces, pings; and a host that is silent. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { before, test } from 'node:test';
import { address, type IpAddress } from '../../src/base/address.js';
import { milliseconds, seconds } from '../../src/base/duration.js';
import { encodeEchoRequest, judgeEchoReply } from '../../src/health/ping.js';
import { permitPing } from '../../src/sys/ping-permission.js';
import { probeDatagram } from '../../src/sys/probe-datagram.js';
import type { ProbeEndpoint } from '../../src/sys/probe-socket.js';
import { probeTcp } from '../../src/sys/probe-tcp.js';
import { cable, ip } from './namespace.js';

const HERE = address('10.99.0.1');
const SILENT = address('10.99.0.9');

before(() => {
  cable('hfa', 'hfb');
  ip('addr add 10.99.0.1/24 dev hfa');
  // Somebody answers for it, and nobody is at home.
  ip('neigh add 10.99.0.9 lladdr 02:00:00:00:00:09 dev hfa nud permanent');
});

function tcp(to: ProbeEndpoint, timeout = seconds(5)): Promise<string> {
  return new Promise(resolve => probeTcp(to, timeout, fault => resolve(fault?.code ?? 'ok')));
}

function ping(to: IpAddress, of: Partial<ProbeEndpoint> = {}, timeout = seconds(5)): Promise<string> {
  const endpoint = { address: to, port: 0, mark: 0, ...of };
  return new Promise(resolve =>
    probeDatagram('ping', endpoint, encodeEchoRequest(to.family, 0, 7), timeout, {
      received(message) {
        const outcome = judgeEchoReply(to.family, 7, message);
        if (outcome !== undefined) resolve(outcome.ok ? 'ok' : outcome.fault.code);
        return outcome !== undefined;
      },
      failed: fault => resolve(`${fault.code}: ${fault.detail}`),
      expired: () => resolve('expired'),
    }),
  );
}

test('packets of a check carry its mark, all 32 bits of it', async () => {
  const server = createServer(socket => socket.on('error', () => {}).resume());
  server.listen(0, '10.99.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  ip('rule add fwmark 0xfffffff7 pref 1 unreachable');
  // The kernel looks for local addresses first, unless told otherwise.
  ip('rule add pref 2 table local');
  ip('rule del pref 0');
  assert.equal(await tcp({ address: HERE, port, mark: 0 }), 'ok');
  assert.equal(await tcp({ address: HERE, port, mark: 0xffff_fff6 }), 'ok');
  assert.equal(await tcp({ address: HERE, port, mark: 0xffff_fff7 }), 'unreachable');
  ip('rule del pref 1');
  server.close();
});

test('a silent host times out', async () => {
  assert.equal(await tcp({ address: SILENT, port: 80, mark: 0 }, milliseconds(100)), 'timeout');
  permitPing();
  assert.equal(await ping(SILENT, {}, milliseconds(100)), 'expired');
});

test('pings are refused until they are permitted, and answered then', async () => {
  const file = '/proc/sys/net/ipv4/ping_group_range';
  writeFileSync(file, '1 0');
  assert.equal(await ping(HERE), 'not-tried: cannot open a ping socket: EACCES');
  assert.deepEqual(permitPing(), { ok: true, value: true });
  assert.deepEqual(permitPing(), { ok: true, value: false });
  assert.equal(await ping(HERE), 'ok');
  assert.equal(await ping(address('::1')), 'ok');
  assert.equal(await ping(address('127.0.0.1'), { source: address('127.0.0.3'), interface: 'lo', mark: 1 }), 'ok');
});

test('a link-local address is reached by the interface the check is bound to', async () => {
  const there = address('fe80::ff:fe00:2');
  assert.match(await ping(there), /^not-tried: the kernel says EINVAL/, 'no interface to find it by');
  assert.equal(await ping(there, { interface: 'hfb' }), 'ok');
});
