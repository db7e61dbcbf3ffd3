/** Datagrams to a socket of this machine by its path (unix(7)), without ever waiting. */
import { getSystemErrorName } from 'node:util';
import { addressOf, openSocket, sendMessage } from './libc.js';

/** Sends one datagram without waiting: undefined when it went out, otherwise the errno's name (`EAGAIN`, `ENOENT`, …). */
export type SendDatagram = (datagram: Buffer) => string | undefined;

const AF_UNIX = 1;
const SOCK_DGRAM = 2;

/** Where things lie in the one piece of memory the kernel is shown: msghdr, its one iovec, the address, the text. */
const IOVEC = 56;
const ADDRESS = 72;
const TEXT = 192;
/** Longer datagrams are cut: rsyslog's default is 8 KiB too. */
const TEXT_LENGTH = 8_192;
/** sun_path of sockaddr_un. */
const PATH_LENGTH = 108;

/**
 * A sender to the socket at `path`; one that begins with `@` is a name in the abstract namespace. Not connected, so a
 * receiver that was restarted is found again by the next datagram. Without a socket to be had, every datagram is answered
 * with the reason (`EMFILE`, …).
 */
export function datagramSender(path: string): SendDatagram {
  const fd = openSocket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0) return () => getSystemErrorName(fd);
  const memory = new Uint8Array(new ArrayBuffer(TEXT + TEXT_LENGTH));
  const start = addressOf(memory);
  const field = new DataView(memory.buffer);
  const isAbstract = path.startsWith('@');
  const name = new TextEncoder().encode(isAbstract ? `\0${path.slice(1)}` : `${path}\0`);
  if (name.length > PATH_LENGTH) return () => 'ENAMETOOLONG';
  // struct sockaddr_un: the family in host order (little endian wherever this runs), the path and its NUL.
  memory[ADDRESS] = AF_UNIX;
  memory.set(name, ADDRESS + 2);
  field.setBigUint64(0, start + BigInt(ADDRESS), true);
  field.setUint32(8, 2 + name.length, true);
  field.setBigUint64(16, start + BigInt(IOVEC), true);
  field.setBigUint64(24, 1n, true);
  field.setBigUint64(IOVEC, start + BigInt(TEXT), true);
  return datagram => {
    const length = Math.min(datagram.length, TEXT_LENGTH);
    memory.set(datagram.subarray(0, length), TEXT);
    field.setBigUint64(IOVEC + 8, BigInt(length), true);
    const sent = sendMessage(fd, memory);
    return sent < 0 ? getSystemErrorName(sent) : undefined;
  };
}
