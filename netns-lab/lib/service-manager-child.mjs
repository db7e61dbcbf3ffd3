// The process behind service-manager.ts: a datagram socket by its path, one line of output for each message.
// Plain JavaScript, so that it starts without a loader. Node has no datagram sockets of this kind.
import koffi from 'koffi';

const AF_UNIX = 1;
const SOCK_DGRAM = 2;
const LONGEST = 4096;

const libc = koffi.load(null);
const socket = libc.func('int socket(int domain, int type, int protocol)');
const bind = libc.func('int bind(int fd, const uint8_t *address, unsigned int size)');
const recv = libc.func('long recv(int fd, _Out_ uint8_t *bytes, size_t length, int flags)');

const path = process.argv[2];
const address = Buffer.from(`\0\0${path}\0`);
address.writeUInt16LE(AF_UNIX, 0);
const fd = socket(AF_UNIX, SOCK_DGRAM, 0);
if (fd < 0 || bind(fd, address, address.length) < 0) throw new Error(`cannot listen at ${path}`);
process.stdout.write('ready\n');

const bytes = Buffer.alloc(LONGEST);
for (;;) {
  const length = await new Promise((resolve, reject) => {
    recv.async(fd, bytes, LONGEST, 0, (error, received) => (error ? reject(error) : resolve(received)));
  });
  process.stdout.write(`${bytes.toString('utf8', 0, length).replaceAll('\n', ' ')}\n`);
}
