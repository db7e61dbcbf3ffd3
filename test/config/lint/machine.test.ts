import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FakeMachine, instanceText } from '../../support/fake-machine.js';
import { lint, places } from '../../support/lint.js';

const eth0 = (...addresses: readonly string[]) =>
  addresses.map(one => {
    const [address = '', length = '24'] = one.split('/');
    return { device: 'eth0', address, prefixLength: Number(length) };
  });

const found = (text: string, machine: FakeMachine) => places(lint(text, machine));

test('a virtual address that the machine has for good', () => {
  const held = { addresses: eth0('10.0.0.1/24') };
  const here = lint(instanceText(), held);
  assert.deepEqual(places(here), ['6 lint-address-held']);
  assert.match(here[0]!.text, /10\.0\.0\.1 is on eth0 \(as \/24\) without a daemon/);
  assert.deepEqual(found(instanceText(), { addresses: eth0('10.0.0.2') }), []);
  assert.deepEqual(found(instanceText('priority 255'), held), ['4 lint-owner'], 'the owner has it for good');
});

test('a running daemon may be MASTER', () => {
  const files = { '/run/keepalived.pid': '4711\n', '/proc/4711/stat': '' };
  assert.deepEqual(found(instanceText(), { addresses: eth0('10.0.0.1/24'), files }), []);
  assert.deepEqual(found(instanceText(), { addresses: eth0('10.0.0.1/16'), files }), ['6 lint-address-held']);
  const stale = { '/run/keepalived.pid': '4711\n' };
  assert.deepEqual(found(instanceText(), { addresses: eth0('10.0.0.1/24'), files: stale }), ['6 lint-address-held']);
});

test('sources and peers against the addresses of the machine', () => {
  const text = instanceText('unicast_src_ip 10.0.0.11\nunicast_peer {\n10.0.0.12\n}');
  assert.deepEqual(found(text, { addresses: eth0('10.0.0.11') }), []);
  const missing = lint(text, { addresses: eth0('10.0.0.13') });
  assert.deepEqual(places(missing), ['4 lint-source-missing']);
  assert.equal(missing[0]!.hint, 'this machine has 10.0.0.13');
  assert.deepEqual(found(text, { addresses: eth0('10.0.0.11', '10.0.0.12') }), ['6 lint-peer-self']);
});

test('nothing is said of another network namespace, or when nothing is known', () => {
  const elsewhere = `net_namespace blue\n${instanceText()}`;
  assert.deepEqual(found(elsewhere, { addresses: eth0('10.0.0.1') }), []);
  assert.deepEqual(found(elsewhere, { addresses: eth0('10.0.0.1'), netNamespace: 'blue' }), ['7 lint-address-held']);
  assert.deepEqual(found(instanceText(), {}), []);
});

test('addresses that would go with the first one', () => {
  const sysctls = (value: string) => ({
    '/proc/sys/net/ipv4/conf/all/promote_secondaries': '0\n',
    '/proc/sys/net/ipv4/conf/eth0/promote_secondaries': value,
  });
  const text = (lines = '') => instanceText(lines, { addresses: '10.0.0.1/24\n10.0.0.2/24\n10.0.1.1/24' });
  const secondaries = lint(text(), { addresses: [], files: sysctls('0\n') });
  assert.deepEqual(places(secondaries), ['6 lint-secondaries']);
  assert.match(secondaries[0]!.text, /removes 10\.0\.0\.2 with it/);
  assert.deepEqual(found(text(), { addresses: [], files: sysctls('1\n') }), []);
  assert.deepEqual(found(text('promote_secondaries'), { addresses: [], files: sysctls('0\n') }), []);
  assert.deepEqual(found(text(), { addresses: eth0('10.0.0.9'), files: sysctls('0\n') }), [], 'it has a primary one');
});

test('a virtual MAC needs kernel settings that a container cannot change', () => {
  const conf = '/proc/sys/net/ipv4/conf';
  const files = (options: string) => ({
    '/proc/self/mounts': `proc /proc proc rw 0 0\nproc /proc/sys proc ${options},nosuid 0 0\n`,
    [`${conf}/eth0/arp_ignore`]: '0\n',
    [`${conf}/eth0/arp_filter`]: '1\n',
    [`${conf}/all/rp_filter`]: '2\n',
  });
  const vmac = lint(instanceText('use_vmac'), { addresses: [], files: files('ro') });
  assert.deepEqual(places(vmac), ['4 lint-vmac-sysctl']);
  assert.match(vmac[0]!.text, /eth0\.arp_ignore is 0, not 1 and net\.ipv4\.conf\.all\.rp_filter is 2, not 0/);
  assert.deepEqual(found(instanceText('use_vmac'), { addresses: [], files: files('rw') }), []);
  assert.deepEqual(found(instanceText(), { addresses: [], files: files('ro') }), []);
});
