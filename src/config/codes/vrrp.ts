/** Codes of VRRP blocks. */
import type { CodeExplanation } from './explanation.js';

export const VRRP_CODES = {
  'address-none': {
    cause:
      'An instance has no virtual address that could be used. VRRP version 3 and strict mode need at least one; version 2 may be without when `no_virtual_ipaddress` says so.',
    cure: 'Add a `virtual_ipaddress` block, or correct the addresses in it.',
  },
  'address-surplus': {
    cause:
      'An advert has room for a limited number of addresses. The master holds those beyond it as well, but does not advertise them.',
    cure: 'Move them to `virtual_ipaddress_excluded`, on all nodes alike.',
  },
  'advert-int-long': {
    cause:
      'Version 3 writes the interval as hundredths of a second in 12 bits, so 40.95 seconds is the longest (RFC 9568 5.2.7).',
    cure: 'Use 40.95 or less, on all nodes alike.',
  },
  'advert-int-rounded': {
    cause:
      'The interval cannot be sent as it is: version 2 knows whole seconds, version 3 hundredths of a second. It is rounded.',
    cure: 'Write an interval the version can send, or use `version 3` for intervals below a second; alike on all nodes.',
  },
  'device-address-twice': {
    cause: '`use_ipvlan` has more than one address.',
    cure: 'Keep one.',
  },
  'device-group': {
    cause: "The group of a VMAC or ipvlan is neither a number nor a name that iproute2's file `group` defines.",
    cure: 'Write the number, or add the name to the file.',
  },
  'device-kind-twice': {
    cause: 'An instance has `use_vmac` and `use_ipvlan`. It makes one interface for itself, not two.',
    cure: 'Remove one of them.',
  },
  'device-name': {
    cause:
      'The name of a VMAC or ipvlan cannot be the name of an interface: it has more than 15 characters, or a slash.',
    cure: 'Choose a shorter one, or leave it out to have it made from the VRID.',
  },
  'device-name-taken': {
    cause:
      'The name of a VMAC or ipvlan belongs to another instance, or to an interface of another kind that is already there.',
    cure: 'Choose another name, or leave it out to have it made from the VRID.',
  },
  'device-name-twice': {
    cause: '`use_vmac` or `use_ipvlan` has two words that can only be names of the interface.',
    cure: 'Keep one. A MAC address has colons between its octets; an ipvlan has the modes bridge, private and vepa.',
  },
  'device-without-interface': {
    cause: 'A VMAC or ipvlan stands on the interface of its instance, and this instance has none.',
    cure: 'Add `interface`, or remove `use_vmac` or `use_ipvlan`.',
  },
  'family-mismatch': {
    cause: 'IPv4 and IPv6 are mixed where an instance needs one of them: it speaks VRRP over one family only.',
    cure: 'Make two instances, one for each family; addresses of the other family may stand in `virtual_ipaddress_excluded`.',
  },
  'group-invalid': {
    cause: 'The destination of adverts is no multicast address of the right family.',
    cure: 'Leave it out to use 224.0.0.18 or ff02::12, or write another multicast address; alike on all nodes.',
  },
  'group-with-unicast': {
    cause: '`mcast_dst_ip` is set in an instance with unicast peers, whose adverts go to the peers.',
    cure: 'Remove one of the two.',
  },
  'interface-loopback': {
    cause: 'The interface of the instance is a loopback interface. Adverts never leave the machine there.',
    cure: 'Name the interface of the network that the nodes share. Addresses may still be put on lo with `dev lo`.',
  },
  'interface-missing': {
    cause: 'The machine has no interface of this name. The daemon does not start with it.',
    cure: 'Correct the name (`ip link` lists them). If the interface appears later, set `dynamic_interfaces` in `global_defs`. To check a file for another machine, use `holdfast check --interfaces`.',
  },
  'interface-unset': {
    cause: 'An instance has no usable `interface`, so it does not know where to send adverts.',
    cure: 'Add `interface NAME`.',
  },
  'ipvlan-source': {
    cause: 'An IPv4 instance with `use_ipvlan` has no address that its adverts could come from.',
    cure: 'Add the address to `use_ipvlan`, or set `mcast_src_ip`.',
  },
  'nopreempt-cleared': {
    cause:
      '`nopreempt` makes a starting node stay backup whatever its priority, which contradicts `state MASTER` and the address owner (priority 255). It is cleared: the node takes over.',
    cure: 'Write `state BACKUP` on all nodes when `nopreempt` is used, and a priority below 255.',
  },
  'owner-ignore-adverts': {
    cause:
      '`owner_ignore_adverts` is set for an instance that is no address owner, or turned off for one that is; keepalived allows neither.',
    cure: 'Remove it here. For all owners there is `vrrp_owner_ignore_adverts` in `global_defs`.',
  },
  'peer-prefix': {
    cause: 'A virtual address with a `peer` has a prefix length itself. The length belongs to the peer.',
    cure: 'Write `192.0.2.1 peer 192.0.2.2/32`.',
  },
  'peer-ttl-order': {
    cause: 'The `min_ttl` of a unicast peer is greater than its `max_ttl`, so no advert of it can ever fit.',
    cure: 'Swap them. A TTL of 255 on both sides is usual between neighbours.',
  },
  'peer-twice': {
    cause: 'An address is listed twice among the unicast peers.',
    cure: 'Remove one of them.',
  },
  'preempt-delay-cleared': {
    cause:
      '`preempt_delay` delays taking over from a lower priority. It means nothing with `nopreempt`, `state MASTER` or priority 255, and is cleared.',
    cure: 'Keep one of the two: `state BACKUP` with `preempt_delay`, or `nopreempt`.',
  },
  'promote-secondaries-vmac': {
    cause:
      '`promote_secondaries` stands in an instance with `use_vmac`, whose interface always promotes secondary addresses.',
    cure: 'Remove it.',
  },
  'repeat-zero': {
    cause: 'A number of gratuitous ARPs to send is 0. At least one is sent.',
    cure: 'Write 1 or more. A delay of 0 switches the second burst off.',
  },
  'state-twice': {
    cause: '`state BACKUP` follows `state MASTER` in the same instance. The first one counts.',
    cure: 'Keep one line. The priority decides the election, the state only how the node starts.',
  },
  'strict-accept': {
    cause:
      'In strict mode a master that is not the address owner accepts packets to its addresses only when version 3 says `accept` (RFC 9568 6.1). Version 2 has no such mode.',
    cure: 'Remove `accept` or strict mode, or use version 3.',
  },
  'strict-authentication': {
    cause: 'RFC 3768 took authentication out of VRRP, so strict mode does without.',
    cure: 'Remove the `authentication` block on all nodes, or strict mode.',
  },
  'strict-down-timer': {
    cause: 'The RFC waits for three missed adverts; strict mode does not allow another number.',
    cure: 'Remove `down_timer_adverts`, or strict mode.',
  },
  'strict-first-address': {
    cause: 'The first address of an IPv6 router must be link-local (RFC 9568 5.2.9).',
    cure: 'Put an address of fe80::/10 first.',
  },
  'strict-higher-prio-advert': {
    cause:
      'Sending one more advert before yielding to a higher priority is no part of the RFC, so strict mode does without.',
    cure: 'Remove `higher_prio_send_advert`, or strict mode.',
  },
  'strict-hmac-mode': {
    cause: 'In strict mode unsigned adverts are dropped, whatever `mode` of `auth_hmac` says.',
    cure: 'Remove `mode`, or turn strict mode off until all nodes sign.',
  },
  'strict-lower-prio-advert': {
    cause:
      'In strict mode a master drops adverts of a lower priority without an answer (RFC 5798 6.4.3), and `lower_prio_no_advert` says otherwise.',
    cure: 'Remove the line, or strict mode.',
  },
  'strict-lower-prio-delay': {
    cause: 'ARPs after an advert of a lower priority are no part of the RFC, so strict mode does without.',
    cure: 'Remove `garp_lower_prio_delay`, or strict mode.',
  },
  'strict-lower-prio-repeat': {
    cause: 'ARPs after an advert of a lower priority are no part of the RFC, so strict mode does without.',
    cure: 'Remove `garp_lower_prio_repeat`, or strict mode.',
  },
  'strict-preempt-delay': {
    cause: 'A delay before preempting is no part of the RFC, so strict mode does without.',
    cure: 'Remove `preempt_delay`, or strict mode.',
  },
  'strict-state': {
    cause:
      'In strict mode the address owner (priority 255) starts as MASTER, and everybody else as BACKUP (RFC 9568 6.4.1).',
    cure: 'Write the state that fits the priority, or leave it out.',
  },
  'strict-unicast': {
    cause:
      'RFC 9568 knows adverts to the multicast group only. Strict mode and unicast peers on an interface that can do multicast contradict each other.',
    cure: 'Remove the unicast keywords, or strict mode.',
  },
  'strict-version': {
    cause: 'An IPv6 instance needs version 3 in strict mode, since version 2 knows IPv4 only.',
    cure: 'Write `version 3` on all nodes.',
  },
  'strict-vmac-address': {
    cause: 'In strict mode a VMAC has the MAC address that RFC 9568 gives to the virtual router.',
    cure: 'Remove the MAC address behind `use_vmac`.',
  },
  'strict-vmac-base': {
    cause: 'In strict mode adverts leave from the VMAC, as RFC 9568 wants it.',
    cure: 'Remove `vmac_xmit_base`.',
  },
  'sync-daemon-twice': {
    cause:
      'Connections are synchronised by one daemon of each kind, and something above has named its interface already.',
    cure: 'Keep one; write it as `lvs_sync_daemon` in `global_defs`.',
  },
  'timer-expired-preempt': {
    cause: '`timer_expired_backup` stands in an instance that preempts: it would take over again at once.',
    cure: 'Add `nopreempt`, or remove it.',
  },
  'unicast-ttl-alone': {
    cause: '`unicast_ttl` stands in an instance without unicast peers. Multicast adverts always have TTL 255.',
    cure: 'Remove it, or add the peers.',
  },
  'unicast-without-peer': {
    cause: 'Keywords of unicast are used, but there is no peer to send to. Adverts go to the multicast group.',
    cure: 'List the other nodes in `unicast_peer`, or remove the keywords.',
  },
  'version-conflict': {
    cause:
      'The version asked for here contradicts one that was set above or follows from the addresses: version 3 has no password, and an instance of IPv6 addresses is of version 3 unless it says otherwise before them.',
    cure: 'Set `version` once, as the first line of the instance; alike on all nodes.',
  },
  'vmac-address': {
    cause:
      'The MAC address behind `use_vmac` is none of 6 octets (or 5, to which the VRID is added), or is a multicast one, or one of those that belong to VRRP.',
    cure: 'Write an address of your own such as 02:00:5e:10:20:30, or leave it out for the one of the virtual router.',
  },
  'vmac-base-alone': {
    cause: '`vmac_xmit_base` says that adverts leave from the interface below a VMAC, but there is no `use_vmac`.',
    cure: 'Remove it, or add `use_vmac`.',
  },
  'vmac-unicast': {
    cause:
      'An instance has unicast peers and a VMAC. Its adverts have to leave from the interface below, which is set for it.',
    cure: 'Add `vmac_xmit_base`.',
  },
  'vrf-with-interface': {
    cause: 'An instance has `interface` and `vrf`. The VRF is then that of its interface.',
    cure: 'Remove `vrf`.',
  },
  'vrid-missing': {
    cause: 'An instance has no usable `virtual_router_id`.',
    cure: 'Add `virtual_router_id N`, a number from 1 to 255 that is the same on all nodes of this router and used by nobody else on the network.',
  },
  'vrid-twice': {
    cause:
      'Two instances have the same VRID, family and interface. On the network they would be one router that contradicts itself; the daemon does not start.',
    cure: 'Give each a number of its own, or join their addresses in one instance.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
