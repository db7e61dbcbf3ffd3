/** What `global_defs` comes to: a line, and the settings it makes. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { microseconds, seconds } from '../../src/base/duration.js';
import type { Settings } from '../../src/config/settings.js';
import { type FakeMachine, instanceText, load, mistakes } from '../support/fake-machine.js';

const globals = (lines: string) => `global_defs {\n${lines}\n}\n`;

function built(lines: string, machine: FakeMachine = {}): Settings {
  const { settings } = load(globals(lines) + instanceText(), machine, { test: false });
  assert.ok(settings !== undefined);
  return settings;
}

/** Codes of the mistakes in `lines`, the first of which is line 2 of its file. */
const wrong = (lines: string, machine: FakeMachine = {}) => mistakes(load(globals(lines), machine));

/** Codes of everything that is said although keepalived says nothing, but for keywords without effect. */
function remarks(text: string): readonly string[] {
  const { diagnostics } = load(text);
  return diagnostics.filter(one => one.class === undefined && one.code !== 'no-effect-yet').map(({ code }) => code);
}

test('without a line, everything is at the default of keepalived', () => {
  const { process, mail, fifos, ipvsGlobals } = built('');
  assert.deepEqual(process.names, {});
  assert.equal(process.childWaitTime, seconds(5));
  assert.deepEqual(process.files, { namesDumpsByInstance: false, jsonVersion: 1 });
  assert.deepEqual(process.reload, { repeatsDaily: false });
  assert.deepEqual(process.scheduling.vrrp, { nice: 0, noSwap: false, realTimeLimit: microseconds(10_000) });
  assert.deepEqual(process.buffers.adverts, { policy: 'kernel', packets: 3 });
  assert.deepEqual(process.virtualMac, { prefix: 'vrrp', addressPrefix: 'vrrp' });
  assert.deepEqual(process.snmp.socket, 'unix:/var/agentx/master');
  assert.deepEqual(process.dbus, {
    enabled: false,
    serviceName: 'org.keepalived.Vrrp1',
    noInterfaceName: 'none',
  });
  assert.deepEqual(mail, { recipients: [], connectTimeout: seconds(30), mailsFaults: true, mailsChecks: true });
  assert.deepEqual(fifos, { writesStatesOnReload: false });
  assert.deepEqual(ipvsGlobals, {
    timeouts: {},
    flushesAtStart: false,
    flushesAtStop: 'nothing',
    notifiesAtStart: false,
    logsAllFailures: false,
  });
});

test('settings survive the way to another thread', () => {
  const settings = built('lvs_sync_daemon eth0 group 224.0.0.5\nvrrp_cpu_affinity 0\nnotify_fifo /run/f web');
  assert.deepEqual(structuredClone(settings), settings);
});

test('processes are named by `process_names`, and a name of their own counts more, wherever it stands', () => {
  assert.deepEqual(built('vrrp_process_name mine\nprocess_names').process.names, {
    parent: 'keepalived',
    vrrp: 'mine',
    checker: 'keepalived_lvs',
    bfd: 'keepalived_bfd',
  });
  assert.deepEqual(built('process_name a\nlvs_process_name b').process.names, { parent: 'a', checker: 'b' });
  assert.equal(load(globals('process_name abcdefghijklmnop')).settings?.process.names.parent, 'abcdefghijklmno');
  assert.deepEqual(wrong('bfd_process_name abcdefghijklmnop'), ['2 process-name-long']);
});

test('permission bits have names', () => {
  const table: readonly [string, number | undefined][] = [
    ['022', 0o22],
    ['0x12', 0o22],
    ['18', 0o22],
    ['IRUSR', 0o400],
    ['IRUSR|IWGRP', 0o420],
    ['IRUSR | IXOTH', 0o401],
    ['IRWXG|IRWXO', 0o077],
    ['IRUSR IWUSR', undefined],
    ['IRUSR|', undefined],
    ['022 077', undefined],
    ['01000', undefined],
  ];
  for (const [text, mask] of table) {
    assert.equal(load(globals(`umask ${text}`)).settings?.process.umask, mask, text);
    assert.deepEqual(wrong(`umask ${text}`), mask === undefined ? ['2 umask-invalid'] : [], text);
  }
});

test('a script of the start and one of the end run as their user, for a time', () => {
  const { process } = built(
    'startup_script "/bin/check a" web\nstartup_script_timeout 3\nshutdown_script /usr/bin/tool',
  );
  assert.deepEqual(process.startup, {
    command: ['/bin/check', 'a'],
    user: { name: 'web', uid: 1000, gid: 1001 },
    timeout: seconds(3),
  });
  assert.deepEqual(process.shutdown?.timeout, seconds(10));
  assert.equal(built('startup_script /nonexistent').process.startup, undefined);
  assert.deepEqual(wrong('enable_script_security\nscript_user root\nstartup_script /bin/check\nstartup_script /x'), [
    '5 keyword-twice',
  ]);
});

test('a `script_user` who was refused stays refused', () => {
  assert.deepEqual(wrong('script_user nobody2\nscript_user root'), ['2 script-user-unknown', '3 script-user-unknown']);
  assert.equal(built('script_user nobody2\nscript_user root\nstartup_script /bin/check').process.startup, undefined);
});

test('further groups come with a user on request', () => {
  const userOf = (lines: string) => built(`${lines}\nstartup_script /bin/check`).process.startup?.user;
  assert.deepEqual(userOf('script_user web'), { name: 'web', uid: 1000, gid: 1001 });
  assert.deepEqual(userOf('script_user web :'), { name: 'web', uid: 1000, gid: 1001, allGroups: true });
  assert.deepEqual(userOf('script_user web :adm'), { name: 'web', uid: 1000, gid: 4, allGroups: true });
  assert.deepEqual(userOf('set_supplementary_groups\nscript_user web'), {
    name: 'web',
    uid: 1000,
    gid: 1001,
    allGroups: true,
  });
  assert.equal(userOf('script_user web\nset_supplementary_groups')?.allGroups, undefined, 'only from there on');
});

test('dump files, copies and routing names have places', () => {
  const { files } = built(
    'state_dump_file /a\nstats_dump_file /b\njson_dump_file /c\njson_version 2\niproute_etc_dir /e\niproute_usr_dir /u\ntmp_config_directory /t\nconfig_save_dir /s\ndata_use_instance',
  ).process;
  assert.deepEqual(files, {
    namesDumpsByInstance: true,
    jsonVersion: 2,
    stateDump: '/a',
    statisticsDump: '/b',
    jsonDump: '/c',
    flattenedCopyDirectory: '/t',
    savedCopiesDirectory: '/s',
    iprouteEtcDirectory: '/e',
    iprouteUsrDirectory: '/u',
  });
  assert.deepEqual(wrong('state_dump_file\nstats_dump_file ""\njson_version 3'), [
    '2 path-empty',
    '3 path-empty',
    '4 number-range',
  ]);
});

test('a reload may be tested, timed and marked', () => {
  const reload = (lines: string) => built(lines).process.reload;
  assert.deepEqual(reload('reload_check_config\nreload_time_file /t\nreload_repeat\nreload_file'), {
    testLog: '/dev/null',
    timeFile: '/t',
    repeatsDaily: true,
    marker: { kind: 'standard' },
  });
  assert.deepEqual(reload('reload_check_config /log\nreload_file /m'), {
    testLog: '/log',
    repeatsDaily: false,
    marker: { kind: 'path', path: '/m' },
  });
});

test('all words of all lines of `notification_email` are recipients', () => {
  const { mail } = built(
    'notification_email {\na@b c@d\n"Ops <e@f>"\n}\nnotification_email {\ng@h\n}\nnotification_email_from i@j\nsmtp_server mx.example 2525\nsmtp_helo_name k\nsmtp_connect_timeout 7\nno_email_faults\nno_checker_emails',
  );
  assert.deepEqual(mail, {
    recipients: ['a@b', 'c@d', 'Ops <e@f>', 'g@h'],
    from: 'i@j',
    server: { host: 'mx.example', port: 2525 },
    heloName: 'k',
    connectTimeout: seconds(7),
    mailsFaults: false,
    mailsChecks: false,
  });
  assert.deepEqual(built('smtp_server fe80::1%eth0').mail.server, { host: 'fe80::1%eth0', port: 25 });
  assert.deepEqual(wrong('notification_email {\n}\nsmtp_server a/b\nsmtp_server h 0\nsmtp_connect_timeout 0'), [
    '3 recipients-missing',
    '4 host-invalid',
    '5 number-range',
    '6 value-zero',
  ]);
});

test('each process has its scheduling', () => {
  const { scheduling } = built(
    'vrrp_priority -20\nvrrp_no_swap\nvrrp_rt_priority 50\nvrrp_cpu_affinity 0 2 0\nvrrp_rlimit_rttime 1\nbfd_rlimit_rtime 500\nmax_auto_priority\nmin_auto_priority_delay 20',
  ).process;
  assert.deepEqual(scheduling.vrrp, {
    nice: -20,
    noSwap: true,
    realTimePriority: 50,
    cpus: [0, 2],
    realTimeLimit: microseconds(2),
  });
  assert.equal(scheduling.bfd.realTimeLimit, microseconds(500));
  assert.equal(scheduling.maxAutoPriority, 99);
  assert.equal(scheduling.minAutoPriorityDelay, microseconds(20));
});

test('a real-time priority beyond the limits becomes the nearest one', () => {
  const priority = (value: string) =>
    load(globals(`checker_rt_priority ${value}`)).settings?.process.scheduling.checker.realTimePriority;
  assert.deepEqual(['-5', '0', '100', '1000000000000', 'x'].map(priority), [1, 1, 99, undefined, undefined]);
});

test('one CPU that does not exist spoils the whole set', () => {
  const { settings } = load(globals('vrrp_cpu_affinity 0 4096'));
  assert.equal(settings?.process.scheduling.vrrp.cpus, undefined);
  assert.deepEqual(wrong('vrrp_cpu_affinity 0 4096'), ['2 cpu-unknown']);
});

test('receive buffers have sizes', () => {
  const { buffers } = built(
    'vrrp_netlink_cmd_rcv_bufs 1000\nvrrp_netlink_cmd_rcv_bufs_force\nprocess_monitor_rcv_bufs 0\nvrrp_rx_bufs_policy mtu\nvrrp_rx_bufs_multiplier 5',
  ).process;
  assert.deepEqual(buffers.vrrpCommand, { size: 1_000, forced: true });
  assert.deepEqual(buffers.processMonitor, { forced: false });
  assert.deepEqual(buffers.adverts, { policy: 'mtu', packets: 5 });
});

test('bytes beat the words of `vrrp_rx_bufs_policy`, and MTU beats ADVERT', () => {
  const policy = (lines: string) => load(globals(lines)).settings?.process.buffers.adverts.policy;
  assert.deepEqual(policy('vrrp_rx_bufs_policy MTU\nvrrp_rx_bufs_policy 1000'), { bytes: 1_000 });
  assert.deepEqual(policy('vrrp_rx_bufs_policy 1000 ADVERT'), { bytes: 1_000 });
  assert.deepEqual(policy('vrrp_rx_bufs_policy ADVERT MTU'), 'mtu');
  assert.deepEqual(wrong('vrrp_rx_bufs_policy ADVERT\nvrrp_rx_bufs_policy MTU'), ['3 option-conflict']);
});

test('`vrrp_iptables` names one chain or two different ones', () => {
  const chains = (value: string) => load(globals(`vrrp_iptables ${value}`)).settings?.process.packetFilter.iptables;
  assert.deepEqual(chains(''), { input: 'INPUT', output: 'OUTPUT' });
  assert.deepEqual(chains('IN'), { input: 'IN' });
  assert.deepEqual(chains('IN OUT'), { input: 'IN', output: 'OUT' });
  assert.equal(chains('IN IN'), undefined);
  assert.deepEqual(wrong('vrrp_iptables IN IN'), ['2 name-twice']);
  assert.deepEqual(wrong(`vrrp_iptables ${'x'.repeat(28)}`), []);
  assert.deepEqual(wrong(`vrrp_iptables IN ${'x'.repeat(29)}`), ['2 name-long']);
});

test('names of ipsets that are left out are made from the first one', () => {
  const sets = (value: string) => load(globals(`vrrp_ipsets ${value}`)).settings?.process.packetFilter.ipsets;
  const made = { addresses4: 'a', addresses6: 'a6', interfaces6: 'a_if6', igmp: 'a_igmp', mld: 'a_mld' };
  assert.deepEqual(sets('a'), { ...made, neighbourDiscovery: 'a_nd' });
  assert.deepEqual(sets('a b c d e f'), {
    addresses4: 'a',
    addresses6: 'b',
    interfaces6: 'c',
    igmp: 'd',
    mld: 'e',
    neighbourDiscovery: 'f',
  });
  assert.equal(sets(''), 'none');
  assert.deepEqual(wrong('vrrp_ipsets a a'), ['2 name-twice']);
  assert.deepEqual(wrong('vrrp_ipsets a b a_igmp'), ['2 name-twice']);
  assert.deepEqual(wrong(`vrrp_ipsets ${'x'.repeat(26)}`), []);
  assert.deepEqual(wrong(`vrrp_ipsets ${'x'.repeat(27)}`), ['2 name-long'], 'with its ending it is too long');
});

test('nftables has tables, priorities and a first mark', () => {
  const { packetFilter } = built(
    'nftables\nnftables_priority 5\nnftables_ifindex\nnftables_counters\nnftables_ipvs t\nnftables_ipvs_priority -7\nnftables_ipvs_start_fwmark 9',
  ).process;
  assert.equal(packetFilter.nftablesTable, 'keepalived');
  assert.equal(packetFilter.nftablesPriority, 5);
  assert.ok(packetFilter.matchesInterfacesByIndex && packetFilter.countsPackets);
  assert.deepEqual([packetFilter.ipvs?.table, packetFilter.ipvsPriority, packetFilter.ipvsFirstMark], ['t', -7, 9]);
  assert.deepEqual(wrong('nftables\nnftables b'), ['3 keyword-twice']);
});

test('prefixes of virtual MAC interfaces: the first counts, and one stands for both', () => {
  const prefixes = (lines: string) => load(globals(lines)).settings?.process.virtualMac;
  assert.deepEqual(prefixes('vmac_prefix a\nvmac_prefix b'), { prefix: 'a', addressPrefix: 'a' });
  assert.deepEqual(prefixes('vmac_addr_prefix c'), { prefix: 'vrrp', addressPrefix: 'c' });
});

test('a FIFO belongs to who would run scripts at its line', () => {
  const fifo = (lines: string) => built(lines).fifos.all;
  assert.equal(fifo('notify_fifo /f\nscript_user web')?.owner.name, 'root');
  assert.equal(fifo('script_user web\nnotify_fifo /f')?.owner.name, 'web');
  assert.deepEqual(fifo('notify_fifo /f web adm\nnotify_fifo_script "/bin/check a" web'), {
    path: '/f',
    owner: { name: 'web', uid: 1000, gid: 4 },
    script: { command: ['/bin/check', 'a'], user: { name: 'web', uid: 1000, gid: 1001 } },
  });
});

test('two keywords with one path are one FIFO', () => {
  const both = built(
    'notify_fifo /f\nvrrp_notify_fifo /f\nvrrp_notify_fifo_script /bin/check\nlvs_notify_fifo /g',
  ).fifos;
  assert.deepEqual([both.all?.path, both.vrrp, both.lvs?.path], ['/f', undefined, '/g']);
  const shared = built(
    'vrrp_notify_fifo /f\nvrrp_notify_fifo_script /bin/check\nlvs_notify_fifo /f\nlvs_notify_fifo_script /bin/check',
  ).fifos;
  assert.ok(shared.vrrp?.script !== undefined);
  assert.deepEqual([shared.lvs?.path, shared.lvs?.script], ['/f', undefined]);
  const alone = 'enable_script_security\nscript_user root\nlvs_notify_fifo_script /bin/check';
  assert.deepEqual(remarks(globals(alone)), ['fifo-missing']);
});

test('SNMP and D-Bus are asked for part by part', () => {
  const { snmp, dbus } = built(
    'snmp_socket tcp:h:1\nenable_traps\nenable_snmp_keepalived\nenable_snmp_rfcv3\nsnmp_vs_stats_update_interval 2.5\nenable_dbus\ndbus_service_name org.x\ndbus_no_interface_name nil',
  ).process;
  assert.deepEqual(snmp, {
    socket: 'tcp:h:1',
    traps: true,
    vrrp: true,
    checker: false,
    rfc2787: false,
    rfc6527: true,
    virtualServerAge: seconds(2.5),
    realServerAge: seconds(2.5),
  });
  assert.deepEqual(dbus, { enabled: true, serviceName: 'org.x', noInterfaceName: 'nil' });
  assert.equal(built('snmp_rs_stats_update_interval 1').process.snmp.realServerAge, seconds(1));
  assert.deepEqual(wrong('snmp_vs_stats_update_interval 31\nsnmp_rs_stats_update_interval 0'), [
    '2 number-range',
    '3 number-range',
  ]);
});

test('IPVS has timeouts, and 0 leaves one alone', () => {
  const { timeouts, flushesAtStart, flushesAtStop, notifiesAtStart, logsAllFailures } = built(
    'lvs_timeouts tcp 5 udp 6\nlvs_timeouts tcpfin 7 udp 0\nlvs_flush\nlvs_flush_on_stop VS\nrs_init_notifies\nchecker_log_all_failures',
  ).ipvsGlobals;
  assert.deepEqual(timeouts, { tcp: seconds(5), tcpFin: seconds(7) });
  assert.deepEqual([flushesAtStart, flushesAtStop, notifiesAtStart, logsAllFailures], [true, 'services', true, true]);
  assert.equal(built('lvs_flush_onstop').ipvsGlobals.flushesAtStop, 'everything');
});

test('the sync daemon follows an instance, which may stand below, and has its id', () => {
  const daemon = (value: string) => built(`lvs_sync_daemon ${value}`).ipvsGlobals.syncDaemon;
  assert.deepEqual(daemon('eth0'), { interface: 'eth0', syncId: 0 });
  assert.deepEqual(daemon('eth0 inst VI'), { interface: 'eth0', instance: 'VI', syncId: 51 });
  assert.deepEqual(daemon('eth0 VI'), { interface: 'eth0', instance: 'VI', syncId: 51 });
  assert.deepEqual(daemon('eth0 VI 7 port 9'), { interface: 'eth0', instance: 'VI', syncId: 7, port: 9 });
  assert.deepEqual(daemon('eth0 id 3 maxlen 1400 port 8848 ttl 2 group 224.0.0.81'), {
    interface: 'eth0',
    syncId: 3,
    maxLength: 1_400,
    port: 8_848,
    ttl: 2,
    group: address('224.0.0.81'),
  });
  assert.equal(daemon('eth0 inst W'), undefined);
  assert.ok(remarks(globals('lvs_sync_daemon eth0 inst W') + instanceText()).includes('sync-instance-missing'));
});

test('a word that no option of the sync daemon has gets the nearest one named', () => {
  const { diagnostics } = load(globals('lvs_sync_daemon eth0 id 5 prot 9'));
  const unknown = diagnostics.find(({ code }) => code === 'option-unknown');
  assert.match(unknown?.hint ?? '', /`port`/);
});

test('without a value, `inst` ends keepalived and the other options do not', () => {
  assert.equal(load(globals('lvs_sync_daemon eth0 inst')).exitStatus, 2);
  assert.deepEqual(wrong('lvs_sync_daemon eth0 ttl'), ['2 option-value']);
});

test('a bad version leaves the one before it', () => {
  const text = `${globals('vrrp_version 3\nvrrp_version 4')}${instanceText()}`;
  assert.equal(load(text).settings?.vrrp.instances[0]?.version, 3);
});

test('interfaces may come back as others, and the boot may be waited for', () => {
  const { vrrp } = built('dynamic_interfaces allow_if_changes\nvrrp_delay_after_boot 12.5');
  assert.ok(vrrp.globals.dynamicInterfaces && vrrp.globals.allowIfChanges);
  assert.equal(vrrp.globals.delayAfterBoot, seconds(12.5));
});

test('`instance` names the daemon once', () => {
  const text = `instance a\ninstance b\nchild_wait_time 9\nlinkbeat_use_polling\n${instanceText()}`;
  const { settings } = load(text);
  assert.deepEqual([settings?.process.instanceName, settings?.process.usesPidDirectory], ['a', true]);
  assert.deepEqual([settings?.process.childWaitTime, settings?.process.pollsLinks], [seconds(9), true]);
  assert.deepEqual(mistakes(load(text)), ['2 keyword-twice']);
});

test('old names are named, and one of them counts', () => {
  assert.deepEqual(remarks(globals('vrrp_rlimit_rtime 5\nlvs_flush_onstop\nenable_snmp_keepalived')), [
    'keyword-deprecated',
    'keyword-deprecated',
    'keyword-deprecated',
  ]);
  assert.deepEqual(wrong('vrrp_vmac_garp_intvl 5'), ['2 keyword-deprecated']);
});

test('a security violation names a script, and prefers one that is unsafe', () => {
  const files = { '/open/tool': { text: '', mode: 0o777 } };
  const text = `${globals('startup_script /bin/check\nshutdown_script /open/tool')}`;
  const { diagnostics, exitStatus } = load(text, { files });
  assert.equal(exitStatus, 6);
  const violation = diagnostics.find(({ code }) => code === 'script-security');
  assert.match(violation?.text ?? '', /`shutdown_script` and 1 more/);
  assert.equal(violation?.at?.line, 3);
  assert.equal(load(globals('startup_script /nonexistent')).exitStatus, 0, 'a missing one does not count');
});
