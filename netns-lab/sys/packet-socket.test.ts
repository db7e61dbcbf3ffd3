import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { before, test } from 'node:test';
import { address } from '../../src/base/address.js';
import { openPacketSocket } from '../../src/sys/packet-socket.js';
import { encodeGratuitousArp } from '../../src/wire/arp.js';
import { encodeUnsolicitedAdvertisement } from '../../src/wire/ndisc.js';
import { cable, ip } from './namespace.js';

const MAC = Uint8Array.of(2, 0, 0, 0, 0, 1);
let ifindex = 0;

before(() => {
  cable('hfa', 'hfb');
  ifindex = JSON.parse(ip('-j link show dev hfa'))[0].ifindex;
});

/** Lines tcpdump prints on hfb for `count` frames sent meanwhile. */
async function captured(count: number, filter: string, send: () => void): Promise<string[]> {
  const tcpdump = spawn('tcpdump', [
    '-i',
    'hfb',
    '-nnev',
    '-l',
    '--immediate-mode',
    '-s',
    '128',
    '-c',
    String(count),
    filter,
  ]);
  let output = '';
  tcpdump.stdout.on('data', chunk => {
    output += chunk;
  });
  // It says so when it listens.
  await new Promise<void>(resolve => {
    tcpdump.stderr.on('data', chunk => String(chunk).includes('listening on') && resolve());
  });
  const ended = once(tcpdump, 'close');
  const timer = setTimeout(() => tcpdump.kill(), 5_000);
  send();
  await ended;
  clearTimeout(timer);
  return output.split('\n').filter(line => line !== '');
}

test('gratuitous ARPs arrive in order, more of them than one call takes', async () => {
  const socket = openPacketSocket();
  const frames = Array.from({ length: 200 }, (_, i) => encodeGratuitousArp(MAC, address(`10.1.0.${i}`)));
  const lines = await captured(200, 'arp', () => {
    assert.deepEqual(socket.sendFrames(ifindex, frames), { sent: 200 });
  });
  socket.close();
  assert.equal(lines.length, 200);
  lines.forEach((line, i) => {
    assert.match(
      line,
      new RegExp(
        `02:00:00:00:00:01 > ff:ff:ff:ff:ff:ff, ethertype ARP .*length 42: .*who-has 10\\.1\\.0\\.${i} .*tell 10\\.1\\.0\\.${i},`,
      ),
    );
  });
});

test('an unsolicited neighbour advertisement is a good one in the eyes of tcpdump', async () => {
  const socket = openPacketSocket();
  const lines = await captured(1, 'icmp6 and ip6[40] = 136', () => {
    socket.sendFrames(ifindex, [encodeUnsolicitedAdvertisement(MAC, address('fd99::60'), false)]);
  });
  socket.close();
  const text = lines.join(' ');
  assert.match(text, /hlim 255, .*\[icmp6 sum ok\] ICMP6, neighbor advertisement.*tgt is fd99::60, Flags \[override\]/);
  assert.match(text, /destination link-address option.*02:00:00:00:00:01/);
});

test('frames for an interface that is gone are refused by name, one of one and none of many', () => {
  const socket = openPacketSocket();
  const frame = encodeGratuitousArp(MAC, address('10.1.0.1'));
  for (const frames of [[frame], Array.from({ length: 100 }, () => frame)]) {
    const { sent, error } = socket.sendFrames(9999, frames, 'hfgone');
    assert.equal(sent, 0);
    assert.equal(error?.message, `send ${frames.length} frames dev hfgone: ENXIO (errno 6)`);
  }
  socket.close();
});

test('nothing to send is sent at once, and a closed socket says so', () => {
  const socket = openPacketSocket();
  assert.deepEqual(socket.sendFrames(ifindex, []), { sent: 0 });
  socket.close();
  socket.close();
  assert.equal(socket.sendFrames(ifindex, [new Uint8Array(42)]).error?.code, 'EBADF');
});
