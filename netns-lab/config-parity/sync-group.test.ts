/** `vrrp_sync_group`, `track_group` and what instances report, one mistake a file: the real `keepalived -t` and ours. */
import { testParity } from '../lib/config-parity.js';

function instance(name: string, vrid: number, lines = ''): string {
  const head = `  interface eth0\n  virtual_router_id ${vrid}\n`;
  return `vrrp_instance ${name} {\n${head}${lines}  virtual_ipaddress {\n    10.0.0.${vrid}\n  }\n}\n`;
}

const V = instance('V', 1);
const W = instance('W', 2);
const X = instance('X', 3);
const BOTH = V + W;

/** A group of V and W. */
function group(lines = '', { name = 'G', members = '    V\n    W\n' } = {}): string {
  return `vrrp_sync_group ${name} {\n  group {\n${members}  }\n${lines}}\n`;
}

function trackGroup(members = '    V\n', { name = 'T', lines = '' } = {}): string {
  return `track_group ${name} {\n${lines}  group {\n${members}  }\n}\n`;
}

testParity({
  'a sync group': group() + BOTH,
  'a sync group below its members': BOTH + group(),
  'a sync group without a name': group('', { name: '' }) + BOTH,
  'a sync group with two names': group('', { name: 'A B' }) + BOTH,
  'a sync group of one': group('', { members: '    V\n' }) + BOTH,
  'a sync group of three': group('', { members: '    V\n    W\n    X\n' }) + BOTH + X,
  'members on one line': group('', { members: '    V W\n' }) + BOTH,
  'members in quotes': group('', { members: '    "V"\n    "W"\n' }) + BOTH,
  'a sync group without a list': `vrrp_sync_group G {\n  notify "/bin/true"\n}\n${BOTH}`,
  'a sync group with an empty list': group('', { members: '' }) + BOTH,
  'an empty sync group': `vrrp_sync_group G {\n}\n${BOTH}`,
  'a member that does not exist': group('', { members: '    V\n    W\n    X\n' }) + BOTH,
  'no member that exists': group('', { members: '    X\n    Y\n' }) + BOTH,
  'one member that exists': group('', { members: '    V\n    Y\n' }) + BOTH,
  'a member twice': group('', { members: '    V\n    V\n    W\n' }) + BOTH,
  'the only member twice': group('', { members: '    V\n    V\n' }) + BOTH,
  'a member of two groups': group() + group('', { name: 'H', members: '    V\n    X\n' }) + BOTH + X,
  'two sync groups of one name': group() + group('', { members: '    X\n    Y\n' }) + BOTH + X + instance('Y', 4),
  'a sync group without instances': group(),
  'an unknown keyword in a sync group': group('  foo bar\n') + BOTH,
  'words before the list of members': group().replace('group {', 'group x {') + BOTH,
  'a notify script of a group': group('  notify "/bin/true"\n') + BOTH,
  'notify of a group twice': group('  notify "/bin/true"\n  notify "/bin/false"\n') + BOTH,
  'notify_master of a group twice': group('  notify_master "/bin/true"\n  notify_master "/bin/false"\n') + BOTH,
  'notify of a group without a script': group('  notify\n') + BOTH,
  'notify_fault of a group without a script': group('  notify_fault\n') + BOTH,
  'a script of a group that does not exist': group('  notify "/no/such"\n') + BOTH,
  'a script of a group with an unknown user': group('  notify "/bin/true" nosuchuser\n') + BOTH,
  'notify_deleted in a group': group('  notify_deleted\n') + BOTH,
  'notify_master_rx_lower_pri in a group': group('  notify_master_rx_lower_pri "/bin/true"\n') + BOTH,
  'mail of a group': group('  smtp_alert\n') + BOTH,
  'no mail of a group': group('  smtp_alert off\n') + BOTH,
  'an unknown truth about mail of a group': group('  smtp_alert maybe\n') + BOTH,
  'priority changes in a group': group('  notify_priority_changes\n') + BOTH,
  'an unknown truth about priority changes in a group': group('  notify_priority_changes x\n') + BOTH,
  'the old name of tracking weight': group('  global_tracking\n') + BOTH,
  'tracking weight': group('  sync_group_tracking_weight\n') + BOTH,
  'members of different priorities': group() + instance('V', 1, '  priority 150\n') + W,
  'members of different states': group() + instance('V', 1, '  priority 150\n  state MASTER\n') + W,
  'an owner among the members': group() + instance('V', 1, '  priority 255\n') + W,

  'a track group': trackGroup() + V,
  'a track group below its members': V + trackGroup(),
  'a track group without a name': trackGroup('    V\n', { name: '' }) + V,
  'a track group with two names': trackGroup('    V\n', { name: 'a b' }) + V,
  'a track group without a list': `track_group T {\n}\n${V}`,
  'a track group with an empty list': trackGroup('') + V,
  'a track group of instances that do not exist': trackGroup('    X\n    Y\n') + V,
  'a track group with a member twice': trackGroup('    V\n    V\n') + V,
  'two track groups': trackGroup() + trackGroup('    V\n', { name: 'U' }) + V,
  'two track groups of one name': trackGroup() + trackGroup() + V,
  'an unknown keyword in a track group': trackGroup('    V\n', { lines: '  foo\n' }) + V,
  'a track group without instances': trackGroup(),
  'a track group of members of a sync group': trackGroup('    V\n    W\n') + group() + BOTH,

  'notify_deleted alone': instance('V', 1, '  notify_deleted\n'),
  'notify_deleted with a script': instance('V', 1, '  notify_deleted "/bin/true"\n'),
  'notify_deleted with an empty script': instance('V', 1, '  notify_deleted ""\n'),
  'notify_deleted with a script that does not exist': instance('V', 1, '  notify_deleted "/no/such"\n'),
  'notify_deleted twice': instance('V', 1, '  notify_deleted\n  notify_deleted\n'),
  'notify_deleted with two scripts': instance('V', 1, '  notify_deleted "/bin/true"\n  notify_deleted "/bin/false"\n'),
  'notify_deleted alone and with a script': instance('V', 1, '  notify_deleted\n  notify_deleted "/bin/true"\n'),
  'notify of an instance twice': instance('V', 1, '  notify "/bin/true"\n  notify "/bin/true"\n'),
  'an empty notify script': instance('V', 1, '  notify ""\n'),
  'a notify script with too many words': instance('V', 1, '  notify "/bin/true" root root root\n'),
  'priority changes of an instance': instance('V', 1, '  notify_priority_changes\n'),
  'no priority changes of an instance': instance('V', 1, '  notify_priority_changes off\n'),
  'an unknown truth about priority changes': instance('V', 1, '  notify_priority_changes x\n'),
  'mail of an instance': instance('V', 1, '  smtp_alert\n'),
  'a capital truth about mail': instance('V', 1, '  smtp_alert True\n'),
});

testParity({ 'scripts of a group without script security': group('  notify "/bin/true"\n') + BOTH }, { globals: '' });
