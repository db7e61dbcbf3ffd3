import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { address } from '../../../../src/base/address.js';
import type { LogLine } from '../../../../src/base/log.js';
import { KernelSettings } from '../../../../src/daemon/vrrp/devices/kernel-settings.js';
import { OwnDevices } from '../../../../src/daemon/vrrp/devices/own-devices.js';
import { KernelError } from '../../../../src/sys/kernel-error.js';
import type { LinkAddress, LinkState } from '../../../../src/sys/links.js';
import type { InstanceSettings, VmacSettings } from '../../../../src/vrrp/settings.js';
import { MacvlanMode } from '../../../../src/wire/netlink/link.js';
import { eventually } from '../../../support/eventually.js';
import { instanceSettings, virtualAddress } from '../../../support/instance-settings.js';

const EEXIST = 17;
const PREFIXES = { prefix: 'vrrp', addressPrefix: 'vrrp' };
const vmac: VmacSettings = { notifiesNetlink: false, sendsFromBase: false };
const plain = instanceSettings({ vmac });
const over6 = instanceSettings({ vmac, family: 6, addresses: [virtualAddress('fe80::77')] });

/** A kernel in memory: it does what it is asked, and reports it a moment later. */
function machine() {
  const links = new Map<string, LinkState>();
  const addresses = new Map<number, LinkAddress[]>();
  const deeds: string[] = [];
  const lines: LogLine[] = [];
  let nextIndex = 2;
  let refusal: KernelError | undefined;

  const base: Omit<LinkState, 'index' | 'name'> = {
    mac: Uint8Array.of(2, 0, 0, 0, 0, 1),
    mtu: 1500,
    hardwareType: 1,
    up: true,
    loopback: false,
    noArp: false,
    multicast: true,
  };
  const put = (name: string, changes: Partial<LinkState> = {}) => {
    const previous = links.get(name);
    const link = { ...(previous ?? { ...base, index: nextIndex++, name }), ...changes };
    links.set(name, link);
    if (previous === undefined) devices.linkChanged({ kind: 'add', link });
    else devices.linkChanged({ kind: 'change', link, previous });
  };
  const drop = (name: string) => {
    const link = links.get(name);
    if (link === undefined) return;
    links.delete(name);
    devices.linkChanged({ kind: 'remove', link });
  };
  const nameOf = (index: number) => [...links.values()].find(link => link.index === index)?.name ?? '';
  const own = (index: number) => addresses.get(index) ?? [];
  /** As the kernel's answer comes first, and its report in another turn. */
  const soon = (report: () => void) => void setImmediate().then(report);

  const devices: OwnDevices = new OwnDevices({
    links: {
      links: () => [...links.values()],
      byName: name => links.get(name),
      byIndex: index => links.get(nameOf(index)),
      addresses: own,
    },
    kernel: {
      async create({ name, lowerIndex, device }) {
        if (refusal !== undefined) return refusal;
        deeds.push(`create ${name} on ${nameOf(lowerIndex)}`);
        const mac = device.kind === 'macvlan' ? device.mac : base.mac;
        soon(() => put(name, { kind: device.kind, lowerIndex, mac, macvlanMode: MacvlanMode.private, up: false }));
        return undefined;
      },
      async remove(_, name) {
        deeds.push(`remove ${name}`);
        soon(() => drop(name));
        return undefined;
      },
      async setUp(_, name) {
        deeds.push(`up ${name}`);
        soon(() => put(name, { up: true }));
        return undefined;
      },
      setGroup: async () => undefined,
      refuseAutomaticAddress: async () => undefined,
      async addAddress(request) {
        deeds.push(`add ${request.address.text} to ${nameOf(request.ifindex)}`);
        addresses.set(request.ifindex, [...own(request.ifindex), request]);
        return undefined;
      },
      async removeAddress(request) {
        deeds.push(`take ${request.address.text} from ${nameOf(request.ifindex)}`);
        addresses.set(
          request.ifindex,
          own(request.ifindex).filter(each => each.address.text !== request.address.text),
        );
        return undefined;
      },
    },
    settings: new KernelSettings({ read: () => 0, write: () => ({}), log: () => {} }),
    changed: () => {},
    log: line => lines.push(line),
  });
  put('eth0');
  return {
    devices,
    put,
    drop,
    lines,
    addresses,
    indexOf: (name: string) => links.get(name)?.index ?? 0,
    refuse: (error: KernelError | undefined) => {
      refusal = error;
    },
    /** What the kernel was asked since the last time. */
    takeDeeds: () => deeds.splice(0),
    /** Takes over settings as a start or a reload does; `departed` notes when it is waited for. */
    async configure(...instances: InstanceSettings[]) {
      const placed = devices.allot(instances, PREFIXES);
      const departed = async () => void deeds.push('departed');
      await devices.prepare(departed);
      devices.discard(departed);
      return placed;
    },
  };
}

/** Until everything that was set going has come to its end. */
async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await setImmediate();
}

describe('the devices of instances', () => {
  test('are there, and up, when the instance begins', async () => {
    const { configure, devices, takeDeeds } = machine();
    const [placed] = await configure(plain);
    assert.deepEqual(takeDeeds(), ['create vrrp.51 on eth0', 'up vrrp.51']);
    assert.equal(placed?.device, 'vrrp.51');
    assert.equal(placed?.addresses[0]?.device, 'vrrp.51');
    const [there] = devices.list();
    assert.deepEqual(there, {
      name: 'vrrp.51',
      index: 3,
      kind: 'macvlan',
      family: 4,
      instance: 'VI_1',
      role: 'instance',
      usesIpv4: true,
      usesIpv6: false,
      base: { name: 'eth0', index: 2 },
    });
  });

  test('are let be by a reload that asks for the same', async () => {
    const { configure, devices, takeDeeds } = machine();
    await configure(plain);
    takeDeeds();
    devices.allot([{ ...plain, priority: 200 }], PREFIXES);
    assert.equal(
      devices.prepare(async () => {}),
      undefined,
    );
    await settled();
    assert.deepEqual(takeDeeds(), []);
  });

  test('go before one that is in their way is made, and not before their instance has left them', async () => {
    const { configure, takeDeeds } = machine();
    await configure(plain);
    takeDeeds();
    await configure(instanceSettings({ vmac: { ...vmac, name: 'vmac0' } }));
    assert.deepEqual(takeDeeds(), ['departed', 'remove vrrp.51', 'create vmac0 on eth0', 'up vmac0']);
  });

  test('go when nobody asks for them any more', async () => {
    const { configure, devices, takeDeeds } = machine();
    await configure(plain);
    takeDeeds();
    await configure(instanceSettings());
    await settled();
    assert.deepEqual(takeDeeds(), ['departed', 'remove vrrp.51']);
    assert.deepEqual(devices.list(), []);
  });

  test('are taken up as a predecessor has left them', async () => {
    const { configure, put, takeDeeds } = machine();
    const mac = Uint8Array.of(0, 0, 0x5e, 0, 1, 51);
    put('left', { kind: 'macvlan', lowerIndex: 2, mac, macvlanMode: MacvlanMode.private });
    const [placed] = await configure(plain);
    assert.equal(placed?.device, 'left');
    assert.deepEqual(takeDeeds(), ['up left']);
  });

  test('come back with the interface below them', async () => {
    const { configure, drop, put, takeDeeds } = machine();
    await configure(plain);
    takeDeeds();
    drop('vrrp.51');
    drop('eth0');
    await settled();
    assert.deepEqual(takeDeeds(), []);
    put('eth0');
    await settled();
    assert.deepEqual(takeDeeds(), ['create vrrp.51 on eth0', 'up vrrp.51']);
  });

  test('come back at once when somebody removes them, and after a rest when that somebody goes on', async () => {
    const { configure, devices, drop, takeDeeds } = machine();
    await configure(plain);
    takeDeeds();
    drop('vrrp.51');
    await settled();
    assert.deepEqual(takeDeeds(), ['create vrrp.51 on eth0', 'up vrrp.51']);
    drop('vrrp.51');
    await settled();
    assert.deepEqual(takeDeeds(), []);
    await eventually(() => devices.list().length === 1, 'the device');
    await settled();
    assert.deepEqual(takeDeeds(), ['create vrrp.51 on eth0', 'up vrrp.51']);
  });

  test('that are refused are complained of once, and made when the name comes free', async () => {
    const { configure, drop, lines, put, refuse, takeDeeds } = machine();
    refuse(new KernelError('RTM_NEWLINK macvlan', EEXIST, 'vrrp.51'));
    await configure(plain);
    const complaints = () => lines.filter(({ level }) => level === 'error').map(({ text }) => text);
    const said = '(VI_1) cannot make the interface vrrp.51: RTM_NEWLINK macvlan dev vrrp.51: EEXIST (errno 17)';
    assert.deepEqual(complaints(), [said]);
    put('vrrp.51', { kind: 'bridge' });
    refuse(undefined);
    drop('vrrp.51');
    await settled();
    assert.deepEqual(takeDeeds(), ['create vrrp.51 on eth0', 'up vrrp.51']);
    assert.deepEqual(complaints(), [said]);
  });

  test('are removed at the end, unless everything is to stay', async () => {
    const leaving = machine();
    await leaving.configure(plain);
    leaving.takeDeeds();
    await leaving.devices.stop(true);
    assert.deepEqual(leaving.takeDeeds(), ['remove vrrp.51']);

    const staying = machine();
    await staying.configure(plain);
    staying.takeDeeds();
    await staying.devices.stop(false);
    assert.deepEqual(staying.takeDeeds(), []);
  });

  test('say so when somebody changes their MAC, and go at the end all the same', async () => {
    const { configure, devices, lines, put, takeDeeds } = machine();
    await configure(plain);
    put('vrrp.51', { mac: Uint8Array.of(2, 0, 0, 0, 0, 9) });
    assert.equal(
      lines.at(-1)?.text,
      '(VI_1) somebody has changed the MAC address of vrrp.51 from 00:00:5e:00:01:33 to 02:00:00:00:00:09',
    );
    takeDeeds();
    await devices.stop(true);
    assert.deepEqual(takeDeeds(), ['remove vrrp.51']);
  });
});

describe('the address that IPv6 adverts come from', () => {
  const own = (text: string): LinkAddress => ({ address: address(text), prefixLength: 64, flags: 0, scope: 253 });

  test('is the link-local one of the interface below, which is no virtual one', async () => {
    const { addresses, configure, takeDeeds } = machine();
    addresses.set(2, [own('fe80::77'), own('fd00::1'), own('fe80::5')]);
    await configure(over6);
    assert.deepEqual(takeDeeds(), ['create vrrp.51 on eth0', 'up vrrp.51', 'add fe80::5 to vrrp.51']);
  });

  test('is made of the MAC of the interface below when that has none', async () => {
    const { configure, takeDeeds } = machine();
    await configure(over6);
    assert.equal(takeDeeds().at(-1), 'add fe80::ff:fe00:1 to vrrp.51');
  });

  test('is the configured one', async () => {
    const { configure, takeDeeds } = machine();
    await configure({ ...over6, source: address('fe80::1234') });
    assert.equal(takeDeeds().at(-1), 'add fe80::1234 to vrrp.51');
  });

  test('follows the interface below, the new one first', async () => {
    const { addresses, configure, devices, takeDeeds } = machine();
    addresses.set(2, [own('fe80::5')]);
    await configure(over6);
    takeDeeds();
    addresses.set(2, []);
    devices.addressChanged({ kind: 'remove', ifindex: 2, address: own('fe80::5') });
    await settled();
    assert.deepEqual(takeDeeds(), []);
    addresses.set(2, [own('fe80::6')]);
    devices.addressChanged({ kind: 'add', ifindex: 2, address: own('fe80::6') });
    await settled();
    assert.deepEqual(takeDeeds(), ['add fe80::6 to vrrp.51', 'take fe80::5 from vrrp.51']);
  });
});
