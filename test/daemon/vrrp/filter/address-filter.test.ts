import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogLine } from '../../../../src/base/log.js';
import { AddressFilter, type FilterSettings } from '../../../../src/daemon/vrrp/filter/address-filter.js';
import { KernelError } from '../../../../src/sys/kernel-error.js';
import type { TableRequest } from '../../../../src/wire/netlink/nftables/request.js';
import { instanceSettings, virtualAddress } from '../../../support/instance-settings.js';

const PLAIN: FilterSettings = {
  disablesLocalIgmp: false,
  packetFilter: { nftablesPriority: -1, matchesInterfacesByIndex: false, countsPackets: false },
};
const SILENT: FilterSettings = { ...PLAIN, disablesLocalIgmp: true };

/** A machine whose kernel reports groups of 224.0.0.x (or cannot be told) and takes every change of its tables. */
function machine(reports = true) {
  const changes: TableRequest[] = [];
  const logged: LogLine[] = [];
  let opened = 0;
  const seen: { reports: boolean | undefined } = { reports };
  const filter = new AddressFilter({
    open() {
      opened++;
      return {
        async commit(batch) {
          await Promise.resolve();
          changes.push(...batch);
          return undefined;
        },
        hasTable: () => Promise.resolve(false),
        close() {},
      };
    },
    reportsLocalGroups: () => seen.reports,
    reportLocalGroups(wanted) {
      seen.reports = wanted;
      return undefined;
    },
    log: line => logged.push(line),
  });
  /** Sets and how many elements came to them and went. */
  const deeds = () =>
    changes.flatMap(({ family, change }) =>
      'elements' in change && change.set !== 'neighbor-discovery'
        ? [`${family} ${change.set} ${change.kind === 'add-elements' ? '+' : '-'}${change.elements.length}`]
        : [],
    );
  return { filter, changes, deeds, logged, seen, opened: () => opened };
}

const silentRouter = instanceSettings({ accepts: false });
const placed = (...texts: readonly string[]) =>
  texts.map(text => ({ entry: virtualAddress(text), device: 'eth0', request: { ifindex: 2 } }));

describe('addresses', () => {
  test('of an instance that does not accept are shielded before they come, and until they are gone', async () => {
    const m = machine();
    m.filter.configure(PLAIN, [silentRouter]);
    assert.equal(m.opened(), 1); // before a takeover has to wait for it
    const owner = {};
    await m.filter.shield(owner, silentRouter, placed('10.0.0.1/24', 'fd77::1/64', 'fe80::1/64'));
    assert.deepEqual(m.deeds(), ['ip vips +1', 'ip6 vips +1', 'ip6 vips_link_local +1']);
    m.filter.unshield(owner, silentRouter, placed('10.0.0.1/24'));
    await m.filter.shield({}, silentRouter, placed('10.0.0.9/24'));
    assert.deepEqual(m.deeds().slice(3).sort(), ['ip vips +1', 'ip vips -1']);
  });

  test('of others wait for nothing, and the kernel is not asked', () => {
    const m = machine();
    m.filter.configure(PLAIN, [instanceSettings()]);
    assert.equal(m.filter.shield({}, instanceSettings(), placed('10.0.0.1/24')), undefined);
    assert.equal(m.opened(), 0);
  });

  test('of an instance that a reload has changed are as it says now', async () => {
    const m = machine();
    m.filter.configure(PLAIN, [silentRouter]);
    const owner = {};
    await m.filter.shield(owner, silentRouter, placed('10.0.0.1/24'));
    m.filter.change(owner, instanceSettings(), placed('10.0.0.1/24'));
    await m.filter.shield({}, silentRouter, placed('10.0.0.9/24'));
    assert.deepEqual(m.deeds().slice(1).sort(), ['ip vips +1', 'ip vips -1']);
    m.filter.change(owner, silentRouter, placed('10.0.0.1/24', '10.0.0.2/24'));
    await m.filter.shield({}, silentRouter, placed('10.0.0.8/24'));
    assert.deepEqual(m.deeds().slice(3), ['ip vips +3']);
  });

  test('go to the table that is named', async () => {
    const m = machine();
    const packetFilter = { ...PLAIN.packetFilter, nftablesTable: 'mine', nftablesPriority: 7, countsPackets: true };
    m.filter.configure({ ...PLAIN, packetFilter }, [silentRouter]);
    await m.filter.shield({}, silentRouter, placed('10.0.0.1/24'));
    assert.ok(m.changes.every(({ table }) => table === 'mine'));
    const chain = m.changes.map(({ change }) => change).find(change => change.kind === 'add-chain');
    assert.deepEqual(chain?.base, { hook: 'output', priority: 7 });
  });
});

test('macvlans come and go with the list of them', async () => {
  const m = machine();
  m.filter.configure(PLAIN, [silentRouter]);
  const device = { index: 3, baseIndex: 2, family: 4 as const, usesIpv4: true, usesIpv6: true };
  m.filter.filterDevices([device]);
  m.filter.filterDevices([device, { ...device, index: 4 }]);
  await m.filter.shield({}, silentRouter, placed('10.0.0.1/24'));
  m.filter.filterDevices([{ ...device, index: 4 }]);
  await m.filter.shield({}, silentRouter, placed('10.0.0.2/24'));
  const gone = m.deeds().filter(deed => deed.includes('-'));
  assert.deepEqual(gone, ['ip vmac_map -1', 'ip6 vmac_map -1', 'ip6 vmac_set -1']);
});

describe('`disable_local_igmp`', () => {
  test('holds from the start to the stop', async () => {
    const m = machine();
    m.filter.configure(SILENT, []);
    assert.equal(m.seen.reports, false);
    m.filter.configure(SILENT, []);
    await m.filter.stop();
    assert.equal(m.seen.reports, true);
  });

  test('ends with the reload that takes it out, and begins with the one that brings it', () => {
    const m = machine();
    m.filter.configure(PLAIN, []);
    m.filter.configure(SILENT, []);
    assert.equal(m.seen.reports, false);
    m.filter.configure(PLAIN, []);
    assert.equal(m.seen.reports, true);
  });

  test('leaves a kernel that was silent before silent', async () => {
    const m = machine(false);
    m.filter.configure(SILENT, []);
    await m.filter.stop();
    assert.equal(m.seen.reports, false);
  });

  test('is an error where the kernel has no such setting', async () => {
    const m = machine();
    m.seen.reports = undefined;
    m.filter.configure(SILENT, []);
    await m.filter.stop();
    assert.match(m.logged[0]!.text, /disable_local_igmp: this kernel has no net\.ipv4\.igmp_link_local_mcast_reports/);
    assert.equal(m.seen.reports, undefined);
  });

  test('says why when the kernel refuses', () => {
    const logged: LogLine[] = [];
    const filter = new AddressFilter({
      open: () => assert.fail('no table is needed'),
      reportsLocalGroups: () => true,
      reportLocalGroups: () => new KernelError('set net.ipv4.igmp_link_local_mcast_reports = 0', 30),
      log: line => logged.push(line),
    });
    filter.configure(SILENT, []);
    assert.match(logged[0]!.text, /disable_local_igmp: set net\.ipv4\.igmp_link_local_mcast_reports = 0: EROFS/);
  });
});
