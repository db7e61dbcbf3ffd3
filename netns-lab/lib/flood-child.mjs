// The process behind flood.ts: some frames, again and again, at a steady rate or as fast as one thread can. sendmmsg(2)
// hands the kernel a batch a call. Plain JavaScript, so that it starts without a loader.
import { readFileSync } from 'node:fs';
import koffi from 'koffi';

const AF_PACKET = 17;
const SOCK_RAW = 3;
/** Between two batches, in ms. */
const TICK = 5;
/** The kernel takes 1,024 a call at most. */
const MOST = 1_024;

const libc = koffi.load(null);
const socket = libc.func('int socket(int domain, int type, int protocol)');
const bind = libc.func('int bind(int fd, const uint8_t *address, unsigned int size)');
const sendmmsg = libc.func('int sendmmsg(int fd, const uint8_t *messages, unsigned int count, int flags)');

const [device, rate, ...frames] = process.argv.slice(2);
// /sys shows the interfaces of another namespace; this file those of the reader's.
const ifindex = Number(
  readFileSync('/proc/self/net/igmp', 'latin1')
    .split('\n')
    .map(line => /^(\d+)\t([^ \t]+) *:/.exec(line))
    .find(match => match?.[2] === device)?.[1],
);
if (!ifindex) throw new Error(`no interface ${device} here`);

const fd = socket(AF_PACKET, SOCK_RAW, 0);
const address = Buffer.alloc(20); // struct sockaddr_ll
address.writeUInt16LE(AF_PACKET, 0);
address.writeInt32LE(ifindex, 4);
if (fd < 0 || bind(fd, address, address.length) < 0) throw new Error('no packet socket');

// One block of memory that stays where it is: mmsghdr (64 bytes each), then iovec (16), then the bytes.
const bytes = frames.map(frame => Buffer.from(frame, 'hex'));
const memory = Buffer.from(new ArrayBuffer(MOST * 80 + bytes.reduce((sum, frame) => sum + frame.length, 0)));
const base = koffi.address(memory);
let end = MOST * 80;
const places = bytes.map(frame => {
  const at = end;
  frame.copy(memory, at);
  end += frame.length;
  return { at, length: frame.length };
});
for (let i = 0; i < MOST; i++) {
  const { at, length } = places[i % places.length];
  const vector = MOST * 64 + i * 16;
  memory.writeBigUInt64LE(base + BigInt(at), vector);
  memory.writeBigUInt64LE(BigInt(length), vector + 8);
  memory.writeBigUInt64LE(base + BigInt(vector), i * 64 + 16); // msg_iov
  memory.writeBigUInt64LE(1n, i * 64 + 24); // msg_iovlen
}

const started = performance.now();
let sent = 0;
let told = 0;
setInterval(() => {
  // What the timer missed is sent now, but never more than a batch: a burst is no rate.
  const due = Math.min(MOST, Math.round(((performance.now() - started) / 1_000) * Number(rate)) - sent);
  if (due > 0) sent += Math.max(0, sendmmsg(fd, memory, due, 0));
  if (sent - told < Number(rate) / 10) return;
  told = sent;
  process.stdout.write(`${sent}\n`);
}, TICK);
process.stdin.on('end', () => process.exit(0)).resume();
