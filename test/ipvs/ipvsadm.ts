/** A table as ipvsadm(8) saves it (`ipvsadm -Sn`), so that tests compare with what anybody can look at. */
import { toSeconds } from '../../src/base/duration.js';
import type { IpvsTable } from '../../src/ipvs/table.js';
import {
  destinationKey,
  type IpvsDestination,
  IpvsFlag,
  type IpvsSelector,
  type IpvsService,
} from '../../src/wire/netlink/ipvs.js';

export function savedByIpvsadm(table: IpvsTable): string[] {
  const lines: string[] = [];
  for (const { service, destinations } of table.values()) {
    const name = nameOf(service.selector);
    lines.push(`-A ${name} -s ${service.scheduler}${optionsOf(service)}`);
    for (const one of destinations) lines.push(`-a ${name} -r ${destinationKey(one)} ${methodOf(one)}`);
  }
  return lines;
}

function nameOf(selector: IpvsSelector): string {
  if (selector.kind === 'mark') return `-f ${selector.mark}${selector.family === 6 ? ' -6' : ''}`;
  const letter = { tcp: '-t', udp: '-u', sctp: '--sctp-service' }[selector.protocol];
  return `${letter} ${destinationKey(selector)}`;
}

function optionsOf({ selector, scheduler, flags, timeout, netmask, engine }: IpvsService): string {
  const family = selector.kind === 'mark' ? selector.family : selector.address.family;
  let text = '';
  if ((flags & IpvsFlag.persistent) !== 0) {
    text += ` -p ${toSeconds(timeout)}`;
    if (family === 4 && netmask !== 0xffff_ffff)
      text += ` -M ${[24, 16, 8, 0].map(shift => (netmask >>> shift) & 0xff).join('.')}`;
    if (family === 6 && netmask !== 128) text += ` -M ${netmask}`;
    if (engine !== undefined) text += ` --pe ${engine}`;
  }
  if ((flags & IpvsFlag.onePacket) !== 0) text += ' -o';
  const names = [];
  if ((flags & 0x08) !== 0) names.push(NAMED.has(scheduler) ? `${scheduler}-fallback` : 'flag-1');
  if ((flags & 0x10) !== 0) names.push(NAMED.has(scheduler) ? `${scheduler}-port` : 'flag-2');
  if ((flags & 0x20) !== 0) names.push('flag-3');
  return names.length === 0 ? text : `${text} -b ${names.join(',')}`;
}

const NAMED = new Set(['sh', 'mh']);

function methodOf({ forwarding, weight, tunnel }: IpvsDestination): string {
  if (tunnel === undefined) return `${forwarding === 0 ? '-m' : '-g'} -w ${weight}`;
  const type = ['ipip', `gue --tun-port ${tunnel.port}`, 'gre'][tunnel.type];
  const checksum = ['', ' --tun-csum', ' --tun-remcsum'][tunnel.flags];
  return `-i -w ${weight} --tun-type ${type}${checksum}`;
}
