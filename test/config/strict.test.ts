import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../../src/base/duration.js';
import { instanceText, load, mistakes } from '../support/fake-machine.js';

const PASSWORD = 'authentication {\nauth_type PASS\nauth_pass abc\n}';

function strict(lines = '', more: Parameters<typeof instanceText>[1] = {}) {
  return load(instanceText(`strict_mode\n${lines}`, more)).settings?.vrrp.instances[0];
}

test('strict mode takes out what the RFC does not know', () => {
  const found = strict(
    `${PASSWORD}\npreempt_delay 5\ndown_timer_adverts 5\ngarp_lower_prio_repeat 3\ngarp_lower_prio_delay 4\nlower_prio_no_advert off\nhigher_prio_send_advert`,
  );
  assert.deepEqual(found?.authentication, { kind: 'none' });
  assert.deepEqual([found?.preemptDelay, found?.downTimerAdverts], [0, 3]);
  assert.deepEqual([found?.garp.lowerPriorityRepeat, found?.garp.lowerPriorityDelay], [0, 0]);
  assert.deepEqual([found?.answersLowerPriority, found?.advertsBeforeYielding], [false, false]);
  assert.deepEqual([found?.garp.masterRepeat, found?.garp.masterDelay], [5, seconds(5)], 'and nothing else');
});

test('each correction of strict mode is reported where its keyword stands', () => {
  const text = instanceText(
    `strict_mode\nstate MASTER\npriority 150\n${PASSWORD}\npreempt_delay 5\nlower_prio_no_advert off\naccept`,
  );
  assert.deepEqual(mistakes(load(text)), [
    '5 strict-state',
    '7 strict-authentication',
    '11 strict-preempt-delay',
    '12 strict-lower-prio-advert',
    '13 strict-accept',
  ]);
});

test('in strict mode the state is MASTER for the owner and for nobody else', () => {
  const stateOf = (lines: string) => [strict(lines)?.initialState, strict(lines)?.priority];
  assert.deepEqual(stateOf('state MASTER\npriority 150'), ['BACKUP', 150]);
  assert.deepEqual(stateOf('state BACKUP\npriority 255'), ['MASTER', 255]);
  assert.deepEqual(stateOf('state MASTER'), ['MASTER', 255]);
  assert.equal(strict('state MASTER\npriority 150\nnopreempt')?.preempts, false, 'it is a backup by then');
});

test('strict mode insists on an address, and on version 3 for IPv6', () => {
  const bare = load(instanceText('strict_mode\nno_virtual_ipaddress', { addresses: '' }));
  assert.match(bare.unusable ?? '', /strict mode needs at least one/);
  assert.equal(strict('version 2', { addresses: 'fe80::1/64' })?.version, 3);
  assert.deepEqual(mistakes(load(instanceText('strict_mode', { addresses: 'fd00::1/64' }))), [
    '6 strict-first-address',
  ]);
});

test('`vrrp_strict` counts wherever it stands, and an instance may differ', () => {
  const globals = 'global_defs {\nvrrp_strict\n}\n';
  const kindOf = (text: string) => load(text).settings?.vrrp.instances[0]?.authentication.kind;
  assert.equal(kindOf(instanceText(PASSWORD) + globals), 'none');
  assert.equal(kindOf(globals + instanceText(`strict_mode off\n${PASSWORD}`)), 'pass');
});

test('what strict mode does not do yet is said once, and only where keepalived would do it', () => {
  const idle = (text: string) => load(text).diagnostics.filter(({ code }) => code === 'no-effect-yet').length;
  const second = instanceText('strict_mode', { name: 'W', vrid: 52 });
  assert.equal(idle(instanceText('strict_mode') + second), 1);
  assert.equal(idle(instanceText('strict_mode\npriority 255')), 0);
  assert.equal(idle(instanceText('strict_mode\nversion 3\naccept')), 0);
});

test('a password with version 2 over IPv6 keeps the instance in FAULT: there is no room for it', () => {
  const { settings, exitStatus, diagnostics } = load(
    instanceText(`version 2\n${PASSWORD}`, { addresses: 'fe80::1/64' }),
  );
  assert.equal(exitStatus, 0, 'keepalived finds nothing wrong');
  assert.deepEqual(
    diagnostics.map(({ code }) => code),
    ['authentication-ipv6'],
  );
  assert.match(settings?.vrrp.instances[0]?.permanentFault ?? '', /no room for a password/);
});
