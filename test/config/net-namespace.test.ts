import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText, load, mistakes } from '../support/fake-machine.js';

const START = { test: false };
const BLUE = `net_namespace blue\n${instanceText()}`;
const BLUE_EXISTS = { files: { '/run/netns/blue': '' } };

test('a start in another network namespace is refused, with the way to do it', () => {
  const { settings, unusable, startStatus } = load(BLUE, {}, START);
  assert.deepEqual([settings, startStatus], [undefined, 2]);
  assert.match(unusable ?? '', /not in the network namespace blue.*`ip netns exec blue holdfast/);
});

test('in the network namespace it names, a configuration runs, and the process knows the name', () => {
  const { settings, diagnostics } = load(BLUE, { netNamespace: 'blue' }, START);
  assert.deepEqual(diagnostics, []);
  assert.equal(settings?.process.netNamespace, 'blue');
});

test('the command line overrides the network namespace of the configuration', () => {
  const started = load(BLUE, { netNamespace: 'red' }, { ...START, netNamespace: 'red' });
  assert.equal(started.settings?.process.netNamespace, 'red');
  assert.match(load(BLUE, { netNamespace: 'blue' }, { ...START, netNamespace: 'red' }).unusable ?? '', /namespace red/);
  assert.match(load(instanceText(), {}, { ...START, netNamespace: 'red' }).unusable ?? '', /namespace red/);
});

test('a test from another network namespace says nothing about interfaces, wherever the keyword stands', () => {
  const text = instanceText('', { head: 'interface elsewhere0' });
  for (const file of [`net_namespace blue\n${text}`, `${text}net_namespace blue\n`]) {
    const { exitStatus, diagnostics } = load(file, BLUE_EXISTS);
    assert.deepEqual([exitStatus, diagnostics.map(({ code }) => code)], [0, ['net-namespace-elsewhere']]);
  }
  assert.equal(load(`net_namespace blue\n${text}`, { netNamespace: 'blue' }).exitStatus, 5);
});

test('a test looks at the interfaces of the network namespace that is meant, wherever the keyword stands', () => {
  const machine = { ...BLUE_EXISTS, interfacesIn: { blue: ['blue0'] } };
  for (const [head, found] of [
    ['interface blue0', []],
    ['interface eth0', ['interface-missing']],
  ] as const) {
    const text = instanceText('', { head });
    for (const file of [`net_namespace blue\n${text}`, `${text}net_namespace blue\n`]) {
      const { diagnostics } = load(file, machine);
      assert.deepEqual(
        diagnostics.map(({ code }) => code),
        found,
      );
    }
  }
  assert.equal(load(BLUE, machine, START).startStatus, 2, 'a start there is refused all the same');
});

test('a test for a network namespace that does not exist ends well, and shows its mistakes all the same', () => {
  const { exitStatus, diagnostics } = load(`${BLUE}unknown\n`);
  assert.equal(exitStatus, 0);
  assert.deepEqual(
    diagnostics.map(({ severity, code }) => `${severity} ${code}`),
    ['warning net-namespace-missing', 'error keyword-unknown'],
  );
  assert.equal(load(`${BLUE}unknown\n`, BLUE_EXISTS).exitStatus, 5);
  assert.equal(load(instanceText(), {}, { test: true, netNamespace: 'blue' }).exitStatus, 0, 'with -s, too');
  for (const name of ['a/b', '..', '""']) {
    assert.equal(load(`net_namespace ${name}\nunknown\n`).exitStatus, 0, `${name} names no namespace`);
  }
});

test('in a network namespace that does not exist, what ends keepalived at once still counts', () => {
  assert.equal(load('net_namespace blue\nglobal_defs {\nvrrp_version\n}\n').exitStatus, 2);
  assert.equal(load('net_namespace blue\nincludem /nonexistent\n').exitStatus, 6);
});

test('IPVS may have a network namespace of its own', () => {
  const ipvs = (text: string) => load(text).settings?.process.ipvsNamespace;
  assert.equal(ipvs(''), undefined);
  assert.deepEqual(ipvs('net_namespace_ipvs red\n'), { kind: 'named', name: 'red' });
  assert.deepEqual(ipvs('net_namespace_ipvs\n'), { kind: 'default' });
  assert.deepEqual(mistakes(load('net_namespace_ipvs red\nnet_namespace_ipvs blue\n')), ['2 net-namespace-twice']);
});

test('a second network namespace is a mistake, and so is none', () => {
  assert.deepEqual(mistakes(load(`net_namespace blue\nnet_namespace red\n${instanceText()}`, BLUE_EXISTS)), [
    '2 net-namespace-twice',
  ]);
  assert.deepEqual(mistakes(load(`net_namespace\n${instanceText()}`)), ['1 parameter-missing']);
});
