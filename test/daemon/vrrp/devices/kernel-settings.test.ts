import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../../../../src/base/log.js';
import { KernelSettings } from '../../../../src/daemon/vrrp/devices/kernel-settings.js';
import { KernelError } from '../../../../src/sys/kernel-error.js';
import type { Sysctl } from '../../../../src/sys/sysctl.js';

const EACCES = 13;
const ENOENT = 2;

/** `/proc/sys` as a map; `errno` refuses every write. */
function machine(set: Record<string, number>, errno?: number) {
  const files = new Map(Object.entries(set));
  const lines: LogLine[] = [];
  const nameOf = ({ family, interface: device, name }: Sysctl) => `${family} ${device} ${name}`;
  const settings = new KernelSettings({
    read: sysctl => files.get(nameOf(sysctl)),
    write(sysctl, value) {
      const name = nameOf(sysctl);
      const before = files.get(name);
      if (errno !== undefined) return { error: new KernelError(`set ${name}`, errno) };
      files.set(name, value);
      return before === undefined ? {} : { before };
    },
    log: line => lines.push(line),
  });
  return { settings, lines, shown: () => Object.fromEntries(files), set: files.set.bind(files) };
}

test('a VMAC and the interface below it are set; the interface stays so', () => {
  const { settings, shown } = machine({ '4 all rp_filter': 0 });
  settings.suitVmac('vrrp.51', 'eth0', ['eth0', 'eth1']);
  const set = {
    '4 all rp_filter': 0,
    '4 vrrp.51 arp_ignore': 1,
    '4 vrrp.51 accept_local': 1,
    '4 vrrp.51 rp_filter': 0,
    '4 vrrp.51 promote_secondaries': 1,
    '4 eth0 arp_ignore': 1,
    '4 eth0 arp_filter': 1,
  };
  assert.deepEqual(shown(), set);
  settings.restore();
  assert.deepEqual(shown(), set);
});

test('what rp_filter of all interfaces protects stays protected while it is cleared, and comes back at the end', () => {
  const before = { '4 all rp_filter': 2, '4 default rp_filter': 1, '4 eth0 rp_filter': 0, '4 eth1 rp_filter': 2 };
  const { settings, shown, lines } = machine(before);
  settings.suitVmac('vrrp.51', 'eth0', ['eth0', 'eth1']);
  const {
    '4 all rp_filter': all,
    '4 default rp_filter': fresh,
    '4 eth0 rp_filter': eth0,
    '4 eth1 rp_filter': eth1,
  } = shown();
  assert.deepEqual([all, fresh, eth0, eth1], [0, 2, 2, 2]);
  assert.equal(lines.length, 3);

  settings.suitVmac('vrrp.52', 'eth0', ['eth0', 'eth1']);
  assert.equal(lines.length, 3);
  settings.restore();
  for (const [name, value] of Object.entries(before)) assert.equal(shown()[name], value, name);
});

test('what somebody else has set meanwhile is not put back', () => {
  const { settings, shown, set } = machine({ '4 all rp_filter': 1, '4 default rp_filter': 0, '4 eth0 rp_filter': 0 });
  settings.suitVmac('vrrp.51', 'eth0', ['eth0']);
  set('4 eth0 rp_filter', 2);
  settings.restore();
  const { '4 all rp_filter': all, '4 default rp_filter': fresh, '4 eth0 rp_filter': eth0 } = shown();
  assert.deepEqual([all, fresh, eth0], [1, 0, 2]);
});

test('a setting that is refused is said, with what it means', () => {
  const { settings, lines } = machine({ '4 all rp_filter': 0 }, EACCES);
  settings.suitVmac('vrrp.51', 'eth0', []);
  assert.equal(lines.length, 6);
  for (const { level, text } of lines) {
    assert.equal(level, 'warn');
    assert.match(text, /^the VMAC may not work as it should: set .*EACCES/);
  }
});

test('IPv6 is switched, and a kernel without it has nothing to be switched off', () => {
  const { settings, shown } = machine({});
  settings.switchIpv6('vrrp.51', false);
  assert.equal(shown()['6 vrrp.51 disable_ipv6'], 1);
  settings.switchIpv6('vrrp.51', true);
  assert.equal(shown()['6 vrrp.51 disable_ipv6'], 0);

  const without = machine({}, ENOENT);
  without.settings.switchIpv6('vrrp.51', false);
  assert.deepEqual(without.lines, []);
  without.settings.switchIpv6('vrrp.51', true);
  assert.equal(without.lines.length, 1);
});
