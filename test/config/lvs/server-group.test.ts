import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LARGEST_RANGE } from '../../../src/config/build/lvs/server-group.js';
import { load } from '../../support/fake-machine.js';
import { builtOf, group, HEAD, real, saidOf, settingsOf, virtual } from './text.js';

const OF_GROUP = { service: 'group G' };

function entriesOf(...lines: readonly string[]): readonly string[] {
  const { groups } = settingsOf(group(...lines)).lvs;
  return (groups[0]?.entries ?? []).map(entry =>
    entry.kind === 'mark'
      ? `${entry.mark} ${entry.family ?? '-'}`
      : `${entry.first.text} ${entry.last.text} ${entry.port}`,
  );
}

test('each notation of a range has its first and last address', () => {
  const rows: Readonly<Record<string, string>> = {
    '10.0.0.1': '10.0.0.1 10.0.0.1 0',
    '10.0.0.1 80': '10.0.0.1 10.0.0.1 80',
    '10.0.0.0/24 80': '10.0.0.0 10.0.0.255 80',
    '10.0.0.8/31 80': '10.0.0.8 10.0.0.9 80',
    '10.0.0.1/32 80': '10.0.0.1 10.0.0.1 80',
    '10.0.0.1-5 80': '10.0.0.1 10.0.0.5 80',
    '10.0.0.1-010 80': '10.0.0.1 10.0.0.10 80',
    '10.0.0.250-10.0.1.5 80': '10.0.0.250 10.0.1.5 80',
    '10.1.0.0/16 80': '10.1.0.0 10.1.255.255 80',
    '2001:db8::1-1f 80': '2001:db8::1 2001:db8::1f 80',
    '2001:db8::/120 80': '2001:db8:: 2001:db8::ff 80',
    '2001:db8::ff-2001:db8::101 80': '2001:db8::ff 2001:db8::101 80',
    'fwmark 5': '5 -',
    'fwmark 4294967295 inet6': '4294967295 6',
  };
  for (const [line, range] of Object.entries(rows)) assert.deepEqual(entriesOf(line), [range], line);
});

test('a range as large as a /16 counts, a larger one is refused with its place', () => {
  assert.equal(LARGEST_RANGE, 65_536);
  for (const range of ['10.0.0.0-10.1.0.0 80', '10.0.0.0/15 80', '2001:db8::/64 80']) {
    assert.deepEqual(entriesOf(range, '10.0.0.1 80'), ['10.0.0.1 10.0.0.1 80']);
    const { diagnostics, exitStatus } = load(group('10.0.0.1 80', range) + virtual('', OF_GROUP));
    const found = diagnostics.find(({ code }) => code === 'server-group-range');
    assert.deepEqual([found?.severity, found?.at?.line, exitStatus], ['error', 3, 0], range);
  }
});

test('a group of nothing but a range that is too large is dropped, and nothing of it counts under -t', () => {
  const { diagnostics, exitStatus } = load(group('10.0.0.0/8 80') + virtual('', OF_GROUP));
  assert.equal(exitStatus, 0);
  for (const code of ['server-group-range', 'server-group-empty', 'server-group-unknown']) {
    assert.ok(
      diagnostics.some(one => one.code === code),
      code,
    );
  }
});

test('with nftables_ipvs a range may have any size, wherever that stands', () => {
  const text = `${group('10.0.0.0/8 80')}global_defs {\nnftables_ipvs\n}\n`;
  const [entry] = settingsOf(text).lvs.groups[0]?.entries ?? [];
  assert.equal(entry?.kind === 'range' && entry.last.text, '10.255.255.255');
});

test('a prefix or a range that cannot be is dropped with its reason', () => {
  const lines = ['10.0.0.1/24', '10.0.0.0/0', '10.0.0.5-1', '10.0.0.1-256', '10.0.0.9-10.0.0.1', '::1-10000', 'a'];
  assert.deepEqual(entriesOf(...lines), []);
  const said = saidOf(group(...lines));
  assert.deepEqual(said, [...lines.map((_, i) => `${i + 2} server-group-entry`), '9 server-group-empty']);
});

test('a group may stand below its virtual server, and the first of two counts', () => {
  const text = virtual('', OF_GROUP) + group('10.0.0.1 80') + group('10.0.0.2 80');
  assert.deepEqual(builtOf(text).service, { kind: 'group', name: 'G' });
  assert.deepEqual(settingsOf(text).lvs.groups.length, 1);
  assert.deepEqual(saidOf(text), ['13 block-twice']);
});

test('a virtual server whose group does not exist is dropped, with the name that may be meant', () => {
  const text = virtual('', { service: 'group webs' }) + group('10.0.0.1 80').replace(' G ', ' web ');
  const { diagnostics, exitStatus } = load(text);
  const found = diagnostics.find(({ code }) => code === 'server-group-unknown');
  assert.deepEqual([found?.at?.line, found?.hint, exitStatus], [1, 'did you mean `web`?', 0]);
  assert.deepEqual(settingsOf(text).lvs.virtualServers, []);
});

test('a group of two families works through tunnels alone', () => {
  const both = group('10.0.0.1 80', '2001:db8::1 80');
  const tunnels = virtual('', { ...OF_GROUP, head: HEAD.replace('NAT', 'TUN') });
  assert.equal(settingsOf(both + tunnels).lvs.virtualServers.length, 1);
  assert.deepEqual(settingsOf(both + virtual('', OF_GROUP)).lvs.virtualServers, []);
  assert.deepEqual(saidOf(both + virtual('', OF_GROUP)), ['5 server-group-family']);
});

test('marks without a family take that of the real servers', () => {
  const text = group('fwmark 5') + virtual('', { ...OF_GROUP, head: 'lb_algo rr\nlb_kind NAT\n' });
  assert.equal(builtOf(text).family, 4);
  assert.equal(builtOf(text).protocol, undefined);
  assert.equal(builtOf(text.replaceAll('10.0.1.1', '2001:db8::5')).family, 6);
});

test('direct routing to a group leaves the port to each packet', () => {
  const direct = { ...OF_GROUP, head: HEAD.replace('NAT', 'DR') };
  const ports = (...entries: readonly string[]) =>
    builtOf(group(...entries) + virtual('', { ...direct, servers: real('', '10.0.1.1 80') })).realServers[0]?.port;
  assert.equal(ports('10.0.0.1 80'), 0);
  assert.equal(ports('10.0.0.1 80', '10.0.0.2 81'), 0);
});

test('a name before the brace is a name, and two of them end keepalived', () => {
  const { exitStatus, startStatus, unusable } = load(group('10.0.0.1 80').replace('G', 'G H'));
  assert.deepEqual([exitStatus, startStatus], [2, 2]);
  assert.match(unusable ?? '', /takes one name/);
});
