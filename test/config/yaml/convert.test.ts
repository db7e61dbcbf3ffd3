// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is syntax of the configuration language here
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { convertConfiguration, encodeConfiguration } from '../../../src/config/convert/convert.js';
import { firstDifference } from '../../../src/config/convert/same.js';
import { Diagnostics } from '../../../src/config/diagnostics.js';
import { type LoadedConfiguration, loadConfiguration } from '../../../src/config/load.js';
import { writeKeepalivedConf } from '../../../src/config/write/keepalived-conf.js';
import { writeYaml } from '../../../src/config/write/yaml.js';
import { fakePorts, instanceText } from '../../support/fake-machine.js';
import { faults, readConfText, readYamlText, samples, shape, type Text } from './reading.js';
import { configurations } from './trees.js';

function convert(path: string, text: Text, files: Readonly<Record<string, string>> = {}) {
  return convertConfiguration(path, fakePorts({ files: { ...files, [path]: { text } } }), { configId: 'alpha' });
}

function toYaml(text: Text, files: Readonly<Record<string, string>> = {}) {
  return convert('/etc/a.conf', text, files);
}

function toConf(text: Text) {
  return convert('/etc/a.yaml', text);
}

function loadAs(path: string, text: Text): LoadedConfiguration {
  const ports = fakePorts({ files: { ...installed, [path]: { text } }, interfaces: ['eth0', 'eth1', 'eth2', 'lo'] });
  return loadConfiguration(path, ports, { configId: 'alpha', test: true });
}

function settingsOf({ settings, examination, unusable }: LoadedConfiguration) {
  return { ...(settings ?? examination?.settings), files: [], unusable };
}

/** `include_check` is obeyed while it is read. */
function lexical(reading: Parameters<typeof faults>[0]): readonly string[] {
  return faults(reading).filter(fault => !fault.endsWith('include-check-invalid'));
}

const { names, installed } = samples();

for (const name of names) {
  test(`${name} has the same settings as YAML, and as keepalived.conf again`, () => {
    const path = `/conf/${name}`;
    const yaml = convert(path, installed[path]!, installed);
    assert.deepEqual([faults(yaml), typeof yaml.text], [[], 'string']);
    const expected = settingsOf(loadAs(path, installed[path]!));
    assert.deepEqual(settingsOf(loadAs('/etc/a.yaml', yaml.text!)), expected);
    const conf = toConf(yaml.text!);
    assert.deepEqual(settingsOf(loadAs('/etc/a.conf', conf.text!)), expected);
    assert.equal(toYaml(conf.text!).text, yaml.text);
    assert.deepEqual([conf.notes, faults(conf)], [[], []]);
  });
}

test('nginx-pair/master.yaml has the settings of master.conf, and no mistake', () => {
  const [yaml, conf] = ['yaml', 'conf'].map(form => {
    const path = `/conf/nginx-pair/master.${form}`;
    return { path, loaded: loadAs(path, installed[path]!) };
  });
  assert.deepEqual(settingsOf(yaml!.loaded), settingsOf(conf!.loaded));
  assert.deepEqual(
    yaml!.loaded.diagnostics.map(({ code }) => code),
    conf!.loaded.diagnostics.map(({ code }) => code),
  );
});

test('any statements are the same when they are read back from YAML, and are written the same again', () => {
  const property = fc.property(configurations(), ({ statements }) => {
    const text = writeYaml(statements);
    const again = readYamlText(text);
    assert.deepEqual(lexical(again), [], text);
    assert.equal(firstDifference(statements, again.statements), undefined, text);
    // Words that mean nothing were left out the first time.
    const second = writeYaml(again.statements);
    assert.equal(writeYaml(readYamlText(second).statements), second);
  });
  fc.assert(property, { numRuns: 500, includeErrorInReport: true });
});

test('any statements that can be written as keepalived.conf are the same when they are read back', () => {
  const property = fc.property(configurations(), ({ statements }) => {
    const diagnostics = new Diagnostics();
    const text = writeKeepalivedConf(statements, diagnostics);
    if (diagnostics.all().length > 0) return;
    const again = readConfText(encodeConfiguration(text, 'keepalived'));
    assert.deepEqual(lexical(again), [], text);
    assert.equal(firstDifference(statements, again.statements), undefined, text);
    assert.equal(writeKeepalivedConf(again.statements, new Diagnostics()), text);
  });
  fc.assert(property, { numRuns: 500, includeErrorInReport: true });
});

test('what cannot be written is rare: a quote in a word, and quotes of a script that do not end', () => {
  const refused = new Set<string>();
  const property = fc.property(configurations(), ({ statements }) => {
    const diagnostics = new Diagnostics();
    writeKeepalivedConf(statements, diagnostics);
    for (const { text } of diagnostics.all()) refused.add(text.replace(/`[^`]*`/, ''));
  });
  fc.assert(property, { numRuns: 500 });
  const known =
    /quotes cannot be written together|line break|definition would take|cannot hold a double quote|something else/;
  assert.deepEqual(
    [...refused].filter(text => !known.test(text)),
    [],
  );
});

test('the reader of YAML takes any text without an exception', () => {
  const sample =
    'x-a: &a {k: [1, "b"]}\nvrrp_instance:\n  V: # c\n    <<: *a\n    notify: >-\n      /bin/x\n    auth: !!binary aGk=\n';
  const piece = fc.constantFrom(...sample, '\t', '\r', '|', '?', '%', '---\n', '\u0085', '\ufeff', '\u{1f600}', '\\');
  const edited = fc.tuple(fc.nat(sample.length), fc.nat(6), fc.string({ unit: piece, maxLength: 6 }));
  const mutated = fc
    .array(edited, { minLength: 1, maxLength: 4 })
    .map(edits =>
      edits.reduce((text, [at, length, insert]) => text.slice(0, at) + insert + text.slice(at + length), sample),
    );
  const text = fc.oneof(fc.string({ unit: piece, maxLength: 60 }), mutated, fc.string());
  fc.assert(
    fc.property(text, one => void readYamlText(one)),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), one => void readYamlText(one)),
    { numRuns: 500 },
  );
});

test('blocks with names are put together where no order is lost', () => {
  const conf = (first: string) =>
    `vrrp_script a {\n}\nvrrp_instance V {\ntrack_script {\n${first}\n}\n}\nvrrp_script b {\n}\n`;
  assert.equal(
    toYaml(conf('a')).text,
    'vrrp_script:\n  a: {}\n  b: {}\n\nvrrp_instance:\n  V:\n    track_script:\n      - a\n',
  );
  // There, `b` is unknown to the instance, and stays so.
  assert.equal(
    toYaml(conf('b')).text,
    '- vrrp_script:\n    a: {}\n  vrrp_instance:\n    V:\n      track_script:\n        - b\n\n- vrrp_script:\n    b: {}\n',
  );
});

test('a keyword that comes twice in a block keeps both places', () => {
  const text =
    'vrrp_instance V {\npriority 1\npriority 2\nvirtual_ipaddress {\n10.0.0.1\n}\nvirtual_ipaddress {\n10.0.0.2\n}\n}\n';
  const yaml = toYaml(text).text!;
  assert.equal(
    yaml,
    'vrrp_instance:\n  V:\n    - priority: 1\n    - priority: 2\n      virtual_ipaddress:\n        - 10.0.0.1\n    - virtual_ipaddress:\n        - 10.0.0.2\n',
  );
  assert.deepEqual(readYamlText(yaml).statements.map(shape), readConfText(text).statements.map(shape));
});

test('what is lost on the way is said', () => {
  assert.deepEqual(toYaml('use_pid_dir # why\n').notes, ['comments are not carried over']);
  assert.deepEqual(toYaml('instance "a#b"\n').notes, []);
  assert.deepEqual(toYaml('$A=b\ninstance $A\n').notes, [
    'definitions, sequences and conditions are replaced by what they produce here',
  ]);
  assert.deepEqual(toYaml('include b.conf\n', { '/etc/b.conf': 'use_pid_dir' }).notes, [
    'the 2 files are put into one',
  ]);
  assert.deepEqual(toYaml('nope 1\nuse_pid_dir\n').notes, ['what is reported as a mistake is not carried over']);
  assert.deepEqual(toConf('x-a: &a b\ninstance: *a # why').notes, [
    'comments are not carried over',
    'aliases and merge keys are replaced by what they stand for',
  ]);
});

test('definitions, sequences and conditions give the statements of this node', () => {
  assert.equal(toYaml('~SEQ(i, 1, 2) @alpha instance n${i}\n').text, '- instance: n1\n\n- instance: n2\n');
  assert.equal(toYaml('@alpha instance a\n@beta instance b\n').text, 'instance: a\n');
  assert.equal(toYaml('$N=chk\nvrrp_script ${N}_1 {\n}\n').text, 'vrrp_script:\n  chk_1: {}\n');
});

test('a word with a double quote has no place in keepalived.conf, and the line is left out', () => {
  const found = toConf("net_namespace: 'a\"b'\nuse_pid_dir: true\n");
  assert.equal(found.text, 'use_pid_dir\n');
  assert.deepEqual(faults(found), ['1:1 convert-unwritable']);
  assert.match(found.diagnostics[0]!.text, /double quote/);
  assert.equal(found.diagnostics[0]!.class, undefined);
});

test('a script with every kind of quote is written with escapes when nothing else will do', () => {
  const command = `/bin/x 'a "b"' "c 'd'" # {e} $_PWD`;
  const found = toConf(JSON.stringify({ vrrp_instance: { V: { notify: { command, user: 'web' } } } }));
  assert.deepEqual(faults(found), []);
  assert.equal(
    found.text,
    String.raw`vrrp_instance V {
    notify "'/bin/x' 'a \042b\042' 'c \047d\047' '\043' '\173e\175' '\044_PWD'" web
}
`,
  );
});

test('nothing is written of a file that cannot be read', () => {
  assert.equal(toConf('a: [').text, undefined);
  assert.equal(convert('/etc/b.conf', 'use_pid_dir').to, 'yaml');
  const missing = convertConfiguration('/etc/none.conf', fakePorts(), { configId: 'alpha' });
  assert.deepEqual([missing.text, faults(missing)], [undefined, ['-:- file-unusable']]);
});

test('the form asked for counts more than the name of the file', () => {
  const ports = fakePorts({ files: { '/etc/a.conf': instanceText() } });
  const again = convertConfiguration('/etc/a.conf', ports, { configId: 'alpha', to: 'keepalived' });
  assert.deepEqual(readConfText(again.text!).statements.map(shape), readConfText(instanceText()).statements.map(shape));
});
