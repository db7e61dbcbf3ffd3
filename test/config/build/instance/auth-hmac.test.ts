import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../../../../src/base/duration.js';
import { type FakeMachine, instanceText, load, mistakes } from '../../../support/fake-machine.js';

const TEXT = 'a text of more than thirty-two bytes'.replaceAll(' ', '-');
const HEX = 'ab'.repeat(32);
const KEY = `key 1 ${TEXT}\nactive_key 1`;

function loaded(block: string, lines = '', machine: FakeMachine = {}) {
  return load(instanceText(`auth_hmac {\n${block}\n}\n${lines}`), machine);
}

function hmac(block: string, lines = '', machine: FakeMachine = {}) {
  return loaded(block, lines, machine).settings?.vrrp.instances[0]?.hmac;
}

test('a block with one key', () => {
  const found = loaded(KEY);
  const instance = found.settings?.vrrp.instances[0];
  assert.deepEqual(mistakes(found), []);
  assert.deepEqual(instance?.hmac, {
    keys: [{ id: 1, secret: Uint8Array.from(Buffer.from(TEXT)) }],
    activeKey: 1,
    timeWindow: seconds(5),
    antiReplay: 'time',
    mode: 'enforce',
  });
  assert.equal(instance?.permanentFault, undefined);
});

test('keys as text, as digits, and from a file of either', () => {
  const files = {
    '/etc/k/text': { text: `${TEXT}\n`, mode: 0o600 },
    '/etc/k/hex': { text: `hex:${HEX}\n`, mode: 0o400 },
  };
  const found = hmac(
    `key 1 ${TEXT}\nkey 2 hex:${HEX}\nkey 3 file:/etc/k/text\nkey 4 file:/etc/k/hex\nactive_key 4`,
    '',
    { files },
  );
  const [one, two, three, four] = found?.keys.map(({ secret }) => Buffer.from(secret).toString('latin1')) ?? [];
  assert.deepEqual([one, three], [TEXT, TEXT]);
  assert.deepEqual([two, four], ['\xab'.repeat(32), '\xab'.repeat(32)]);
});

test('the window follows the interval of adverts unless it is given', () => {
  assert.equal(hmac(KEY, 'advert_int 10')?.timeWindow, seconds(30));
  assert.equal(hmac(KEY, 'advert_int 200')?.timeWindow, seconds(300));
  assert.equal(hmac(`${KEY}\ntime_window 60`)?.timeWindow, seconds(60));
  assert.deepEqual(mistakes(loaded(`${KEY}\ntime_window 301`)), ['7 number-range']);
});

test('modes', () => {
  const found = hmac(`${KEY}\nmode receive-only\nanti_replay monotonic`);
  assert.deepEqual([found?.mode, found?.antiReplay], ['receive-only', 'monotonic']);
  assert.equal(hmac(`${KEY}\nmode permissive`, 'strict_mode')?.mode, 'enforce');
});

test('mistakes about keys', () => {
  const table: readonly (readonly [string, readonly string[]])[] = [
    [`key 256 ${TEXT}\n${KEY}`, ['5 hmac-key-number']],
    [`${KEY}\nkey 1 ${TEXT}x`, ['7 hmac-key-twice']],
    ['key 1 short\nactive_key 1', ['5 hmac-key-length', '4 hmac-active-key']],
    [`key 1 ${'x'.repeat(65)}\nactive_key 1`, ['5 hmac-key-length', '4 hmac-active-key']],
    [`key 2 hex:${HEX}a\n${KEY}`, ['5 hmac-key-hex']],
    [`key 2 file:/no/such\n${KEY}`, ['5 hmac-key-file']],
    [`key 1 ${TEXT}`, ['4 hmac-active-key']],
    [`key 1 ${TEXT}\nactive_key 2`, ['4 hmac-active-key']],
    ['active_key 0', ['5 hmac-key-number', '4 hmac-active-key']],
  ];
  for (const [block, expected] of table) {
    assert.deepEqual([...mistakes(loaded(block))].sort(), [...expected].sort(), block);
  }
  assert.equal(hmac(`key 1 ${TEXT}`), undefined, 'without an active key nothing is signed');
  assert.equal(loaded('key 1').exitStatus, 2);
});

test('a key file that others may read is a security violation', () => {
  const files = { '/etc/key': { text: `hex:${HEX}`, mode: 0o640 } };
  const found = loaded('key 1 file:/etc/key\nactive_key 1', '', { files });
  assert.deepEqual([mistakes(found), found.exitStatus], [['5 hmac-key-open'], 6]);
  assert.equal(found.settings?.vrrp.instances[0]?.hmac?.keys.length, 1, 'and it is used');
});

test('the old authentication makes way', () => {
  const old = 'authentication {\nauth_type PASS\nauth_pass abc\n}';
  const found = loaded(KEY, old);
  assert.deepEqual(mistakes(found), ['9 authentication-with-hmac']);
  assert.equal(found.settings?.vrrp.instances[0]?.authentication.kind, 'none');
});

test('no diagnostic shows anything of a key', () => {
  const secret = 'sesame-open-sesame';
  for (const block of [
    `key 1 ${secret}\nactive_key 1`,
    `key 1 hex:${secret}\nactive_key 1`,
    `key 999 ${secret}`,
    `kye 1 ${secret}`,
    `key 1 file:${secret}`,
    `active_key ${secret}`,
    `${KEY}\nkey 1 ${secret}`,
  ]) {
    const shown = JSON.stringify(loaded(block).diagnostics);
    assert.doesNotMatch(shown, /sesame/, block);
  }
});
