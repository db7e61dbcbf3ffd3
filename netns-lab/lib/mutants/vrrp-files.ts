/** Configurations of VRRP: a frame that is right, and some random lines in it that may not be. */
import { between, chance, pick, type Random, shuffled } from './random.js';
import * as entries from './vrrp-entries.js';
import * as lines from './vrrp-keywords.js';

/** Makes the lines of one statement: a keyword, or a list. */
type Maker = (random: Random) => readonly string[];

/** Blocks of the frame. */
type Part =
  | 'global_defs'
  | 'vrrp_script'
  | 'vrrp_track_process'
  | 'track_file'
  | 'bfd_instance'
  | 'garp_group'
  | 'vrrp_sync_group'
  | 'vrrp_instance'
  | 'top level';

function block(head: string, body: readonly string[]): string[] {
  return [`${head} {`, ...body.map(line => `  ${line}`), '}'];
}

function ofLines(list: readonly lines.Line[]): readonly Maker[] {
  return list.map(([keyword, value]) => random => [`${keyword} ${value(random)}`.trim()]);
}

function listOf(name: string, entry: entries.Entry): Maker {
  return random => {
    const body = Array.from({ length: pick(random, [0, 1, 1, 1, 2, 3]) }, () => entry(random));
    return block(name, body);
  };
}

const TRACKERS: readonly Maker[] = [
  listOf('track_interface', entries.trackerEntry(...lines.INTERFACES)),
  listOf('track_script', entries.trackerEntry('chk', 'chk', 'nosuch')),
  // keepalived never ends over a file that is not defined.
  listOf('track_file', entries.trackerEntry('tf')),
  listOf('track_process', entries.trackerEntry('tp', 'tp', 'nosuch')),
  listOf('track_bfd', entries.trackerEntry('bfd', 'bfd', 'nosuch')),
];

const LISTS: readonly Maker[] = [
  ...TRACKERS,
  listOf('virtual_ipaddress', entries.addressEntry),
  listOf('virtual_ipaddress_excluded', entries.addressEntry),
  listOf('virtual_routes', entries.routeEntry),
  listOf('virtual_rules', entries.ruleEntry),
  listOf('unicast_peer', entries.peerEntry),
];

const authentication: Maker = random =>
  block(
    'authentication',
    shuffled(random, [
      `auth_type ${pick(random, ['PASS', 'AH', 'pass', ''])}`,
      `auth_pass ${pick(random, ['1234', '123456789', '""', ''])}`,
      `auth_pass ${pick(random, ['1234', '""'])}`,
    ]).slice(0, between(random, 1, 3)),
  );

/** What may be put into each block, how often each way. */
const MAKERS: Readonly<Record<Part, readonly (readonly Maker[])[]>> = {
  global_defs: [ofLines(lines.GLOBAL_DEFS)],
  vrrp_script: [ofLines(lines.SCRIPT_BLOCK)],
  vrrp_track_process: [ofLines(lines.TRACK_PROCESS)],
  track_file: [ofLines(lines.TRACK_FILE)],
  bfd_instance: [ofLines(lines.BFD)],
  garp_group: [ofLines(lines.GARP_GROUP)],
  vrrp_sync_group: [ofLines(lines.SYNC_GROUP), TRACKERS],
  vrrp_instance: [ofLines(lines.INSTANCE), LISTS, [...LISTS, authentication]],
  'top level': [
    ofLines(lines.TOP_LEVEL),
    [
      listOf('static_ipaddress', entries.addressEntry),
      listOf('static_routes', entries.routeEntry),
      listOf('static_rules', entries.ruleEntry),
    ],
    [listOf('linkbeat_interfaces', entries.linkbeatEntry), listOf('interface_up_down_delays', entries.delayEntry)],
  ],
};

/** Instances most often, since most of the language is theirs. */
const WEIGHED: readonly Part[] = [
  ...(['vrrp_instance', 'vrrp_instance', 'vrrp_instance', 'vrrp_instance', 'global_defs', 'global_defs'] as const),
  ...(['top level', 'top level', 'vrrp_script', 'vrrp_track_process', 'track_file', 'bfd_instance'] as const),
  ...(['garp_group', 'vrrp_sync_group'] as const),
];

/** The lines of a file. */
export function vrrpFile(random: Random): string[] {
  const made = new Map<Part, string[]>();
  for (let i = between(random, 1, 3); i > 0; i--) {
    const part = pick(random, WEIGHED);
    const statement = pick(random, pick(random, MAKERS[part]))(random);
    made.set(part, [...(made.get(part) ?? []), ...statement]);
  }
  const inside = (part: Part) => made.get(part) ?? [];
  const frame = (part: Part, head: string, body: readonly string[], isNamed: boolean) =>
    made.has(part) || isNamed ? block(head, [...body, ...inside(part)]) : [];
  const all = [...made.values()].flat().join('\n');
  const names = (name: RegExp) => name.test(all);
  const vips = block('virtual_ipaddress', [pick(random, ['10.0.5.1/24', '10.0.5.1/24', '10.0.5.1/24', 'fe80::5'])]);
  const isBefore = chance(random, 0.5);
  return [
    ...block('global_defs', ['router_id a', 'enable_script_security', 'script_user root', ...inside('global_defs')]),
    ...frame('vrrp_script', 'vrrp_script chk', ['script "/bin/true"'], names(/\bchk\b/)),
    ...frame('vrrp_track_process', 'vrrp_track_process tp', ['process foo'], names(/\btp\b/)),
    ...frame('track_file', 'track_file tf', ['file /tmp/tf'], names(/\btf\b/)),
    ...frame('bfd_instance', 'bfd_instance bfd', ['neighbor_ip 10.77.0.2'], names(/\bbfd\b/)),
    ...frame('garp_group', 'garp_group', ['garp_interval 1'], false),
    ...(names(/track_group T/) ? block('track_group T', block('group', ['V'])) : []),
    ...frame('vrrp_sync_group', 'vrrp_sync_group G', block('group', ['V', 'W']), false),
    ...inside('top level'),
    ...block('vrrp_instance V', [
      'interface eth0',
      'virtual_router_id 51',
      ...(isBefore ? [...inside('vrrp_instance'), ...vips] : [...vips, ...inside('vrrp_instance')]),
    ]),
    ...block('vrrp_instance W', [
      'interface eth1',
      'virtual_router_id 52',
      ...block('virtual_ipaddress', ['10.0.6.1']),
    ]),
  ];
}
