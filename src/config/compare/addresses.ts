/** The virtual addresses of the members: whoever is MASTER must hold the same ones. */
import type { InstanceSettings, VirtualAddress } from '../../vrrp/settings.js';
import { listed } from '../wording.js';
import { type Member, memberName, relatedTo } from './node.js';
import type { VirtualRouter } from './routers.js';

/** Compares every member with the first one. */
export function compareAddresses({ members }: VirtualRouter): void {
  const [first, ...others] = members as [Member, ...Member[]];
  for (const other of others) {
    compareList(first, other, 'virtual_ipaddress', ({ addresses }) => addresses);
    compareList(first, other, 'virtual_ipaddress_excluded', ({ excludedAddresses }) => excludedAddresses);
  }
}

type List = (instance: InstanceSettings) => readonly VirtualAddress[];

function compareList(first: Member, second: Member, keyword: string, list: List): void {
  const mine = new Map(list(first.instance).map(one => [one.address.text, one]));
  const theirs = new Map(list(second.instance).map(one => [one.address.text, one]));
  const onlyFirst = [...mine.keys()].filter(text => !theirs.has(text));
  const onlySecond = [...theirs.keys()].filter(text => !mine.has(text));
  if (onlyFirst.length > 0 || onlySecond.length > 0) sayDifference(first, second, keyword, onlyFirst, onlySecond);
  const lengths = [...mine.values()].filter(one => {
    const other = theirs.get(one.address.text);
    return other !== undefined && other.prefixLength !== one.prefixLength;
  });
  for (const { address, prefixLength } of lengths) {
    const other = theirs.get(address.text)!.prefixLength;
    const text = `${address.text} is /${prefixLength} in ${memberName(first)} and /${other} in ${memberName(second)}: after a takeover its network is another one`;
    const at = second.node.places.address(second.instance.name, address);
    const place = first.node.places.address(first.instance.name, address);
    const related = place === undefined ? [] : [{ at: place, text: `/${prefixLength} in ${memberName(first)}` }];
    second.node.found.warning(at, 'compare-prefix', text, { related });
  }
}

function sayDifference(
  first: Member,
  second: Member,
  keyword: string,
  onlyFirst: readonly string[],
  onlySecond: readonly string[],
): void {
  const parts = [
    ...(onlyFirst.length === 0 ? [] : [`${listed(onlyFirst)} only in ${memberName(first)}`]),
    ...(onlySecond.length === 0 ? [] : [`${listed(onlySecond)} only in ${memberName(second)}`]),
  ];
  const text = `\`${keyword}\` differs: ${parts.join('; ')}: when the master changes, these addresses come and go`;
  const at = second.node.places.keyword(second.instance.name, keyword);
  second.node.found.error(at, 'compare-addresses', text, { class: 'none', related: relatedTo(first, keyword) });
}
