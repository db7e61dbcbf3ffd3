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
  assert.match(here[0]!.text, /10\.0\.0\.1 is on eth0 \(as \/24\), and no daemon runs that put it there/);
  assert.deepEqual(found(instanceText(), { addresses: eth0('10.0.0.2') }), []);
  assert.deepEqual(found(instanceText('priority 255'), held), ['4 lint-owner'], 'the owner has it for good');
});

test('a running daemon may be MASTER', () => {
  const files = { '/proc/4711/comm': 'keepalived\n' };
  assert.deepEqual(found(instanceText(), { addresses: eth0('10.0.0.1/24'), files }), []);
  assert.deepEqual(found(instanceText(), { addresses: eth0('10.0.0.1/16'), files }), ['6 lint-address-held']);
  const [other] = lint(instanceText(), { addresses: eth0('10.0.0.1/16'), files });
  assert.equal(other?.severity, 'note');
  assert.match(other?.text ?? '', /is on eth0 as \/16 now, and here it is \/24 on eth0: the running daemon has it/);
  const onVmac = { addresses: [{ device: 'vrrp.51', address: '10.0.0.1', prefixLength: 24 }], files };
  assert.deepEqual(found(instanceText('use_vmac'), onVmac), []);
  assert.deepEqual(found(instanceText('use_vmac'), { addresses: eth0('10.0.0.1/24'), files }), ['6 lint-address-held']);
  const away = { ...files, '/proc/thread-self/net/fib_trie': 'Main:', '/proc/4711/net/fib_trie': 'Local:' };
  const [seen] = lint(instanceText(), { addresses: eth0('10.0.0.1/24'), files: away });
  assert.equal(seen?.severity, 'warning', 'it runs in another network namespace');
  const stale = { '/run/keepalived.pid': '4711\n', '/proc/4711/comm': 'nginx\n' };
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

test('kernel settings that keep ARP requests from being answered', () => {
  const conf = '/proc/sys/net/ipv4/conf';
  const said = (text: string, settings: Readonly<Record<string, string>>) => {
    const files = Object.fromEntries(Object.entries(settings).map(([path, value]) => [`${conf}/${path}`, value]));
    return lint(text, { addresses: [], files }).filter(({ code }) => code === 'lint-arp-silent');
  };
  const hosts = (lines: string) => instanceText(lines, { addresses: '10.0.0.1/32' });
  const rows: readonly [string, string, string, RegExp | undefined][] = [
    [
      instanceText('use_vmac'),
      'all/arp_filter',
      '1',
      /all\.arp_filter is 1: nobody gets an answer .* for 10\.0\.0\.1$/,
    ],
    [instanceText(), 'all/arp_filter', '1', undefined],
    [instanceText('use_vmac'), 'all/arp_ignore', '8', /all\.arp_ignore is 8: nobody/],
    [instanceText(), 'all/arp_ignore', '8', /all\.arp_ignore is 8: nobody/],
    [instanceText(), 'eth0/arp_ignore', '8', /eth0\.arp_ignore is 8: nobody/],
    [instanceText('use_vmac'), 'eth0/arp_ignore', '8', undefined],
    [hosts('use_vmac'), 'all/arp_ignore', '2', /a \/32 is in no network/],
    [instanceText('use_vmac'), 'all/arp_ignore', '2', undefined],
    [hosts(''), 'all/arp_ignore', '2', undefined],
    [instanceText('use_vmac'), 'all/arp_ignore', '3', /eth0 answers for the addresses as well, with its own MAC/],
    [instanceText('use_vmac'), 'all/arp_ignore', '1', undefined],
  ];
  for (const [text, path, value, expected] of rows) {
    const found = said(text, { [path]: `${value}\n` });
    if (expected === undefined) assert.deepEqual(found, [], `${path} ${value}`);
    else assert.match(found[0]?.text ?? 'nothing', expected, `${path} ${value}`);
  }
});
