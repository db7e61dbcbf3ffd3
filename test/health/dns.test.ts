import assert from 'node:assert/strict';
import { test } from 'node:test';
import { encodeDnsQuestion, judgeDnsResponse } from '../../src/health/dns.js';
import type { DnsType } from '../../src/health/settings.js';
import { seededRandom } from '../support/random.js';

const HEADER = '0100 0001 0000 0000 0000';

// As keepalived sends them, behind the id.
const QUESTIONS: readonly (readonly [DnsType, string, string])[] = [
  ['SOA', '.', `${HEADER} 00 0006 0001`],
  ['A', 'www.example.org', `${HEADER} 03 777777 07 6578616d706c65 03 6f7267 00 0001 0001`],
  ['DNSKEY', 'example.org.', `${HEADER} 07 6578616d706c65 03 6f7267 00 0030 0001`],
  ['TXT', '.', `${HEADER} 00 0010 0001`],
  ['AAAA', 'a', `${HEADER} 01 61 00 001c 0001`],
  ['RRSIG', 'a', `${HEADER} 01 61 00 002e 0001`],
  ['MX', 'a', `${HEADER} 01 61 00 000f 0001`],
  ['NS', 'a', `${HEADER} 01 61 00 0002 0001`],
  ['CNAME', 'a', `${HEADER} 01 61 00 0005 0001`],
];

for (const [type, name, expected] of QUESTIONS) {
  test(`the question for ${type} of ${name}`, () => {
    const question = Buffer.from(encodeDnsQuestion(0xbeef, type, name)).toString('hex');
    assert.equal(question, `beef${expected.replaceAll(' ', '')}`);
  });
}

test('the longest name fits', () => {
  const name = [63, 63, 63, 61].map(length => 'x'.repeat(length)).join('.');
  assert.equal(encodeDnsQuestion(1, 'A', name).length, 12 + 255 + 4);
});

const response = (id: string, flags: string) => Buffer.from(`${id}${flags}0001000000000000`, 'hex');

test('a response is good without an error, whatever it answers', () => {
  assert.equal(judgeDnsResponse(0xbeef, response('beef', '8180'))?.ok, true);
});

test('an error is a failure at once', () => {
  for (const [flags, name] of [
    ['8182', 'SERVFAIL'],
    ['8183', 'NXDOMAIN'],
    ['818f', '15'],
  ] as const) {
    assert.deepEqual(judgeDnsResponse(0xbeef, response('beef', flags)), {
      ok: false,
      fault: { code: 'denied', detail: `the response code is ${name}` },
    });
  }
});

test('what is not the response is ignored: another id, a question, a fragment, noise', () => {
  assert.equal(judgeDnsResponse(0xbeef, response('beee', '8180')), undefined);
  assert.equal(judgeDnsResponse(0xbeef, response('beef', '0100')), undefined);
  const whole = response('beef', '8180');
  for (let length = 0; length < whole.length; length++) {
    assert.equal(judgeDnsResponse(0xbeef, whole.subarray(0, length)), undefined);
  }
  const random = seededRandom(5);
  for (let i = 0; i < 300; i++) {
    const noise = Uint8Array.from({ length: Math.floor(random() * 40) }, () => Math.floor(random() * 256));
    if (noise[0] !== 0xbe) assert.equal(judgeDnsResponse(0xbeef, noise), undefined);
  }
});
