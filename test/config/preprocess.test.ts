// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is syntax of the configuration language here
/** Definitions, conditions, sequences and includes, seen through the keywords that come out of them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FakeMachine, load } from '../support/fake-machine.js';

/** Unknown keywords of the top level, in order: what the preprocessor made of the lines. */
function keywords(text: string, machine: FakeMachine = {}, configId = 'me'): readonly string[] {
  const { diagnostics } = load(text, machine, { configId });
  return diagnostics.flatMap(one => (one.code === 'keyword-unknown' ? (/`([^`]*)`/.exec(one.text)?.[1] ?? '') : []));
}

function read(text: string, machine: FakeMachine = {}) {
  const { exitStatus, settings } = load(text, machine);
  return { exitStatus, routerId: settings?.process.routerId };
}

test('definitions are replaced where their name ends, and in braces anywhere', () => {
  const rows: readonly [string, readonly string[]][] = [
    ['$A=one\n"$A"', ['$A']],
    ['$A=one\n"${A}"', ['one']],
    ['$A=one\nx$A,y', ['xone,y']],
    ['$A=one\n$A)', ['one)']],
    ['$A=one\n$A.y', ['$A.y']],
    ['$E =1', ['$E']],
    ['$1F=3', ['$1F=3']],
    ['$U=$A\n$A=zzz\n$U', ['zzz']],
    ['$A=one\n$A=two\n$A', ['two']],
    ['$M=x1\\\nx2\\\nx3\npre$M', ['prex1', 'x2', 'x3']],
    ['$M=x1\\\nx2\nfoo$M bar', ['foo$M']],
    ['"${_HASH}x"', ['#x']],
    ['q${_HASH}x', ['q']],
    ['"[${_ENV NOPE}]"', ['[]']],
    ['"[${_ENV WHO}]"', ['[me]']],
    ['i${_INSTANCE}', ['ime']],
    ['${_PWD}', ['/etc/keepalived']],
  ];
  const machine = { environment: { WHO: 'me' } };
  for (const [text, expected] of rows) assert.deepEqual(keywords(text, machine), expected, text);
});

test('a random number repeats with its seed and stays in its range', () => {
  const text = 'global_defs {\nrandom_seed 7\n}\nr${_RANDOM 5 6} r${_RANDOM 5 6}\nr${_RANDOM 5 6}\n';
  assert.deepEqual(keywords(text), keywords(text));
  for (const word of keywords(text)) assert.match(word, /^r[56]$/);
});

test('a definition that names itself ends', () => {
  assert.ok(keywords('$A=x${A}\n${A}').length <= 1);
});

test('conditional lines are kept for their configuration id only', () => {
  const rows: readonly [string, readonly string[]][] = [
    ['@me @me k', ['@me']],
    ['@me', []],
    ['@ me k', []],
    ['@^you k', ['k']],
    ['@^me k', []],
    ['@you k', []],
    ['@me $Q=1\n$Q', ['1']],
    ['$T=@^foo kw\n$T', ['kw']],
  ];
  for (const [text, expected] of rows) assert.deepEqual(keywords(text), expected, text);
});

test('sequences and lists make a line for each value', () => {
  const rows: readonly [string, readonly string[]][] = [
    ['~SEQ(a,3) u${a}', ['u1', 'u2', 'u3']],
    ['~SEQ(a,-2) u${a}', ['u-1', 'u-2']],
    ['~SEQ(a,0) u${a}', ['u1', 'u0']],
    ['~SEQ(a,3,1) u${a}', ['u3', 'u2', 'u1']],
    ['~SEQ(a,1,2,6) u${a}', ['u1', 'u3', 'u5']],
    ['~SEQx(a,9,11) h${a}', ['h9', 'ha', 'hb']],
    ['~SEQ(a,010,011) o${a}', ['o8', 'o9']],
    ['~SEQ(a,1,2) t$a', ['t1', 't2']],
    ['~SEQ(a,1,2) ~SEQ(b,1,2) n${a}${b}', ['n11', 'n12', 'n21', 'n22']],
    ['foo ~SEQ(a,1,2) x', ['foo']],
    ['~LST({a,b}, {1,2}, 3) q${a}', ['q1', 'q3']],
    ['~LST(a, x, y) q${a}', ['qx', 'qy']],
    ['$S=~SEQ(i,1,2) k${i}\n$S', ['k1', 'k2']],
    ['~seq(a,1,2) x', ['~seq(a,1,2)']],
  ];
  for (const [text, expected] of rows) assert.deepEqual(keywords(text), expected, text);
  for (const bad of [
    '~SEQ(a,1,-2,6) k',
    '~SEQ(a,1,0,6) k',
    '~SEQx(a,-1,2) k',
    '~SEQX(a,2) k',
    '~LST({a,b}, {1}, {3,4,5}) q',
  ]) {
    const { diagnostics, exitStatus } = load(bad);
    assert.deepEqual([diagnostics.map(({ code }) => code), exitStatus], [['sequence-invalid'], 5], bad);
  }
});

test('sequences cannot grow without end', () => {
  const { diagnostics } = load('~SEQ(a,1,90000) ~SEQ(b,1,90000) k${a}${b}\n');
  assert.ok(diagnostics.some(({ code }) => code === 'too-many-lines'));
});

test('each form of include insists on what its letter says', () => {
  const machine: FakeMachine = {
    files: {
      '/etc/keepalived/a.conf': 'global_defs {\nrouter_id a\n}\n',
      '/etc/keepalived/run.conf': { text: '', mode: 0o755 },
    },
  };
  // Pattern, then the exit status of include, includem, includew, includeb, includea.
  const rows: readonly [string, readonly number[]][] = [
    ['none.conf', [0, 6, 6, 0, 6]],
    ['none*.conf', [0, 0, 6, 0, 6]],
    ['{a,b}.conf', [0, 0, 0, 6, 6]],
    ['{c,b}.conf', [0, 0, 0, 6, 6]],
    ['run.conf', [0, 6, 6, 6, 6]],
    ['/etc', [0, 6, 6, 6, 6]],
    ['a.conf', [0, 0, 0, 0, 0]],
  ];
  for (const [pattern, statuses] of rows) {
    const found = ['', 'm', 'w', 'b', 'a'].map(letter => read(`include${letter} ${pattern}\n`, machine).exitStatus);
    assert.deepEqual(found, statuses, pattern);
  }
  assert.equal(read('includem {a,b}.conf\n', machine).routerId, 'a');
  assert.equal(read('includem none.conf\nfoo\n').exitStatus, 6);
  assert.equal(read('include_x a\n').exitStatus, 5);
});

test('include_check raises the level of the includes after it', () => {
  const text = 'include none.conf\nglobal_defs {\ninclude_check match\n}\ninclude none*.conf\n';
  assert.equal(read(text).exitStatus, 0);
  assert.equal(read(`${text}include none.conf\n`).exitStatus, 6);
});

test('an include may stand inside a block, and diagnostics name the file and where it is included', () => {
  const files = { '/etc/keepalived/part.conf': '\nbogus 1\npriority 120\n' };
  const loaded = load(
    `vrrp_instance VI {\ninterface eth0\nvirtual_router_id 3\ninclude part.conf\nvirtual_ipaddress {\n10.0.0.1\n}\n}\n`,
    { files },
  );
  assert.equal(loaded.settings?.vrrp.instances[0]?.priority, 120);
  const at = loaded.diagnostics.find(({ code }) => code === 'keyword-unknown')?.at;
  assert.deepEqual(at, {
    file: '/etc/keepalived/part.conf',
    line: 2,
    column: 1,
    includedFrom: [{ file: '/etc/keepalived/keepalived.conf', line: 4 }],
  });
});

test('a file that includes itself, directly or not, is read once', () => {
  const files = { '/etc/keepalived/b.conf': 'include keepalived.conf\nfromB\n' };
  const { diagnostics } = load('include b.conf\n', { files });
  assert.ok(diagnostics.some(one => one.code === 'include-skipped' && one.text.includes('includes itself')));
  assert.deepEqual(keywords('include b.conf\n', { files }), ['fromB']);
});
