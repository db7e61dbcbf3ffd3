/** Scripts of every kind: which of them `enable_script_security` is asked about, and what is said of their users. */
import { testParity } from '../lib/config-parity.js';

const SECURED = 'enable_script_security\n  script_user root\n';

function globals(lines: string): string {
  return `global_defs {\n  ${lines}}\n`;
}

function instance(lines = ''): string {
  return `vrrp_instance V {\n  interface eth0\n  virtual_router_id 51\n${lines}  virtual_ipaddress {\n    10.0.0.1/24\n  }\n}\n`;
}

function service(lines = '', server = ''): string {
  const head = '  protocol TCP\n  lb_algo rr\n  lb_kind NAT\n';
  return `virtual_server 10.0.0.9 80 {\n${head}${lines}  real_server 10.0.0.2 80 {\n${server}  }\n}\n`;
}

const CHECK = 'vrrp_script c {\n  script /bin/true\n}\n';
const TRACKS = '  track_script {\n    c\n  }\n';
const misc = (path: string) => `    MISC_CHECK {\n      misc_path ${path}\n    }\n`;

/** `/etc/passwd` is there, and nobody may execute it. */
const UNSECURED: Readonly<Record<string, string>> = {
  'a notify script': instance('  notify /bin/true\n'),
  'a notify script that is not there': instance('  notify /nonexistent\n'),
  'a notify script that nobody may execute': instance('  notify /etc/passwd\n'),
  'a notify script that is a directory': instance('  notify /etc\n'),
  'a notify script of an unknown user': instance('  notify "/bin/true" nouser\n'),
  'an empty notify script': instance('  notify ""\n'),
  'a notify script without a word': instance('  notify\n'),
  'a script that is tracked': CHECK + instance(TRACKS),
  'a script without an instance': CHECK,
  'a script without an instance that is not there': CHECK.replace('/bin/true', '/nonexistent'),
  'a script that nobody tracks, and that is not there': CHECK.replace('/bin/true', '/nonexistent') + instance(),
  'a tracked script that is not there': CHECK.replace('/bin/true', '/nonexistent') + instance(TRACKS),
  'a tracked script that nobody may execute': CHECK.replace('/bin/true', '/etc/passwd') + instance(TRACKS),
  'a tracked script that opens a file': CHECK.replace('/bin/true', '"</etc/passwd"') + instance(TRACKS),
  'a startup script': globals('startup_script /bin/true\n'),
  'a startup script with its user': globals('startup_script "/bin/true a b" root\n'),
  'a startup script that is not there': globals('startup_script /nonexistent\n'),
  'a startup script that nobody may execute': globals('startup_script /etc/passwd\n'),
  'a startup script found in PATH': globals('startup_script true\n'),
  'a startup script that is nowhere in PATH': globals('startup_script nosuchprogram\n'),
  'a startup script of an unknown user': globals('startup_script "/bin/true" nouser\n'),
  'a startup script of an unknown group': globals('startup_script "/bin/true" root nogroupx\n'),
  'an empty startup script': globals('startup_script ""\n'),
  'a startup script without a word': globals('startup_script\n'),
  'a shutdown script': globals('shutdown_script /bin/true\n') + instance(),
  'a FIFO script': globals('notify_fifo /tmp/f\n  notify_fifo_script /bin/true\n') + instance(),
  'a FIFO script without its FIFO': globals('notify_fifo_script /bin/true\n') + instance(),
  'a FIFO script that is not there': globals('notify_fifo_script /nonexistent\n') + instance(),
  'a FIFO script that opens a file': globals('notify_fifo_script "</etc/passwd"\n') + instance(),
  'a FIFO script and nothing that runs': globals('notify_fifo_script /bin/true\n'),
  'a FIFO script and a script that nobody tracks': globals('notify_fifo_script /bin/true\n') + CHECK,
  'a FIFO script beside load balancing': globals('notify_fifo_script /bin/true\n') + service(),
  'a FIFO script of VRRP': globals('vrrp_notify_fifo_script /bin/true\n') + instance(),
  'a FIFO script of VRRP without an instance': globals('vrrp_notify_fifo_script /bin/true\n') + service(),
  'a FIFO script of load balancing': globals('lvs_notify_fifo_script /bin/true\n') + service(),
  'a FIFO script of load balancing without a service': globals('lvs_notify_fifo_script /bin/true\n') + instance(),
  'a service without scripts': service(),
  'a quorum script': service('  quorum_up /bin/true\n'),
  'a quorum script that is not there': service('  quorum_up /nonexistent\n'),
  'a notify script of a real server': service('', '    notify_up /bin/true\n'),
  'a notify script of a real server that is not there': service('', '    notify_up /nonexistent\n'),
  'a check by script': service('', misc('/bin/true')),
  'a check by a script that is not there': service('', misc('/nonexistent')),
  'a check by a script that nobody may execute': service('', misc('/etc/passwd')),
};

testParity(UNSECURED, { globals: globals('script_user root\n') });

testParity(
  {
    ...Object.fromEntries(Object.entries(UNSECURED).map(([title, text]) => [`${title}, secured`, text])),
    'two startup scripts': globals('startup_script /bin/true\n  startup_script /bin/false\n'),
    'two shutdown scripts': globals('shutdown_script /bin/true\n  shutdown_script /bin/false\n'),
    'a FIFO': globals('notify_fifo /tmp/f\n') + instance(),
    'a FIFO with its user': globals('notify_fifo /tmp/f root root\n') + instance(),
    'a FIFO of an unknown user': globals('notify_fifo /tmp/f nouser\n') + instance(),
    'a FIFO of an unknown group': globals('notify_fifo /tmp/f root nogroupx\n') + instance(),
    'a FIFO without a path': globals('notify_fifo\n'),
    'a FIFO with an empty path': globals('notify_fifo ""\n'),
    'a VRRP FIFO without a path': globals('vrrp_notify_fifo\n'),
    'two FIFOs': globals('notify_fifo /tmp/f\n  notify_fifo /tmp/g\n'),
    'two VRRP FIFOs': globals('vrrp_notify_fifo /tmp/f\n  vrrp_notify_fifo /tmp/g\n'),
    'one FIFO for everything and for VRRP': globals('notify_fifo /tmp/f\n  vrrp_notify_fifo /tmp/f\n') + instance(),
    'one FIFO for VRRP and load balancing': globals('vrrp_notify_fifo /tmp/f\n  lvs_notify_fifo /tmp/f\n') + instance(),
    'a FIFO script without a word': globals('notify_fifo_script\n'),
    'a VRRP FIFO script without a word': globals('vrrp_notify_fifo_script\n'),
    'two FIFO scripts': globals('notify_fifo_script /bin/true\n  notify_fifo_script /bin/true\n'),
    'a FIFO script of an unknown user': globals('notify_fifo_script "/bin/true" nouser\n') + instance(),
  },
  { globals: globals(SECURED) },
);

/** This machine has no account `keepalived_script`. */
testParity(
  {
    'nobody to own a FIFO': globals('notify_fifo /tmp/f\n'),
    'a FIFO that names its owner': globals('notify_fifo /tmp/f root\n'),
    'nobody to run a FIFO script': globals('notify_fifo_script /bin/true\n'),
    'nobody to run a startup script': globals('startup_script /bin/true\n'),
    'nobody to run a notify script': instance('  notify /bin/true\n'),
    'nobody to run a script': CHECK + instance(),
  },
  { globals: globals('enable_script_security\n') },
);

testParity(
  {
    'no startup script without its user': globals('startup_script /bin/true\n'),
    'no FIFO without its user': globals('notify_fifo /tmp/f\n  notify_fifo_script /bin/true\n') + instance(),
    'no notify script without its user': instance('  notify /bin/true\n'),
  },
  { globals: globals('script_user nouser\n') },
);
