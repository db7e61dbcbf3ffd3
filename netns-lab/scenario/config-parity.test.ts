/**
 * The same small files to both programs: the exit status of the real `keepalived -t` and ours, and the line of the
 * first mistake that keepalived gives a line for. Files of one mistake each, since keepalived's processes report in
 * their own order.
 */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { loadConfiguration } from '../../src/config/load.js';
import { thisMachine } from '../../src/sys/machine.js';

const GLOBALS = 'global_defs {\n  router_id a\n  enable_script_security\n  script_user root\n}\n';
const HEAD = '  interface eth0\n  virtual_router_id 51\n';
const SCRIPT = 'vrrp_script c {\n  script "/bin/true"\n}\n';
const TRACK = '  track_script {\n    c\n  }\n';

function instance(lines = '', { head = HEAD, vips = '    10.0.0.1/24\n', name = 'V' } = {}): string {
  return `vrrp_instance ${name} {\n${head}${lines}  virtual_ipaddress {\n${vips}  }\n}\n`;
}

const PASSWORD = '  authentication {\n    auth_type PASS\n    auth_pass x\n  }\n';
const STRICT = 'global_defs {\n  vrrp_strict\n}\n';

function strict(lines = '', vips?: string): string {
  return instance(`  strict_mode\n${lines}`, vips === undefined ? {} : { vips });
}

/** A title, and the file after the common `global_defs`. */
const FILES: Readonly<Record<string, string>> = {
  'a plain instance': instance(),
  'carriage returns': instance().replaceAll('\n', '\r\n'),
  'one-line blocks': `vrrp_instance V { ${HEAD.trim().split('\n')[0]}\n virtual_router_id 51\nvirtual_ipaddress { 10.0.0.1 } }\n`,
  'an unknown keyword': instance('  prioritty 5\n'),
  'an unknown keyword at the top': `foo bar\n${instance()}`,
  'an unknown block': instance('  foo {\n    bar 1\n  }\n'),
  'a stray opening brace': instance('  {\n  }\n'),
  'a block where none belongs': instance('  nopreempt {\n  }\n'),
  'a brace too many': `${instance()}}\n`,
  'a brace too few': instance().replace(/}\n$/, ''),
  'a forgotten brace in the middle': instance().replace(/}\n$/, '') + instance('', { name: 'W' }),
  'a block without its brace': instance().replace('V {', 'V'),
  'an open quote': instance('  mcast_src_ip "10.0.0.1\n'),
  'a missing argument': instance('  priority\n'),
  'priority 0': instance('  priority 0\n'),
  'priority 256': instance('  priority 256\n'),
  'a priority with junk': instance('  priority 100x\n'),
  'a lower-case state': instance('  state master\n'),
  'BACKUP after MASTER': instance('  state MASTER\n  state BACKUP\n'),
  'state MASTER without a priority': instance('  state MASTER\n'),
  'an owner': instance('  priority 255\n'),
  'nopreempt with MASTER': instance('  state MASTER\n  priority 150\n  nopreempt\n'),
  'preempt_delay with MASTER': instance('  state MASTER\n  priority 150\n  preempt_delay 5\n'),
  'preempt_delay too long': instance('  preempt_delay 1001\n'),
  'nopreempt of an owner': instance('  priority 255\n  nopreempt\n'),
  'no interval': instance('  advert_int 0\n'),
  'half a second in version 2': instance('  advert_int 1.5\n'),
  'too long for version 3': instance('  version 3\n  advert_int 50\n'),
  'version 4': instance('  version 4\n'),
  'two versions': instance('  version 3\n  version 2\n'),
  'no virtual router id': instance('', { head: '  interface eth0\n' }),
  'virtual router id 300': instance('', { head: '  interface eth0\n  virtual_router_id 300\n' }),
  'no interface': instance('', { head: '  virtual_router_id 51\n' }),
  'an interface that does not exist': instance('', { head: '  interface nope\n  virtual_router_id 51\n' }),
  'the same virtual router twice': instance() + instance('', { name: 'W' }),
  'the same id on another interface': instance() + instance('', { name: 'W', head: HEAD.replace('eth0', 'eth1') }),
  'the same name twice': instance() + instance(),
  'no name': instance('', { name: '' }),
  'no address': `vrrp_instance V {\n${HEAD}}\n`,
  'no address in version 3': `vrrp_instance V {\n${HEAD}  version 3\n}\n`,
  'a bad address': instance('', { vips: '    10.0.0.300\n    10.0.0.1\n' }),
  'a bad prefix': instance('', { vips: '    10.0.0.1/33\n' }),
  'a bad scope': instance('', { vips: '    10.0.0.1 scope foo\n' }),
  'a scope in octal': instance('', { vips: '    10.0.0.1 scope 010\n' }),
  'a scope too large': instance('', { vips: '    10.0.0.1 scope 256\n' }),
  'an unknown address option': instance('', { vips: '    10.0.0.1 foo\n' }),
  'a device that does not exist': instance('', { vips: '    10.0.0.1 dev nope\n    10.0.0.2\n' }),
  'a broadcast address for IPv6': instance('', { vips: '    fe80::1/64\n    fe80::2/64 brd fe80::9\n' }),
  'both families': instance('', { vips: '    fe80::1/64\n    10.0.0.1\n' }),
  'a long password': instance('  authentication {\n    auth_type PASS\n    auth_pass 123456789\n  }\n'),
  'an unknown authentication': instance('  authentication {\n    auth_type FOO\n    auth_pass x\n  }\n'),
  'authentication in version 3': instance(
    '  version 3\n  authentication {\n    auth_type PASS\n    auth_pass x\n  }\n',
  ),
  'authentication without a password': instance('  authentication {\n    auth_type PASS\n  }\n'),
  'a bad truth value': instance('  lower_prio_no_advert Yes\n'),
  'no repeat': instance('  garp_master_repeat 0\n'),
  'a unicast keyword without peers': instance('  unicast_src_ip 10.77.0.1\n'),
  'a bad peer': instance('  unicast_peer {\n    10.77.0.2\n    bogus\n  }\n'),
  'a group that is none': instance('  mcast_dst_ip 10.0.0.1\n'),
  'a tracked interface': instance('  track_interface {\n    eth1 weight 5\n  }\n'),
  'a tracked interface that does not exist': instance('  track_interface {\n    nope\n  }\n'),
  'its own interface tracked': instance('  track_interface {\n    eth0\n  }\n'),
  'a weight too heavy': instance('  track_interface {\n    eth1 weight 300\n  }\n'),
  'a tracked script': SCRIPT + instance(TRACK),
  'a script defined too late': instance(TRACK) + SCRIPT,
  'a script that does not exist': SCRIPT.replace('/bin/true', '/no/such') + instance(TRACK),
  'a script without a command': `vrrp_script c {\n  interval 1\n}\n${instance()}`,
  'a script without an interval': SCRIPT.replace('script "', 'interval 0\n  script "') + instance(TRACK),
  'a notify script': instance('  notify_master "/bin/true x"\n'),
  'a notify script twice': instance('  notify_master "/bin/true"\n  notify_master "/bin/false"\n'),
  'an open single quote': instance("  notify_master '/bin/true a#b'\n"),
  'definitions and sequences': `$P=priority\n$N=91\n~SEQ(i, 1, 2) $UNUSED=1\n${instance('  $P $N\n')}`,
  'a condition': instance('  @nobody-has-this-id bogus\n'),
  'a bad sequence': `~SEQ(a,1,0,6) k\n${instance()}`,
  'an include that finds nothing': `include /no/such/*.conf\n${instance()}`,
  'version 2 over IPv6': instance('  version 2\n', { vips: '    fe80::1/64\n' }),
  'version 2 over IPv6 with a password': instance(`  version 2\n${PASSWORD}`, { vips: '    fe80::1/64\n' }),
  'preempt_delay of an owner': instance('  priority 255\n  preempt_delay 4\n'),
  'preempt_delay of an owner in state BACKUP': instance('  state BACKUP\n  priority 255\n  preempt_delay 4\n'),
  'strict mode': strict(),
  'strict mode for all': STRICT + instance(),
  'strict mode for all, set below': `${instance(PASSWORD)}${STRICT}`,
  'strict mode for all but one': STRICT + instance(`  strict_mode off\n${PASSWORD}`),
  'an unknown truth about strict mode': instance('  strict_mode maybe\n'),
  'strict mode with a password': strict(PASSWORD),
  'strict mode with a password in version 3': strict(`  version 3\n${PASSWORD}`),
  'strict mode with AH': strict(PASSWORD.replace('PASS', 'AH')),
  'strict mode with MASTER that is no owner': strict('  state MASTER\n  priority 150\n'),
  'strict mode with MASTER alone': strict('  state MASTER\n'),
  'strict mode with BACKUP that is the owner': strict('  state BACKUP\n  priority 255\n'),
  'strict mode with an owner': strict('  priority 255\n'),
  'strict mode with an owner that accepts': strict('  priority 255\n  accept\n'),
  'strict mode with preempt_delay': strict('  preempt_delay 5\n'),
  'strict mode with preempt_delay of an owner': strict('  priority 255\n  preempt_delay 5\n'),
  'strict mode with a delay of 0': strict('  preempt_delay 0\n'),
  'strict mode with nopreempt': strict('  nopreempt\n'),
  'strict mode with another count of adverts': strict('  down_timer_adverts 5\n'),
  'strict mode with the count of adverts it has': strict('  down_timer_adverts 3\n'),
  'strict mode with another count for all': `global_defs {\n  vrrp_down_timer_adverts 5\n}\n${strict()}`,
  'strict mode with globals it overrules': `global_defs {\n  vrrp_garp_lower_prio_repeat 3\n  vrrp_higher_prio_send_advert\n}\n${strict()}`,
  'strict mode with ARPs for a lower priority': strict('  garp_lower_prio_repeat 3\n'),
  'strict mode with later ARPs for a lower priority': strict('  garp_lower_prio_delay 3\n'),
  'strict mode without ARPs for a lower priority': strict('  garp_lower_prio_repeat 0\n  garp_lower_prio_delay 0\n'),
  'strict mode with an answer to lower priorities': strict('  lower_prio_no_advert off\n'),
  'strict mode without an answer to lower priorities': strict('  lower_prio_no_advert\n'),
  'strict mode with an advert before yielding': strict('  higher_prio_send_advert\n'),
  'strict mode without an advert before yielding': strict('  higher_prio_send_advert off\n'),
  'strict mode without an address': `vrrp_instance V {\n${HEAD}  strict_mode\n}\n`,
  'strict mode with accept': strict('  accept\n'),
  'strict mode with accept in version 3': strict('  version 3\n  accept\n'),
  'strict mode with no_accept': strict('  no_accept\n'),
  'strict mode with unicast peers': strict('  unicast_peer {\n    10.77.0.2\n  }\n'),
  'strict mode over IPv6': strict('', '    fe80::1/64\n'),
  'strict mode over IPv6 without a link-local address': strict('', '    fd00::1/64\n'),
  'strict mode over IPv6 in version 2': strict('  version 2\n', '    fe80::1/64\n'),
  'a network namespace that does not exist': `net_namespace no-such-namespace\n${instance()}`,
  'a network namespace without a name': `net_namespace\n${instance()}`,
  'a checked include that finds nothing': `includem /no/such.conf\n${instance()}`,
};

let directory: string;

before(() => {
  directory = mkdtempSync(join(tmpdir(), 'holdfast-parity-'));
  const names = Object.keys(FILES);
  names.forEach((name, i) => {
    writeFileSync(join(directory, `${i}.conf`), GLOBALS + FILES[name]);
  });
  const bare = SCRIPT + instance(TRACK);
  writeFileSync(join(directory, 'bare.conf'), bare);
  const steps = [
    'ip link set lo up',
    'ip link add eth0 type veth peer name eth1',
    'ip link set eth0 up; ip link set eth1 up; ip addr add 10.77.0.1/24 dev eth0',
    'for f in *.conf; do keepalived -t -f "$f" >"$f.said" 2>&1; echo $? >"$f.status"; done',
  ];
  const run = spawnSync('unshare', ['-n', 'sh', '-c', steps.join('\n')], { cwd: directory, encoding: 'utf8' });
  assert.equal(run.status, 0, run.stderr);
});

after(() => rmSync(directory, { recursive: true, force: true }));

function ours(file: string) {
  const present = new Set(['lo', 'eth0', 'eth1']);
  const ports = {
    ...thisMachine(),
    interfaceExists: (name: string) => present.has(name),
    interfaceFacts: () => undefined,
  };
  const { diagnostics, exitStatus } = loadConfiguration(join(directory, file), ports, {
    configId: 'alpha',
    test: true,
  });
  const lines = diagnostics.flatMap(one => (one.class === undefined || one.at === undefined ? [] : one.at.line));
  return { exitStatus, lines };
}

function theirs(file: string) {
  const said = readFileSync(join(directory, `${file}.said`), 'utf8');
  const lines = [...said.matchAll(/Line (\d+)\)/g)].map(match => Number(match[1]));
  return { exitStatus: Number(readFileSync(join(directory, `${file}.status`), 'utf8')), lines, said };
}

Object.keys(FILES).forEach((name, i) => {
  test(`keepalived -t and ours agree about ${name}`, () => {
    const [real, own] = [theirs(`${i}.conf`), ours(`${i}.conf`)];
    assert.equal(own.exitStatus, real.exitStatus, real.said);
    if (real.exitStatus !== 0 && real.lines.length > 0)
      assert.equal(Math.min(...own.lines), Math.min(...real.lines), real.said);
  });
});

test('keepalived -t and ours agree about scripts without script security', () => {
  assert.deepEqual([theirs('bare.conf').exitStatus, ours('bare.conf').exitStatus], [6, 6]);
});
