import assert from 'node:assert/strict';
import { test } from 'node:test';
import { microseconds, seconds, ZERO } from '../../../../src/base/duration.js';
import { instanceText, load, mistakes } from '../../../support/fake-machine.js';

function delays(lines: string, instances = '', test = true) {
  const loaded = load(`interface_up_down_delays {\n${lines}\n}\n${instances}`, {}, { test });
  return { loaded, found: loaded.settings?.vrrp.linkDelays };
}

test('links are polled by the method named, or by any', () => {
  const loaded = load('linkbeat_interfaces {\neth0\neth1 MII\nnope\nlo mii\n}\n');
  assert.deepEqual(loaded.settings?.vrrp.linkbeats, [
    { interface: 'eth0' },
    { interface: 'eth1', method: 'MII' },
    { interface: 'lo' },
  ]);
  assert.deepEqual(mistakes(loaded), ['4 interface-missing', '5 linkbeat-method']);
  const said = loaded.diagnostics.find(({ code }) => code === 'linkbeat-method');
  assert.equal(said?.hint, 'write it as `MII`');
  assert.equal(load('linkbeat_interfaces {\nnope\n}\n').exitStatus, 4);
  assert.equal(load('linkbeat_interfaces {\nnope\n}\n').unusable, undefined);
});

test('a link has a delay down and one up; the last line of an interface counts', () => {
  const { found, loaded } = delays('eth0 1\neth1 0.5 .25\neth0 2 3\nlo');
  assert.deepEqual(found, [
    { interface: 'eth0', down: seconds(2), up: seconds(3) },
    { interface: 'eth1', down: seconds(0.5), up: seconds(0.25) },
  ]);
  assert.deepEqual(mistakes(loaded), []);
  assert.ok(loaded.diagnostics.some(({ code }) => code === 'link-delay-missing'));
});

test('a delay with something behind it is used up to there, except in a test', () => {
  assert.deepEqual(delays('eth0 1.5x').found, []);
  assert.deepEqual(delays('eth0 1.5x', '', false).found, [{ interface: 'eth0', down: seconds(1.5), up: ZERO }]);
  assert.deepEqual(delays('eth0 1 300', '', false).found, [], 'out of range is never used');
});

test('a delay on the interface of an instance stays below the time that adverts may be missed', () => {
  const longest = (lines: string, more = '') => {
    const { found, loaded } = delays('eth0 200 0.1', instanceText(lines) + more);
    assert.equal(loaded.exitStatus, 0, 'keepalived finds it at the start only');
    return [found?.[0]?.down, found?.[0]?.up];
  };
  assert.deepEqual(longest(''), [microseconds(1_996_094), seconds(0.1)]);
  assert.deepEqual(longest('down_timer_adverts 2'), [microseconds(996_094), seconds(0.1)]);
  assert.deepEqual(longest('down_timer_adverts 1'), [ZERO, ZERO]);
  const slower = instanceText('advert_int 2', { name: 'W', vrid: 2, addresses: '10.0.0.2' });
  assert.deepEqual(longest('', slower), [microseconds(1_996_094), seconds(0.1)], 'the strictest instance decides');
  assert.deepEqual(delays('eth1 200', instanceText()).found?.[0]?.down, seconds(200), 'no instance is on it');
});

test('the link of an interface that is made on another one is not polled', () => {
  const loaded = load('linkbeat_interfaces {\neth0 foo\neth1\n}\n', { kinds: { eth0: 'ipvlan' } });
  assert.deepEqual(loaded.settings?.vrrp.linkbeats, [{ interface: 'eth1' }]);
  assert.deepEqual(mistakes(loaded), []);
  assert.ok(loaded.diagnostics.some(({ code }) => code === 'linkbeat-vmac'));
});
