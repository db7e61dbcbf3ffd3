import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planReload } from '../../../src/daemon/vrrp/reload.js';
import { instanceSettings, virtualAddress } from '../../support/instance-settings.js';

const names = (list: readonly { name: string }[]) => list.map(each => each.name);

test('an instance whose settings are equal is left alone', () => {
  const plan = planReload([instanceSettings()], [instanceSettings()]);
  assert.deepEqual(plan, { leaving: [], entering: [], changed: [], unchanged: ['VI_1'] });
});

test('priority, addresses and timers change an instance in place', () => {
  for (const change of [{ priority: 120 }, { addresses: [virtualAddress('10.99.0.60/24')] }, { preempts: false }]) {
    const plan = planReload([instanceSettings()], [instanceSettings(change)]);
    assert.deepEqual([plan.leaving, names(plan.entering), names(plan.changed)], [[], [], ['VI_1']]);
  }
});

test('another VRID, interface, version, mode or IP protocol is another router: the old one leaves first', () => {
  const unicast = { peers: [], checksSource: false };
  const authentication = { kind: 'ah', password: new Uint8Array(8) } as const; // another IP protocol
  for (const change of [
    { vrid: 52 },
    { interface: 'eth1' },
    { version: 3 as const },
    { unicast },
    { authentication },
  ]) {
    const plan = planReload([instanceSettings()], [instanceSettings(change)]);
    assert.deepEqual([plan.leaving, names(plan.entering), plan.changed], [['VI_1'], ['VI_1'], []]);
  }
});

test('another device of its own, or another way to use it, is another router, too', () => {
  const vmac = { notifiesNetlink: false, sendsFromBase: false };
  const running = instanceSettings({ vmac, device: 'vrrp.51' });
  assert.deepEqual(planReload([running], [instanceSettings({ vmac, device: 'vrrp.51' })]).unchanged, ['VI_1']);
  for (const change of [
    { vmac, device: 'vmac0' },
    { vmac: { ...vmac, sendsFromBase: true }, device: 'vrrp.51' },
    { vmac: { ...vmac, group: 3 }, device: 'vrrp.51' },
    {},
  ]) {
    const plan = planReload([running], [instanceSettings(change)]);
    assert.deepEqual([plan.leaving, names(plan.entering), plan.changed], [['VI_1'], ['VI_1'], []]);
  }
});

test('instances come and go by name', () => {
  const plan = planReload([instanceSettings({ name: 'old' })], [instanceSettings({ name: 'new', vrid: 52 })]);
  assert.deepEqual([plan.leaving, names(plan.entering)], [['old'], ['new']]);
});
