/** What may follow keywords that several rows share, as the documentation shows it. */

/** A command as one word, and who runs it. */
export const SCRIPT_USAGE = '"COMMAND [ARGUMENT...]" [USER [GROUP]]';

/** How packets reach a real server. */
export const METHOD_USAGE = 'NAT | DR | TUN [type ipip | type gue port N | type gre] [nocsum | csum | remcsum]';

/** Who runs a script. */
export const USER_USAGE = 'USER [GROUP]';

/** One line of a block of addresses. */
export const ADDRESS_USAGE =
  'ADDRESS[/LENGTH] [dev IF] [scope SCOPE] [brd ADDRESS | + | -] [label NAME] [peer ADDRESS] [home] [-nodad] [mngtmpaddr] [noprefixroute] [autojoin] [preferred_lft SECONDS | forever] [no_track]';

/** One line of a block of routes. */
export const ROUTE_USAGE =
  '[TYPE] DESTINATION[/LENGTH] | default [via ADDRESS] [dev IF] [src ADDRESS] [from ADDRESS/LENGTH] [table TABLE] [metric N] [scope SCOPE] [tos TOS] [protocol PROTOCOL] [onlink] [encap ip | ip6 | mpls | ila ...] [mtu [lock] N] [advmss [lock] N] [rtt [lock] TIME] [rttvar [lock] TIME] [rto_min [lock] TIME] [reordering [lock] N] [window N] [cwnd [lock] N] [ssthresh [lock] N] [initcwnd N] [initrwnd N] [hoplimit N] [features ecn] [quickack 0 | 1] [congctl [lock] NAME] [fastopen_no_cookie 0 | 1] [pref low | medium | high] [expires SECONDS] [ttl-propagate enabled | disabled] [realms [FROM/]TO] [vrf IF] [add | append | prepend] [no_track] [nexthop via ADDRESS [dev IF] [weight N] [onlink] [encap ...] [realms ...]] ...';

/** One line of a block of rules. */
export const RULE_USAGE =
  '[not] [from ADDRESS[/LENGTH]] [to ADDRESS[/LENGTH]] preference N [tos TOS] [fwmark MARK[/MASK]] [iif IF] [oif IF] [tunnel-id N] [uidrange FIRST-LAST] [ipproto PROTOCOL] [sport FIRST-LAST] [dport FIRST-LAST] [realms [FROM/]TO] [suppress_prefixlength N] [suppress_ifgroup GROUP] [protocol N] [no_track] table TABLE | l3mdev | goto N | nop | blackhole | unreachable | prohibit';
