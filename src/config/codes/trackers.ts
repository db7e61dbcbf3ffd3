/** Codes of trackers, groups of instances, links and BFD sessions. */
import type { CodeExplanation } from './explanation.js';

export const TRACKERS_CODES = {
  'bfd-family': {
    cause: 'The source and the neighbour of a `bfd_instance` are of different families, so no packet could be sent.',
    cure: 'Give both as IPv4 or both as IPv6, or leave `source_ip` out.',
  },
  'bfd-interval-long': {
    cause:
      'An interval of a `bfd_instance` is longer than ten seconds. The numbers are milliseconds, and BFD is there to notice a fault in less than a second.',
    cure: 'Check the unit, and use tens or hundreds of milliseconds.',
  },
  'bfd-max-hops': {
    cause:
      'A packet cannot have come further than the TTL it began with, so `max_hops` above `ttl` says nothing. It is reduced.',
    cure: 'Lower `max_hops`, or set it to -1 when the distance does not matter.',
  },
  'bfd-name-long': {
    cause: 'The name of a `bfd_instance` has more than 31 bytes.',
    cure: 'Choose a shorter name, here and where it is tracked.',
  },
  'bfd-neighbour-missing': {
    cause: 'A `bfd_instance` has no `neighbor_ip`, so there is nobody to talk to.',
    cure: 'Add `neighbor_ip ADDRESS`.',
  },
  'bfd-neighbour-twice': {
    cause:
      'Two sessions have the same neighbour, and their sources are the same or one of them leaves it open. Packets of the neighbour could not be told apart.',
    cure: 'Keep one of them, or give each its own `source_ip`.',
  },
  'garp-group-empty': {
    cause: 'A `garp_group` has no interval, or an empty list of interfaces, and so nothing to share.',
    cure: 'Add `garp_interval` or `gna_interval` and the interfaces, or remove the block.',
  },
  'garp-group-vmac': {
    cause: 'A `garp_group` lists a macvlan or an ipvlan. What it sends leaves through the interface below it.',
    cure: 'List the interface below it.',
  },
  'garp-group-twice': {
    cause: 'An interface is listed in a `garp_group` a second time. It shares one gap only, the first.',
    cure: 'List each interface once.',
  },
  'group-empty': {
    cause: 'A group lists no instance, or none that can be used, so it is dropped.',
    cure: 'List the names of instances in `group { }`, one a line, or remove the block.',
  },
  'group-list-twice': {
    cause: 'A group has a second `group { }` list. Only the first one is read.',
    cure: 'Put all members into one list.',
  },
  'group-member-unknown': {
    cause: 'A group names an instance that is nowhere in the configuration. The other members form the group.',
    cure: 'Correct the name, or remove it from the list.',
  },
  'link-delay-long': {
    cause:
      'A delay on the interface of an instance is as long as adverts may be missed. A backup whose own link is down would become master before the delay is over.',
    cure: 'Use a shorter delay, a longer `advert_int` or more `down_timer_adverts`.',
  },
  'link-delay-missing': {
    cause: 'A line of `interface_up_down_delays` names an interface and no delay.',
    cure: 'Write `INTERFACE DOWN [UP]`, in seconds.',
  },
  'linkbeat-vmac': {
    cause: '`linkbeat_interfaces` lists a macvlan or an ipvlan. Its link is that of the interface below it.',
    cure: 'List the interface below it.',
  },
  'linkbeat-method': {
    cause: 'Behind an interface of `linkbeat_interfaces` stands something other than one of MII, ETHTOOL and IOCTL.',
    cure: 'Name one method in capital letters, or none to have all tried.',
  },
  'process-missing': {
    cause: 'A `vrrp_track_process` has no `process` line, so there is nothing to watch.',
    cure: 'Add `process NAME`.',
  },
  'process-twice': {
    cause: 'A `vrrp_track_process` has a second `process` line. The first one is kept.',
    cure: 'Use one block for each process; an instance can track several.',
  },
  'quorum-conflict': {
    cause: '`quorum` asks for more processes than `quorum_max` allows, so no number of them would do.',
    cure: 'Raise `quorum_max` or lower `quorum`.',
  },
  'sync-group-member-taken': {
    cause: 'An instance is listed in two sync groups, or twice in one. It belongs to the first.',
    cure: 'List each instance once; put all that must move together into one group.',
  },
  'sync-group-single': {
    cause: 'A sync group has one member, so there is nobody it could change state with.',
    cure: 'Add the other instances, or track what the group tracks in the instance itself and remove the group.',
  },
  'track-bfd-unknown': {
    cause: 'An entry of `track_bfd` names no usable `bfd_instance` above it, or one that tells only the checker.',
    cure: 'Correct the name, move the `bfd_instance` up, or add `vrrp` to it.',
  },
  'track-file-missing': {
    cause: 'A `track_file` has no `file` line, so there is nothing to watch.',
    cure: 'Add `file /path/to/the/file`.',
  },
  'track-file-path': {
    cause:
      'The file cannot be watched where it is: its directory is missing, the path is relative or a directory, or the file system is read-only or does not report changes (such as proc, sysfs, NFS).',
    cure: 'Use a file below a directory such as /run or /var/lib that exists when the program starts.',
  },
  'track-file-twice': {
    cause: 'A `track_file` has a second `file` line. The first one is kept.',
    cure: 'Use one block for each file; an instance can track several.',
  },
  'track-file-unknown': {
    cause: 'An entry of `track_file`, or a `FILE_CHECK`, names no usable `track_file` block above it.',
    cure: 'Correct the name, or move the `track_file` block up.',
  },
  'track-group-weight': {
    cause:
      'A member of a sync group has a weighted tracker of its own. Members would get different priorities and wish for different states, so the weight does not count.',
    cure: 'Move the entry into the `vrrp_sync_group`, give it weight 0, or set `sync_group_tracking_weight` in the group.',
  },
  'track-in-group': {
    cause: 'An instance and its sync group both track the same thing. The weight of the group counts.',
    cure: 'Keep the entry in the group and remove it from the instance.',
  },
  'track-own-interface': {
    cause: 'An instance tracks its own interface, which it does anyway: it is in FAULT while that is down.',
    cure: 'Remove the entry. `dont_track_primary` switches the usual tracking off.',
  },
  'track-owner': {
    cause:
      'An address owner (priority 255) keeps its priority whatever happens (RFC 9568 5.2.4), so a tracker with a weight can do nothing.',
    cure: 'Use a priority of 254 or less, or a tracker without weight, whose failure means FAULT.',
  },
  'track-process-unknown': {
    cause: 'An entry of `track_process` names no usable `vrrp_track_process` above it.',
    cure: 'Correct the name, or move the `vrrp_track_process` block up.',
  },
  'track-script-unknown': {
    cause:
      'An instance tracks a script that no `vrrp_script` block above it defines, or one that was dropped because of a mistake.',
    cure: 'Define it above the instance, or correct the name.',
  },
  'track-twice': {
    cause: 'The same thing is tracked twice by one instance. The first entry counts.',
    cure: 'Remove one of them.',
  },
  'weight-range': {
    cause:
      'The weight of a tracked thing is below -253 or above 253 (254 of files and processes), more than priorities can differ.',
    cure: 'Choose a number within these limits, just greater than the difference of the priorities.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
