/** Codes of settings that are valid and bite all the same. `holdfast check` says them; `-t` and the daemon do not. */
import type { CodeExplanation } from './explanation.js';

export const LINT_CODES = {
  'lint-address-held': {
    cause:
      'A virtual address is on an interface of this machine, and no daemon runs here that could have put it there as MASTER: it is part of the configuration of the network, or an earlier daemon was killed and left it behind. As a note: a daemon runs, but the address is not as this file has it.',
    cure: 'Remove it from the interface and from the configuration of the network; the daemon adds it when this node is MASTER. If it was left behind, starting the daemon sets things right.',
  },
  'lint-address-network': {
    cause:
      'The part of a virtual address behind its prefix length is all zeros or all ones, which means the network itself or everyone in it.',
    cure: 'Write the address of a host, such as 192.0.2.10/24; or a longer prefix length, such as /32, if this really is a host.',
  },
  'lint-address-prefix': {
    cause:
      'A virtual address was written without a prefix length, so it belongs to no network (/32, or /128 for IPv6), while another one of the instance in the same network has the prefix length of that network.',
    cure: 'Write the prefix length, also if it is meant to be /32.',
  },
  'lint-address-shared': {
    cause:
      'Two instances of this node have the same virtual address on the same device. Each removes it when it stops being MASTER, whatever the other one is.',
    cure: 'Give the address to one instance. If it must move with both, put it into one of them and join the two with a `vrrp_sync_group`.',
  },
  'lint-address-special': {
    cause:
      'A virtual address is a multicast, loopback, broadcast or unspecified address. No host can be reached by it (RFC 6890).',
    cure: 'Use an address of the network the clients are in.',
  },
  'lint-advert-fast': {
    cause:
      'Adverts are so frequent that a pause of a fraction of a second, on a busy machine or in a switch, is as long as three of them.',
    cure: 'Raise `advert_int` or `down_timer_adverts`, and measure how long the pauses in your network really are.',
  },
  'lint-advert-slow': {
    cause:
      'Adverts are rare. A backup waits for `down_timer_adverts` of them, and a part of one, before it takes over from a dead master.',
    cure: 'Lower `advert_int` on all nodes at once. One second, the default, costs next to nothing.',
  },
  'lint-arp-silent': {
    cause:
      'A setting of the kernel keeps this machine from answering ARP requests for the virtual addresses, or lets the wrong interface answer: `arp_ignore` 8 answers nobody. Beside a virtual MAC `all.arp_filter` 1 and `all.arp_ignore` 2 do the same, because they also count for its interface, and `all.arp_ignore` 3 lets the interface below answer with its own MAC. Gratuitous ARP hides it for a while after a takeover.',
    cure: 'Set `net.ipv4.conf.all.arp_filter` and `net.ipv4.conf.all.arp_ignore` to 0 and use the settings of single interfaces instead.',
  },
  'lint-assignment': {
    cause:
      'A keyword is followed by `=` or `:`, as in many other languages. Here they become part of the keyword or of the value.',
    cure: 'Write the keyword, a blank and the value.',
  },
  'lint-garp-once': {
    cause:
      'With `garp_master_repeat` 1, `garp_master_delay` 0 and no refresh, each address is announced by one single frame after a takeover, at a moment when switches may still be learning.',
    cure: 'Let the bursts have their defaults (five frames at once and five more after five seconds), or set `garp_master_refresh`.',
  },
  'lint-garp-pace': {
    cause:
      'A gap between announcements applies to all addresses of an interface one after the other, so the last one waits for all the gaps before it.',
    cure: 'Lower `vrrp_garp_interval` or `vrrp_gna_interval`; a few milliseconds are enough for most switches.',
  },
  'lint-group-pace': {
    cause:
      'Members of a sync group have very different `advert_int` or `down_timer_adverts`. The group becomes MASTER when its last member has missed its master.',
    cure: 'Give all members of the group the same `advert_int` and `down_timer_adverts`.',
  },
  'lint-group-preempt': {
    cause:
      'Some members of a sync group have `nopreempt` and others do not. A group becomes MASTER only when every member would, so those with `nopreempt` decide for all.',
    cure: 'Use `nopreempt` in all members of a group, or in none.',
  },
  'lint-lookalike': {
    cause:
      'A character outside comments and quotes only looks like a blank, a quote, a dash or nothing at all. It usually comes from a web page or a word processor, and is read as part of a word.',
    cure: 'Type that place anew in a plain text editor; save the file as UTF-8 without a byte order mark.',
  },
  'lint-owner': {
    cause:
      'Priority 255 belongs to the address owner: the router that has the virtual addresses as its own (RFC 9568 1.6). It is what `state MASTER` without `priority` means, too. Such a node takes over as soon as it starts, cannot have `nopreempt`, and ignores every weight.',
    cure: 'Set a `priority` of 254 or less, unless the virtual addresses really are configured on its interface for good.',
  },
  'lint-peer-self': {
    cause: 'The list of unicast peers contains an address of this node. Adverts to it reach nobody, or come back.',
    cure: 'List the addresses of the other nodes only; each node has a list of its own.',
  },
  'lint-peer-virtual': {
    cause:
      'The list of unicast peers contains one of the virtual addresses. Only the master has it, so adverts to it never reach a backup.',
    cure: 'List the addresses that the other nodes always have.',
  },
  'lint-script-network': {
    cause:
      'A `vrrp_script` of the form `</dev/tcp/...` or `</dev/udp/...` is meant to open a connection. Only bash knows these paths; to the daemon, and to a /bin/sh that is not bash, they are files that do not exist.',
    cure: 'Run a program that opens the connection, such as `nc -z`; or `/bin/bash -c` with the redirection in quotes.',
  },
  'lint-script-shell': {
    cause:
      'A script line contains what only a shell understands: a pipe, a redirection, `&&`, `;`, `~` or a command in a command. Script lines are split into words and the first one is run; no shell is involved. Or `sh -c` is given several words, of which it runs only the first.',
    cure: 'Put the commands into a file of their own and name that; or run `/bin/sh -c` with the whole command in single quotes inside the double quotes.',
  },
  'lint-script-slow': {
    cause:
      'A `vrrp_script` runs so rarely, or must fail so often, that a dead service is noticed far later than a dead node.',
    cure: 'Lower `interval` or `fall`, if the service should move as quickly as the node would.',
  },
  'lint-script-timeout': {
    cause:
      'The `timeout` of a `vrrp_script` is longer than its `interval`. A run that hangs keeps the following ones from starting.',
    cure: 'Keep `timeout` at or below `interval`; it is the same unless it is set.',
  },
  'lint-script-unheard': {
    cause:
      'A `vrrp_script` with a weight can fail and recover between two adverts. A weight becomes known to the peers by the next advert, so they may never hear of the failure.',
    cure: 'Raise `rise` and `fall`, so that a verdict lasts longer than `advert_int`; or lower `advert_int`.',
  },
  'lint-secondaries': {
    cause:
      'Several virtual addresses are in one network where the interface has no address of its own. The first is the primary one, and the kernel removes the secondary ones with it while `promote_secondaries` is off. The daemon puts its own ones back at once, keepalived does not.',
    cure: 'Add `promote_secondaries` to the instance, or set the kernel setting of the same name for the interface.',
  },
  'lint-semicolon': {
    cause:
      'A line ends with `;` as in C or nginx, or begins with it as in INI files. Here `;` is an ordinary character.',
    cure: 'Leave it out; begin comments with `#` or `!`.',
  },
  'lint-slash-comment': {
    cause:
      'A line contains `//` or `/*` as if it began a comment. Comments begin with `#` or `!`; everything else is read.',
    cure: 'Use `#` or `!`.',
  },
  'lint-source-missing': {
    cause:
      '`unicast_src_ip` or `mcast_src_ip` names an address that no interface of this machine has now. The file may be meant for another node, or the address was changed.',
    cure: 'Name an address the node always has, or leave the keyword out: the first address of the interface is then used.',
  },
  'lint-source-virtual': {
    cause:
      '`unicast_src_ip` or `mcast_src_ip` names one of the virtual addresses. A backup does not have it, and needs a source before it can become MASTER.',
    cure: 'Name an address of the node itself, or leave the keyword out.',
  },
  'lint-vmac-sysctl': {
    cause:
      'A virtual MAC needs `arp_ignore` and `arp_filter` on the interface and `rp_filter` off for all. /proc/sys is read-only here, as in many containers, so the daemon cannot set them.',
    cure: 'Set them on the host, or by the container runtime, before the daemon starts.',
  },
  'lint-weight-ceiling': {
    cause:
      'The priority with its positive weights goes beyond 254 and is held there. What a failure takes away above 254 does not lower what the peers hear.',
    cure: 'Lower `priority` on all nodes by the same number, so that the sum stays at or below 254.',
  },
  'lint-weight-floor': {
    cause:
      'The negative weights together are greater than the priority, which is held at 1. Nodes whose trackers fail differently end up with the same priority.',
    cure: 'Raise `priority` on all nodes, or use smaller weights.',
  },
  'lint-weight-nopreempt': {
    cause:
      'The instance has `nopreempt` and trackers with weights. A failure lowers the priority of the master, but a backup with `nopreempt` follows it all the same (RFC 9568 6.4.2), so the failure moves nothing.',
    cure: 'Use trackers without a weight: the node that fails goes to FAULT and gives the addresses up. Or do without `nopreempt`.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
