/**
 * The interfaces that instances make for themselves (`use_vmac` and its kin), kept in the kernel from the start of the
 * instances to their end: made before their instance begins, made anew when their base comes back or somebody else has
 * removed them, removed when no instance asks for them any more.
 *
 * Making one takes several questions to the kernel, each a turn of the loop of its own, so that adverts of others go
 * out between them. Whoever needs to know which devices there are asks `list`.
 */
import { setImmediate } from 'node:timers';
import { type Family, isLinkLocal } from '../../../base/address.js';
import type { Log } from '../../../base/log.js';
import type { VirtualMacSettings } from '../../../config/settings.js';
import type { AddressEvent, LinkEvent, LinkState } from '../../../sys/links.js';
import { type DeviceRequest, placeOnDevices } from '../../../vrrp/devices.js';
import type { InstanceSettings } from '../../../vrrp/settings.js';
import { type AllottedDevice, allot } from './allotment.js';
import type { KernelSettings } from './kernel-settings.js';
import { LinkReports } from './link-reports.js';
import { isDevice, type LinkPorts, type LinkTables } from './make-device.js';
import { OwnDevice, type OwnDevicePorts } from './own-device.js';

export interface OwnDevicesPorts {
  readonly links: LinkTables;
  readonly kernel: LinkPorts;
  readonly settings: KernelSettings;
  /** There is a device more, or less: `list` says which there are. */
  changed(): void;
  readonly log: Log;
}

/** A device that is there, for those who have to do with its packets. */
export interface OwnDeviceView {
  readonly name: string;
  readonly index: number;
  readonly kind: 'macvlan' | 'ipvlan';
  /** Of the virtual router whose MAC it has. */
  readonly family: Family;
  readonly instance: string;
  /** Adverts may come and go by it; otherwise it only carries addresses. */
  readonly role: DeviceRequest['role'];
  /** Its instance has addresses of that family; without IPv6 ones, IPv6 is off on the device. */
  readonly usesIpv4: boolean;
  readonly usesIpv6: boolean;
  readonly base: { readonly name: string; readonly index: number };
}

export class OwnDevices {
  readonly #ports: OwnDevicePorts;
  readonly #changed: () => void;
  readonly #reports: LinkReports;
  #devices = new Map<string, OwnDevice>();
  /** Asked for until now, and still in the kernel. */
  #leaving: OwnDevice[] = [];
  #discarding: Promise<unknown> = Promise.resolve();
  #virtual: ReadonlySet<string> = new Set();
  #isStopped = false;

  constructor(ports: OwnDevicesPorts) {
    const reports = new LinkReports(ports.links);
    this.#reports = reports;
    this.#changed = () => ports.changed();
    this.#ports = {
      ...ports,
      reports,
      awaitLink: (name, is) => reports.link(name, is),
      isVirtual: ({ text }) => this.#virtual.has(text),
    };
  }

  /**
   * Takes over what the instances ask for and answers their settings with the names in them. Nothing is made or removed
   * before `prepare`. An instance that cannot have its device stays in FAULT.
   */
  allot(instances: readonly InstanceSettings[], prefixes: VirtualMacSettings): InstanceSettings[] {
    const before = new Map([...this.#devices].map(([key, { allotted }]) => [key, allotted]));
    const { devices, conflicts } = allot(instances, prefixes, before, {
      has: name => this.#ports.links.byName(name) !== undefined,
      matching: request => this.#matching(request)?.name,
    });
    const addresses = instances.flatMap(each => [...each.addresses, ...each.excludedAddresses]);
    this.#virtual = new Set(addresses.map(each => each.address.text));
    this.#takeOver(devices);
    return instances.map(instance => {
      const conflict = conflicts.get(instance.name);
      const placed = placeOnDevices(instance, key => devices.get(key)?.name);
      return conflict === undefined ? placed : { ...placed, permanentFault: instance.permanentFault ?? conflict };
    });
  }

  #takeOver(wanted: ReadonlyMap<string, AllottedDevice>): void {
    const before = this.#devices;
    this.#devices = new Map();
    for (const [key, allotted] of wanted) {
      const known = before.get(key);
      const stays = known !== undefined && isSame(known.allotted, allotted);
      this.#devices.set(key, stays ? known : new OwnDevice(allotted, this.#ports));
    }
    for (const [key, device] of before) {
      const now = this.#devices.get(key);
      if (now === device) continue;
      void device.giveUp();
      // A macvlan of the same name is the same link, which the new one takes up; of an ipvlan one cannot tell.
      const isTakenUp = now?.allotted.name === device.allotted.name && now.allotted.request.device.kind === 'macvlan';
      if (!isTakenUp) this.#leaving.push(device);
    }
  }

  /**
   * Makes what is missing; undefined when nothing is. What cannot be made is logged, and tried again later. What is in
   * the way goes first, once the instances that `departed` is about have left it.
   */
  prepare(departed: () => Promise<unknown>): Promise<void> | undefined {
    const missing = [...this.#devices.values()].filter(device => device.isMissing);
    if (missing.length === 0) return undefined;
    const inTheWay = this.#leaving.filter(old => missing.some(each => collide(old.allotted, each.allotted)));
    this.#leaving = this.#leaving.filter(old => !inTheWay.includes(old));
    return (async () => {
      await this.#discarding;
      if (inTheWay.length > 0) await departed();
      for (const device of inTheWay) await device.remove();
      await Promise.all(missing.map(device => device.make()));
    })();
  }

  /** Removes what nobody asks for any more, once the instances that `departed` is about have left it. */
  discard(departed: () => Promise<unknown>): void {
    const leaving = this.#leaving;
    this.#leaving = [];
    if (leaving.length === 0) return;
    this.#discarding = Promise.all([this.#discarding, departed()]).then(async () => {
      for (const device of leaving) await device.remove();
    });
  }

  /** Removes all of them; with `releases` false they stay. Settles when they are gone. */
  async stop(releases: boolean): Promise<void> {
    this.#isStopped = true;
    const all = [...this.#leaving, ...this.#devices.values()];
    this.#leaving = [];
    await Promise.all([this.#discarding, ...all.map(device => device.giveUp())]);
    if (!releases) return;
    for (const device of all) await device.remove();
    this.#ports.settings.restore();
  }

  /** The devices that are in the kernel now. */
  list(): readonly OwnDeviceView[] {
    return [...this.#devices.values()].flatMap(({ allotted, base, link }) => {
      if (base === undefined || link === undefined) return [];
      const { family, instance, role, needsIpv4: usesIpv4, needsIpv6: usesIpv6, device } = allotted.request;
      const below = { name: base.name, index: base.index };
      return [
        {
          name: link.name,
          index: link.index,
          kind: device.kind,
          family,
          instance,
          role,
          usesIpv4,
          usesIpv6,
          base: below,
        },
      ];
    });
  }

  /** The kernel reports an interface. */
  linkChanged(event: LinkEvent): void {
    this.#reports.came();
    if (this.#isStopped) return;
    const { kind, link } = event;
    for (const device of this.#devices.values()) {
      const { name, request } = device.allotted;
      const isIt = link.name === name || (event.kind === 'rename' && event.previous.name === name);
      if (isIt && kind !== 'change') this.#changed();
      if (isIt && event.kind === 'change') device.noteChange(link, event.previous);
      else if (isIt && (kind === 'remove' || kind === 'rename')) device.makeSoon();
      else if (link.name === request.base && (kind === 'add' || kind === 'rename')) device.makeSoon();
    }
  }

  /** The kernel reports an address. */
  addressChanged({ ifindex, address: { address } }: AddressEvent): void {
    if (this.#isStopped || address.family !== 6 || !isLinkLocal(address)) return;
    for (const device of this.#devices.values()) {
      if (device.allotted.request.sender !== 'of-base' || device.base?.index !== ifindex) continue;
      setImmediate(() => void device.followBase());
    }
  }

  #matching(request: DeviceRequest): LinkState | undefined {
    const { links } = this.#ports;
    const base = links.byName(request.base);
    // Of ipvlans any two on a base look the same: only one of the right name is taken up.
    if (base === undefined || request.device.kind !== 'macvlan') return undefined;
    return links.links().find(link => isDevice(link, request, base));
  }
}

/** Whether there is nothing to be done to get from one to the other. */
function isSame(a: AllottedDevice, b: AllottedDevice): boolean {
  const { group, needsIpv6, sender } = a.request;
  const text = (of: DeviceRequest['sender']) => (typeof of === 'object' ? of.text : of);
  return (
    a.name === b.name &&
    group === b.request.group &&
    needsIpv6 === b.request.needsIpv6 &&
    text(sender) === text(b.request.sender) &&
    isSameAddress(a.request, b.request)
  );
}

function isSameAddress({ device: a }: DeviceRequest, { device: b }: DeviceRequest): boolean {
  if (a.kind !== 'ipvlan' || b.kind !== 'ipvlan') return a.kind === b.kind;
  return (
    a.mode === b.mode && a.address?.address.text === b.address?.address.text && a.address?.length === b.address?.length
  );
}

/** Whether one has to go before the other can be made. */
function collide(old: AllottedDevice, wanted: AllottedDevice): boolean {
  return old.name === wanted.name || old.request.key === wanted.request.key;
}
