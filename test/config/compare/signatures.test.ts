import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

const secret = (letter: string): string => letter.repeat(32);

function hmac(active: number, keys: Readonly<Record<number, string>>, more = ''): string {
  const lines = Object.entries(keys).map(([id, letter]) => `key ${id} ${secret(letter)}`);
  return `auth_hmac {\n${lines.join('\n')}\nactive_key ${active}\n${more}\n}`;
}

function codes(first: string, second: string): readonly string[] {
  const { diagnostics } = compare(instanceText(`priority 150\n${first}`), instanceText(second));
  assert.doesNotMatch(JSON.stringify(diagnostics), /aaaa|bbbb/);
  return diagnostics.map(({ code }) => code);
}

test('a receiver needs the key that signs', () => {
  assert.deepEqual(codes(hmac(1, { 1: 'a' }), hmac(1, { 1: 'a' })), []);
  assert.deepEqual(codes(hmac(1, { 1: 'a' }), hmac(1, { 1: 'b' })), ['compare-hmac']);
  assert.deepEqual(codes(hmac(1, { 1: 'a' }), hmac(2, { 2: 'a' })), ['compare-hmac']);
  assert.deepEqual(codes(hmac(1, { 1: 'a', 2: 'b' }), hmac(2, { 1: 'a', 2: 'b' })), [], 'keys may be changed over');
});

test('a node without keys is heard only where that is allowed', () => {
  assert.deepEqual(codes(hmac(1, { 1: 'a' }), ''), ['compare-hmac']);
  assert.deepEqual(codes(hmac(1, { 1: 'a' }, 'mode permissive'), ''), []);
  assert.deepEqual(codes(hmac(1, { 1: 'a' }, 'mode receive-only'), hmac(1, { 1: 'a' })), ['compare-hmac']);
  assert.deepEqual(codes(hmac(1, { 1: 'a' }, 'mode receive-only'), hmac(1, { 1: 'a' }, 'mode permissive')), []);
});

test('the kinds of version 2 are told apart', () => {
  const auth = (type: string) => `authentication {\nauth_type ${type}\nauth_pass x\n}`;
  assert.deepEqual(codes(auth('AH'), auth('PASS')), ['compare-authentication']);
  assert.deepEqual(codes(auth('AH'), auth('AH')), []);
});
