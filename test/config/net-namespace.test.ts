import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText, load, mistakes } from '../support/fake-machine.js';

const START = { test: false };
const BLUE = `net_namespace blue\n${instanceText()}`;

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
    const { exitStatus, diagnostics } = load(file);
    assert.deepEqual([exitStatus, diagnostics.map(({ code }) => code)], [0, ['net-namespace-elsewhere']]);
  }
  assert.equal(load(`net_namespace blue\n${text}`, { netNamespace: 'blue' }).exitStatus, 5);
});

test('a second network namespace is a mistake, and so is none', () => {
  assert.deepEqual(mistakes(load(`net_namespace blue\nnet_namespace red\n${instanceText()}`)), [
    '2 net-namespace-twice',
  ]);
  assert.deepEqual(mistakes(load(`net_namespace\n${instanceText()}`)), ['1 parameter-missing']);
});
