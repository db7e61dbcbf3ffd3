/**
 * The links and addresses of this network namespace, kept current: a dump to begin with, the kernel's announcements
 * from then on, and another dump whenever announcements were lost.
 */
import type { IpAddress } from '../base/address.js';
import type { NetlinkMessage } from '../wire/netlink/message.js';
import {
  decodeAddress,
  decodeLink,
  encodeAddressDump,
  encodeLinkDump,
  LinkFlag,
  type LinkMessage,
  RtGroup,
  RtType,
} from '../wire/netlink/rtnetlink.js';
import { sameBytes } from '../wire/reader.js';
import { KernelError } from './kernel-error.js';
import { openNetlinkSocket } from './netlink-socket.js';

export interface LinkState {
  readonly index: number;
  readonly name: string;
  /** 6 bytes on Ethernet; empty when there is none. */
  readonly mac: Uint8Array;
  readonly mtu: number;
  /** ARPHRD number: 1 is Ethernet. */
  readonly hardwareType: number;
  /**
   * IFF_UP and IFF_RUNNING: wanted up, and with a carrier. An ipvlan is up when the device it is made on is, too: the
   * kernel passes the carrier on to it, but not that the device has been set down.
   */
  readonly up: boolean;
  readonly loopback: boolean;
  /** IFF_NOARP: no gratuitous ARP is sent here. */
  readonly noArp: boolean;
  readonly multicast: boolean;
  /** `veth`, `macvlan` …; undefined for hardware. */
  readonly kind?: string;
  /** The device below a macvlan or VLAN. */
  readonly lowerIndex?: number;
  /** The bridge, bond or VRF above. */
  readonly masterIndex?: number;
  /** Of a VRF: its routing table. */
  readonly vrfTable?: number;
  /** Of a macvlan: its `MacvlanMode`. */
  readonly macvlanMode?: number;
  /** Interface group; undefined is 0, the usual one. */
  readonly group?: number;
}

export interface LinkAddress {
  readonly address: IpAddress;
  readonly prefixLength: number;
  /** `AddressFlag` bits. */
  readonly flags: number;
  /** 0 global, 253 link, 254 host. */
  readonly scope: number;
  readonly peer?: IpAddress;
  readonly protocol?: number;
}

export type LinkEvent =
  | { readonly kind: 'add' | 'remove'; readonly link: LinkState }
  | { readonly kind: 'change' | 'rename'; readonly link: LinkState; readonly previous: LinkState };

export interface AddressEvent {
  readonly kind: 'add' | 'change' | 'remove';
  readonly ifindex: number;
  readonly address: LinkAddress;
}

export interface LinkObserver {
  readonly onLink: (event: LinkEvent) => void;
  readonly onAddress: (event: AddressEvent) => void;
  /** Announcements were lost and the tables are being read again; the differences come as events. */
  readonly onResync?: () => void;
  /** The tables have been read again, and the differences told. */
  readonly onResynced?: () => void;
  readonly onError?: (error: KernelError) => void;
  /**
   * Port of a netlink socket whose additions of addresses are told by `added` instead: to read a thousand reports of
   * what one has just done oneself would take a third of a takeover.
   */
  readonly hidesAdditionsOf?: number;
  /** Bytes of announcements that may wait to be read; default 8 MiB, some ten thousand addresses. */
  readonly receiveBuffer?: number;
}

export interface LinkWatch {
  links(): LinkState[];
  byName(name: string): LinkState | undefined;
  byIndex(index: number): LinkState | undefined;
  /** The name of the interface that a macvlan or VLAN is made on, when it is in this network namespace. */
  baseOf(name: string): string | undefined;
  /** In the order the kernel lists them, primary addresses first. */
  addresses(ifindex: number): LinkAddress[];
  /** As `setReceiveBuffer` of a `NetlinkSocket`, for the socket that hears announcements or for the one that asks. */
  setReceiveBuffer(which: 'announcements' | 'requests', bytes: number | undefined, forced: boolean): void;
  /** Notes what the socket of `hidesAdditionsOf` has added. */
  added(ifindex: number, address: LinkAddress): void;
  close(): void;
}

const MONITOR_BUFFER = 8 << 20;
const RESYNC_PAUSE_MS = 100;

/**
 * Reads the tables, then keeps them. What is there at the start is told as `add` events before the promise resolves.
 * Rejects with a `KernelError` when the sockets are refused.
 */
export async function watchLinks(observer: LinkObserver): Promise<LinkWatch> {
  const table = new LinkTable(observer);
  let announced: NetlinkMessage[] | undefined = [];
  let stale = false;
  let closed = false;

  const requests = openNetlinkSocket();
  const monitor = openNetlinkSocket({
    groups: [RtGroup.link, RtGroup.ipv4Address, RtGroup.ipv6Address],
    receiveBuffer: observer.receiveBuffer ?? MONITOR_BUFFER,
    ...(observer.hidesAdditionsOf === undefined ? {} : { hidesAdditionsOf: observer.hidesAdditionsOf }),
    onMessage: message => {
      if (announced === undefined) table.apply(message);
      else announced.push(message);
    },
    onOverrun: () => {
      stale = true;
      if (announced !== undefined) return;
      observer.onResync?.();
      void resyncUntilDone();
    },
    ...(observer.onError === undefined ? {} : { onError: observer.onError }),
  });

  /** Announcements that come while the tables are read are applied after them, so that none is lost. */
  async function resync(): Promise<void> {
    announced = [];
    do {
      stale = false;
      const links = await requests.dump(encodeLinkDump());
      const addresses = await requests.dump(encodeAddressDump());
      if (closed) return;
      table.replace(links, addresses);
    } while (stale);
    const meanwhile: readonly NetlinkMessage[] = announced;
    announced = undefined;
    for (const message of meanwhile) table.apply(message);
  }

  /** Without the tables we are blind, so a dump that fails (the tables go on changing, say) is asked for again. */
  async function resyncUntilDone(): Promise<void> {
    while (!closed) {
      try {
        await resync();
        if (!closed) observer.onResynced?.();
        return;
      } catch (error) {
        if (closed) return;
        if (!(error instanceof KernelError)) throw error;
        observer.onError?.(error);
        await new Promise(resolve => setTimeout(resolve, RESYNC_PAUSE_MS));
      }
    }
  }

  const close = () => {
    closed = true;
    monitor.close();
    requests.close();
  };
  try {
    await resync();
  } catch (error) {
    close();
    throw error;
  }
  const byName = (name: string) => {
    for (const link of table.links.values()) if (link.name === name) return link;
    return undefined;
  };
  return {
    links: () => [...table.links.values()],
    byName,
    byIndex: index => table.links.get(index),
    baseOf(name) {
      const index = byName(name)?.lowerIndex;
      return index === undefined ? undefined : table.links.get(index)?.name;
    },
    addresses: ifindex => [...(table.addresses.get(ifindex)?.values() ?? [])],
    setReceiveBuffer: (which, bytes, forced) =>
      (which === 'announcements' ? monitor : requests).setReceiveBuffer(bytes, forced),
    added: (ifindex, address) => table.putAddress(ifindex, address),
    close,
  };
}

/** The tables, and the events that lead from one state of them to the next. */
export class LinkTable {
  readonly links = new Map<number, LinkState>();
  /** By link index, then by address and prefix. */
  readonly addresses = new Map<number, Map<string, LinkAddress>>();
  /** Indices of the ipvlans that are up by their own flags, whatever the device they are made on is. */
  readonly #upByThemselves = new Set<number>();

  constructor(private readonly observer: Pick<LinkObserver, 'onLink' | 'onAddress'>) {}

  /** Takes one announcement; what is not about links or addresses is ignored. */
  apply({ type, payload }: NetlinkMessage): void {
    switch (type) {
      case RtType.newLink:
      case RtType.delLink: {
        const link = decodeLink(payload);
        if (!link.ok) return;
        if (type === RtType.newLink) this.#putLink(link.value);
        else this.#dropLink(link.value.index);
        return;
      }
      case RtType.newAddress:
      case RtType.delAddress: {
        const found = decodeAddress(payload);
        if (!found.ok) return;
        const { ifindex, broadcast: _, label: __, ...address } = found.value;
        if (type === RtType.newAddress) this.putAddress(ifindex, address);
        else this.#dropAddress(ifindex, keyOf(address));
      }
    }
  }

  /** Takes whole tables: tells what is new or different, and removes what is no longer there. */
  replace(links: readonly NetlinkMessage[], addresses: readonly NetlinkMessage[]): void {
    const seenLinks = new Set<number>();
    for (const { payload } of links) {
      const link = decodeLink(payload);
      if (link.ok) seenLinks.add(link.value.index);
    }
    const seenAddresses = new Set<string>();
    for (const { payload } of addresses) {
      const found = decodeAddress(payload);
      if (found.ok) seenAddresses.add(`${found.value.ifindex} ${keyOf(found.value)}`);
    }
    for (const [ifindex, own] of this.addresses) {
      for (const key of [...own.keys()]) {
        if (!seenAddresses.has(`${ifindex} ${key}`)) this.#dropAddress(ifindex, key);
      }
    }
    for (const index of [...this.links.keys()]) if (!seenLinks.has(index)) this.#dropLink(index);
    for (const message of [...links, ...addresses]) this.apply(message);
  }

  #putLink(message: LinkMessage): void {
    const previous = this.links.get(message.index);
    const link = this.#withBase(linkState(message, previous));
    if (previous !== undefined && sameLink(previous, link)) return;
    this.links.set(link.index, link);
    if (previous === undefined) this.observer.onLink({ kind: 'add', link });
    else this.observer.onLink({ kind: previous.name === link.name ? 'change' : 'rename', link, previous });
    if (previous?.up !== link.up) this.#tellIpvlansOn(link);
  }

  /** An ipvlan as its base lets it be; any other link as it is. A base in another namespace is not known to be down. */
  #withBase(link: LinkState): LinkState {
    if (link.kind !== 'ipvlan' || link.lowerIndex === undefined) return link;
    if (link.up) this.#upByThemselves.add(link.index);
    else this.#upByThemselves.delete(link.index);
    return { ...link, up: link.up && this.links.get(link.lowerIndex)?.up !== false };
  }

  #tellIpvlansOn(base: LinkState): void {
    for (const index of this.#upByThemselves) {
      const previous = this.links.get(index);
      if (previous?.lowerIndex !== base.index || previous.up === base.up) continue;
      const link = { ...previous, up: base.up };
      this.links.set(index, link);
      this.observer.onLink({ kind: 'change', link, previous });
    }
  }

  #dropLink(index: number): void {
    for (const key of [...(this.addresses.get(index)?.keys() ?? [])]) this.#dropAddress(index, key);
    this.addresses.delete(index);
    const link = this.links.get(index);
    if (link === undefined) return;
    this.links.delete(index);
    this.#upByThemselves.delete(index);
    this.observer.onLink({ kind: 'remove', link });
  }

  /** Notes an address of a link, new or changed. */
  putAddress(ifindex: number, address: LinkAddress): void {
    let own = this.addresses.get(ifindex);
    if (own === undefined) {
      own = new Map();
      this.addresses.set(ifindex, own);
    }
    const key = keyOf(address);
    const previous = own.get(key);
    own.set(key, address);
    if (previous === undefined) this.observer.onAddress({ kind: 'add', ifindex, address });
    else if (previous.flags !== address.flags || previous.scope !== address.scope) {
      this.observer.onAddress({ kind: 'change', ifindex, address });
    }
  }

  #dropAddress(ifindex: number, key: string): void {
    const own = this.addresses.get(ifindex);
    const address = own?.get(key);
    if (own === undefined || address === undefined) return;
    own.delete(key);
    this.observer.onAddress({ kind: 'remove', ifindex, address });
  }
}

function keyOf(address: { readonly address: IpAddress; readonly prefixLength: number }): string {
  return `${address.address.text}/${address.prefixLength}`;
}

/** A message that leaves MTU or MAC open keeps what was known of them. */
function linkState(message: LinkMessage, previous: LinkState | undefined): LinkState {
  const has = (flag: number) => (message.flags & flag) !== 0;
  const kind = message.kind ?? previous?.kind;
  const lowerIndex = message.lowerIndex ?? previous?.lowerIndex;
  const vrfTable = message.vrfTable ?? previous?.vrfTable;
  const macvlanMode = message.macvlanMode ?? previous?.macvlanMode;
  const { masterIndex } = message;
  const group = message.group ?? previous?.group ?? 0;
  return {
    index: message.index,
    name: message.name,
    mac: message.mac ?? previous?.mac ?? new Uint8Array(0),
    mtu: message.mtu ?? previous?.mtu ?? 0,
    hardwareType: message.hardwareType,
    up: has(LinkFlag.up) && has(LinkFlag.running),
    loopback: has(LinkFlag.loopback),
    noArp: has(LinkFlag.noArp),
    multicast: has(LinkFlag.multicast),
    ...(kind === undefined ? {} : { kind }),
    ...(lowerIndex === undefined ? {} : { lowerIndex }),
    ...(masterIndex === undefined ? {} : { masterIndex }),
    ...(vrfTable === undefined ? {} : { vrfTable }),
    ...(macvlanMode === undefined ? {} : { macvlanMode }),
    ...(group === 0 ? {} : { group }),
  };
}

function sameLink(a: LinkState, b: LinkState): boolean {
  return (
    a.name === b.name &&
    sameBytes(a.mac, b.mac) &&
    a.mtu === b.mtu &&
    a.up === b.up &&
    a.noArp === b.noArp &&
    a.multicast === b.multicast &&
    a.lowerIndex === b.lowerIndex &&
    a.masterIndex === b.masterIndex &&
    a.group === b.group
  );
}
