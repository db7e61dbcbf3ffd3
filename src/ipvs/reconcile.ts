/**
 * What has to be asked of the kernel so that it has the wanted table.
 *
 * Everything is changed in place where the kernel can: connections belong to a service and to a destination, and are
 * lost with them. What comes is put there before what goes is taken away, lest a service has nobody for a moment.
 */
import {
  destinationKey,
  type IpvsCommand,
  type IpvsDestination,
  type IpvsEntry,
  type IpvsService,
  type IpvsTunnel,
  selectorKey,
} from '../wire/netlink/ipvs.js';
import type { IpvsTable } from './table.js';

/**
 * From what the kernel has to what is wanted. Services that are neither wanted nor among `ours`, the keys of those that
 * this run has made, are somebody else's and stay; one that is wanted becomes ours with what stands behind it, as after
 * a restart.
 */
export function reconcileTable(kernel: IpvsTable, wanted: IpvsTable, ours: ReadonlySet<string>): IpvsCommand[] {
  const commands: IpvsCommand[] = [];
  for (const [key, entry] of wanted) reconcileService(kernel.get(key), entry, commands);
  for (const key of ours) {
    if (!wanted.has(key)) reconcileService(kernel.get(key), undefined, commands);
  }
  return commands;
}

/** The part of one service, added to `commands`; undefined: it is not there, it shall not be there. */
export function reconcileService(
  have: IpvsEntry | undefined,
  want: IpvsEntry | undefined,
  commands: IpvsCommand[],
): void {
  if (want === undefined) {
    // Its destinations go with it.
    if (have !== undefined) commands.push({ kind: 'delete-service', selector: have.service.selector });
    return;
  }
  const { service } = want;
  const { selector } = service;
  if (have === undefined) {
    commands.push({ kind: 'add-service', service });
    for (const destination of want.destinations) commands.push({ kind: 'add-destination', selector, destination });
    return;
  }
  if (!sameService(have.service, service)) commands.push({ kind: 'edit-service', service });
  if (have.destinations === want.destinations) return;
  const surplus = new Map(have.destinations.map(one => [destinationKey(one), one] as const));
  for (const destination of want.destinations) {
    const key = destinationKey(destination);
    const known = surplus.get(key);
    surplus.delete(key);
    if (known === undefined) commands.push({ kind: 'add-destination', selector, destination });
    else if (!sameDestination(known, destination)) commands.push({ kind: 'edit-destination', selector, destination });
  }
  for (const destination of surplus.values()) commands.push({ kind: 'delete-destination', selector, destination });
}

/** The service that a command is about, as `selectorKey` has it. */
export function serviceOfCommand(command: IpvsCommand): string {
  return selectorKey('service' in command ? command.service.selector : command.selector);
}

function sameService(a: IpvsService, b: IpvsService): boolean {
  return (
    a.scheduler === b.scheduler &&
    a.flags === b.flags &&
    a.timeout === b.timeout &&
    a.netmask === b.netmask &&
    a.engine === b.engine
  );
}

/** Of two with one address and port. */
function sameDestination(a: IpvsDestination, b: IpvsDestination): boolean {
  return (
    a.weight === b.weight &&
    a.forwarding === b.forwarding &&
    a.upperThreshold === b.upperThreshold &&
    a.lowerThreshold === b.lowerThreshold &&
    sameTunnel(a.tunnel, b.tunnel)
  );
}

function sameTunnel(a: IpvsTunnel | undefined, b: IpvsTunnel | undefined): boolean {
  return a?.type === b?.type && a?.port === b?.port && a?.flags === b?.flags;
}
