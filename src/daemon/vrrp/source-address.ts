/** Which address adverts carry as their source, and whether the machine has it. */
import { type Family, type IpAddress, isLinkLocal } from '../../base/address.js';
import type { AddressEvent, LinkWatch } from '../../sys/links.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { AddressFlag } from '../../wire/netlink/rtnetlink.js';

/** An address on an interface, as the kernel lists it: in the order it was added. */
export interface InterfaceAddress {
  readonly address: IpAddress;
  /** `AddressFlag` bits. */
  readonly flags: number;
}

/**
 * The source address of an instance. One that the configuration names is used as it stands, unless the instance follows
 * it. Otherwise the interface's primary IPv4 address, or its link-local IPv6 one (RFC 9568 5.1.1.1, 5.1.2.1); virtual
 * addresses are never used, as they are not this router's own. Undefined: there is none that is usable.
 */
export function chooseSource(
  settings: Pick<InstanceSettings, 'family' | 'source' | 'tracksSource' | 'unicast'>,
  onInterface: readonly InterfaceAddress[],
  virtual: ReadonlySet<string>,
  machineHas: (address: IpAddress) => boolean,
): IpAddress | undefined {
  const { source } = settings;
  if (source !== undefined) return followsSource(settings) && !machineHas(source) ? undefined : source;
  return onInterface.find(entry => isUsable(entry, settings.family, virtual))?.address;
}

/**
 * Whether an instance stays in FAULT while the machine does not have the source that the configuration names:
 * `track_src_ip`, and all of unicast, since what peers send to an address that is not there is never heard, and who
 * hears nobody makes itself MASTER.
 */
export function followsSource({ source, tracksSource, unicast }: FollowedSettings): boolean {
  return source !== undefined && (tracksSource || unicast !== undefined);
}

type FollowedSettings = Pick<InstanceSettings, 'source' | 'tracksSource' | 'unicast'>;

/** Until duplicate address detection is through, the kernel refuses to send from an address. */
const NOT_YET_USABLE = AddressFlag.tentative | AddressFlag.dadFailed;

function isUsable(entry: InterfaceAddress, family: Family, virtual: ReadonlySet<string>): boolean {
  const { address: ip, flags } = entry;
  if (ip.family !== family || virtual.has(ip.text) || (flags & NOT_YET_USABLE) !== 0) return false;
  return family === 4 || isLinkLocal(ip);
}

/**
 * The sources that instances follow, and where the machine has them, whatever the interface. Kept by events: to go
 * through all addresses of a machine each time one of them comes or goes would take too long where there are thousands.
 */
export class FollowedSources {
  /** By text of the address: where it is, as interface index and prefix length. */
  #places = new Map<string, Set<string>>();

  /** Follows the sources of these instances from now on. */
  follow(instances: readonly FollowedSettings[], links: Pick<LinkWatch, 'links' | 'addresses'>): void {
    this.#places = new Map(
      instances.filter(followsSource).flatMap(({ source }) => (source ? [[source.text, new Set<string>()]] : [])),
    );
    if (this.#places.size === 0) return;
    for (const { index } of links.links()) {
      for (const address of links.addresses(index)) this.note({ kind: 'add', ifindex: index, address });
    }
  }

  /** The kernel reports an address; answers whether it is one that is followed. */
  note({ kind, ifindex, address: { address, prefixLength, flags } }: AddressEvent): boolean {
    const places = this.#places.get(address.text);
    if (places === undefined) return false;
    const place = `${ifindex}/${prefixLength}`;
    if (kind === 'remove' || (flags & NOT_YET_USABLE) !== 0) places.delete(place);
    else places.add(place);
    return true;
  }

  /** Whether the machine has an address that is followed. */
  has({ text }: IpAddress): boolean {
    return (this.#places.get(text)?.size ?? 0) > 0;
  }
}
