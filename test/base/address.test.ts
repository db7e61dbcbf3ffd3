import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import ipaddr from 'ipaddr.js';
import { parseAddress } from '../../src/base/address.js';

test('a dotted quad is four numbers up to 255, written without leading zeros', () => {
  for (const text of ['0.0.0.0', '10.0.0.1', '192.168.100.100', '255.255.255.255']) {
    assert.equal(parseAddress(text)?.text, text);
  }
  assert.deepEqual(parseAddress('192.168.100.7')?.bytes, Uint8Array.of(192, 168, 100, 7));
  const wrong = ['', '.', '1.2.3', '1.2.3.', '.1.2.3', '1.2.3.4.', '1.2.3.4.5', '1..2.3', '256.0.0.1', '1.2.3.1000'];
  for (const text of [...wrong, '01.2.3.4', '1.2.3.00', '1.2.3.4 ', ' 1.2.3.4', '0x1.2.3.4', '+1.2.3.4', '1.2.3.٣']) {
    assert.equal(parseAddress(text), undefined, text);
  }
});

test('any text of dots and digits is read as ipaddr.js reads it', () => {
  const part = fc.oneof(fc.integer({ min: 0, max: 300 }).map(String), fc.constantFrom('', '0', '00', '01', '007'));
  const text = fc.array(part, { minLength: 3, maxLength: 5 }).map(parts => parts.join('.'));
  fc.assert(
    fc.property(text, quad => {
      const expected = ipaddr.IPv4.isValidFourPartDecimal(quad) ? ipaddr.IPv4.parse(quad).toByteArray() : undefined;
      const parsed = parseAddress(quad);
      assert.deepEqual(parsed === undefined ? undefined : [...parsed.bytes], expected);
      assert.equal(parsed?.text, expected?.join('.'));
    }),
  );
});
