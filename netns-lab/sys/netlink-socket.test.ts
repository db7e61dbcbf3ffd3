/** Requests whose answers do not come: nobody waits for them for ever. */
import './namespace.js';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { test } from 'node:test';
import { parseAddress } from '../../src/base/address.js';
import { milliseconds } from '../../src/base/duration.js';
import { errnoName, KernelError } from '../../src/sys/kernel-error.js';
import { getSocketName, getSocketOption, Level, Option } from '../../src/sys/libc.js';
import { openNetlinkSocket } from '../../src/sys/netlink-socket.js';
import { attachFilter, WHOLE_PACKET } from '../../src/sys/packet-filter.js';
import { encodeAddressRequest } from '../../src/wire/netlink/rtnetlink.js';

const RET_K = 0x06;
const NETLINK = 16;

/** The descriptor of the netlink socket with that port. */
function descriptorOf(port: number): number {
  const name = new Uint8Array(new ArrayBuffer(12));
  const words = new Uint32Array(name.buffer);
  const found = readdirSync('/proc/self/fd')
    .map(Number)
    .filter(fd => getSocketOption(fd, Level.socket, Option.SO_DOMAIN).value === NETLINK)
    .find(fd => getSocketName(fd, name) === 0 && words[1] === port);
  assert.ok(found !== undefined);
  return found;
}

/** A request the kernel refuses: there is no such interface. */
function refusedRequest(): Uint8Array {
  const address = parseAddress('192.0.2.1');
  assert.ok(address !== undefined);
  return encodeAddressRequest('remove', { address, prefixLength: 32, ifindex: 4_000, scope: 0, flags: 0 });
}

test('an answer that is lost is an error after a while, and the requests behind it have their turn', async () => {
  const netlink = openNetlinkSocket({ patience: milliseconds(100) });
  try {
    const fd = descriptorOf(netlink.port);
    attachFilter(fd, [[RET_K, 0, 0, 0]]);
    const lost = netlink.request([refusedRequest()]);
    const next = netlink.request([refusedRequest()]);
    await assert.rejects(lost, (error: unknown) => {
      assert.ok(error instanceof KernelError);
      assert.equal(error.message, 'netlink request: ETIMEDOUT (errno 110): the kernel has not answered for 0.1 s');
      return true;
    });
    await assert.rejects(next, /ETIMEDOUT/, 'this one was on its way already');
    attachFilter(fd, [[RET_K, 0, 0, WHOLE_PACKET]]);
    const [answer] = await netlink.request([refusedRequest()]);
    assert.equal(errnoName(answer?.errno ?? 0), 'ENODEV');
  } finally {
    netlink.close();
  }
});
