/** Sources and peers that cannot be right. */
import { type IpAddress, sameAddress } from '../../base/address.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import type { Subject } from './subject.js';

/** Looks at the source and the peers of every instance. */
export function lintUnicast(subject: Subject): void {
  for (const instance of subject.settings.vrrp.instances) {
    lintSource(instance, subject);
    lintPeers(instance, subject);
  }
}

/** The keyword that set the source; both set the same. */
export function sourceKeyword(instance: string, { places }: Pick<Subject, 'places'>): string {
  return places.wrote(instance, 'unicast_src_ip') ? 'unicast_src_ip' : 'mcast_src_ip';
}

function lintSource(instance: InstanceSettings, subject: Subject): void {
  const { name, source } = instance;
  if (source === undefined || !isVirtual(source, instance)) return;
  const { places, found } = subject;
  const keyword = sourceKeyword(name, subject);
  const text = `(${name}) \`${keyword}\` ${source.text} is one of the virtual addresses: a backup does not have it and cannot send adverts from it`;
  const at = places.keyword(name, keyword);
  found.warning(at, 'lint-source-virtual', text, { hint: 'use an address of its own that the node always has' });
}

function lintPeers(instance: InstanceSettings, { places, found }: Subject): void {
  const { name, source, unicast } = instance;
  for (const { address } of unicast?.peers ?? []) {
    const at = places.peer(name, address);
    if (source !== undefined && sameAddress(source, address)) {
      const text = `(${name}) \`unicast_peer\` lists ${address.text}, which is this node's own source address`;
      found.warning(at, 'lint-peer-self', text, { hint: 'list only the other nodes' });
    } else if (isVirtual(address, instance)) {
      const text = `(${name}) \`unicast_peer\` lists ${address.text}, which is one of the virtual addresses: it is wherever the master is, and a backup hears nothing there`;
      found.warning(at, 'lint-peer-virtual', text, { hint: 'list the addresses the other nodes always have' });
    }
  }
}

function isVirtual(one: IpAddress, { addresses, excludedAddresses }: InstanceSettings): boolean {
  return [...addresses, ...excludedAddresses].some(({ address }) => sameAddress(address, one));
}
