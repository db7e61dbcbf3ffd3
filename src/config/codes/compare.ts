/** Codes of nodes that do not match: `holdfast check` with two files or more. */
import type { CodeExplanation } from './explanation.js';

export const COMPARE_CODES = {
  'compare-accept': {
    cause:
      'One node answers packets to the virtual addresses and the other drops them (`accept`, `no_accept`, strict mode).',
    cure: 'Say the same on all nodes.',
  },
  'compare-addresses': {
    cause:
      'The nodes of one virtual router do not have the same virtual addresses. Whatever only one of them has disappears when the other becomes MASTER.',
    cure: 'Give all nodes the same list; its order does not matter.',
  },
  'compare-advert-int': {
    cause:
      'The nodes of one virtual router have different `advert_int`. In version 2 an advert with another interval is dropped, so both become MASTER; version 3 follows the interval of the master.',
    cure: 'Use the same `advert_int` on all nodes.',
  },
  'compare-alone': {
    cause:
      'A virtual router is in the file of one node and in no other, so it has no backup. Perhaps the VRID, the family or the name differs, or the other instance could not be used.',
    cure: 'Add the instance to the other nodes, with the same VRID.',
  },
  'compare-authentication': {
    cause:
      'The nodes of one virtual router have different authentication or passwords. Each drops the adverts of the other, and both become MASTER.',
    cure: 'Use the same `auth_type` and the same `auth_pass` on all nodes; eight bytes of the password count.',
  },
  'compare-both-master': {
    cause:
      'More than one node says `state MASTER`. The state is where a node starts and no more: the election goes by priority. It does make a difference to `nopreempt`, which does not work with it.',
    cure: 'Say `state BACKUP` on all nodes, or on all but the one with the highest priority.',
  },
  'compare-group': {
    cause: 'Instances that change state together on one node (`vrrp_sync_group`) do not on another.',
    cure: 'Give all nodes the same sync groups.',
  },
  'compare-group-split': {
    cause:
      'In one sync group different nodes have the highest priority for different members. A member becomes MASTER only when all of its group would, so they keep each other from it.',
    cure: 'Give one node the highest priority in all instances of the group.',
  },
  'compare-hmac': {
    cause:
      'One node signs adverts with a key that another does not have, or demands a signature from a node that does not sign.',
    cure: 'Give all nodes the same keys under the same ids; change over with `mode permissive` or `receive-only`.',
  },
  'compare-mode': {
    cause: 'One node sends adverts to unicast peers and the other to a multicast group. Neither hears the other.',
    cure: 'Use `unicast_peer` on all nodes, or on none.',
  },
  'compare-group-address': {
    cause: 'The nodes of one virtual router send their adverts to different multicast groups.',
    cure: 'Use the same `mcast_dst_ip`, `vrrp_mcast_group4` or `vrrp_mcast_group6` on all nodes.',
  },
  'compare-nopreempt': {
    cause:
      '`nopreempt` is set on the node with the lower priority, where it changes nothing between two nodes; the one with the higher priority takes the addresses back when it returns.',
    cure: 'Set `state BACKUP` and `nopreempt` on all nodes.',
  },
  'compare-peers': {
    cause: 'A node does not list another one among its unicast peers, or two nodes list the same single address.',
    cure: 'Each node lists the `unicast_src_ip` of every other node.',
  },
  'compare-prefix': {
    cause:
      'The same virtual address has different prefix lengths on two nodes, so routes and source addresses change with the MASTER.',
    cure: 'Write the same prefix length on all nodes.',
  },
  'compare-priority': {
    cause:
      'Two nodes have the same priority. The higher source address wins (RFC 9568 6.4.3), which nobody sees in the files.',
    cure: 'Give each node a priority of its own.',
  },
  'compare-source': {
    cause: 'Two nodes send from the same address: usually one file was copied from the other.',
    cure: 'Each node names its own address in `unicast_src_ip`.',
  },
  'compare-state': {
    cause: 'The node that says `state MASTER` has a lower priority than one that does not. The priority decides.',
    cure: 'Give the node that should be MASTER the highest priority.',
  },
  'compare-trackers': {
    cause:
      'One node watches its services with scripts and the other watches nothing: once there, the addresses stay although the service may be dead.',
    cure: 'Track the same scripts on all nodes.',
  },
  'compare-two-owners': {
    cause: 'Two nodes have priority 255. Only the router that has the addresses as its own may use it.',
    cure: 'Use 254 or less on all nodes but the owner.',
  },
  'compare-version': {
    cause: 'The nodes of one virtual router use different versions of VRRP and drop the adverts of each other.',
    cure: 'Set the same `version` on all nodes; IPv6 needs version 3.',
  },
  'compare-virtual-server': {
    cause: 'The directors do not balance the same services in the same way.',
    cure: 'Keep the virtual servers in one file that all nodes include.',
  },
  'compare-vmac': {
    cause:
      'One node uses a virtual MAC and the other does not, or another one, so clients see the MAC address change after all.',
    cure: 'Use the same `use_vmac` on all nodes.',
  },
  'compare-vrid': {
    cause:
      'Instances with the same name or addresses have different VRIDs. They ignore each other, and each becomes MASTER.',
    cure: 'Use the same `virtual_router_id` on all nodes.',
  },
  'compare-weight-alone': {
    cause:
      'The failure of this tracker does not lower the priority below that of the other node; only several failures together do.',
    cure: 'Nothing, if it is meant. Otherwise use a greater weight or closer priorities.',
  },
  'compare-weight-lifts': {
    cause: 'Weights that add while a tracker is well lift a node above one with a higher `priority`.',
    cure: 'Use the same weights on all nodes, or weights that subtract.',
  },
  'compare-weight-never': {
    cause:
      'Even when all trackers with weights fail, the priority stays above that of the other node, so no failure moves the addresses.',
    cure: 'Use weights greater than the difference of the priorities, or no weights: the failing node then goes to FAULT.',
  },
  'compare-weight-nopreempt': {
    cause:
      'Trackers lower the priority of one node, but the other has `nopreempt` and follows a master of any priority.',
    cure: 'Use trackers without a weight, so that the failing node goes to FAULT; or do without `nopreempt`.',
  },
  'compare-weight-tie': {
    cause: 'A failure lowers the priority to exactly that of the other node, and then the higher address wins.',
    cure: 'Make the weight greater by one.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
