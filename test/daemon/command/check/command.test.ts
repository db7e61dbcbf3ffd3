import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCheck } from '../../../../src/daemon/command/check/command.js';
import type { CommandEnd, CommandPorts } from '../../../../src/daemon/command/command.js';
import { type FakeMachine, fakePorts, instanceText } from '../../../support/fake-machine.js';

interface World extends FakeMachine {
  readonly stdin?: string;
  readonly isTerminal?: boolean;
}

function portsOf({ stdin, isTerminal = false, ...machine }: World): CommandPorts {
  return {
    machine: fakePorts(machine),
    isTerminal,
    readStandardInput: () => {
      if (stdin === undefined) throw new Error('EAGAIN');
      return Buffer.from(stdin);
    },
  };
}

/** `holdfast check LINE` on a fake machine; its working directory is /etc/keepalived. */
function check(line: string, world: World = {}): CommandEnd {
  return runCheck(line.split(' ').filter(Boolean), portsOf(world));
}

function codes({ stdout }: CommandEnd): readonly string[] {
  const { diagnostics } = JSON.parse(stdout) as { diagnostics: readonly { line?: number; code: string }[] };
  return diagnostics.map(({ line, code }) => `${line ?? '-'} ${code}`);
}

const GOOD = instanceText();
const WRONG = instanceText('priority 300\nprioritty 3');
const WARNED = instanceText('track_bfd { }');

test('a sound file ends with status 0 and says so', () => {
  assert.deepEqual(check('a.conf', { files: { '/etc/keepalived/a.conf': GOOD } }), {
    status: 0,
    stdout: 'a.conf: no mistakes\n',
    stderr: '',
  });
});

test('without a file the one of the daemon is checked', () => {
  const { stdout } = check('', { files: { '/etc/keepalived/keepalived.conf': GOOD } });
  assert.match(stdout, /^\/etc\/keepalived\/keepalived\.conf: no mistakes$/m);
});

test('every mistake is said in one pass, as a compiler would', () => {
  const { status, stdout } = check('/x.conf', { files: { '/x.conf': WRONG } });
  assert.equal(status, 1);
  assert.match(stdout, /^\/x\.conf:4:10: error\[number-range\]: .*\n {4}priority 300\n {13}\^~~$/m);
  assert.match(stdout, /^\/x\.conf:5:1: error\[keyword-unknown\]: [\s\S]*hint: did you mean `priority`\?$/m);
  assert.match(stdout, /^\/x\.conf: 2 errors$/m);
});

test('warnings count with --strict only', () => {
  const world = { files: { '/x.conf': WARNED } };
  assert.equal(check('/x.conf', world).status, 0);
  assert.equal(check('--strict /x.conf', world).status, 1);
});

test('what cannot be read, and a wrong command line, end with status 2', () => {
  const missing = check('/none.conf');
  assert.equal(missing.status, 2);
  assert.match(missing.stdout, /error\[file-unusable\]: .*\/none\.conf/);
  for (const line of [
    '--nosuch',
    '--format xml',
    '--color sometimes',
    '--interfaces a --no-system',
    '-i a -i b x.conf',
  ]) {
    const { status, stdout, stderr } = check(line);
    assert.deepEqual([status, stdout], [2, ''], line);
    assert.match(stderr, /^holdfast check: .+\nTry 'holdfast check --help'\.\n$/, line);
  }
  assert.equal(check('--support /none.conf').status, 2);
});

test('--help names every option', () => {
  const { status, stdout } = check('--help');
  assert.equal(status, 0);
  for (const option of ['format', 'color', 'strict', 'support', 'no-compare', 'config-id', 'interfaces', 'no-system']) {
    assert.match(stdout, new RegExp(`--${option}\\b`), option);
  }
  assert.ok(stdout.split('\n').every(line => line.length <= 100));
});

test('standard input is a file, and may include others', () => {
  const files = { '/etc/keepalived/more.conf': 'nonsense 1\n' };
  const { status, stdout } = check('-', { stdin: 'include more.conf\nodd 2\n', files });
  assert.equal(status, 1);
  assert.match(stdout, /^\/etc\/keepalived\/more\.conf:1:1: error\[keyword-unknown\]: /m);
  assert.match(stdout, /^ {4}included from <stdin>:1$/m);
  assert.match(stdout, /^<stdin>:2:1: error/m);
  const broken = check('-');
  assert.deepEqual([broken.status, broken.stderr], [2, 'holdfast check: standard input cannot be read: EAGAIN\n']);
});

test('-i keeps the lines of one node, or one for each file', () => {
  const shared = `@alpha odd 1\n@bravo even 2\n${GOOD}`;
  const world = { files: { '/x.conf': shared } };
  assert.deepEqual(codes(check('--format=json -i alpha /x.conf', world)), ['1 keyword-unknown']);
  const both = codes(check('--format=json --no-compare -i alpha -i bravo /x.conf /x.conf', world));
  assert.deepEqual(both, ['1 keyword-unknown', '2 keyword-unknown']);
});

test('--interfaces says which interfaces there are', () => {
  const world = { files: { '/x.conf': instanceText('', { head: 'interface bond0' }) } };
  assert.deepEqual(codes(check('--format json /x.conf', world)).includes('2 interface-missing'), true);
  assert.deepEqual(codes(check('--format json --interfaces bond0,bond1 /x.conf', world)), []);
  assert.equal(check('--interfaces eth0 /x.conf', world).status, 1);
});

test('--no-system judges neither interfaces nor users nor scripts', () => {
  const text = `global_defs {
enable_script_security
script_user nobody_here
}
vrrp_script chk {
script "/not/here"
user somebody else
}
${instanceText('track_script {\nchk\n}\nnotify "/nor/here" stranger', { head: 'interface bond0' })}`;
  const world = { files: { '/x.conf': text } };
  assert.ok(check('/x.conf', world).status !== 0);
  assert.deepEqual(codes(check('--format json --no-system /x.conf', world)), []);
});

test('a file that would keep the daemon from starting says so', () => {
  const { stdout } = check('--format json /x.conf', {
    files: { '/x.conf': instanceText('', { head: 'interface no' }) },
  });
  const { files } = JSON.parse(stdout) as { files: readonly { starts: boolean; readable: boolean; reason: string }[] };
  assert.deepEqual([files[0]?.starts, files[0]?.readable], [false, true]);
  assert.match(files[0]?.reason ?? '', /no interface/);
});

test('GitHub finds the line in its own tree', () => {
  const { stdout } = check('--format github /etc/keepalived/x.conf', { files: { '/etc/keepalived/x.conf': WRONG } });
  assert.match(stdout, /^::error file=x\.conf,line=4,col=10,endColumn=12,title=number-range::/m);
});

test('colours are for terminals, unless somebody says otherwise', () => {
  const files = { '/x.conf': WRONG };
  const painted = (line: string, world: World = {}): boolean =>
    check(`${line} /x.conf`, { files, ...world }).stdout.includes('\x1b[');
  assert.equal(painted(''), false);
  assert.equal(painted('', { isTerminal: true }), true);
  assert.equal(painted('', { isTerminal: true, environment: { NO_COLOR: '1' } }), false);
  assert.equal(painted('', { isTerminal: true, environment: { TERM: 'dumb' } }), false);
  assert.equal(painted('', { environment: { FORCE_COLOR: '1' } }), true);
  assert.equal(painted('', { isTerminal: true, environment: { FORCE_COLOR: '0' } }), false);
  assert.equal(painted('--color=never', { isTerminal: true, environment: { FORCE_COLOR: '1' } }), false);
  assert.equal(painted('--color=always', { environment: { NO_COLOR: '1' } }), true);
  assert.equal(painted('--format=json', { isTerminal: true }), false);
});

test('a password is never shown, whatever is wrong beside it', () => {
  const text = instanceText('authentication {\nauth_type PASS\nauth_pass s3cr3t-and-long\nauth_passs s3cr3t\n}\n');
  for (const form of ['text', 'json', 'github']) {
    const { status, stdout } = check(`--format ${form} /x.conf`, { files: { '/x.conf': text } });
    assert.equal(status, 1);
    assert.doesNotMatch(stdout, /s3cr3t/, form);
  }
});

test('--support lists what has no effect, with all places, and ends with 0', () => {
  const files = { '/x.conf': `${WARNED}${instanceText('track_bfd { }\npriority 300', { name: 'W', vrid: 52 })}` };
  const { status, stdout } = check('--support --format json /x.conf', { files });
  assert.equal(status, 0);
  const { withoutEffect } = JSON.parse(stdout) as {
    withoutEffect: readonly { keyword: string; block: string; places: readonly { line: number }[] }[];
  };
  const unused = withoutEffect.find(({ keyword }) => keyword === 'track_bfd');
  assert.deepEqual([unused?.block, unused?.places.map(({ line }) => line)], ['vrrp_instance', [4, 12]]);
  assert.match(check('--support /x.conf', { files }).stdout, /^track_bfd in vrrp_instance: /m);
});

test('several files are compared as nodes, and it is said who would be MASTER', () => {
  const files = {
    '/a.conf': instanceText('priority 150\nadvert_int 1'),
    '/b.conf': instanceText('priority 100\nadvert_int 2'),
  };
  const { status, stdout } = check('/a.conf /b.conf', { files });
  assert.equal(status, 1);
  assert.match(stdout, /^\/b\.conf:5:\d+: error\[compare-advert-int\]: [\s\S]*^ {4}\/a\.conf:5:/m);
  assert.match(stdout, /^VRID 51 \(VI, IPv4\): /m);
  assert.match(stdout, /^2 files: 1 error$/m);
  const { verdicts } = JSON.parse(check('--format json /a.conf /b.conf', { files }).stdout) as { verdicts: unknown[] };
  assert.equal(verdicts.length, 1);
  assert.equal(check('--no-compare /a.conf /b.conf', { files }).stdout, '2 files: no mistakes\n');
});

test('one shared file is compared with itself, as it reads on each node', () => {
  const files = { '/x.conf': instanceText('@alpha priority 150\n@bravo priority 100') };
  assert.match(check('-i alpha -i bravo /x.conf /x.conf', { files }).stdout, /\/x\.conf \(alpha\) is MASTER/);
});

test('a file of the YAML form is checked like any other', () => {
  const files = { '/x.yaml': 'vrrp_instance:\n  VI:\n    interface: eth0\n    prioritty: 3\n' };
  const { status, stdout } = check('/x.yaml', { files });
  assert.equal(status, 1);
  assert.match(stdout, /^\/x\.yaml:4:5: error\[keyword-unknown\]: /m);
});

test('a file that cannot be read does not keep the others from being judged', () => {
  const { status, stdout } = check('/none.conf /x.conf', { files: { '/x.conf': WRONG } });
  assert.equal(status, 2);
  assert.match(stdout, /file-unusable[\s\S]*number-range/);
});

test('one file for one node twice is a mistake of who asks', () => {
  const world = { files: { '/x.conf': GOOD } };
  assert.match(check('/x.conf /x.conf', world).stderr, /\/x\.conf is given twice/);
  assert.match(check('-i a /x.conf /x.conf', world).stderr, /\/x\.conf is given twice/);
  assert.equal(check('-i a -i b /x.conf /x.conf', world).stderr, '');
});

test('what is wrong with the name of a file is said with what to do', () => {
  const files = { '/etc/keepalived/alpha.conf': GOOD, '/x.conf': { text: GOOD, mode: 0o755 } };
  assert.match(check('alhpa.conf', { files }).stdout, /hint: did you mean `alpha\.conf`\?/);
  assert.match(
    check('/etc/keepalived/alpha.cnf', { files }).stdout,
    /hint: did you mean `\/etc\/keepalived\/alpha\.conf`/,
  );
  assert.match(check('/etc/keepalived', { files }).stdout, /hint: it is a directory/);
  assert.match(check('/x.conf', { files }).stdout, /hint: .*`chmod a-x`/);
});

test('a line that definitions were put into is shown in every form of output', () => {
  const world = { files: { '/x.conf': `$P=300\n${instanceText('priority $P')}` } };
  assert.match(check('/x.conf', world).stdout, /^ {4}read as: priority 300$/m);
  assert.match(check('--format github /x.conf', world).stdout, /,col=10,.*%0Aread as: priority 300/);
  const report = JSON.parse(check('--format json /x.conf', world).stdout) as {
    diagnostics: readonly { readAs?: string; column?: number }[];
  };
  assert.deepEqual(
    report.diagnostics.map(({ readAs, column }) => [readAs, column]),
    [['priority 300', 10]],
  );
});
