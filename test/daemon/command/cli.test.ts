import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Options, parseCommandLine } from '../../../src/daemon/command/cli.js';
import { NO_EFFECT, OPTIONS } from '../../../src/daemon/command/cli-options.js';

const DEFAULTS: Options = {
  action: { kind: 'run' },
  configFile: '/etc/keepalived/keepalived.conf',
  checksIncludes: false,
  foreground: false,
  logsToConsole: false,
  logsToSyslog: true,
  facility: 3,
  detail: 0,
  dumpsConfiguration: false,
  releasesVrrp: true,
  runsVrrp: true,
  restartsParts: true,
  ignoresInterrupt: false,
  monitorsAddresses: false,
  notices: [],
};

/** Arguments, and how the options differ from the defaults. */
const READ: readonly (readonly [string, Partial<Options>])[] = [
  ['', {}],
  ['-f /x.conf', { configFile: '/x.conf' }],
  ['-f/x.conf', { configFile: '/x.conf' }],
  ['--use-file=/x.conf', { configFile: '/x.conf' }],
  ['--use-file /x.conf', { configFile: '/x.conf' }],
  ['--use-file=/x=y.conf', { configFile: '/x=y.conf' }],
  ['--use /x.conf', { configFile: '/x.conf' }],
  ['-n', { foreground: true }],
  ['--dont-fork', { foreground: true }],
  ['-l', { logsToConsole: true }],
  ['--log-console', { logsToConsole: true }],
  ['-D', { detail: 1 }],
  ['-DD', { detail: 2 }],
  ['--log-detail -D', { detail: 2 }],
  ['-G', { logsToSyslog: false }],
  ['--no-syslog', { logsToSyslog: false }],
  ['-nlD', { foreground: true, logsToConsole: true, detail: 1 }],
  ['-nlDf /x.conf', { foreground: true, logsToConsole: true, detail: 1, configFile: '/x.conf' }],
  ['-S 0', { facility: 16 }],
  ['-S local7', { facility: 23 }],
  ['-S user', { facility: 1 }],
  ['--log-facility=daemon', { facility: 3 }],
  ['-S 9', { notices: ["Invalid log facility '9'"] }],
  ['-d', { dumpsConfiguration: true }],
  ['-p /a.pid -r /b.pid', { pidFile: '/a.pid', vrrpPidFile: '/b.pid' }],
  ['--pid=/a.pid --vrrp_pid=/b.pid', { pidFile: '/a.pid', vrrpPidFile: '/b.pid' }],
  ['-u 022', { umask: 0o022 }],
  ['-u 0x7f', { umask: 0o177 }],
  ['-u 63', { umask: 63 }],
  ['-u zz', { notices: ['Invalid --umask option zz'] }],
  ['-u 01777', { notices: ['Invalid --umask option 01777'] }],
  ['-u 089', { notices: ['Invalid --umask option 089'] }],
  ['-V', { releasesVrrp: false }],
  [
    '-X',
    { notices: ['-X/--release-vips has no effect: addresses are always released when an instance is not MASTER'] },
  ],
  ['-R', { restartsParts: false }],
  ['--dont-respawn', { restartsParts: false }],
  ['--ignore-sigint', { ignoresInterrupt: true }],
  ['-m', { coreDumps: {} }],
  ['-M', { coreDumps: { pattern: 'core' } }],
  ['-M/var/core.%p', { coreDumps: { pattern: '/var/core.%p' } }],
  ['--core-dump-pattern=core.%e', { coreDumps: { pattern: 'core.%e' } }],
  ['-a', { monitorsAddresses: true }],
  ['-s blue', { netNamespace: 'blue' }],
  ['-e', { checksIncludes: true }],
  ['-i alpha', { configId: 'alpha' }],
  ['-P', { runsVrrp: true }],
  ['-C', { runsVrrp: false }],
  ['--log-format json', { logFormat: 'json' }],
  ['--log-format=text', { logFormat: 'text' }],
  ['-t', { action: { kind: 'test' }, foreground: true, logsToSyslog: false }],
  ['-t/tmp/out', { action: { kind: 'test', logFile: '/tmp/out' }, foreground: true, logsToSyslog: false }],
  ['--config-test=/tmp/out', { action: { kind: 'test', logFile: '/tmp/out' }, foreground: true, logsToSyslog: false }],
  ['-t -f /x', { action: { kind: 'test' }, foreground: true, logsToSyslog: false, configFile: '/x' }],
  ['-nt', { action: { kind: 'test' }, foreground: true, logsToSyslog: false }],
  [
    // getopt takes an optional value only when it is attached: the word is left over.
    '-t b.conf',
    {
      action: { kind: 'test' },
      foreground: true,
      logsToSyslog: false,
      notices: ['Unexpected argument(s): b.conf'],
    },
  ],
  ['one -n two', { foreground: true, notices: ['Unexpected argument(s): one two'] }],
  ['-n -- -l', { foreground: true, notices: ['Unexpected argument(s): -l'] }],
  ['--signum=STOP', { action: { kind: 'print', text: '15\n', stream: 'stdout' } }],
  ['--signum RELOAD', { action: { kind: 'print', text: '1\n', stream: 'stdout' } }],
  ['--signum DATA', { action: { kind: 'print', text: '10\n', stream: 'stdout' } }],
  ['--signum=STATS', { action: { kind: 'print', text: '12\n', stream: 'stdout' } }],
  ['--signum=STATS_CLEAR', { action: { kind: 'print', text: '63\n', stream: 'stdout' } }],
  ['--signum=JSON', { action: { kind: 'print', text: '36\n', stream: 'stdout' } }],
  ['-v', { action: { kind: 'print', text: 'Holdfast v1.2.3\n', stream: 'stderr' } }],
];

for (const [line, difference] of READ) {
  test(`the command line '${line}' is understood as keepalived understands it`, () => {
    const argv = line.split(' ').filter(Boolean);
    assert.deepEqual(parseCommandLine(argv, '1.2.3'), { ok: true, value: { ...DEFAULTS, ...difference } });
  });
}

const REFUSED: readonly (readonly [string, string])[] = [
  ['--nosuch', 'Unknown option --nosuch'],
  ['-Q', 'Unknown option -Q'],
  ['-nQ', 'Unknown option -Q'],
  ['--log', 'Unknown option --log'],
  ['--log-detail=3', 'Unknown option --log-detail=3'],
  ['-D=3', 'Unknown option -='],
  ['-f', 'Missing parameter for option -f'],
  ['-n --use-file', 'Missing parameter for option --use-file'],
  ['--signum=NOPE', 'Unknown sigfunc NOPE'],
  ['--log-format=xml', "--log-format is text or json, not 'xml'"],
];

for (const [line, message] of REFUSED) {
  test(`the command line '${line}' is refused with status 1`, () => {
    assert.deepEqual(parseCommandLine(line.split(' ')), { ok: false, error: { message, status: 1 } });
  });
}

const WITHOUT_EFFECT = ['--all', '-B', '-I', '-c /x', '-b /x', '-x', '-A /x', '-g', '-g/x'];

for (const line of WITHOUT_EFFECT) {
  test(`'${line}' is accepted and says in one line that it has no effect`, () => {
    const read = parseCommandLine(line.split(' '));
    assert.ok(read.ok);
    assert.equal(read.value.notices.length, 1);
    assert.match(read.value.notices[0] ?? '', /has no effect: /);
    assert.ok(read.value.notices[0]?.includes(line.slice(0, 2)));
  });
}

test('the help text names every option and goes to stderr', () => {
  const read = parseCommandLine(['-h']);
  assert.ok(read.ok && read.value.action.kind === 'print');
  const { text, stream } = read.value.action;
  assert.equal(stream, 'stderr');
  for (const option of ['-f, --use-file', '-t, --config-test', '--signum', '--log-format', '-r, --vrrp_pid']) {
    assert.ok(text.includes(option), `${option} is missing in:\n${text}`);
  }
});

test('the help text says of every option without effect that it has none', () => {
  const described = new Map(OPTIONS.map(option => [option.name, option.help]));
  for (const name of NO_EFFECT.keys()) assert.match(described.get(name) ?? '', /\(no effect/, name);
});
