// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is syntax of the configuration language here
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { seconds, toSeconds } from '../../src/base/duration.js';
import { loadConfiguration } from '../../src/config/load.js';
import { renderText } from '../../src/config/render/text.js';
import * as files from '../../src/sys/files.js';
import { fakePorts, instanceText, load, mistakes } from '../support/fake-machine.js';

const SECURE = 'global_defs {\nenable_script_security\nscript_user root\n}\n';

function instance(lines = '', more: Parameters<typeof instanceText>[1] = {}) {
  return load(instanceText(lines, more)).settings?.vrrp.instances[0];
}

test('a plain instance has the defaults of keepalived', () => {
  const { settings, exitStatus, diagnostics } = load(instanceText());
  assert.deepEqual([exitStatus, diagnostics], [0, []]);
  assert.equal(settings?.process.routerId, 'alpha.example');
  const found = settings?.vrrp.instances[0];
  assert.equal(found?.priority, 100);
  assert.equal(found?.version, 2);
  assert.equal(found?.initialState, 'BACKUP');
  assert.equal(found?.advertInterval, seconds(1));
  assert.equal(found?.multicastGroup.text, '224.0.0.18');
  assert.equal(found?.garp.masterRepeat, 5);
  assert.equal(found?.garp.lowerPriorityDelay, seconds(5));
});

test('corrections follow keepalived', () => {
  const interval = (lines: string): number => toSeconds(instance(lines)!.advertInterval);
  assert.equal(interval('advert_int 1.6'), 2);
  assert.equal(interval('advert_int 0.2'), 1);
  assert.equal(interval('version 3\nadvert_int 50'), 40.95);
  assert.equal(interval('version 3\nadvert_int .015'), 0.02);
  assert.equal(instance('state MASTER')?.priority, 255);
  assert.equal(instance('priority 255')?.initialState, 'MASTER');
  assert.equal(instance('state MASTER\npriority 150\nnopreempt')?.preempts, true);
  assert.equal(instance('nopreempt\npreempt_delay 5')?.preemptDelay, 0);
  assert.equal(instance('nopreempt')?.preempts, false);
  const v3 = instance('version 3\nauthentication {\nauth_type PASS\nauth_pass x\n}');
  assert.deepEqual(v3?.authentication, { kind: 'none' });
  const v2 = instance('authentication {\nauth_type PASS\nauth_pass abc\n}')?.authentication;
  assert.deepEqual(v2?.kind === 'pass' && [...v2.password], [97, 98, 99, 0, 0, 0, 0, 0]);
  assert.equal(instance('', { addresses: 'fe80::1/64' })?.version, 3);
});

test('what makes an instance impossible refuses the configuration', () => {
  const refused: readonly [string, RegExp][] = [
    [instanceText('', { head: '' }), /interface/],
    [instanceText('', { head: 'interface nope' }), /nope/],
    [instanceText('', { head: 'interface lo' }), /loopback/],
    [instanceText('', { addresses: '10.0.0.1 dev nope' }), /nope/],
    [instanceText('track_interface {\nnope\n}'), /nope/],
    [instanceText('version 3', { addresses: '' }), /address/],
    [instanceText() + instanceText('', { name: 'W' }), /both use VRID 51/],
    [instanceText('priority'), /priority/],
    ['vrrp_instance VI {\ninterface eth0\n}\n', /virtual_router_id/],
  ];
  for (const [text, reason] of refused) {
    const { settings, unusable } = load(text);
    assert.equal(settings, undefined, text);
    assert.match(unusable ?? '', reason, text);
  }
  assert.equal(load(instanceText('priority')).exitStatus, 2);
  const dynamic = `global_defs {\ndynamic_interfaces\n}\n${instanceText('', { head: 'interface nope' })}`;
  assert.equal(load(dynamic).settings?.vrrp.instances.length, 1);
  for (const other of [
    instanceText('', { name: 'W', head: 'interface eth1' }),
    instanceText('', { name: 'W', addresses: 'fe80::1' }),
  ]) {
    assert.equal(load(instanceText() + other).settings?.vrrp.instances.length, 2);
  }
});

test('each mistake is reported in its line, and the rest is read on', () => {
  const loaded = load(`vrrp_instance VI {
interface eth0
virtual_router_id 51
priority 256
prioritty 5
garp_master_repeat 0
lower_prio_no_advert Yes
virtual_ipaddress {
10.0.0.300
10.0.0.1/33
10.0.0.2 fooo
}
}
}
`);
  assert.deepEqual(mistakes(loaded), [
    '4 number-range',
    '5 keyword-unknown',
    '6 repeat-zero',
    '7 boolean-invalid',
    '9 address-invalid',
    '10 prefix-length',
    '11 address-option-unknown',
    '14 brace-extra',
  ]);
  assert.equal(loaded.diagnostics.find(({ code }) => code === 'keyword-unknown')?.hint, 'did you mean `priority`?');
});

test('a diagnostic is shown with its line, a caret and a hint', () => {
  const { diagnostics } = load('vrrp_instance VI {\n\tprioritty 5\n}\n');
  assert.equal(
    renderText(diagnostics.find(({ code }) => code === 'keyword-unknown')!),
    '/etc/keepalived/keepalived.conf:2:2: error[keyword-unknown]: unknown keyword `prioritty` in `vrrp_instance`; the line is ignored\n' +
      '    \tprioritty 5\n    \t^~~~~~~~~\n    hint: did you mean `priority`?',
  );
});

test('a missing brace does not hide the block after it', () => {
  const broken = instanceText().replace(/}\n$/, '');
  const loaded = load(broken + instanceText('', { name: 'W', vrid: 52 }));
  assert.deepEqual(mistakes(loaded), ['8 brace-unclosed']);
  assert.deepEqual(
    loaded.settings?.vrrp.instances.map(({ name }) => name),
    ['VI', 'W'],
  );
});

test('an unknown block that is never closed does not swallow the blocks after it', () => {
  const loaded = load(`bogus {\nfoo 1\n${instanceText()}`);
  assert.deepEqual(mistakes(loaded), ['1 keyword-unknown', '3 brace-unclosed']);
  assert.equal(loaded.settings?.vrrp.instances.length, 1);
});

test('options of addresses are read, and wrong ones dropped or corrected', () => {
  const read = (entry: string) => instance('no_virtual_ipaddress', { addresses: entry })?.addresses[0];
  assert.equal(read('10.0.0.5/24 brd +')?.broadcast?.text, '10.0.0.255');
  assert.equal(read('10.0.0.5/24 brd -')?.broadcast?.text, '10.0.0.0');
  assert.equal(read('10.0.0.5 peer 10.0.0.6')?.peer?.text, '10.0.0.6');
  assert.equal(read('10.0.0.5/24 scope link')?.scope, 253);
  assert.deepEqual([read('10.0.0.5/24 scope 0x10')?.scope, read('10.0.0.5/24 scope 010')?.scope], [16, 8]);
  assert.equal(read('10.0.0.5/24 dev eth1 label eth1:vip')?.label, 'eth1:vip');
  assert.equal(read('10.0.0.5/24 label abcdefghijklmnop'), undefined);
  assert.equal(read('10.0.0.5/24 dev'), undefined);
  assert.equal(read('10.0.0.5/24 no_track')?.tracked, false);
  assert.equal(read('fe80::5')?.preferredLifetime, 0);
  assert.equal(read('fe80::5/64')?.preferredLifetime, undefined);
  assert.deepEqual([read('fe80::5/64')?.flags.nodad, read('fe80::5/64 -nodad')?.flags.nodad], [true, false]);
  assert.equal(instance('', { addresses: '10.0.0.1\nfe80::1\n10.0.0.1' })?.addresses.length, 1);
});

test('scopes have the names of iproute2, and those the machine gives them', () => {
  const names = { files: { '/etc/iproute2/rt_scopes': '# own\n0xca lab\n201\tsite\n203 two words\n256 wide\n' } };
  const scopeOf = (name: string) => {
    const { settings, exitStatus } = load(instanceText('', { addresses: `10.0.0.5/24 scope ${name}` }), names);
    return [settings?.vrrp.instances[0]?.addresses[0]?.scope, exitStatus];
  };
  assert.deepEqual(
    ['lab', 'site', 'host', '17'].map(scopeOf),
    [202, 201, 254, 17].map(scope => [scope, 0]),
  );
  assert.deepEqual(
    ['two', 'wide', '256', 'Link'].map(scopeOf),
    [0, 0, 0, 0].map(scope => [scope, 5]),
  );
});

test('unknown users, missing scripts and unsafe paths are told apart', () => {
  const tracked = (script: string, machine = {}, globals = SECURE) =>
    load(`${globals}vrrp_script c {\nscript "${script}"\n}\n${instanceText('track_script {\nc\n}')}`, machine);
  assert.equal(tracked('/bin/check').settings?.scripts.length, 1);
  assert.deepEqual(tracked('/bin/check').settings?.scripts[0]?.user, { name: 'root', uid: 0, gid: 0 });
  assert.deepEqual(mistakes(tracked('/no/such')), ['6 script-unusable']);
  assert.deepEqual(tracked('/no/such').settings?.vrrp.instances[0]?.trackScripts, []);
  assert.deepEqual(tracked('check -x', { environment: { PATH: '/usr/bin:/bin' } }).settings?.scripts[0]?.command, [
    '/bin/check',
    '-x',
  ]);
  assert.deepEqual(mistakes(tracked('/bin/check', {}, '')), ['2 script-security']);
  assert.equal(tracked('/bin/check', {}, '').exitStatus, 6);
  const idle = load(`vrrp_script c {\nscript "/bin/check"\n}\n${instanceText()}`);
  assert.equal(idle.exitStatus, 0, 'a script that nobody tracks is no risk');
  assert.equal(tracked('</tmp/x', {}, '').exitStatus, 0);
  assert.equal(tracked('</tmp/x', {}, '').settings?.scripts[0]?.opensFile, '/tmp/x');

  const open = { files: { '/opt': { kind: 'directory', mode: 0o777 }, '/opt/s': { text: '', mode: 0o755 } } } as const;
  const unsafe = tracked('/opt/s', open);
  assert.match(
    unsafe.diagnostics.find(({ code }) => code === 'script-insecure')?.text ?? '',
    /`\/opt` is writable by everyone/,
  );
  assert.equal(unsafe.settings?.scripts.length, 0);
  assert.equal(tracked('/opt/s', open, 'global_defs {\nscript_user root\n}\n').settings?.scripts.length, 1);
  assert.equal(tracked('/opt/s', open, SECURE.replace('root', 'nobody')).settings?.scripts.length, 1);
  const linked = {
    files: {
      '/opt': { kind: 'directory', mode: 0o777 },
      '/opt/s': { text: '', mode: 0o755 },
      '/sbin/l': { target: '/opt/s' },
    },
  } as const;
  assert.equal(tracked('/sbin/l', linked).settings?.scripts.length, 0, 'the way behind a link counts, too');

  const notify = load(
    `${SECURE}${instanceText('notify_master "/bin/check up" web adm\nnotify "/no/such"\nnotify_fault /bin/check ghost')}`,
  );
  assert.deepEqual(notify.settings?.notify, [
    { instance: 'VI', master: { command: ['/bin/check', 'up'], user: { name: 'web', uid: 1000, gid: 4 } } },
  ]);
  assert.equal(notify.exitStatus, 0);
});

test('scripts must be defined before they are tracked', () => {
  const text = `${SECURE}${instanceText('track_script {\nchk\n}')}vrrp_script chk {\nscript "/bin/check"\n}\n`;
  assert.deepEqual(mistakes(load(text)), ['9 track-script-unknown']);
});

test('a keyword without effect is mentioned once, whatever it is, and never as unknown', () => {
  const server = '80 {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\nreal_server 10.0.1.1 80 {\n}\n}\n';
  const servers = `virtual_server 10.0.0.1 ${server}virtual_server 10.0.0.2 ${server}`;
  const loaded = load(`namespace_with_ipsets\n${servers}${instanceText('')}`);
  const named = loaded.diagnostics.map(({ code, text }) => `${code} ${/`(\w+)`/.exec(text)?.[1]}`);
  assert.deepEqual(named, ['no-effect-yet namespace_with_ipsets', 'no-effect-yet virtual_server']);
  assert.equal(loaded.exitStatus, 0);
});

test('a password is never shown', () => {
  for (const block of [
    'auth_type PASS\nauth_pass hunter2hunter2',
    'hunter2',
    'auth_pas hunter2',
    'auth_pass "hunter2',
    'auth_type hunter2x {\nhunter2 {\n}\n}',
  ]) {
    const { diagnostics } = load(instanceText(`authentication {\n${block}\n}`));
    assert.ok(diagnostics.length > 0, block);
    assert.ok(
      !diagnostics
        .map(one => renderText(one))
        .join('\n')
        .includes(block.startsWith('auth_type hunter2x') ? 'hunter2 ' : 'hunter2'),
      block,
    );
  }
});

test('hostile files get diagnostics in bounded time, never an exception', () => {
  const texts: readonly (string | Uint8Array)[] = [
    instanceText('priority 1\0xyz'),
    instanceText().replaceAll('\n', '\r\n'),
    'a'.repeat(3_000_000),
    `${' '.repeat(1_000)}"${'"'.repeat(2_000_000)}`,
    '{'.repeat(200_000),
    '}'.repeat(200_000),
    'vrrp_instance a {\n'.repeat(50_000),
    'global_defs {\n'.repeat(20_000),
    '$A=${A}${A}${A}\n${A}\n',
    '$A=${B}\\\n${B}\n$B=${A}\\\n${A}\n${A}\n',
    Uint8Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 256),
    Uint8Array.of(0xff, 0xfe, 0x80),
  ];
  for (const text of texts) {
    const start = process.hrtime.bigint();
    const loaded = load(text);
    assert.ok(loaded.exitStatus >= 0);
    assert.ok(Number(process.hrtime.bigint() - start) < 20e9, 'it takes far less than that');
  }
  assert.equal(load(instanceText().replaceAll('\n', '\r\n')).exitStatus, 0);
});

test('any arrangement of configuration words is answered', () => {
  const word = fc.constantFrom(
    '{',
    '}',
    '\n',
    '"',
    'vrrp_instance VI',
    'interface eth0',
    'virtual_router_id 1',
    'priority',
    '$A=x',
    '$A',
    '~SEQ(i,2)',
    '${i}',
    'virtual_ipaddress',
    '10.0.0.1',
    'include x',
    '@me',
    'global_defs',
    '#',
    '\\',
    'notify "',
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 40 }), words => {
      const { exitStatus, diagnostics } = load(words.join(' '));
      assert.ok([0, 2, 4, 5, 6].includes(exitStatus));
      for (const one of diagnostics) assert.ok(renderText(one).length > 0);
    }),
    { numRuns: 300 },
  );
});

test('a missing or unfit main file leaves nothing to run with', () => {
  const answer = (path: string) => {
    const { exitStatus, settings, startStatus } = loadConfiguration(
      path,
      fakePorts({ files: { '/x/run': { text: '', mode: 0o755 }, '/x/locked': { text: '', unreadable: true } } }),
      { configId: 'a', test: true },
    );
    return [exitStatus, settings, startStatus];
  };
  assert.deepEqual(answer('/none'), [0, undefined, 6]);
  assert.deepEqual(answer('/x/run'), [0, undefined, 6]);
  assert.deepEqual(answer('/x'), [0, undefined, 6]);
  assert.deepEqual(answer('/x/locked'), [4, undefined, 6]);
});

test('every sample in conf is without a mistake', () => {
  const root = join(import.meta.dirname, '../../conf');
  const samples = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.conf'));
  assert.ok(samples.length >= 50);
  for (const sample of samples) {
    const ports = { ...fakePorts(), files, interfaceExists: () => true };
    const { diagnostics, settings } = loadConfiguration(join(root, sample), ports, { configId: 'a', test: true });
    // A program that a sample names may be absent on the machine that runs the tests.
    const faults = diagnostics.filter(({ code, severity }) => severity === 'error' && code !== 'script-unusable');
    assert.deepEqual([faults, settings === undefined], [[], false], sample);
  }
});
