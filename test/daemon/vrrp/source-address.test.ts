import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { chooseSource, FollowedSources, followsSource } from '../../../src/daemon/vrrp/source-address.js';
import type { LinkAddress, LinkState } from '../../../src/sys/links.js';
import { unicastTo } from '../../support/vrrp-settings.js';

const on = (...texts: string[]) => texts.map(text => ({ address: address(text), flags: 0 }));
const plain = (family: 4 | 6) => ({ family, tracksSource: false });
const has = () => true;
const hasNot = () => false;

test('the first IPv4 address of the interface that is not virtual is the source', () => {
  const found = chooseSource(
    plain(4),
    on('fe80::1', '10.0.0.100', '10.0.0.2', '10.0.0.3'),
    new Set(['10.0.0.100']),
    hasNot,
  );
  assert.equal(found?.text, '10.0.0.2');
});

test('IPv6 adverts come from the link-local address', () => {
  const found = chooseSource(plain(6), on('2001:db8::1', 'fe80::99', 'fe80::1'), new Set(['fe80::99']), hasNot);
  assert.equal(found?.text, 'fe80::1');
});

test('an interface without a usable address gives none', () => {
  assert.equal(chooseSource(plain(4), on('10.0.0.100', 'fe80::1'), new Set(['10.0.0.100']), has), undefined);
  assert.equal(chooseSource(plain(6), on('10.0.0.1', '2001:db8::1'), new Set(), has), undefined);
});

test('a configured source is used whether or not the interface has it', () => {
  const found = chooseSource({ ...plain(4), source: address('10.9.9.9') }, on('10.0.0.2'), new Set(), hasNot);
  assert.equal(found?.text, '10.9.9.9');
});

test('an address whose uniqueness is still being checked is not used yet', () => {
  const tentative = { address: address('fe80::1'), flags: 0x40 };
  assert.equal(chooseSource(plain(6), [tentative], new Set(), has), undefined);
  assert.equal(chooseSource(plain(6), [{ ...tentative, flags: 0 }], new Set(), has)?.text, 'fe80::1');
});

test('a source that is tracked, or that unicast peers answer to, is used only while the machine has it', () => {
  const source = address('10.9.9.9');
  for (const followed of [
    { ...plain(4), source, tracksSource: true },
    { ...plain(4), source, unicast: unicastTo(['10.0.0.3']) },
  ]) {
    assert.ok(followsSource(followed));
    assert.equal(chooseSource(followed, on('10.0.0.2'), new Set(), hasNot), undefined);
    assert.equal(chooseSource(followed, on('10.0.0.2'), new Set(), has)?.text, '10.9.9.9');
  }
  assert.ok(!followsSource({ ...plain(4), tracksSource: true }), 'there is none to follow');
});

const linkAddress = (text: string, changes: Partial<LinkAddress> = {}): LinkAddress => ({
  address: address(text),
  prefixLength: 24,
  flags: 0,
  scope: 0,
  ...changes,
});
const followed = (text: string) => ({ source: address(text), tracksSource: true });
const tables = (...onFirst: LinkAddress[]) => ({
  links: () => [{ index: 2 } as LinkState],
  addresses: (index: number) => (index === 2 ? onFirst : []),
});

test('a followed source is had as long as any interface has it', () => {
  const sources = new FollowedSources();
  sources.follow([followed('10.0.0.7')], tables(linkAddress('10.0.0.7')));
  assert.ok(sources.has(address('10.0.0.7')));
  assert.ok(sources.note({ kind: 'add', ifindex: 3, address: linkAddress('10.0.0.7', { prefixLength: 32 }) }));
  assert.ok(sources.note({ kind: 'remove', ifindex: 2, address: linkAddress('10.0.0.7') }));
  assert.ok(sources.has(address('10.0.0.7')));
  sources.note({ kind: 'remove', ifindex: 3, address: linkAddress('10.0.0.7', { prefixLength: 32 }) });
  assert.ok(!sources.has(address('10.0.0.7')));
});

test('news about any other address is none about a followed source', () => {
  const sources = new FollowedSources();
  sources.follow([followed('10.0.0.7'), { source: address('10.0.0.8'), tracksSource: false }], tables());
  assert.ok(!sources.note({ kind: 'add', ifindex: 2, address: linkAddress('10.0.0.8') }));
  assert.ok(!sources.has(address('10.0.0.8')));
  assert.ok(!sources.has(address('10.0.0.7')));
});

test('a followed source whose uniqueness is being checked is not had yet', () => {
  const sources = new FollowedSources();
  const checked = linkAddress('2001:db8::7', { prefixLength: 64 });
  sources.follow([followed('2001:db8::7')], tables({ ...checked, flags: 0x40 }));
  assert.ok(!sources.has(address('2001:db8::7')));
  sources.note({ kind: 'change', ifindex: 2, address: checked });
  assert.ok(sources.has(address('2001:db8::7')));
});
