import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Diagnostics } from '../../../src/config/diagnostics.js';
import { openDocument } from '../../../src/config/yaml/document.js';
import { instanceText, load } from '../../support/fake-machine.js';
import { faults, loadYaml, read, readConfText, readYamlText, shape } from './reading.js';

/** What a piece of YAML means, as keepalived.conf. */
const SAME: readonly (readonly [title: string, yaml: string, conf: string])[] = [
  ['a flag is true, or there with nothing behind it', 'use_pid_dir: true', 'use_pid_dir'],
  ['a flag with nothing behind it', 'use_pid_dir:', 'use_pid_dir'],
  ['a flag that is false is not there', 'use_pid_dir: false', ''],
  ['a boolean keeps its word', 'global_defs: {vrrp_strict: off}', 'global_defs {\nvrrp_strict off\n}'],
  ['a boolean of YAML', 'global_defs: {vrrp_strict: true}', 'global_defs {\nvrrp_strict true\n}'],
  ['a boolean with nothing behind it', 'global_defs: {vrrp_strict: }', 'global_defs {\nvrrp_strict\n}'],
  ['a number is read as it is written', 'child_wait_time: 007', 'child_wait_time 007'],
  ['other notations are left to the build to refuse', 'child_wait_time: 0x10', 'child_wait_time 0x10'],
  ['a number in quotes', 'child_wait_time: "5"', 'child_wait_time 5'],
  [
    'a number of more digits than a double has',
    'child_wait_time: 90071992547409931',
    'child_wait_time 90071992547409931',
  ],
  ['a word that looks like a number', 'net_namespace: 1e3', 'net_namespace 1e3'],
  ['a word that looks like a boolean', 'net_namespace: true', 'net_namespace true'],
  ['a word keeps its blanks', 'net_namespace: a b', 'net_namespace "a b"'],
  ['a word keeps what would be a comment', 'net_namespace: "a#b!"', 'net_namespace "a#b!"'],
  ['words are a line', 'instance: "a \\"b c\\""', 'instance a "b c"'],
  ['words are a list', 'instance: [a, b c, 5]', 'instance a "b c" 5'],
  ['no words', 'instance:', 'instance'],
  ['a block of a name', 'vrrp_script: {chk: {interval: 1}}', 'vrrp_script chk {\ninterval 1\n}'],
  ['a block without content', 'vrrp_script: {chk: }', 'vrrp_script chk {\n}'],
  ['a name with a blank', 'vrrp_script: {\'"a b"\': }', 'vrrp_script "a b" {\n}'],
  ['several blocks keep their order', 'vrrp_script: {b: , a: }', 'vrrp_script b {\n}\nvrrp_script a {\n}'],
  [
    'a script is its command string',
    "vrrp_script: {chk: {script: /bin/check 'a b'}}",
    'vrrp_script chk {\nscript "/bin/check \'a b\'"\n}',
  ],
  [
    'a script has a user and a group',
    'vrrp_instance: {V: {notify_master: {command: /bin/check x, user: web, group: adm}}}',
    'vrrp_instance V {\nnotify_master "/bin/check x" web adm\n}',
  ],
  [
    'a script is a list of arguments',
    'vrrp_instance: {V: {notify: {command: [/bin/check, a b, "it\'s", 5]}}}',
    "vrrp_instance V {\nnotify \"/bin/check 'a b' 'it\\'s' 5\"\n}",
  ],
  [
    'the line break that ends a block scalar is no part of the command',
    'vrrp_script:\n  chk:\n    script: >\n      /bin/check\n      now\n',
    'vrrp_script chk {\nscript "/bin/check now"\n}',
  ],
  [
    'entries are lines, or lists of words',
    'vrrp_instance: {V: {virtual_ipaddress: [10.0.0.1/24 dev eth0, [10.0.0.2, label, a b]]}}',
    'vrrp_instance V {\nvirtual_ipaddress {\n10.0.0.1/24 dev eth0\n10.0.0.2 label "a b"\n}\n}',
  ],
  [
    'the content of a block may be a list of mappings, read in order',
    'global_defs:\n- script_user: web\n- enable_script_security: true\n  script_user: root\n',
    'global_defs {\nscript_user web\nenable_script_security\nscript_user root\n}',
  ],
  [
    'so may the whole file',
    '- global_defs: {}\n- vrrp_script: {a: }\n- global_defs: {}\n',
    'global_defs {\n}\nvrrp_script a {\n}\nglobal_defs {\n}',
  ],
  [
    'aliases stand for what they name',
    'x-v: &v [10.0.0.1]\nvrrp_instance: {V: {virtual_ipaddress: *v}}',
    'vrrp_instance V {\nvirtual_ipaddress {\n10.0.0.1\n}\n}',
  ],
  [
    'a merge key brings what the mapping does not say itself',
    'x-v: &v {priority: 5, interface: eth1}\nvrrp_instance: {V: {<<: *v, priority: 6}}',
    'vrrp_instance V {\ninterface eth1\npriority 6\n}',
  ],
  [
    'of several merged mappings the first counts',
    'x-a: &a {priority: 5}\nx-b: &b {priority: 6, debug: 1}\nvrrp_instance: {V: {<<: [*a, *b]}}',
    'vrrp_instance V {\npriority 5\ndebug 1\n}',
  ],
  [
    'bytes that are no UTF-8',
    'vrrp_instance: {V: {interface: !!binary "/2E="}}',
    'vrrp_instance V {\ninterface \xffa\n}',
  ],
  ['an empty file', '', ''],
  ['comments alone', '# nothing\n', ''],
  ['JSON', '{"vrrp_script": {"chk": {"interval": 1}}}', 'vrrp_script chk {\ninterval 1\n}'],
  ['a byte order mark', '\ufeffuse_pid_dir: true', 'use_pid_dir'],
  ['lines that end in CR LF', 'use_pid_dir: true\r\ninstance: a\r\n', 'use_pid_dir\ninstance a'],
  ['a directive that asks for YAML 1.1 changes nothing', '%YAML 1.1\n---\nnet_namespace: yes', 'net_namespace yes'],
];

for (const [title, yaml, conf] of SAME) {
  test(`${title}: the same statements as in keepalived.conf`, () => {
    const found = readYamlText(yaml);
    assert.deepEqual(faults(found), []);
    assert.deepEqual(found.statements.map(shape), readConfText(Buffer.from(conf, 'latin1')).statements.map(shape));
  });
}

/** What is reported, and where. */
const MISTAKEN: readonly (readonly [title: string, yaml: string, ...faults: string[]])[] = [
  ['an unknown keyword', 'vrrp_instance:\n  V:\n    priorty: 5', '3:5 keyword-unknown'],
  ['a keyword of another block', 'vrrp_instance: {V: {router_id: a}}', '1:21 keyword-unknown'],
  ['a list where a word belongs', 'net_namespace: [a, b]', '1:16 yaml-type'],
  ['a mapping where a number belongs', 'child_wait_time: {s: 5}', '1:18 yaml-type'],
  ['a word where lines belong', 'vrrp_instance: {V: {track_script: chk}}', '1:35 yaml-type'],
  ['a mapping among lines', 'vrrp_instance: {V: {virtual_ipaddress: [{a: b}]}}', '1:41 yaml-type'],
  ['nothing among lines', 'vrrp_instance:\n  V:\n    virtual_ipaddress:\n    -\n', '4:6 yaml-type'],
  ['a text for a flag', 'use_pid_dir: "yes"', '1:14 yaml-type'],
  ['a block that is a word', 'global_defs: hello', '1:14 yaml-type'],
  ['blocks without names', 'vrrp_script:\n  interval: 5', '2:13 yaml-type'],
  ['no block at all', 'vrrp_script:', '1:1 yaml-empty'],
  ['a file that is a word', 'hello', '1:1 yaml-type'],
  ['a file that is a list of words', '- hello', '1:3 yaml-type'],
  ['a value that is missing', 'net_namespace:', '1:1 parameter-missing'],
  ['the same key twice', 'instance: a\ninstance: b', '2:1 yaml-key-twice'],
  ['a key that is a list', '[a]: b', '1:1 yaml-key'],
  ['a quote that is never closed', "instance: 'a \"b'", '1:14 quote-unterminated'],
  ['a line break in a word', 'net_namespace: "a\\nb"', '1:16 yaml-control-character'],
  ['a NUL in an argument', 'vrrp_script: {c: {script: {command: ["a\\0"]}}}', '1:38 nul-byte'],
  ['a script without a command', 'vrrp_instance: {V: {notify: {user: web}}}', '1:29 parameter-missing'],
  ['an option that a script has not', 'vrrp_instance: {V: {notify: {command: a, args: b}}}', '1:42 option-unknown'],
  ['a user where a keyword names it', 'vrrp_script: {c: {script: {command: a, user: b}}}', '1:40 option-unknown'],
  ['a group without a user', 'vrrp_instance: {V: {notify: {command: a, group: b}}}', '1:49 option-unknown'],
  ['an alias of nothing', 'net_namespace: *a', '1:16 yaml-alias', '1:1 parameter-missing'],
  ['an unknown tag', 'net_namespace: !mine a', '1:16 yaml-tag'],
  ['a merge of a word', 'vrrp_instance: {V: {<<: a}}', '1:21 yaml-merge'],
  ['a merge in circles', 'x-a: &a {<<: *a}\nglobal_defs: *a', '1:10 yaml-merge'],
  ['columns are bytes', 'instance: "ü"\nvrrp_script: {ü: {nope: 1}}', '2:20 keyword-unknown'],
];

for (const [title, yaml, ...expected] of MISTAKEN) {
  test(`${title} is reported where it stands`, () => {
    const found = readYamlText(yaml);
    assert.deepEqual([...faults(found)].sort(), [...expected].sort());
    assert.deepEqual(found.refused, []);
  });
}

/** What makes a whole file unusable. */
const REFUSED: readonly (readonly [title: string, yaml: string | Uint8Array, fault: string])[] = [
  ['a file that is no YAML', 'a: [b', '1:6 yaml-syntax'],
  ['a tab as indentation', 'global_defs:\n\trouter_id: a', '2:1 yaml-syntax'],
  ['a quote without end', 'instance: "a', '1:13 yaml-syntax'],
  ['two documents', 'instance: a\n---\ninstance: b', '2:1 yaml-documents'],
  ['a control character', 'instance: a\n\x07', '2:1 yaml-control-character'],
  ['Latin-1', Buffer.from('instance: a\nnet_namespace: \xe9a', 'latin1'), '2:16 yaml-encoding'],
  ['nesting without end', `instance: ${'['.repeat(100)}`, '1:73 yaml-depth'],
];

for (const [title, yaml, fault] of REFUSED) {
  test(`${title} is refused as a whole`, () => {
    const found = readYamlText(yaml);
    assert.equal(faults(found)[0], fault);
    assert.deepEqual(found.statements, []);
    assert.equal(found.refused.length, 1);
  });
}

test('a file of too many pieces is refused before it fills the memory', () => {
  const bytes = Buffer.from('- a\n'.repeat(500));
  const file = { path: 'a', directory: '/', bytes, text: bytes.toString('latin1'), includedFrom: [], chain: [] };
  const diagnostics = new Diagnostics();
  assert.equal(openDocument(file, diagnostics, 1_000), undefined);
  assert.deepEqual(
    diagnostics.all().map(({ code }) => code),
    ['yaml-size'],
  );
  assert.ok(openDocument(file, new Diagnostics()) !== undefined);
});

test('a keyword that may mean another is asked about', () => {
  const hints = (yaml: string) => readYamlText(yaml).diagnostics.map(({ hint }) => hint);
  assert.deepEqual(hints('vrrp_instance: {V: {priorty: 5}}'), ['did you mean `priority`?']);
  assert.deepEqual(hints('vrrp_instance: {V: {router_id: 5}}'), ['`router_id` belongs into `global_defs`']);
  assert.deepEqual(hints('global_defs: {include: a}'), ['`include` stands at the top level of a YAML file only']);
  assert.deepEqual(hints('vrrp_script: {interval: 5}'), ['write `vrrp_script: {NAME: {interval: ...}}`']);
});

test('places inside a line are the places of its words', () => {
  const [statement] = readYamlText('instance: one "two" three\nuse_pid_dir: true').statements;
  assert.deepEqual(
    statement?.words.map(({ text, at }) => [text, at.line, at.column]),
    [
      ['one', 1, 11],
      ['two', 1, 15],
      ['three', 1, 21],
    ],
  );
});

test('aliases of aliases end at a limit', () => {
  const levels = Array.from(
    { length: 12 },
    (_, i) => `x-${i + 1}: &a${i + 1} {<<: [${Array(10).fill(`*a${i}`).join(', ')}], k${i}: 1}`,
  );
  const bomb = ['x-0: &a0 {priority: 1}', ...levels, 'global_defs: *a12'].join('\n');
  assert.ok(faults(readYamlText(bomb)).some(fault => fault.endsWith('yaml-alias-limit')));
  const long = `x-0: &a0 "${'a'.repeat(100_000)}"\nvrrp_script:\n${Array.from({ length: 1_000 }, (_, i) => `  V${i}: {user: *a0}\n`).join('')}`;
  assert.ok(faults(readYamlText(long)).some(fault => fault.endsWith('yaml-alias-limit')));
});

test('a secret is never shown, wherever it stands', () => {
  const texts = [
    'vrrp_instance:\n  V:\n    authentication:\n      auth_pass:\n        hunter2\n      nope: 1\n',
    'vrrp_instance: {V: {authentication: {auth_pass: [hunter2]}}}',
    'vrrp_instance:\n  V:\n    authentication: {hunter2: 1}\n',
    'x-p: &p\n  hunter2\nx-q: *nope\nvrrp_instance: {V: {authentication: {auth_pass: *p}}}',
    'vrrp_instance:\n  V:\n    authentication:\n      auth_pass: *hunter2\n',
    'vrrp_instance:\n  V:\n    authentication:\n      auth_pass:\n        "hunter2\n',
    'vrrp_instance:\n  V:\n    authentication:\n      auth_pass: |\n        hunter2\n       - [\n',
  ];
  for (const text of texts) {
    const loaded = loadYaml(text);
    assert.doesNotMatch(JSON.stringify(loaded.diagnostics), /hunter2/, text);
    assert.ok(loaded.diagnostics.length > 0, text);
  }
});

test('files are included where the key stands, and only YAML is', () => {
  const files = {
    '/etc/main.yaml': 'instance: a\ninclude: [parts/*.yaml, more.yml]\nuse_pid_dir: true',
    '/etc/parts/1.yaml': 'vrrp_script: {one: }',
    '/etc/parts/2.yaml': 'vrrp_script: {two: }\nnope: 1',
    '/etc/more.yml': 'include: old.conf',
    '/etc/old.conf': 'use_pid_dir',
  };
  const found = read('/etc/main.yaml', files);
  assert.deepEqual(found.statements.map(shape), [
    ['instance', ['a']],
    ['vrrp_script', ['one'], []],
    ['vrrp_script', ['two'], []],
    ['use_pid_dir', []],
  ]);
  assert.deepEqual(faults(found), ['2:1 keyword-unknown', '1:10 yaml-include']);
  assert.deepEqual(found.diagnostics[0]?.at?.includedFrom, [{ file: '/etc/main.yaml', line: 2 }]);
});

test('includes are checked as those of keepalived.conf are, and end when they go in circles', () => {
  const circle = read('/etc/main.yaml', { '/etc/main.yaml': 'include: main.yaml' });
  assert.deepEqual(faults(circle), ['1:10 include-skipped']);
  assert.deepEqual(faults(readYamlText('includem: nope.yaml')), ['1:11 checked-include-failed']);
  const raised = 'global_defs: {include_check: [match]}\ninclude: nope.yaml';
  assert.deepEqual(faults(readYamlText(raised)), ['2:10 checked-include-failed']);
  assert.deepEqual(faults(readYamlText('global_defs: {include_check: nope}')), ['1:15 include-check-invalid']);
  assert.deepEqual(faults(readYamlText('include: {a: b}')), ['1:1 yaml-type']);
});

test('a YAML file that is included and is none makes the configuration unusable', () => {
  const found = read('/etc/main.yaml', { '/etc/main.yaml': 'include: a.yaml', '/etc/a.yaml': '[' });
  assert.deepEqual(found.refused, ['/etc/a.yaml is no YAML that can be read']);
});

test('an instance in YAML has the settings of the same instance in keepalived.conf', () => {
  const yaml = 'vrrp_instance: {VI: {interface: eth0, virtual_router_id: 51, virtual_ipaddress: [10.0.0.1/24]}}';
  const { settings, diagnostics, exitStatus } = loadYaml(yaml);
  assert.deepEqual([diagnostics, exitStatus], [[], 0]);
  assert.deepEqual({ ...settings, files: [] }, { ...load(instanceText()).settings, files: [] });
});

test('a wrong value is reported by the same rules, at its place in the YAML', () => {
  const yaml =
    'vrrp_instance:\n  V:\n    interface: eth0\n    virtual_router_id: 0x33\n    priority: 300\n    state: Master\n';
  const found = faults(loadYaml(`${yaml}    virtual_ipaddress: [10.0.0.1]\n`));
  const ofValues = found.filter(fault => /number|choice/.test(fault));
  assert.deepEqual(ofValues, ['4:24 number-invalid', '5:15 number-range', '6:12 choice-unknown']);
});

test('a configuration that is no YAML does not start', () => {
  const { settings, unusable, exitStatus, startStatus } = loadYaml('vrrp_instance: [');
  assert.equal(settings, undefined);
  assert.match(unusable ?? '', /no YAML/);
  assert.deepEqual([exitStatus, startStatus], [5, 2]);
});
