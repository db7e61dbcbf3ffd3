import assert from 'node:assert/strict';
import { closeSync, mkdtempSync, readSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { instant, toSeconds } from '../../src/base/duration.js';
import { bindSocket, openSocket } from '../../src/sys/libc.js';
import { serviceManager } from '../../src/sys/systemd-notify.js';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const folder = mkdtempSync(join(tmpdir(), 'holdfast-systemd-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));

/** systemd's end: a datagram socket under a name, and what came. */
function listener(name: string) {
  const fd = openSocket(AF_UNIX, SOCK_DGRAM, 0);
  const path = name.startsWith('@') ? `\0${name.slice(1)}` : `${name}\0`;
  const address = Buffer.from(`\0\0${path}`);
  address.writeUInt16LE(AF_UNIX, 0);
  assert.equal(bindSocket(fd, new Uint8Array(address)), 0);
  const buffer = Buffer.alloc(512);
  return { next: () => buffer.toString('utf8', 0, readSync(fd, buffer)), close: () => closeSync(fd) };
}

for (const name of [join(folder, 'notify'), `@holdfast-test-${process.pid}`]) {
  test(`${name.startsWith('@') ? 'an abstract' : 'a'} socket gets every message as one datagram`, () => {
    const { next, close } = listener(name);
    const manager = serviceManager({ NOTIFY_SOCKET: name });
    assert.ok(manager !== undefined && manager.watchdog === undefined);
    manager.ready();
    assert.equal(next(), 'READY=1');
    manager.reloading(instant(1_234_567));
    assert.equal(next(), 'RELOADING=1\nMONOTONIC_USEC=1234567');
    manager.status('VRRP: 1 MASTER\nREADY=0');
    assert.equal(next(), 'STATUS=VRRP: 1 MASTER READY=0');
    manager.alive();
    assert.equal(next(), 'WATCHDOG=1');
    manager.stopping();
    assert.equal(next(), 'STOPPING=1');
    close();
  });
}

test('nobody listens: there is nothing to say, and scripts inherit nothing of it either way', () => {
  assert.equal(serviceManager({}), undefined);
  const environment = { NOTIFY_SOCKET: '/run/nobody', WATCHDOG_USEC: '10000000', WATCHDOG_PID: '1', PATH: '/bin' };
  const manager = serviceManager(environment);
  assert.deepEqual(environment, { PATH: '/bin' });
  manager?.ready(); // the socket is not there: nothing happens
});

test('the watchdog is that of this process, or of nobody', () => {
  const given = (more: NodeJS.ProcessEnv) => serviceManager({ NOTIFY_SOCKET: '/run/x', ...more })?.watchdog;
  assert.equal(toSeconds(given({ WATCHDOG_USEC: '10000000' })!), 10);
  assert.equal(toSeconds(given({ WATCHDOG_USEC: '500000', WATCHDOG_PID: String(process.pid) })!), 0.5);
  assert.equal(given({ WATCHDOG_USEC: '500000', WATCHDOG_PID: '1' }), undefined);
  assert.equal(given({ WATCHDOG_USEC: 'soon' }), undefined);
});
