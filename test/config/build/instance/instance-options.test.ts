import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../../../../src/base/duration.js';
import { instanceText, load, mistakes } from '../../../support/fake-machine.js';

function loaded(lines: string, globals = '') {
  return load(`${globals === '' ? '' : `global_defs {\n${globals}\n}\n`}${instanceText(lines)}`);
}

function instance(lines: string, globals = '') {
  return loaded(lines, globals).settings?.vrrp.instances[0];
}

test('an instance accepts packets to its addresses, unless it is told not to or strict', () => {
  const table: readonly (readonly [string, boolean])[] = [
    ['', true],
    ['no_accept', false],
    ['accept\nno_accept', false],
    ['no_accept\naccept', true],
    ['strict_mode', false],
    ['strict_mode\npriority 255', true],
    ['strict_mode\naccept', false],
    ['strict_mode\nversion 3\naccept', true],
  ];
  for (const [lines, accepts] of table) assert.equal(instance(lines)?.accepts, accepts, lines);
});

test('the checksums of other times', () => {
  assert.equal(instance('')?.oldUnicastChecksum, 'automatic');
  assert.equal(instance('old_unicast_checksum')?.oldUnicastChecksum, 'always');
  assert.equal(instance('old_unicast_checksum never')?.oldUnicastChecksum, 'never');
  assert.equal(instance('', 'v3_checksum_as_v2')?.checksumAsV2, true);
  assert.equal(instance('v3_checksum_as_v2 off', 'v3_checksum_as_v2')?.checksumAsV2, false);
  assert.equal(instance('')?.checksumAsV2, false);
});

test('owner_ignore_adverts is for owners, who cannot refuse it', () => {
  assert.equal(instance('priority 255')?.ownerIgnoresAdverts, false);
  assert.equal(instance('priority 255\nowner_ignore_adverts')?.ownerIgnoresAdverts, true);
  assert.equal(instance('priority 255', 'vrrp_owner_ignore_adverts')?.ownerIgnoresAdverts, true);
  assert.equal(instance('priority 255\nstrict_mode')?.ownerIgnoresAdverts, true);
  assert.equal(instance('', 'vrrp_owner_ignore_adverts')?.ownerIgnoresAdverts, false);
  assert.deepEqual(mistakes(loaded('owner_ignore_adverts')), ['4 owner-ignore-adverts']);
  const refused = loaded('priority 255\nowner_ignore_adverts false');
  assert.deepEqual(mistakes(refused), ['5 owner-ignore-adverts']);
  assert.equal(refused.settings?.vrrp.instances[0]?.ownerIgnoresAdverts, true);
});

test('timer_expired_backup works with nopreempt only', () => {
  assert.equal(instance('nopreempt\ntimer_expired_backup')?.timerExpiredBackup, 254);
  assert.equal(instance('nopreempt\nthread_timer_expired 100')?.timerExpiredBackup, 100);
  assert.equal(instance('nopreempt')?.timerExpiredBackup, undefined);
  assert.deepEqual(mistakes(loaded('timer_expired_backup 100')), ['4 timer-expired-preempt']);
  assert.deepEqual(mistakes(loaded('nopreempt\ntimer_expired_backup 255')), ['5 number-range']);
});

test('ARPs on further interfaces are for instances that have some', () => {
  assert.deepEqual(instance('use_vmac\ngarp_extra_if 60')?.extraGarp, { all: false, interval: seconds(60) });
  assert.deepEqual(instance('use_vmac', 'vrrp_garp_extra_if all 60')?.extraGarp, { all: true, interval: seconds(60) });
  assert.equal(instance('use_vmac\ngarp_extra_if 0', 'vrrp_garp_extra_if all 60')?.extraGarp, undefined);
  assert.equal(instance('garp_extra_if 60')?.extraGarp, undefined);
});

test('connections are synchronised with the first instance that asks for it', () => {
  const text =
    instanceText('lvs_sync_daemon_interface eth1') +
    instanceText('lvs_sync_daemon_interface eth0', { name: 'W', vrid: 52 });
  const codes = load(text).diagnostics.map(({ code, at }) => `${at?.line} ${code}`);
  assert.ok(codes.includes('12 sync-daemon-twice'), codes.join());
});

test('plain switches', () => {
  const found = instance('mcast_src_ip 10.77.0.1\ntrack_src_ip\nlinkbeat_use_polling\nuse_vmac_addr');
  assert.deepEqual([found?.tracksSource, found?.pollsLink, found?.addressesHaveVmacs], [true, true, true]);
  assert.equal(instance('track_src_ip')?.tracksSource, false, 'there is no source to track');
  assert.equal(instance('kernel_rx_buf_size 4294967295')?.receiveBuffer, 2_147_483_647);
});

test('an instance without interface sends unicast adverts from its source address, or nothing', () => {
  const bare = (lines: string) => load(instanceText(lines, { head: '' }));
  const peers = 'unicast_peer {\n10.77.0.2\n}';
  const good = bare(`unicast_src_ip 10.77.0.1\n${peers}`);
  const found = good.settings?.vrrp.instances[0];
  assert.equal(good.exitStatus, 0);
  assert.equal(found?.interface, '');
  assert.equal(found?.permanentFault, undefined);
  assert.deepEqual(good.diagnostics, []);
  const inVrf = bare(`vrf eth0\nunicast_src_ip 10.77.0.1\n${peers}`).settings?.vrrp.instances[0];
  assert.equal(inVrf?.vrf, 'eth0');
  assert.equal(found?.addresses[0]?.device, 'eth0', 'the default interface');
  assert.match(bare(peers).unusable ?? '', /unicast_src_ip/);
  assert.match(bare('unicast_src_ip 10.77.0.1').unusable ?? '', /no usable `interface`/);
  const six = 'unicast_src_ip fe80::1\nunicast_peer {\nfe80::2\n}';
  assert.match(load(instanceText(six, { head: '', addresses: 'fe80::9' })).unusable ?? '', /link-local/);
});

test('AH: its data is there, and nobody begins as master', () => {
  const ah = 'authentication {\nauth_type AH\nauth_pass abc\n}';
  const found = loaded(`state MASTER\npriority 150\n${ah}`);
  assert.deepEqual(mistakes(found), ['4 authentication-ah-master']);
  assert.deepEqual(mistakes(loaded(ah)), []);
  const settings = found.settings?.vrrp.instances[0];
  assert.deepEqual([settings?.initialState, settings?.authentication.kind], ['BACKUP', 'ah']);
  assert.equal(instance(`state MASTER\npriority 255\n${ah}`)?.initialState, 'MASTER');
});

test('where interfaces may change, a second instance of a virtual router waits in FAULT', () => {
  const two = instanceText('') + instanceText('', { name: 'W' });
  const found = load(`global_defs {\ndynamic_interfaces allow_if_changes\n}\n${two}`);
  assert.equal(found.exitStatus, 0);
  const faults = found.settings?.vrrp.instances.map(({ permanentFault }) => permanentFault !== undefined);
  assert.deepEqual(faults, [false, true]);
});
