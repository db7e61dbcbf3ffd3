import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogLine } from '../../../../src/base/log.js';
import { addressElements, deviceElements } from '../../../../src/daemon/vrrp/filter/elements.js';
import { PacketFilter } from '../../../../src/daemon/vrrp/filter/packet-filter.js';
import type { FilterElement } from '../../../../src/daemon/vrrp/filter/ruleset.js';
import { KernelError } from '../../../../src/sys/kernel-error.js';
import type { TableRequest } from '../../../../src/wire/netlink/nftables/request.js';
import { instanceSettings, virtualAddress } from '../../../support/instance-settings.js';
import { toHex } from '../../../wire/hex.js';

const OPTIONS = { table: 'keepalived', priority: -1, countsPackets: false };
const [ENOENT, EPERM] = [2, 1];

function elements(...texts: readonly string[]): FilterElement[] {
  const placed = texts.map(text => ({ entry: virtualAddress(text), device: 'eth0', request: { ifindex: 2 } }));
  return addressElements(instanceSettings({ accepts: false }), placed, { matchesInterfacesByIndex: false });
}

const macvlan = (index: number) =>
  deviceElements({ index, baseIndex: 2, family: 4, usesIpv4: true, usesIpv6: false }, { reportsIgmp: true });

type Refuse = (changes: readonly TableRequest[]) => number | undefined;

/** A kernel that keeps tables as nf_tables does, as far as the filter can see. */
function kernel(options: { refuse?: Refuse; isAbsent?: boolean } = {}) {
  /** Elements by set, by table. */
  const tables = new Map<string, Map<string, Set<string>>>();
  const batches: string[][] = [];
  const logged: LogLine[] = [];
  let [opened, closed, before] = [0, 0, Promise.resolve()];
  const apply = (changes: readonly TableRequest[]): number => {
    const copy = structuredClone(tables);
    for (const { family, table, change } of changes) {
      const name = `${family} ${table}`;
      const sets = copy.get(name);
      if (change.kind === 'add-table') copy.set(name, sets ?? new Map());
      else if (sets === undefined) return ENOENT!;
      else if (change.kind === 'delete-table') copy.delete(name);
      else if (change.kind === 'add-set') sets.set(change.set.name, new Set());
      else if (change.kind === 'add-elements' || change.kind === 'delete-elements') {
        const set = sets.get(change.set);
        if (set === undefined) return ENOENT!;
        for (const { key } of change.elements) {
          if (change.kind === 'add-elements') set.add(toHex(key));
          else if (!set.delete(toHex(key))) return ENOENT!;
        }
      }
    }
    tables.clear();
    for (const [name, sets] of copy) tables.set(name, sets);
    return 0;
  };
  const filter = new PacketFilter(
    {
      open() {
        if (options.isAbsent === true) throw new KernelError('socket(netlink)', 93);
        opened++;
        return {
          async commit(changes) {
            await before;
            batches.push(changes.map(({ family, change }) => `${family} ${change.kind}`));
            const errno = options.refuse?.(changes) ?? apply(changes);
            return errno === 0 ? undefined : new KernelError('NFT_MSG_X', errno);
          },
          hasTable: (family, table) => Promise.resolve(tables.has(`${family} ${table}`)),
          close: () => closed++,
        };
      },
      log: line => logged.push(line),
    },
    OPTIONS,
  );
  return {
    filter,
    tables,
    batches,
    logged,
    options,
    vips: (family = 'ip', table = 'keepalived') => [...(tables.get(`${family} ${table}`)?.get('vips') ?? [])].sort(),
    sockets: () => [opened, closed],
    /** Batches wait until the answer is called. */
    hold(): () => void {
      let go = () => {};
      before = new Promise(resolve => (go = resolve));
      return go;
    },
  };
}

const [a, b] = [{}, {}];

describe('elements come and go', () => {
  test('with their table, in one batch; and what is there already has not to be waited for', async () => {
    const k = kernel();
    await k.filter.want(a, elements('10.0.0.1/24', '10.0.0.2/24'));
    assert.deepEqual(k.vips(), ['0a000001', '0a000002']);
    assert.equal(k.batches.length, 1);
    assert.equal(k.filter.want(a, elements('10.0.0.1/24')), undefined);
    assert.equal(k.filter.want(a, []), undefined);
    await k.filter.release(a, elements('10.0.0.1/24'));
    assert.deepEqual(k.vips(), ['0a000002']);
    assert.equal(k.tables.size, 1);
  });

  test('what another owner wants stays, and what is on its way has to be waited for', async () => {
    const k = kernel();
    const go = k.hold();
    void k.filter.want(a, elements('10.0.0.1/24'));
    const second = k.filter.want(b, elements('10.0.0.1/24'));
    assert.notEqual(second, undefined);
    go();
    await second;
    await k.filter.release(a, elements('10.0.0.1/24'));
    assert.deepEqual(k.vips(), ['0a000001']);
    await k.filter.release(b, elements('10.0.0.1/24'));
    assert.deepEqual(k.vips(), []);
  });

  test('what is given up while its batch is under way goes right behind it', async () => {
    const k = kernel();
    const go = k.hold();
    void k.filter.want(a, elements('10.0.0.1/24', '10.0.0.2/24'));
    await Promise.resolve();
    const done = k.filter.release(a, elements('10.0.0.1/24'));
    go();
    await done;
    assert.deepEqual(k.vips(), ['0a000002']);
  });

  test('`replace` takes what was wanted before for what is wanted now', async () => {
    const k = kernel();
    await k.filter.want(a, elements('10.0.0.1/24', '10.0.0.2/24'));
    await k.filter.want(b, elements('10.0.0.9/24'));
    await k.filter.replace(a, elements('10.0.0.2/24', '10.0.0.3/24'));
    assert.deepEqual(k.vips(), ['0a000002', '0a000003', '0a000009']);
    await k.filter.replace(a, []);
    assert.deepEqual(k.vips(), ['0a000009']);
  });

  test('a thousand come in several batches', async () => {
    const k = kernel();
    await k.filter.want(a, elements(...Array.from({ length: 1_000 }, (_, i) => `10.1.${i >> 8}.${i & 255}/32`)));
    assert.equal(k.vips().length, 1_000);
    assert.equal(k.batches.length, 10);
  });
});

describe('tables', () => {
  test('of a predecessor go in the batch that makes ours', async () => {
    const k = kernel();
    k.tables.set('ip keepalived', new Map([['vips', new Set(['0a0000ff'])]]));
    k.tables.set('ip6 keepalived', new Map());
    await k.filter.want(a, elements('10.0.0.1/24'));
    assert.deepEqual(k.vips(), ['0a000001']);
    assert.deepEqual([...k.tables.keys()], ['ip keepalived']);
    assert.deepEqual(k.batches[0]!.slice(0, 3), ['ip delete-table', 'ip6 delete-table', 'ip add-table']);
    assert.equal(k.logged.filter(({ text }) => text.includes('that was there before')).length, 2);
  });

  test('are removed at the end, with the socket', async () => {
    const k = kernel();
    await k.filter.want(a, elements('10.0.0.1/24', 'fd77::1/64'));
    assert.equal(k.tables.size, 2);
    await k.filter.close();
    assert.equal(k.tables.size, 0);
    assert.deepEqual(k.sockets(), [1, 1]);
  });

  test('that nobody needed are not made, nor removed', async () => {
    const k = kernel();
    k.tables.set('ip keepalived', new Map());
    k.filter.prepare();
    await k.filter.close();
    assert.deepEqual(k.batches.flat(), []);
    assert.ok(k.tables.has('ip keepalived'));
  });

  test('that somebody has changed are made anew, with all that is wanted', async () => {
    const k = kernel();
    await k.filter.want(a, elements('10.0.0.1/24', 'fd77::1/64'));
    k.tables.delete('ip keepalived');
    await k.filter.want(b, elements('10.0.0.2/24'));
    assert.deepEqual([k.vips(), k.vips('ip6').length], [['0a000001', '0a000002'], 1]);
    k.tables.get('ip keepalived')?.get('vips')?.delete('0a000001');
    await k.filter.release(a, elements('10.0.0.1/24'));
    assert.deepEqual([k.vips(), k.vips('ip6').length], [['0a000002'], 1]);
    assert.ok(k.logged.every(({ level, text }) => level === 'warn' && text.includes('making the tables anew')));
  });

  test('are made anew under another name, and the old ones go', async () => {
    const k = kernel();
    await k.filter.want(a, elements('10.0.0.1/24'));
    k.filter.configure({ ...OPTIONS, table: 'other' });
    await k.filter.want(a, elements('10.0.0.2/24'));
    assert.deepEqual([...k.tables.keys()], ['ip other']);
    assert.deepEqual(k.vips('ip', 'other'), ['0a000001', '0a000002']);
  });

  test('that hold nothing by now go, too, when they get another name', async () => {
    const k = kernel();
    await k.filter.want(a, elements('10.0.0.1/24'));
    await k.filter.release(a, elements('10.0.0.1/24'));
    k.filter.configure({ ...OPTIONS, table: 'other' });
    await k.filter.close();
    assert.equal(k.tables.size, 0);
  });

  test('stay as they are when a reload changes nothing about them', async () => {
    const k = kernel();
    await k.filter.want(a, elements('10.0.0.1/24'));
    k.filter.configure(OPTIONS);
    await k.filter.want(a, elements('10.0.0.2/24'));
    assert.deepEqual(k.batches[1], ['ip add-elements']);
  });
});

describe('a kernel that refuses', () => {
  test('is named once, with what helps; a reload tries again', async () => {
    const k = kernel({ refuse: () => EPERM });
    await k.filter.want(a, elements('10.0.0.1/24'));
    await k.filter.want(a, elements('10.0.0.2/24'));
    assert.equal(k.logged.length, 1);
    assert.match(k.logged[0]!.text, /NFT_MSG_X: EPERM .*`no_accept` are not dropped\. CAP_NET_ADMIN is needed/);
    delete k.options.refuse;
    k.filter.configure(OPTIONS);
    await k.filter.want(a, elements('10.0.0.3/24'));
    assert.deepEqual(k.vips(), ['0a000001', '0a000002', '0a000003']);
  });

  test('has no nfnetlink at all', async () => {
    const k = kernel({ isAbsent: true });
    k.filter.prepare();
    await k.filter.want(a, elements('10.0.0.1/24'));
    await k.filter.close();
    assert.equal(k.logged.length, 1);
    assert.match(k.logged[0]!.text, /socket\(netlink\): EPROTONOSUPPORT .*modprobe nf_tables/);
  });

  test('the rules for macvlans alone leaves the addresses filtered', async () => {
    const hasDup: Refuse = changes =>
      changes.some(({ change }) => change.kind === 'add-set' && change.set.name === 'vmac_map') ? ENOENT : undefined;
    for (const vmacFirst of [true, false]) {
      const k = kernel({ refuse: hasDup });
      const [first, second] = vmacFirst ? [macvlan(3), elements('10.0.0.1/24')] : [elements('10.0.0.1/24'), macvlan(3)];
      await k.filter.want(a, first);
      await k.filter.want(a, second);
      await k.filter.want(a, elements('10.0.0.2/24'));
      assert.deepEqual(k.vips(), ['0a000001', '0a000002']);
      const errors = k.logged.filter(({ level }) => level === 'error').map(({ text }) => text);
      assert.equal(errors.length, 1);
      assert.match(errors[0]!, /reports of their own\. Load nf_tables/);
    }
  });

  test('what it took before is not taken for refused', async () => {
    const k = kernel();
    await k.filter.want(a, elements('10.0.0.1/24'));
    k.options.refuse = () => EPERM;
    await k.filter.want(a, elements('10.0.0.2/24'));
    delete k.options.refuse;
    await k.filter.want(a, elements('10.0.0.3/24'));
    assert.deepEqual(k.vips(), ['0a000001', '0a000002', '0a000003']);
  });
});
