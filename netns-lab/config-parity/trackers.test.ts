/**
 * Trackers, of instances and of groups, and the small blocks about interfaces, one mistake a file: the real
 * `keepalived -t` and ours.
 */
import { testParity } from '../lib/config-parity.js';

function instance(lines = '', { name = 'V', vrid = 51 } = {}): string {
  const head = `  interface eth0\n  virtual_router_id ${vrid}\n`;
  return `vrrp_instance ${name} {\n${head}${lines}  virtual_ipaddress {\n    10.0.0.${vrid}\n  }\n}\n`;
}

const W = instance('', { name: 'W', vrid: 52 });

function grouped(groupLines: string, memberLines: string): string {
  return `vrrp_sync_group G {\n  group {\n    V\n    W\n  }\n${groupLines}}\n${instance(memberLines)}${W}`;
}

const OWNER = '  priority 255\n';
const KEEPS = '  sync_group_tracking_weight\n';

/** The same questions about each kind of tracker; `unknown`: keepalived 2.2.7 never ends over an unknown file. */
function kind(what: string, list: string, block: string, name: string, asksUnknown = true): Record<string, string> {
  const track = (entry: string) => `  ${list} {\n    ${entry}\n  }\n`;
  const options = ['', 'weight 5', 'weight 0', 'weight -5 reverse', 'weight 5 noreverse', 'weight 5 foo'];
  const wrong = ['weight 5 reverse foo', 'weight', 'foo', 'foo 5', 'reverse', 'weight 5x', 'weight x', name];
  const limits = ['weight 253', 'weight 254', 'weight -254', 'weight 255', 'weight +5'];
  const files: Record<string, string> = {
    [`${what} tracked above its block`]: instance(track(name)) + block,
    [`${what} tracked twice`]: block + instance(track(`${name}\n    ${name}`)),
    [`${what} tracked twice in two lists`]: block + instance(track(name) + track(name)),
    [`a list for ${what} with a word`]: block + instance(track(name).replace(' {', ' x {')),
    [`an empty list for ${what}`]: block + instance(`  ${list} {\n  }\n`),
    [`${what} of a group twice`]: block + grouped(track(`${name}\n    ${name}`), ''),
    [`${what} of a group and of a member`]: block + grouped(track(name), track(name)),
    [`${what} of a group and of a member, weighted`]:
      block + grouped(track(`${name} weight 5`) + KEEPS, track(`${name} weight 5`)),
    [`weighted ${what} of a member that may`]: block + grouped(KEEPS, track(`${name} weight 5`)),
    [`weighted ${what} of a member that may by the old keyword`]:
      block + grouped('  global_tracking\n', track(`${name} weight 5`)),
  };
  for (const option of [...options, ...wrong, ...limits]) {
    files[`${what} tracked with "${option}"`] = block + instance(track(`${name} ${option}`));
  }
  for (const option of ['', 'weight 0', 'weight 1', 'weight 5']) {
    const entry = track(`${name} ${option}`);
    files[`${what} of an owner with "${option}"`] = block + instance(OWNER + entry);
    files[`${what} of a group with "${option}"`] = block + grouped(entry, '');
    files[`${what} of a group with an owner with "${option}"`] = block + grouped(entry, OWNER);
    files[`${what} of a member with "${option}"`] = block + grouped('', entry);
  }
  if (asksUnknown) {
    files[`${what} tracked that does not exist`] = block + instance(track('nope'));
    files[`${what} of a group that does not exist`] = block + grouped(track('nope'), '');
  }
  return files;
}

const PATH = '  file /tmp/x\n';
const file = (lines: string, keyword = 'track_file') => `${keyword} f {\n${lines}}\n${instance()}`;
const PROCESS = '  process sshd\n';
const watched = (lines: string) => `vrrp_track_process p {\n${lines}}\n${instance()}`;

testParity({
  ...kind('an interface', 'track_interface', '', 'eth1'),
  ...kind('a script', 'track_script', 'vrrp_script c {\n  script "/bin/true"\n}\n', 'c'),
  ...kind('a file', 'track_file', `track_file f {\n${PATH}}\n`, 'f', false),
  ...kind('a process', 'track_process', `vrrp_track_process p {\n${PROCESS}}\n`, 'p'),
  ...kind('a BFD session', 'track_bfd', 'bfd_instance b {\n  neighbor_ip 10.77.0.2\n}\n', 'b'),
  'its own interface tracked by its group': grouped('  track_interface {\n    eth0\n  }\n', ''),
  'a script of a block with weight 5 tracked by an owner': `vrrp_script c {\n  script "/bin/true"\n  weight 5\n}\n${instance(`${OWNER}  track_script {\n    c\n  }\n`)}`,
  'a file of a block with weight 5 tracked by an owner': `track_file f {\n${PATH}  weight 5\n}\n${instance(`${OWNER}  track_file {\n    f\n  }\n`)}`,
});

const SCRIPT = '  script "/bin/true"\n';
const script = (lines: string) => `vrrp_script c {\n${SCRIPT}${lines}}\n${instance('  track_script {\n    c\n  }\n')}`;

testParity({
  'a script without a weight': script('  weight\n'),
  'a script with weight 253 reverse': script('  weight 253 reverse\n'),
  'a script with weight 254': script('  weight 254\n'),
  'a script with weight 5x': script('  weight 5x\n'),
  'a script with an unknown option of its weight': script('  weight 5 foo\n'),
  'a script that rises never': script('  rise 0\n'),
  'a script that assumes failure': script('  init_fail\n'),
  'an interval with too many decimals': script('  interval 1.0005\n'),
});

testParity({
  'a file to track': file(PATH),
  'a file to track by its old name': file(PATH, 'vrrp_track_file'),
  'a track_file without a file': file('  weight 1\n'),
  'an empty track_file': file(''),
  'a track_file without a name': `track_file {\n${PATH}}\n${instance()}`,
  'a track_file with two names': `track_file a b {\n${PATH}}\n${instance()}`,
  'a file without a path': file('  file\n'),
  'a file with two paths': file('  file /tmp/a b\n'),
  'two files': file(`${PATH}  file /tmp/b\n`),
  'a relative path': file('  file foo\n'),
  'a directory that does not exist': file('  file /no/such/dir/x\n'),
  'a file in proc': file('  file /proc/x\n'),
  'a weight of a file that is missing': file(`${PATH}  weight\n`),
  'weight 254 of a file': file(`${PATH}  weight 254\n`),
  'weight 255 of a file': file(`${PATH}  weight 255\n`),
  'weight 5x of a file': file(`${PATH}  weight 5x\n`),
  'weight 5 reverse of a file': file(`${PATH}  weight 5 reverse\n`),
  'weight 5 noreverse of a file': file(`${PATH}  weight 5 noreverse\n`),
  'weight 5 reverse foo of a file': file(`${PATH}  weight 5 reverse foo\n`),
  'two weights of a file': file(`${PATH}  weight 5\n  weight 6\n`),
  'two weights of a file, the first as the default': file(`${PATH}  weight 1\n  weight 6\n`),
  'two weights of a file, the first 0': file(`${PATH}  weight 0\n  weight 5\n`),
  init_file: file(`${PATH}  init_file\n`),
  'init_file 5': file(`${PATH}  init_file 5\n`),
  'init_file 5 overwrite': file(`${PATH}  init_file 5 overwrite\n`),
  'init_file overwrite 5': file(`${PATH}  init_file overwrite 5\n`),
  'init_file foo': file(`${PATH}  init_file foo\n`),
  'init_file 5 foo': file(`${PATH}  init_file 5 foo\n`),
  'init_file 255': file(`${PATH}  init_file 255\n`),
  'init_file -254': file(`${PATH}  init_file -254\n`),
  'init_file 5x': file(`${PATH}  init_file 5x\n`),
  'init_file 0x10': file(`${PATH}  init_file 0x10\n`),
  'init_file too large': file(`${PATH}  init_file 99999999999\n`),
  'init_file above the file': file(`  init_file 5\n${PATH}`),
  'an unknown keyword in a track_file': file(`${PATH}  foo\n`),
  'two track_files of one name': `${file(PATH)}track_file f {\n${PATH}}\n`,
  'a track_file alone': `track_file f {\n${PATH}}\n`,
});

testParity({
  'a process to track': watched(PROCESS),
  'a process without a name': watched('  process\n'),
  'no process': watched('  weight 1\n'),
  'an empty vrrp_track_process': watched(''),
  'a vrrp_track_process without a name': `vrrp_track_process {\n${PROCESS}}\n${instance()}`,
  'two processes': watched(`${PROCESS}  process b\n`),
  'a process with parameters': watched('  process sshd -D foo\n'),
  'a process with quoted words': watched('  process "sshd -D" foo\n'),
  param_match: watched(`${PROCESS}  param_match\n`),
  'param_match initial': watched(`${PROCESS}  param_match initial\n`),
  'param_match partial foo': watched(`${PROCESS}  param_match partial foo\n`),
  'param_match exact': watched(`${PROCESS}  param_match exact\n`),
  'weight 254 reverse of a process': watched(`${PROCESS}  weight 254 reverse\n`),
  'weight 255 of a process': watched(`${PROCESS}  weight 255\n`),
  'weight 5 foo of a process': watched(`${PROCESS}  weight 5 foo\n`),
  'a weight of a process that is missing': watched(`${PROCESS}  weight\n`),
  'two weights of a process': watched(`${PROCESS}  weight 5\n  weight 6\n`),
  'two weights of a process, the first 0': watched(`${PROCESS}  weight 0\n  weight 6\n`),
  'quorum 0': watched(`${PROCESS}  quorum 0\n`),
  'quorum 65535': watched(`${PROCESS}  quorum 65535\n`),
  'quorum 65536': watched(`${PROCESS}  quorum 65536\n`),
  'quorum 5x': watched(`${PROCESS}  quorum 5x\n`),
  'a quorum of processes that is missing': watched(`${PROCESS}  quorum\n`),
  'quorum_max 0': watched(`${PROCESS}  quorum_max 0\n`),
  'quorum_max 65536': watched(`${PROCESS}  quorum_max 65536\n`),
  'quorum_max missing': watched(`${PROCESS}  quorum_max\n`),
  'quorum 5 and quorum_max 3': watched(`${PROCESS}  quorum 5\n  quorum_max 3\n`),
  'quorum_max 3 and quorum 5': watched(`${PROCESS}  quorum_max 3\n  quorum 5\n`),
  'quorum 1 and quorum_max 0': watched(`${PROCESS}  quorum 1\n  quorum_max 0\n`),
  'quorum 2 and quorum_max 0': watched(`${PROCESS}  quorum 2\n  quorum_max 0\n`),
  'quorum_max 0 and quorum 1': watched(`${PROCESS}  quorum_max 0\n  quorum 1\n`),
  'delay 1': watched(`${PROCESS}  delay 1\n`),
  'delay 0': watched(`${PROCESS}  delay 0\n`),
  'delay 3600': watched(`${PROCESS}  delay 3600\n`),
  'delay 3600.1': watched(`${PROCESS}  delay 3600.1\n`),
  'a delay of a microsecond': watched(`${PROCESS}  delay 0.000001\n`),
  'a delay below a microsecond': watched(`${PROCESS}  delay 0.0000001\n`),
  'delay 1x': watched(`${PROCESS}  delay 1x\n`),
  'a delay of processes that is missing': watched(`${PROCESS}  delay\n`),
  'terminate_delay 1.5': watched(`${PROCESS}  terminate_delay 1.5\n`),
  'terminate_delay 3601': watched(`${PROCESS}  terminate_delay 3601\n`),
  'fork_delay 0': watched(`${PROCESS}  fork_delay 0\n`),
  full_command: watched(`${PROCESS}  full_command\n`),
  'an unknown keyword in a vrrp_track_process': watched(`${PROCESS}  foo\n`),
  'two vrrp_track_process of one name': `${watched(PROCESS)}vrrp_track_process p {\n${PROCESS}}\n`,
});

const garp = (lines: string, word = '') => `garp_group ${word}{\n${lines}}\n`;
const links = (lines: string) => `linkbeat_interfaces {\n${lines}}\n${instance()}`;
const delays = (lines: string, more = instance()) => `interface_up_down_delays {\n${lines}}\n${more}`;
const GAP = '  garp_interval 1\n';
const ETH0 = '  interface eth0\n';

testParity({
  'a garp_group': garp(GAP + ETH0) + instance(),
  'a garp_group of neighbour advertisements': garp(`  gna_interval 0.1\n${ETH0}`) + instance(),
  'a garp_group without an interval': garp(ETH0) + instance(),
  'an empty garp_group': garp('') + instance(),
  'a garp_group without interfaces': garp(GAP) + instance(),
  'a garp_group with a word': garp(GAP + ETH0, 'x ') + instance(),
  'a garp_group with a list': garp(`${GAP}  interfaces {\n    eth0 eth1\n  }\n`) + instance(),
  'a garp_group with an empty list': garp(`${GAP}  interfaces {\n  }\n`) + instance(),
  'a garp_group of an interface that does not exist': garp(`${GAP}  interface nope\n`) + instance(),
  'a garp_group without the name of its interface': garp(`${GAP}  interface\n`) + instance(),
  'an interface of a garp_group twice': garp(GAP + ETH0 + ETH0) + instance(),
  'two interfaces of a garp_group': garp(`${GAP}${ETH0}  interface eth1\n`) + instance(),
  'two words for an interface of a garp_group': garp(`${GAP}  interface eth0 eth1\n`) + instance(),
  'an interface of two garp_groups': garp(GAP + ETH0) + garp(GAP + ETH0) + instance(),
  'garp_interval -1': garp(`  garp_interval -1\n${ETH0}`) + instance(),
  'garp_interval 0': garp(`  garp_interval 0\n${ETH0}`) + instance(),
  'garp_interval x': garp(`  garp_interval x\n${ETH0}`) + instance(),
  'garp_interval 1x': garp(`  garp_interval 1x\n${ETH0}`) + instance(),
  'garp_interval too large': garp(`  garp_interval 2148\n${ETH0}`) + instance(),
  'garp_interval with too many decimals': garp(`  garp_interval 1.0000001\n${ETH0}`) + instance(),
  'garp_interval missing': garp(`  garp_interval\n${ETH0}`) + instance(),
  'an unknown keyword in a garp_group': garp(`${GAP}  foo\n`) + instance(),

  'a link to poll': links('  eth0\n'),
  'a link to poll with MII': links('  eth0 MII\n'),
  'a link to poll with IOCTL': links('  eth0 IOCTL\n'),
  'a link to poll with mii': links('  eth0 mii\n'),
  'a link to poll with two methods': links('  eth0 MII ETHTOOL\n'),
  'a link to poll that does not exist': links('  nope\n'),
  'a link to poll twice': links('  eth0\n  eth0\n'),
  'no link to poll': links(''),
  'a word before links to poll': links('  eth0\n').replace(' {', ' x {'),
  'links to poll on one line': links('  eth0 eth1\n'),

  'a delay of a link': delays('  eth0 .5\n'),
  'two delays of a link': delays('  eth0 0.5 1\n'),
  'three delays of a link': delays('  eth0 1 1 1\n'),
  'no delay of a link': delays('  eth0\n'),
  'a delay that is no number': delays('  eth0 x\n'),
  'a second delay that is no number': delays('  eth0 1 x\n'),
  'a delay with junk': delays('  eth1 1x\n'),
  'a delay of 255 s': delays('  eth1 255\n'),
  'a delay of more than 255 s': delays('  eth1 255.1\n'),
  'a delay below 0': delays('  eth0 -1\n'),
  'a delay with too many decimals': delays('  eth1 1.0000001\n'),
  'a delay of a link that does not exist': delays('  nope x\n'),
  'delays of a link twice': delays('  eth0 1\n  eth0 1.5\n'),
  'no delays at all': delays(''),
  'a delay as long as adverts may be missed': delays('  eth0 2\n'),
  'a delay where no advert may be missed': delays('  eth0 0.1\n', instance('  down_timer_adverts 1\n')),
  'links that may come later': `global_defs {\n  dynamic_interfaces\n}\n${garp(`${GAP}  interface nope\n`)}${delays('  nope 1\n')}`,
});
