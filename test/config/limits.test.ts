// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is syntax of the configuration language here
/** Hostile files: an answer or a diagnostic with a place, soon, and never an exception. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LoadedConfiguration } from '../../src/config/load.js';
import { type FakeMachine, instanceText, load } from '../support/fake-machine.js';

/** Far more than any of these files takes, far less than a person would wait. */
const PATIENCE_MS = 30_000;

/** Loads and answers the codes found, with their lines. */
function judge(text: string | Uint8Array, machine: FakeMachine = {}): { loaded: LoadedConfiguration; said: string[] } {
  const start = performance.now();
  const loaded = load(text, machine);
  const took = performance.now() - start;
  assert.ok(took < PATIENCE_MS, `took ${Math.round(took)} ms`);
  return { loaded, said: loaded.diagnostics.map(({ code, at }) => `${at?.line ?? '-'} ${code}`) };
}

function says(text: string | Uint8Array, expected: string, machine: FakeMachine = {}): void {
  const { said } = judge(text, machine);
  assert.ok(said.includes(expected), `${expected} is not among ${said.slice(0, 5).join(', ')}`);
}

test('a sequence of a billion lines is refused where it stands', () => {
  says('\n~SEQ(a, 1, 1000000000) virtual_router_id $a\n', '2 sequence-invalid');
  says('~SEQ(a, 0, 1, 0x7fffffff) x$a\n', '1 sequence-invalid');
  says('~SEQ(a, -2147483647, 2147483647) x$a\n', '1 sequence-invalid');
});

test('sequences inside sequences end at a million lines', () => {
  says('~SEQ(a,1,3000) ~SEQ(b,1,3000) include_check read\n', '1 too-many-lines');
});

test('definitions that lead to themselves, or grow without end, are cut off', () => {
  says('$A=$B\n$B=$A\nglobal_defs {\nrouter_id $A\n}\n', '4 definition-endless');
  says('$A=x${A}\nrouter_id $A\n', '2 definition-endless');
  says(`$A=${'x'.repeat(90)}\${A}\nrouter_id $A\n`, '2 substitution-too-long');
  says(`$A=${'x'.repeat(900)}\n\${A}\${A}\n`, '2 substitution-too-long');
  const doubling = Array.from({ length: 40 }, (_, i) => `$A${i + 1}=\${A${i}}\${A${i}}`).join('\n');
  says(`$A0=y\n${doubling}\n$A40\n`, '42 substitution-too-long');
  // Each of several lines names the lines again.
  says('$M=$M\\\n$M\\\n$M\\\n$M\n$M\n', '5 too-many-lines');
});

test('a line of megabytes is reported once, and its tail is read as keepalived reads it', () => {
  const { said } = judge(`${'a'.repeat(4_000_000)}\nglobal_defs {\n}\n`);
  assert.equal(said.filter(one => one === '1 line-too-long').length, 1);
  says(`${'{'.repeat(2_000_000)}\n`, '1 line-too-long');
  says(`${' '.repeat(3_000_000)}x\n`, '1 line-too-long');
  says(`${'\r'.repeat(3_000_000)}x\n`, '1 line-too-long');
});

test('braces without end are counted, not stacked', () => {
  says('vrrp_instance V {\n'.repeat(20_000), '2 brace-unclosed');
  const servers = judge('virtual_server 10.0.0.1 80 {\nreal_server 10.0.0.2 80 {\n'.repeat(20_000));
  assert.ok(servers.said.some(one => one.endsWith(' brace-unclosed')));
  const { said } = judge('}\n'.repeat(100_000));
  assert.ok(said.length < 3_000, `${said.length} diagnostics`);
  assert.equal(said[0], '1 brace-extra');
});

test('a hundred thousand mistakes do not fill the memory', () => {
  const { loaded, said } = judge('bogus word\n'.repeat(100_000));
  assert.ok(said.includes('- too-many-diagnostics'));
  assert.equal(loaded.exitStatus, 5);
});

test('NUL bytes, bytes that are no UTF-8, a byte order mark, carriage returns and a missing end are no trouble', () => {
  says('router_id a\0b\n', '1 nul-byte');
  const bytes = Buffer.concat([
    Buffer.from('global_defs {\nrouter_id '),
    Buffer.from([0xff, 0xfe]),
    Buffer.from('\n}'),
  ]);
  assert.equal(judge(bytes).loaded.settings?.process.routerId, '\ufffd\ufffd');
  assert.equal(judge('global_defs {\r\nrouter_id a\r\r\n}').loaded.settings?.process.routerId, 'a');
  says('\ufeffglobal_defs {\n}\n', '1 keyword-unknown');
});

test('include loops, depth and number end', () => {
  const chain = Object.fromEntries(
    Array.from({ length: 80 }, (_, i) => [`/etc/keepalived/${i}.conf`, `include ${i + 1}.conf\n`]),
  );
  const { loaded } = judge('include 0.conf\n', { files: chain });
  assert.ok(loaded.diagnostics.some(({ code, text }) => code === 'include-limit' && text.includes('deep')));
  const twins = { '/etc/keepalived/a.conf': 'include b.conf\n', '/etc/keepalived/b.conf': 'include a.conf\n' };
  assert.ok(judge('include a.conf\n', { files: twins }).loaded.diagnostics.some(one => one.text.includes('itself')));
});

test('a glob that matches thousands is read, whole or up to the limit', () => {
  const many = Object.fromEntries(
    Array.from({ length: 3_000 }, (_, i) => [`/etc/keepalived/d/${i}.conf`, '# empty\n']),
  );
  const { loaded } = judge(`include d/*.conf\n${instanceText()}`, { files: many });
  assert.equal(loaded.settings?.files.length, 3_001);
  // Every file includes every other one, but none of its own chain.
  const tangle = Object.fromEntries(
    Array.from({ length: 60 }, (_, i) => [`/etc/keepalived/d/${i}.conf`, 'include *.conf\n']),
  );
  const { loaded: tangled } = judge('include d/*.conf\n', { files: tangle });
  assert.equal(tangled.settings?.files.length, 10_000);
  assert.ok(tangled.diagnostics.some(one => one.code === 'include-limit' && one.at !== undefined));
});

test('executable and unreadable files and directories are refused by name', () => {
  const files = {
    '/etc/keepalived/run.conf': { text: '', mode: 0o755 },
    '/etc/keepalived/locked.conf': { text: '', unreadable: true },
  };
  for (const [name, reason] of [
    ['run.conf', 'execute'],
    ['locked.conf', 'cannot be read'],
    ['/etc', 'regular'],
  ] as const) {
    const { loaded } = judge(`include ${name}\n`, { files });
    const found = loaded.diagnostics.find(({ code }) => code === 'include-skipped');
    assert.match(found?.text ?? '', new RegExp(reason), name);
    assert.equal(found?.at?.line, 1);
  }
});
