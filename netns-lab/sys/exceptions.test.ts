/** A mistake in a handler must reach Node as an uncaught exception: no abort in an addon, and nothing swallowed. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const HANDLERS = {
  'an advert': `
    const { openVrrpSocket } = await import('./src/sys/vrrp-socket.js');
    const { address } = await import('./src/base/address.js');
    const { ip } = await import('./netns-lab/sys/namespace.js');
    ip('link add hfa type veth peer name hfb');
    ip('link set hfa up'); ip('link set hfb up');
    const open = device => openVrrpSocket({
      interface: device, ifindex: JSON.parse(ip('-j link show dev ' + device))[0].ifindex, family: 4,
      groups: [address('224.0.0.18')], vrids: 'all', onError() {}, onPacket() { throw new Error('mine'); } });
    const on = { source: address('10.99.0.1'), destination: address('224.0.0.18') };
    open('hfb'); open('hfa').send(Uint8Array.of(0x31, 1, 1, 0, 0, 1, 0, 0), on);`,
  'a netlink message': `
    const { openNetlinkSocket } = await import('./src/sys/netlink-socket.js');
    const { ip } = await import('./netns-lab/sys/namespace.js');
    openNetlinkSocket({ groups: [1], onMessage() { throw new Error('mine'); } });
    ip('link set lo down');`,
  'a link': `
    const { watchLinks } = await import('./src/sys/links.js');
    const { ip } = await import('./netns-lab/sys/namespace.js');
    await watchLinks({ onAddress() {}, onLink(event) { if (event.kind === 'change') throw new Error('mine'); } });
    ip('link set lo down');`,
  'the alarm': `
    const { openAlarm } = await import('./src/sys/clock.js');
    openAlarm(() => { throw new Error('mine'); }).set(1);`,
};

for (const [title, script] of Object.entries(HANDLERS)) {
  test(`an exception in the handler of ${title} is an uncaught exception`, () => {
    const done = spawnSync(
      process.execPath,
      [
        '--import',
        'tsx',
        '--input-type=module',
        '-e',
        `process.on('uncaughtException', error => { console.log('caught ' + error.message); process.exit(3); });
         setTimeout(() => process.exit(4), 5000);
         ${script}`,
      ],
      { encoding: 'utf8', cwd: new URL('../..', import.meta.url).pathname },
    );
    assert.deepEqual(
      { status: done.status, signal: done.signal, said: done.stdout.trim() },
      { status: 3, signal: null, said: 'caught mine' },
      done.stderr,
    );
  });
}
