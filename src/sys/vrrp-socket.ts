/**
 * The socket VRRP instances of one interface and family share: adverts out with the right source, TTL and TOS, adverts
 * in with the TTL and destination they came with. Other interfaces' packets, our own, and VRIDs nobody here has do
 * not wake the process. Instances without an interface share one that is bound to none: the kernel routes what it
 * sends, and unicast adverts come in by whatever way they found.
 *
 * IPv4 carries its header both ways (IP_HDRINCL). For IPv6 source, hop limit and destination travel as control
 * messages (RFC 3542 6), and the checksum is ours both ways, so that a bad one can be counted.
 */
import { type Family, type IpAddress, isMulticast } from '../base/address.js';
import { type Duration, toMilliseconds } from '../base/duration.js';
import { INTERNETWORK_CONTROL } from '../wire/ipv4.js';
import { host32 } from '../wire/netlink/host-order.js';
import { VRRP_PROTOCOL } from '../wire/vrrp.js';
import { arrivals, departures, readArrival, type SendTo, type VrrpPacket, writeDeparture } from './advert-datagram.js';
import { KernelError } from './kernel-error.js';
import { Level, Option, setSocketOption } from './libc.js';
import { Moderation } from './moderation.js';
import { attachFilter } from './packet-filter.js';
import { openRawSocket, type RawSocket } from './raw-socket.js';
import { receiveBuffer, setReceiveBuffer } from './receive-buffer.js';
import { vridFilter } from './vrid-filter.js';

export type { SendTo, VrrpPacket } from './advert-datagram.js';

export interface VrrpSocketOptions {
  /** What the socket is bound to: an interface, or a VRF, which stands for all of its interfaces. Undefined: nothing. */
  readonly interface?: string;
  /** Of that interface; 0 without one. */
  readonly ifindex: number;
  readonly family: Family;
  /** IP protocol of the adverts: 112, or 51 for those behind an Authentication Header, over IPv4 alone. */
  readonly protocol?: number;
  /** Multicast groups to join; none for a unicast socket. */
  readonly groups: readonly IpAddress[];
  /** VRIDs whose adverts are wanted; `'all'` also brings unknown ones, to be logged. */
  readonly vrids: readonly number[] | 'all';
  /** Answers true when it set something going that wants a turn of the loop: a promise, a message. */
  readonly onPacket: (packet: VrrpPacket) => boolean;
  /** An error of receiving; the socket stays open. */
  readonly onError: (error: KernelError) => void;
}

export interface VrrpSocket {
  /** Sends one advert now, with its Authentication Header if the protocol is that. Returns why it did not go: ENETDOWN, ENODEV (interface gone), EINVAL (source gone) … */
  send(pdu: Uint8Array, to: SendTo): KernelError | undefined;
  setVrids(vrids: readonly number[] | 'all'): void;
  /** Joins one more group; joining one twice does nothing. */
  joinGroup(group: IpAddress): void;
  /** Bytes of adverts that may wait to be read, within the limit of the system; undefined: the kernel's default. */
  setReceiveBuffer(bytes: number | undefined): void;
  /** How often it is read while packets come too fast to wake the process one by one. */
  setPace(pace: Duration): void;
  /** Reads all that has come, now: whoever is about to decide that nothing came asks first. */
  read(): void;
  close(): void;
}

const TC_PRIO_CONTROL = 7;
const MOST_ROUNDS = 64;
const EINTR = 4;
const EBADF = 9;
const EAGAIN = 11;

/** Opens and prepares the socket; throws a `KernelError` naming what was refused. */
export function openVrrpSocket(options: VrrpSocketOptions): VrrpSocket {
  const { family, ifindex, protocol = VRRP_PROTOCOL } = options;
  const device = options.interface;
  let closed = false;
  let identification = 0;
  const joined = new Set<string>();

  const socket: RawSocket = openRawSocket(
    family,
    protocol,
    () => onReadable(),
    error => !closed && options.onError(error),
  );

  const set = (level: number, option: number, value: Uint8Array, name: string) => {
    const returned = setSocketOption(socket.fd, level, option, value);
    if (returned < 0) throw new KernelError(`setsockopt(${name})`, -returned, device);
  };

  const setVrids = (vrids: readonly number[] | 'all') => {
    const returned = attachFilter(socket.fd, vridFilter(family, vrids, protocol));
    if (returned < 0) throw new KernelError('setsockopt(SO_ATTACH_FILTER)', -returned, device);
  };

  const defaultBuffer = receiveBuffer(socket.fd);

  const joinGroup = (group: IpAddress) => {
    if (joined.has(group.text)) return;
    if (family === 4) {
      // struct ip_mreqn: group, local address, interface index
      set(Level.ip, Option.IP_ADD_MEMBERSHIP, concat(group.bytes, host32(0), host32(ifindex)), `join ${group.text}`);
    } else {
      set(Level.ipv6, Option.IPV6_JOIN_GROUP, concat(group.bytes, host32(ifindex)), `join ${group.text}`);
    }
    joined.add(group.text);
  };

  /** A raw IPv6 socket is given the groups other sockets of the host have joined, too. */
  const isForUs = (destination: IpAddress) => !isMulticast(destination) || joined.has(destination.text);

  /** Reads one round of packets; answers how many came, fewer than there are slots when nothing is left. */
  function receive(onPacket: (packet: VrrpPacket) => void): number {
    if (closed) return 0;
    const count = arrivals.receive(socket.fd);
    if (count < 0) {
      // Looked at before an error is made: to find nothing is common, and a stack trace dear.
      if (count !== -EAGAIN && count !== -EINTR) options.onError(new KernelError('recvmmsg', -count, device));
      return 0;
    }
    try {
      for (let slot = 0; slot < count && !closed; slot++) {
        const packet = readArrival(family, slot);
        if (packet !== undefined && isForUs(packet.destination)) onPacket(packet);
      }
    } finally {
      arrivals.reset(count);
    }
    return count;
  }

  function receiveAll(onPacket: (packet: VrrpPacket) => void): number {
    let all = 0;
    // More than a receive buffer holds: a flood that comes faster than it is read must not keep us here.
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const count = receive(onPacket);
      all += count;
      if (count < arrivals.slots) break;
    }
    return all;
  }

  const moderation = new Moderation({ watch: on => socket.watch(on), read: () => receiveAll(options.onPacket) });

  /** One round a wake-up: while the poll stays readable it calls again, so that timers get their turn between. */
  function onReadable(): boolean {
    let wantsTurn = false;
    receive(packet => {
      wantsTurn = options.onPacket(packet) || wantsTurn;
    });
    moderation.wokeUp();
    return wantsTurn;
  }

  try {
    if (device !== undefined) {
      set(Level.socket, Option.SO_BINDTODEVICE, new TextEncoder().encode(`${device}\0`), 'SO_BINDTODEVICE');
    }
    set(Level.socket, Option.SO_PRIORITY, host32(TC_PRIO_CONTROL), 'SO_PRIORITY');
    setVrids(options.vrids);
    for (const [level, option, value, name] of family === 4 ? ipv4Options(ifindex) : ipv6Options(ifindex)) {
      set(level, option, value, name);
    }
    receiveAll(() => {}); // what came from other interfaces before the socket was bound to its own
    for (const group of options.groups) joinGroup(group);
  } catch (error) {
    closed = true;
    socket.close();
    throw error;
  }

  return {
    setVrids,
    joinGroup,

    setReceiveBuffer(bytes) {
      if (!closed) setReceiveBuffer(socket.fd, bytes ?? defaultBuffer, false);
    },

    setPace: pace => moderation.setPace(toMilliseconds(pace)),

    read: () => void receiveAll(options.onPacket),

    send(pdu, to) {
      if (closed) return new KernelError('sendmsg(advert)', EBADF, device);
      if (family === 4) identification = (identification % 0xffff) + 1; // never 0, which would leave it to the kernel
      writeDeparture(family, pdu, to, { protocol, identification: to.identification ?? identification, ifindex });
      const returned = departures[family].send(socket.fd, 1);
      return returned < 0 ? new KernelError(`sendmsg(advert to ${to.destination.text})`, -returned, device) : undefined;
    },

    close() {
      if (closed) return;
      closed = true;
      moderation.close();
      socket.close();
    },
  };
}

type SocketOption = readonly [level: number, option: number, value: Uint8Array, name: string];

function ipv4Options(ifindex: number): SocketOption[] {
  return [
    [Level.ip, Option.IP_HDRINCL, host32(1), 'IP_HDRINCL'],
    [Level.ip, Option.IP_MULTICAST_ALL, host32(0), 'IP_MULTICAST_ALL'],
    [Level.ip, Option.IP_MULTICAST_LOOP, host32(0), 'IP_MULTICAST_LOOP'],
    [Level.ip, Option.IP_MULTICAST_IF, concat(host32(0), host32(0), host32(ifindex)), 'IP_MULTICAST_IF'],
  ];
}

function ipv6Options(ifindex: number): SocketOption[] {
  return [
    [Level.ipv6, Option.IPV6_MULTICAST_ALL, host32(0), 'IPV6_MULTICAST_ALL'],
    [Level.ipv6, Option.IPV6_MULTICAST_LOOP, host32(0), 'IPV6_MULTICAST_LOOP'],
    [Level.ipv6, Option.IPV6_MULTICAST_IF, host32(ifindex), 'IPV6_MULTICAST_IF'],
    [Level.ipv6, Option.IPV6_MULTICAST_HOPS, host32(255), 'IPV6_MULTICAST_HOPS'],
    [Level.ipv6, Option.IPV6_TCLASS, host32(INTERNETWORK_CONTROL), 'IPV6_TCLASS'],
    [Level.ipv6, Option.IPV6_RECVHOPLIMIT, host32(1), 'IPV6_RECVHOPLIMIT'],
    [Level.ipv6, Option.IPV6_RECVPKTINFO, host32(1), 'IPV6_RECVPKTINFO'],
  ];
}

function concat(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(part => [...part]));
}
