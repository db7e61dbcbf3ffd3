/** Unicast peers: an advert reaches only those that are listed, so the lists must name each other. */
import { type IpAddress, sameAddress } from '../../base/address.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { type Member, memberName, placeOf, relatedTo, sayMismatch } from './node.js';
import type { VirtualRouter } from './routers.js';

/** Compares every two members that use unicast. */
export function comparePeers(router: VirtualRouter): void {
  const members = router.members.filter(({ instance }) => instance.unicast !== undefined);
  for (const [i, first] of members.entries()) {
    for (const second of members.slice(i + 1)) {
      if (compareSources(first, second) || compareLists(first, second, members.length)) {
        router.deaf.push([first, second]);
        continue;
      }
      const deafOnes = [missesSource(first, second), missesSource(second, first)];
      if (deafOnes.includes(true)) router.deaf.push([first, second]);
    }
  }
}

/** True, and reported, when both say they are the same address. */
function compareSources(first: Member, second: Member): boolean {
  const [mine, theirs] = [first.instance.source, second.instance.source];
  if (mine === undefined || theirs === undefined || !sameAddress(mine, theirs)) return false;
  sayMismatch(first, second, {
    code: 'compare-source',
    severity: 'error',
    keyword: 'unicast_src_ip',
    values: [mine.text, theirs.text],
    consequence: 'two nodes cannot have the same address',
    hint: 'each node names its own address here, and those of the others in `unicast_peer`',
  });
  return true;
}

/** Two nodes with one and the same single peer: at least one of them lists itself or somebody else. */
function compareLists(first: Member, second: Member, count: number): boolean {
  const [mine, theirs] = [peersOf(first.instance), peersOf(second.instance)];
  const one = mine[0];
  if (count > 2 || mine.length !== 1 || theirs.length !== 1 || one === undefined || !sameAddress(one, theirs[0]!)) {
    return false;
  }
  if (first.instance.source !== undefined && second.instance.source !== undefined) return false;
  sayMismatch(first, second, {
    code: 'compare-peers',
    severity: 'error',
    keyword: 'unicast_peer',
    values: [one.text, one.text],
    consequence: 'the same peer on both nodes, so one of them does not reach the other',
    hint: 'each node lists the address of the other one',
  });
  return true;
}

/** True, and reported at the sender, when it sends nothing to the address of the receiver. */
function missesSource(sender: Member, receiver: Member): boolean {
  const { source } = receiver.instance;
  if (source === undefined || peersOf(sender.instance).some(peer => sameAddress(peer, source))) return false;
  const peers = peersOf(sender.instance).map(({ text }) => text);
  const text = `${memberName(sender)} sends no adverts to ${source.text}, the \`unicast_src_ip\` of ${memberName(receiver)}: its peers are ${peers.join(', ')}`;
  const at = placeOf(sender, 'unicast_peer');
  const related = relatedTo(receiver, 'unicast_src_ip', source.text);
  const hint = `list ${source.text} in \`unicast_peer\``;
  sender.node.found.error(at, 'compare-peers', text, { class: 'none', hint, related });
  return true;
}

function peersOf({ unicast }: InstanceSettings): readonly IpAddress[] {
  return (unicast?.peers ?? []).map(({ address }) => address);
}
