import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load, mistakes } from '../../../support/fake-machine.js';

const GROUP = 'track_group g {\ngroup {\nVI\n}\n}\n';

test('static addresses have a device: their own, the default one, or they are dropped', () => {
  const { settings } = load('static_ipaddress {\n10.1.0.1/24 dev eth1\n10.1.0.2/24\n}\n');
  assert.deepEqual(
    settings?.vrrp.staticAddresses.map(({ address, device }) => [address.text, device]),
    [
      ['10.1.0.1', 'eth1'],
      ['10.1.0.2', 'eth0'],
    ],
  );
  const named = load('global_defs {\ndefault_interface eth1\n}\nstatic_ipaddress {\n10.1.0.2/24\n}\n');
  assert.deepEqual(
    named.settings?.vrrp.staticAddresses.map(({ device }) => device),
    ['eth1'],
  );
  const nowhere = load('static_ipaddress {\n10.1.0.2/24\n}\n', { interfaces: ['lo'] });
  assert.deepEqual([mistakes(nowhere), nowhere.exitStatus], [['2 static-device'], 4]);
  assert.deepEqual(nowhere.settings?.vrrp.staticAddresses, [], 'and the daemon runs without it');
});

test('routes and rules without an instance', () => {
  const { settings, exitStatus } = load(
    'static_routes {\n10.1.0.0/16 dev eth0\n}\nstatic_rules {\nfrom 10.0.0.0/8 table 5 order 5\n}\n',
  );
  assert.equal(exitStatus, 0);
  assert.equal(settings?.vrrp.staticRoutes[0]?.destination.address.text, '10.1.0.0');
  assert.deepEqual(settings?.vrrp.staticRules[0]?.action, { kind: 'table', table: 5 });
});

test('a static item may name a track_group that stands above it', () => {
  const items =
    'static_ipaddress {\n10.1.0.1/24 dev eth1 track_group g\n}\nstatic_routes {\n10.1.0.0/16 dev eth0 track_group g\n}\nstatic_rules {\niif eth0 table 5 order 5 track_group g\n}\n';
  const { settings } = load(GROUP + items);
  assert.deepEqual(
    [
      settings?.vrrp.staticAddresses[0]?.trackGroup,
      settings?.vrrp.staticRoutes[0]?.trackGroup,
      settings?.vrrp.staticRules[0]?.trackGroup,
    ],
    ['g', 'g', 'g'],
  );
  assert.deepEqual(mistakes(load(items)), ['2 track-group-unknown', '5 track-group-unknown', '8 track-group-unknown']);
});

test('a group has nothing to follow where an item has no device', () => {
  const { settings, diagnostics } = load(
    `${GROUP}static_routes {\n10.1.0.0/16 via 10.77.0.2 no_track track_group g\n}\n`,
  );
  assert.ok(diagnostics.some(({ code }) => code === 'track-group-device'));
  assert.equal(settings?.vrrp.staticRoutes[0]?.trackGroup, undefined);
});

test('what belongs to instances is no option of static addresses, and the other way round', () => {
  assert.deepEqual(mistakes(load('static_ipaddress {\n10.1.0.1/24 use_vmac\n}\n')), ['2 address-option-unknown']);
});
