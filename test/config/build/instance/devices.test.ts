import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FakeMachine, instanceText, load, mistakes } from '../../../support/fake-machine.js';

function loaded(lines: string, machine: FakeMachine = {}) {
  return load(instanceText(lines), machine);
}

function instance(lines: string, machine: FakeMachine = {}) {
  return loaded(lines, machine).settings?.vrrp.instances[0];
}

test('a VMAC has the name, address and group it is given', () => {
  assert.deepEqual(instance('use_vmac')?.vmac, { notifiesNetlink: false, sendsFromBase: false });
  const named = instance('use_vmac name blue 02:00:5e:01:02:03 netlink_notify_msg group 7')?.vmac;
  assert.deepEqual(
    { ...named, mac: [...(named?.mac ?? [])] },
    { name: 'blue', mac: [2, 0, 0x5e, 1, 2, 3], group: 7, notifiesNetlink: true, sendsFromBase: false },
  );
  assert.deepEqual([...(instance('use_vmac 02:00:5e:01:02:')?.vmac?.mac ?? [])], [2, 0, 0x5e, 1, 2, 51]);
  assert.equal(instance('use_vmac 02:00:5e:01:02:03 blue')?.vmac?.name, 'blue');
});

test('MAC addresses that a VMAC cannot have are ignored', () => {
  for (const mac of ['01:00:00:00:00:01', '00:00:5e:00:01:07', '00:00:5e:00:02:07', '02:00', '02:00:00:00:00:zz']) {
    assert.deepEqual(mistakes(loaded(`use_vmac ${mac}`)), ['4 vmac-address'], mac);
    assert.equal(instance(`use_vmac ${mac}`)?.vmac?.mac, undefined, mac);
  }
});

test('the name of a VMAC is free, or that of a macvlan that is there already', () => {
  const machine = { interfaces: ['eth0', 'blue', 'red'], kinds: { eth0: 'veth', blue: 'macvlan', red: 'ipvlan' } };
  assert.equal(instance('use_vmac blue', machine)?.vmac?.name, 'blue');
  assert.equal(instance('use_ipvlan red 10.0.0.9', machine)?.ipvlan?.name, 'red');
  for (const lines of ['use_vmac eth0', 'use_vmac red', 'use_ipvlan blue 10.0.0.9']) {
    assert.deepEqual(mistakes(loaded(lines, machine)), ['4 device-name-taken'], lines);
  }
  const two = instanceText('use_vmac one') + instanceText('use_vmac one', { name: 'W', vrid: 52 });
  assert.deepEqual(mistakes(load(two)), ['12 device-name-taken']);
});

test('unicast adverts of a VMAC leave from the interface below', () => {
  const unicast = 'unicast_peer {\n10.77.0.2\n}';
  assert.equal(instance('use_vmac\nvmac_xmit_base')?.vmac?.sendsFromBase, true);
  assert.deepEqual(mistakes(loaded(`use_vmac\n${unicast}`)), ['4 vmac-unicast']);
  assert.equal(instance(`use_vmac\n${unicast}`)?.vmac?.sendsFromBase, true);
  assert.deepEqual(mistakes(loaded('vmac_xmit_base')), ['4 vmac-base-alone']);
});

test('strict mode knows only the MAC address of the virtual router', () => {
  const { settings } = loaded('strict_mode\nuse_vmac 02:00:5e:01:02:03\nvmac_xmit_base');
  assert.deepEqual(settings?.vrrp.instances[0]?.vmac, { notifiesNetlink: false, sendsFromBase: false });
});

test('an ipvlan sends from its address, and needs one for IPv4', () => {
  const found = instance('use_ipvlan blue 10.77.0.5/24 private group 7');
  assert.deepEqual(
    [found?.ipvlan?.name, found?.ipvlan?.address?.address.text, found?.ipvlan?.address?.length],
    ['blue', '10.77.0.5', 24],
  );
  assert.deepEqual([found?.ipvlan?.mode, found?.ipvlan?.group, found?.source?.text], ['private', 7, '10.77.0.5']);
  assert.equal(instance('mcast_src_ip 10.77.0.6\nuse_ipvlan')?.source?.text, '10.77.0.6');
  assert.match(instance('use_ipvlan')?.permanentFault ?? '', /no address to send adverts from/);
  assert.deepEqual(mistakes(loaded('use_ipvlan fe80::5')), ['1 address-none', '6 family-mismatch']);
});

test('an instance makes one interface for itself', () => {
  const found = loaded('use_vmac\nuse_ipvlan 10.77.0.5');
  const said = found.diagnostics.filter(({ code }) => code === 'device-kind-twice');
  assert.deepEqual(
    said.map(one => [one.at?.line, one.class]),
    [[5, undefined]],
    'keepalived says nothing',
  );
  assert.equal(found.settings?.vrrp.instances[0]?.ipvlan, undefined);
  const twice = loaded('use_ipvlan 10.77.0.5\nuse_ipvlan private');
  assert.deepEqual(mistakes(twice), ['5 device-kind-twice']);
  assert.equal(twice.settings?.vrrp.instances[0]?.ipvlan?.mode, 'bridge');
});

test('secondary addresses of a VMAC are promoted anyway', () => {
  assert.equal(instance('promote_secondaries')?.promotesSecondaries, true);
  assert.deepEqual(mistakes(loaded('use_vmac\npromote_secondaries')), ['5 promote-secondaries-vmac']);
});

test('a VRF is for instances without an interface', () => {
  assert.deepEqual(mistakes(loaded('vrf eth1')), ['4 vrf-with-interface']);
  const bare = 'unicast_src_ip 10.77.0.1\nunicast_peer {\n10.77.0.2\n}';
  const found = load(instanceText(`vrf eth1\n${bare}`, { head: '' })).settings?.vrrp.instances[0];
  assert.deepEqual([found?.vrf, found?.interface], ['eth1', '']);
});
