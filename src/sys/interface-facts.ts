/**
 * What an interface is, asked once and answered at once (netdevice(7)). For reading a configuration; whoever needs to
 * know of changes watches `links.ts`.
 */
import { LinkFlag } from '../wire/netlink/rtnetlink.js';
import { read } from './files.js';
import { Af, addressOf, closeDescriptor, control, openSocket } from './libc.js';

export interface InterfaceFacts {
  readonly loopback: boolean;
  readonly multicast: boolean;
  /** Bytes. */
  readonly mtu: number;
  /** ARPHRD_ETHER: it has Ethernet addresses. */
  readonly ethernet: boolean;
}

const SOCK_DGRAM = 2;
const SIOCGIFFLAGS = 0x8913;
const SIOCGIFMTU = 0x8921;
const SIOCGIFHWADDR = 0x8927;
const SIOCETHTOOL = 0x8946;
const IFNAMSIZ = 16;
const IFREQ = 40;
const ARPHRD_ETHER = 1;
/** ETHTOOL_GDRVINFO of ethtool(7)'s header: the command, then 32 bytes with the name of the driver. */
const ETHTOOL_GDRVINFO = 3;
const DRIVER_INFO = 196;
const DRIVER_NAME = 32;

/** Undefined when this network namespace has no interface of that name. */
export function interfaceFacts(name: string): InterfaceFacts | undefined {
  // The kernel would answer for the interface before the colon: such names are labels of addresses (netdevice(7)).
  if (name.includes(':')) return undefined;
  return withRequest(name, ask => {
    const flags = ask(SIOCGIFFLAGS)?.getUint16(0, true);
    const mtu = ask(SIOCGIFMTU)?.getInt32(0, true);
    const hardware = ask(SIOCGIFHWADDR)?.getUint16(0, true);
    if (flags === undefined || mtu === undefined) return undefined;
    return {
      loopback: (flags & LinkFlag.loopback) !== 0,
      multicast: (flags & LinkFlag.multicast) !== 0,
      mtu,
      ethernet: hardware === ARPHRD_ETHER,
    };
  });
}

/** All interfaces of the network namespace that this thread is in (proc_pid_net(5)); none when it cannot be read. */
export function interfaceNames(): readonly string[] {
  const table = read('/proc/thread-self/net/dev');
  if (!table.ok) return [];
  const lines = Buffer.from(table.value).toString('latin1').split('\n');
  // Two lines of headings; behind the last colon are numbers.
  return lines.slice(2).flatMap(line => (line.includes(':') ? line.slice(0, line.lastIndexOf(':')).trim() : []));
}

/** The driver of an interface, e.g. `macvlan`, `ipvlan`, `vrf`; undefined when there is none or it does not say. */
export function interfaceKind(name: string): string | undefined {
  return withRequest(name, ask => {
    const info = new Uint8Array(new ArrayBuffer(DRIVER_INFO));
    new DataView(info.buffer).setUint32(0, ETHTOOL_GDRVINFO, true);
    if (ask(SIOCETHTOOL, addressOf(info)) === undefined) return undefined;
    const driver = Buffer.from(info.subarray(4, 4 + DRIVER_NAME)).toString('latin1');
    return driver.slice(0, Math.max(0, driver.indexOf('\0'))) || undefined;
  });
}

/** Asks about one interface; answers what the request filled in behind the name. */
type Ask = (request: number, pointer?: bigint) => DataView | undefined;

function withRequest<Answer>(name: string, read: (ask: Ask) => Answer | undefined): Answer | undefined {
  const bytes = Buffer.from(name, 'latin1');
  if (bytes.length === 0 || bytes.length >= IFNAMSIZ || bytes.includes(0)) return undefined;
  const fd = openSocket(Af.inet, SOCK_DGRAM, 0);
  if (fd < 0) return undefined;
  try {
    return read((request, pointer) => {
      const ifreq = new Uint8Array(new ArrayBuffer(IFREQ));
      ifreq.set(bytes);
      const answer = new DataView(ifreq.buffer, IFNAMSIZ);
      if (pointer !== undefined) answer.setBigUint64(0, pointer, true);
      return control(fd, request, ifreq) < 0 ? undefined : answer;
    });
  } finally {
    closeDescriptor(fd);
  }
}
