// The process behind injector.ts: a packet socket on one interface, orders on standard input, one line of answer each.
// Plain JavaScript, so that it starts without a loader.
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import koffi from 'koffi';

const AF_PACKET = 17;
const SOCK_RAW = 3;

const libc = koffi.load(null);
const socket = libc.func('int socket(int domain, int type, int protocol)');
const sendto = libc.func(
  'long sendto(int fd, const uint8_t *bytes, size_t length, int flags, const uint8_t *address, unsigned int size)',
);

// /proc/net/dev_mcast and friends belong to the namespace of the reader; /sys does not (it was mounted elsewhere).
const device = process.argv[2];
const ifindex = Number(
  readFileSync('/proc/self/net/igmp', 'latin1')
    .split('\n')
    .map(line => /^(\d+)\t([^ \t]+) *:/.exec(line))
    .find(match => match?.[2] === device)?.[1],
);
if (!ifindex) throw new Error(`no interface ${device} here`);

const fd = socket(AF_PACKET, SOCK_RAW, 0);
if (fd < 0) throw new Error('no packet socket');
const address = Buffer.alloc(20); // struct sockaddr_ll
address.writeUInt16LE(AF_PACKET, 0);
address.writeInt32LE(ifindex, 4);
address.writeUInt8(6, 11);

const send = frame => {
  if (sendto(fd, frame, frame.length, 0, address, address.length) !== frame.length) throw new Error('sendto failed');
};

const said = word => process.stdout.write(`${word}\n`);

async function repeat(interval, count, frame) {
  const start = performance.now();
  for (let i = 0; i < count; i++) {
    const due = start + i * interval;
    await new Promise(next => setTimeout(next, Math.max(0, due - performance.now() - 1.5)));
    while (performance.now() < due); // the last millisecond awake: a fake master keeps better time than a timer does
    send(frame);
  }
}

createInterface({ input: process.stdin })
  .on('line', async line => {
    const [order, ...words] = line.split(' ');
    if (order === 'once') send(Buffer.from(words[0], 'hex'));
    if (order === 'repeat') await repeat(Number(words[0]), Number(words[1]), Buffer.from(words[2], 'hex'));
    said('sent');
  })
  .on('close', () => process.exit(0));
said('ready');
