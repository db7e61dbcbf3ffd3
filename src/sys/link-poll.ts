/**
 * Asks an interface for its link, for drivers whose link the kernel does not report: by the registers of its MII
 * transceiver (IEEE 802.3 22.2.4), by ethtool(8)'s question, or by its flags (netdevice(7)). A driver may take
 * milliseconds to read its transceiver, so this is nothing for the thread that sends adverts.
 */
import { LinkFlag } from '../wire/netlink/rtnetlink.js';
import { KernelError } from './kernel-error.js';
import { Af, addressOf, closeDescriptor, control, openSocket } from './libc.js';

export type LinkPollMethod = 'MII' | 'ETHTOOL' | 'IOCTL';

export interface LinkPoll {
  /** Whether an interface is up and has a link; undefined: it does not exist, or its driver does not answer this way. */
  ask(name: string, method: LinkPollMethod): boolean | undefined;
  close(): void;
}

const SOCK_DGRAM = 2;
const SIOCGIFFLAGS = 0x8913;
const SIOCETHTOOL = 0x8946;
const SIOCGMIIPHY = 0x8947;
const SIOCGMIIREG = 0x8948;
const IFNAMSIZ = 16;
const IFREQ = 40;
const ETHTOOL_GLINK = 10;
/** Basic Mode Status Register. */
const BMSR = 1;
const BMSR_LINK = 0x0004;
/** Where struct mii_ioctl_data has its numbers: transceiver, register, what goes in, what comes out. */
const MII = { register: IFNAMSIZ + 2, out: IFNAMSIZ + 6 } as const;

/** Opens what is asked through; throws a `KernelError` when it is refused. */
export function openLinkPoll(): LinkPoll {
  const fd = openSocket(Af.inet, SOCK_DGRAM, 0);
  if (fd < 0) throw new KernelError('socket(AF_INET, to ask for links)', -fd);

  /** Fills in a request; false when it is refused. */
  const request = (ifreq: Uint8Array, number: number): boolean => control(fd, number, ifreq) >= 0;

  const isRunning = (name: string): boolean | undefined => {
    const ifreq = requestFor(name);
    if (!request(ifreq, SIOCGIFFLAGS)) return undefined;
    const flags = viewOf(ifreq).getUint16(IFNAMSIZ, true);
    return (flags & LinkFlag.up) !== 0 && (flags & LinkFlag.running) !== 0;
  };

  const byMii = (name: string): boolean | undefined => {
    const ifreq = requestFor(name);
    if (!request(ifreq, SIOCGMIIPHY)) return undefined; // now it names the transceiver
    viewOf(ifreq).setUint16(MII.register, BMSR, true);
    // A link that was lost is remembered until the register is read: the second answer is how it is now.
    if (!request(ifreq, SIOCGMIIREG) || !request(ifreq, SIOCGMIIREG)) return undefined;
    return (viewOf(ifreq).getUint16(MII.out, true) & BMSR_LINK) !== 0;
  };

  const byEthtool = (name: string): boolean | undefined => {
    const ifreq = requestFor(name);
    const question = new Uint8Array(new ArrayBuffer(8)); // command 0, answer 4
    viewOf(question).setUint32(0, ETHTOOL_GLINK, true);
    viewOf(ifreq).setBigUint64(IFNAMSIZ, addressOf(question), true);
    if (!request(ifreq, SIOCETHTOOL)) return undefined;
    return viewOf(question).getUint32(4, true) !== 0;
  };

  return {
    ask(name, method) {
      const running = isRunning(name);
      if (running === undefined || method === 'IOCTL') return running;
      const hasLink = method === 'MII' ? byMii(name) : byEthtool(name);
      return hasLink && running;
    },
    close: () => void closeDescriptor(fd),
  };
}

/** struct ifreq: the name, then what is asked. A name that is too long is nobody's. */
function requestFor(name: string): Uint8Array {
  const ifreq = new Uint8Array(new ArrayBuffer(IFREQ));
  ifreq.set(Buffer.from(name, 'latin1').subarray(0, IFNAMSIZ - 1));
  return ifreq;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
}
