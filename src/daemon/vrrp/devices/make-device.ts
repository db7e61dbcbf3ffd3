/** One device of an instance, from nothing to up and ready, and away again. Each step is a turn of the loop of its own. */
import type { IpAddress } from '../../../base/address.js';
import type { Log } from '../../../base/log.js';
import { KernelError } from '../../../sys/kernel-error.js';
import type { LinkState, LinkWatch } from '../../../sys/links.js';
import type { DeviceRequest } from '../../../vrrp/devices.js';
import { MacvlanMode } from '../../../wire/netlink/link.js';
import type { NewLink } from '../../../wire/netlink/link-request.js';
import { AddressFlag, type AddressRequest } from '../../../wire/netlink/rtnetlink.js';
import { sameBytes } from '../../../wire/reader.js';
import type { AddressRefusal } from '../perform/addresses.js';
import type { AllottedDevice } from './allotment.js';
import type { KernelSettings } from './kernel-settings.js';
import { giveSender, linkLocalFrom, linkLocalOf, type SenderPorts } from './sender-address.js';

/** The kernel, as far as links are made and removed. */
export interface LinkPorts {
  create(link: NewLink): Promise<KernelError | undefined>;
  remove(index: number, name: string): Promise<KernelError | undefined>;
  setUp(index: number, name: string): Promise<KernelError | undefined>;
  setGroup(index: number, name: string, group: number): Promise<KernelError | undefined>;
  /** No link-local address comes by itself when it goes up. */
  refuseAutomaticAddress(index: number, name: string): Promise<KernelError | undefined>;
  addAddress(request: AddressRequest): Promise<AddressRefusal | undefined>;
  removeAddress(request: AddressRequest): Promise<AddressRefusal | undefined>;
}

/** The tables of links and addresses, as far as devices need them. */
export type LinkTables = Pick<LinkWatch, 'links' | 'byName' | 'byIndex' | 'addresses'>;

export interface MakingPorts extends SenderPorts {
  readonly kernel: LinkPorts;
  readonly settings: KernelSettings;
  readonly links: LinkTables;
  /** Waits until the kernel has reported a link of which this is true. Undefined: it has not, for too long. */
  awaitLink(name: string, is: (link: LinkState) => boolean): Promise<LinkState | undefined>;
  readonly log: Log;
}

const EEXIST = 17;
const ETIMEDOUT = 110;

/**
 * Makes a device on its base, which exists, or takes up the one that is there. Answers why that could not be done;
 * what does not keep the device from working is logged only.
 */
export async function makeDevice(
  { request, name }: AllottedDevice,
  base: LinkState,
  ports: MakingPorts,
): Promise<KernelError | undefined> {
  const { kernel, links, log } = ports;
  const say = (text: string) =>
    log({ level: 'info', text: `(${request.instance}) ${text}`, fields: { code: 'own-device', interface: name } });
  const group = request.group ?? base.group ?? 0;
  for (const rival of rivals(name, request, base, links)) {
    if (rival.kind !== request.device.kind) return nameTaken(rival);
    say(`removing the interface ${rival.name}, which is in the way of ${name}`);
    const refusal = await kernel.remove(rival.index, rival.name);
    if (refusal !== undefined && refusal.code !== 'ENODEV') return refusal;
  }
  let link = links.byName(name);
  if (link !== undefined && isDevice(link, request, base)) {
    say(`found the matching interface ${name}`);
    if ((link.group ?? 0) !== group) complain(await kernel.setGroup(link.index, name, group), log);
  } else {
    const refusal = await kernel.create({
      name,
      lowerIndex: base.index,
      group,
      ...vrfOf(base, links),
      device: request.device,
    });
    if (refusal !== undefined) return refusal;
    link = await ports.awaitLink(name, each => isDevice(each, request, base));
    if (link === undefined) return new KernelError('report of the new link', ETIMEDOUT, name);
    say(`created the interface ${name} on ${base.name}`);
  }
  // An ipvlan speaks with the link-local address that the kernel makes for it, and which only it has.
  if (request.device.kind === 'macvlan') {
    const unwanted = await kernel.refuseAutomaticAddress(link.index, name);
    if (request.needsIpv6) complain(unwanted, log);
  }
  suit(request, name, base, ports);
  const refusal = await kernel.setUp(link.index, name);
  if (refusal !== undefined) return refusal;
  if (request.device.kind === 'ipvlan' && request.device.address !== undefined) {
    const { address, length: prefixLength } = request.device.address;
    // Over IPv6 for adverts alone: usable at once, and nothing else is to choose it as a source.
    const own = address.family === 6 ? { flags: AddressFlag.noDad, preferredLifetime: 0 } : { flags: 0 };
    const added = await kernel.addAddress({ ifindex: link.index, address, prefixLength, scope: 0, ...own });
    if (added?.code !== 'EEXIST') complain(added, log);
  }
  const sender = senderOf(request, base, ports);
  const given = sender && (await giveSender(link.index, sender, ports));
  if (typeof given === 'object') complain(given, log);
  if (base.up) await ports.awaitLink(name, each => each.up);
  return undefined;
}

/** Whether a link is the device that is asked for, above `base`. */
export function isDevice(link: LinkState, { device }: DeviceRequest, base: LinkState): boolean {
  if (link.kind !== device.kind || link.lowerIndex !== base.index) return false;
  return device.kind === 'ipvlan' || (link.macvlanMode === MacvlanMode.private && sameBytes(link.mac, device.mac));
}

/** Links that must go first: of the same name and different, or with the MAC, which the kernel has once on a base. */
function rivals(name: string, request: DeviceRequest, base: LinkState, links: LinkTables): LinkState[] {
  const { device } = request;
  return links.links().filter(link => {
    if (link.name === name) return !isDevice(link, request, base);
    return device.kind === 'macvlan' && link.kind === 'macvlan' && isDevice(link, request, base);
  });
}

function nameTaken({ name, kind }: LinkState): KernelError {
  return new KernelError('make an interface', EEXIST, name, `there is one of that name, ${kind ?? 'hardware'}`);
}

/** A device belongs to the VRF of the interface below it. */
function vrfOf({ masterIndex }: LinkState, links: LinkTables): { readonly masterIndex?: number } {
  const master = masterIndex === undefined ? undefined : links.byIndex(masterIndex);
  return master?.vrfTable === undefined ? {} : { masterIndex: master.index };
}

function suit(request: DeviceRequest, name: string, base: LinkState, { settings, links }: MakingPorts): void {
  settings.switchIpv6(name, request.needsIpv6);
  if (request.device.kind !== 'macvlan' || request.family !== 4) return;
  const others = links.links().filter(link => link.name !== name && link.kind !== 'macvlan');
  settings.suitVmac(
    name,
    base.name,
    others.map(link => link.name),
  );
}

/** What adverts leave the device with over IPv6. */
function senderOf({ sender }: DeviceRequest, base: LinkState, ports: MakingPorts): IpAddress | undefined {
  return sender === 'of-base' ? (linkLocalOf(base, ports) ?? linkLocalFrom(base.mac)) : sender;
}

function complain(refusal: { readonly message: string } | undefined, log: Log): void {
  if (refusal !== undefined) log({ level: 'warn', text: refusal.message, fields: { code: 'own-device' } });
}
