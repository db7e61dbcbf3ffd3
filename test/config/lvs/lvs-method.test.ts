import assert from 'node:assert/strict';
import { test } from 'node:test';
import { builtOf, HEAD, saidOf, virtual } from './text.js';

const methodOf = (words: string) => builtOf(virtual('', { head: HEAD.replace('NAT', words) })).method;
const tunnel = (encapsulation: string, port = 0, checksum = 'none') => ({ kind: 'TUN', encapsulation, port, checksum });

test('the options of a tunnel are found in its settings, in any order', () => {
  const rows: Readonly<Record<string, object>> = {
    NAT: { kind: 'NAT' },
    DR: { kind: 'DR' },
    TUN: tunnel('ipip'),
    'TUN nocsum': tunnel('ipip'),
    'TUN type gre csum': tunnel('gre', 0, 'local'),
    'TUN remcsum port 6080 type gue': tunnel('gue', 6080, 'remote'),
  };
  for (const [words, method] of Object.entries(rows)) assert.deepEqual(methodOf(words), method, words);
});

test('options that cannot be leave the method without any', () => {
  for (const words of ['TUN csum', 'TUN type gue', 'TUN type gre remcsum', 'TUN type ipip port 5', 'TUN type']) {
    assert.deepEqual(methodOf(words), tunnel('ipip'), words);
    assert.deepEqual(saidOf(virtual('', { head: HEAD.replace('NAT', words) })), ['3 tunnel-option'], words);
  }
  assert.deepEqual(methodOf('DR type ipip'), { kind: 'DR' });
  assert.deepEqual(saidOf(virtual('', { head: HEAD.replace('NAT', 'DR type ipip') })), ['3 tunnel-options-unused']);
});

test('an unknown method is said once, and NAT is used', () => {
  assert.deepEqual(methodOf('nat'), { kind: 'NAT' });
  assert.deepEqual(saidOf(virtual('', { head: HEAD.replace('NAT', 'nat') })), ['3 choice-unknown']);
});
