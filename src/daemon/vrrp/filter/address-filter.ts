/**
 * Keeps packets from the addresses of instances that do not accept them, and group reports from interfaces with a
 * virtual MAC: settings and events become elements of the packet filter.
 */
import type { Log } from '../../../base/log.js';
import type { ProcessSettings } from '../../../config/settings.js';
import type { KernelError } from '../../../sys/kernel-error.js';
import type { NftablesSocket } from '../../../sys/nftables-socket.js';
import type { InstanceSettings } from '../../../vrrp/settings.js';
import {
  addressElements,
  deviceElements,
  dropsPackets,
  type FilteredDevice,
  type FilteringInstance,
  type PlacedAddress,
} from './elements.js';
import { PacketFilter } from './packet-filter.js';

/** What of the settings of the process is about the filter. */
export type FilterSettings = Pick<ProcessSettings, 'disablesLocalIgmp'> & {
  readonly packetFilter: Pick<
    ProcessSettings['packetFilter'],
    'nftablesTable' | 'nftablesPriority' | 'matchesInterfacesByIndex' | 'countsPackets'
  >;
};

export interface AddressFilterPorts {
  /** Throws a `KernelError`. */
  open(): NftablesSocket;
  /** Whether the kernel reports groups of 224.0.0.x; undefined: it cannot be told not to. */
  reportsLocalGroups(): boolean | undefined;
  reportLocalGroups(reports: boolean): KernelError | undefined;
  readonly log: Log;
}

/** keepalived's name for its table. */
const TABLE = 'keepalived';

export class AddressFilter {
  readonly #ports: AddressFilterPorts;
  readonly #filter: PacketFilter;
  #settings: FilterSettings | undefined;
  #devices: readonly FilteredDevice[] = [];
  /** What the kernel did about groups of 224.0.0.x before it was told otherwise. */
  #reportedBefore: boolean | undefined;

  constructor(ports: AddressFilterPorts) {
    this.#ports = ports;
    this.#filter = new PacketFilter(ports, { table: TABLE, priority: -1, countsPackets: false });
  }

  /** Takes over the settings of a start or a reload, before the instances do. */
  configure(settings: FilterSettings, instances: readonly InstanceSettings[]): void {
    const { packetFilter, disablesLocalIgmp } = settings;
    this.#settings = settings;
    const { nftablesTable, nftablesPriority, countsPackets } = packetFilter;
    this.#filter.configure({ table: nftablesTable ?? TABLE, priority: nftablesPriority, countsPackets });
    if (instances.some(each => dropsPackets(each) || each.vmac !== undefined)) this.#filter.prepare();
    this.#tellAboutIgmp(disablesLocalIgmp);
    void this.#filter.replace(this, this.#deviceElements());
  }

  /** Before addresses are added. Resolves when packets to them are dropped; undefined: nothing has to be waited for. */
  shield(owner: object, instance: FilteringInstance, placed: readonly PlacedAddress[]): Promise<void> | undefined {
    return this.#filter.want(owner, this.#elements(instance, placed));
  }

  /** Addresses are gone. */
  unshield(owner: object, instance: FilteringInstance, placed: readonly PlacedAddress[]): void {
    void this.#filter.release(owner, this.#elements(instance, placed));
  }

  /** A reload has changed an instance: the elements of what it holds are what it has now. */
  change(owner: object, instance: FilteringInstance, held: readonly PlacedAddress[]): void {
    void this.#filter.replace(owner, this.#elements(instance, held));
  }

  /** All macvlans there are now. */
  filterDevices(devices: readonly FilteredDevice[]): void {
    this.#devices = devices;
    void this.#filter.replace(this, this.#deviceElements());
  }

  /** Takes the filter away; settles when it is gone. */
  async stop(): Promise<void> {
    await this.#filter.close();
    this.#tellAboutIgmp(false);
  }

  #elements(instance: FilteringInstance, placed: readonly PlacedAddress[]) {
    const matchesInterfacesByIndex = this.#settings?.packetFilter.matchesInterfacesByIndex === true;
    return addressElements(instance, placed, { matchesInterfacesByIndex });
  }

  #deviceElements() {
    const reportsIgmp = this.#settings?.disablesLocalIgmp !== true;
    return this.#devices.flatMap(device => deviceElements(device, { reportsIgmp }));
  }

  /** `disable_local_igmp`: told once, and restored when it is told otherwise or at the end. */
  #tellAboutIgmp(disables: boolean): void {
    if (disables === (this.#reportedBefore !== undefined)) return;
    const before = this.#reportedBefore;
    if (!disables) {
      this.#reportedBefore = undefined;
      if (before === true) this.#say(this.#ports.reportLocalGroups(true));
      return;
    }
    const now = this.#ports.reportsLocalGroups();
    if (now === undefined) {
      const text =
        'disable_local_igmp: this kernel has no net.ipv4.igmp_link_local_mcast_reports (Linux 4.3 or newer has)';
      this.#ports.log({ level: 'error', text, fields: { code: 'local-igmp' } });
      return;
    }
    this.#reportedBefore = now;
    if (now) this.#say(this.#ports.reportLocalGroups(false));
  }

  #say(error: KernelError | undefined): void {
    if (error === undefined) return;
    this.#ports.log({ level: 'error', text: `disable_local_igmp: ${error.message}`, fields: { code: 'local-igmp' } });
  }
}
