/** Codes of addresses, routes and rules. */
import type { CodeExplanation } from './explanation.js';

export const ROUTING_CODES = {
  'address-invalid': {
    cause: 'A word stands where an IP address is needed, and is none.',
    cure: 'Write the address, with a prefix length only where a network is meant, and without a port or an interface; host names are not looked up.',
  },
  'address-option-unknown': {
    cause: 'A word behind a virtual address is no option of an address.',
    cure: 'Correct it; `holdfast help virtual_ipaddress` shows what may follow. Write each address in a line of its own.',
  },
  'address-twice': {
    cause: 'The same virtual address is listed twice on the same device.',
    cure: 'Remove one of them.',
  },
  'broadcast-invalid': {
    cause: 'The broadcast address of a virtual address is no IPv4 address, or the virtual address is an IPv6 one.',
    cure: 'Write `brd +` to have it computed from the prefix length, or leave it out.',
  },
  'broadcast-prefix': {
    cause: 'A network of one or two addresses (/32, /31) has no broadcast address.',
    cure: 'Remove `brd`, or correct the prefix length.',
  },
  'broadcast-with-peer': {
    cause: 'An address with a `peer` belongs to a link between two, which has no broadcast address.',
    cure: 'Remove `brd` or `peer`.',
  },
  'device-twice': {
    cause: '`dev` is given twice for one address.',
    cure: 'Keep one. An address on two devices needs two lines.',
  },
  'encap-incomplete': {
    cause: '`encap` of a route lacks its type, or what the type needs: an address or an id, a label, a locator.',
    cure: 'Complete it as ip-route(8) describes, or leave `encap` out.',
  },
  'encap-invalid': {
    cause: 'A value of `encap` is not what its type takes.',
    cure: 'Correct it: addresses are of the family of the encapsulation, labels have 20 bits, a locator has four groups of hexadecimal digits.',
  },
  'family-word-skips': {
    cause:
      '`inet` or `inet6` stands in a route or rule. keepalived passes over the word behind it, whatever it is, and so do we.',
    cure: 'Leave it out: the addresses tell the family. Where there is no address, put it last.',
  },
  'fwmark-invalid': {
    cause: 'A firewall mark or its mask is no number of 32 bits.',
    cure: 'Write MARK or MARK/MASK in decimal or as 0x...',
  },
  'label-ipv6': {
    cause: 'A label is given to an IPv6 address. Labels exist for IPv4 only.',
    cure: 'Remove the word and its value.',
  },
  'label-too-long': {
    cause: 'The label of an address has more than 15 characters, the longest name an interface may have.',
    cure: 'Shorten it: the name of the device, a colon and a few characters.',
  },
  'nexthop-with-or': {
    cause: 'A route has a second gateway by the old `or` and a `nexthop` as well.',
    cure: 'Write every gateway as `nexthop via ADDRESS`.',
  },
  'preferred-lft-number': {
    cause: '`preferred_lft` is neither `forever` nor a number of seconds.',
    cure: 'Write a number, or `forever`.',
  },
  'prefix-ignored': {
    cause:
      'An address that names one machine or one group has a prefix length or the end of a range. It means nothing there.',
    cure: 'Remove the slash or the dash and what follows it.',
  },
  'prefix-length': {
    cause: 'A prefix length is above 32 for IPv4 or above 128 for IPv6, or is no number.',
    cure: 'Write the length of the network, such as /24.',
  },
  'protocol-forced': {
    cause:
      'A route or rule has a `protocol` of its own but is tracked, and what is tracked is recognised by the protocol keepalived (18).',
    cure: 'Remove `protocol`, or add `no_track`.',
  },
  'realms-invalid': {
    cause: 'A realm is neither a number up to 255 nor a name from rt_realms.',
    cure: 'Write TO or FROM/TO with numbers or names.',
  },
  'route-as': {
    cause: '`as` translates addresses of MPLS routes, which cannot be configured here.',
    cure: 'Remove the word and its value.',
  },
  'route-destination': {
    cause: 'A line of routes names no destination.',
    cure: 'Begin it with `default` or with the address of a network. Behind `inet` and `inet6` one word is passed over.',
  },
  'route-family': {
    cause: 'An address of a route is IPv4 where another one is IPv6, or the other way round.',
    cure: 'Write routes of the two families in lines of their own; for IPv6, a `default` stands before the addresses or is `::/0`.',
  },
  'route-ipv4-only': {
    cause: 'An option that only IPv4 has stands with IPv6 addresses.',
    cure: 'Remove the word and its value.',
  },
  'route-ipv6-only': {
    cause: 'An option that only IPv6 has stands with IPv4 addresses.',
    cure: 'Remove the word and its value.',
  },
  'route-name-unknown': {
    cause:
      "A table, protocol, scope, TOS value or group is neither a number in its range nor a name that iproute2's files define.",
    cure: 'Write the number, or add the name to the file the hint names.',
  },
  'route-table-wrapped': {
    cause: 'The number of a routing table is negative or has more than 32 bits.',
    cure: 'Write the number of the table that is meant.',
  },
  'route-trailing': {
    cause: 'Something that is no option of a next hop follows a `nexthop`.',
    cure: 'Put the options of the route itself before its first `nexthop`.',
  },
  'route-untracked': {
    cause:
      'A route names no device of its own, so its fate cannot be followed: its instance notices neither the failure of the interface nor the removal of the route.',
    cure: 'Add `dev IF`, or `no_track` when that is meant.',
  },
  'route-word-unknown': {
    cause: 'A word of a route is no option, and no address that could be the destination.',
    cure: 'Correct it; `holdfast help virtual_routes` shows what may stand there.',
  },
  'rule-action': {
    cause: 'A rule says which packets are meant, but not what to do with them.',
    cure: 'Add `table N` or another action.',
  },
  'rule-action-twice': {
    cause: 'A rule has more than one of `table`, `l3mdev`, `goto`, `nop`, `blackhole`, `unreachable`, `prohibit`.',
    cure: 'Keep one.',
  },
  'rule-family': {
    cause: 'An address of a rule is IPv4 where another one is IPv6.',
    cure: 'Write rules of the two families in lines of their own.',
  },
  'rule-goto': {
    cause: '`goto` leads to a rule that is not behind this one, or the rule has no preference of its own.',
    cure: 'Give the rule a `preference` that is lower than that of its target.',
  },
  'rule-ip-protocol': {
    cause: '`ipproto` is neither a number up to 255 nor the name of an IP protocol.',
    cure: 'Write the number, or a name such as tcp.',
  },
  'rule-preference': {
    cause: 'A rule has no `preference`, so it gets one of its own accord, counting down from 16384.',
    cure: 'Give each rule a `preference`: it decides the order in which rules are tried.',
  },
  'rule-range': {
    cause:
      'A range of ports or user ids is not FIRST-LAST, or its numbers are too large or in the wrong order. A single number is not taken: keepalived refuses it.',
    cure: 'Write FIRST-LAST; for a single port, the same number twice.',
  },
  'rule-table-only': {
    cause: 'Realms or a suppressor stand in a rule whose action is no routing table.',
    cure: 'Remove them, or use `table` or `l3mdev`.',
  },
  'rule-table-zero': {
    cause: 'A rule looks up routing table 0, which does not exist.',
    cure: 'Write the number or the name of a table.',
  },
  'rule-word-unknown': {
    cause: 'A word of a rule is none of its options.',
    cure: 'Correct it; `holdfast help virtual_rules` shows what may stand there.',
  },
  'scope-invalid': {
    cause: 'A scope is neither a number up to 255 nor a name from rt_scopes.',
    cure: 'Write `global`, `link`, `host`, `site`, `nowhere` or a number.',
  },
  'scope-ipv6': {
    cause: 'A scope is given to an IPv6 address, whose scope is part of the address itself.',
    cure: 'Remove the word and its value.',
  },
  'static-device': {
    cause: 'A static address names no device, and the default interface does not exist.',
    cure: 'Add `dev IF`, or set `default_interface` in `global_defs`.',
  },
  'track-group-device': {
    cause: 'A static route or rule has a `track_group`, but no interface that the group could follow.',
    cure: 'Add `dev IF`, or remove `track_group`.',
  },
  'track-group-unknown': {
    cause: 'A static item names a `track_group` that is not defined above it.',
    cure: 'Define the group before the first item that names it, or correct the name.',
  },
  'vrf-kind': {
    cause: 'The `vrf` of a route is an interface of another kind.',
    cure: 'Name a VRF device, or use `table`.',
  },
  'vrf-missing': {
    cause: 'The `vrf` of a route does not exist.',
    cure: 'Create it before the program starts, or use `table`.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
