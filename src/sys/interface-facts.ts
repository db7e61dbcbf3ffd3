/**
 * What an interface is, asked once and answered at once (netdevice(7)). For reading a configuration; whoever needs to
 * know of changes watches `links.ts`.
 */
import { LinkFlag } from '../wire/netlink/rtnetlink.js';
import { Af, closeDescriptor, control, openSocket } from './libc.js';

export interface InterfaceFacts {
  readonly loopback: boolean;
  readonly multicast: boolean;
  /** Bytes. */
  readonly mtu: number;
}

const SOCK_DGRAM = 2;
const SIOCGIFFLAGS = 0x8913;
const SIOCGIFMTU = 0x8921;
const IFNAMSIZ = 16;
const IFREQ = 40;

/** Undefined when this network namespace has no interface of that name. */
export function interfaceFacts(name: string): InterfaceFacts | undefined {
  const bytes = Buffer.from(name, 'latin1');
  if (bytes.length === 0 || bytes.length >= IFNAMSIZ || bytes.includes(0)) return undefined;
  const fd = openSocket(Af.inet, SOCK_DGRAM, 0);
  if (fd < 0) return undefined;
  try {
    const ask = (request: number): DataView | undefined => {
      const ifreq = new Uint8Array(new ArrayBuffer(IFREQ));
      ifreq.set(bytes);
      return control(fd, request, ifreq) < 0 ? undefined : new DataView(ifreq.buffer, IFNAMSIZ);
    };
    const flags = ask(SIOCGIFFLAGS)?.getUint16(0, true);
    const mtu = ask(SIOCGIFMTU)?.getInt32(0, true);
    if (flags === undefined || mtu === undefined) return undefined;
    return { loopback: (flags & LinkFlag.loopback) !== 0, multicast: (flags & LinkFlag.multicast) !== 0, mtu };
  } finally {
    closeDescriptor(fd);
  }
}
