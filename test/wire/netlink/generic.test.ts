/** Generic netlink, as ipvsadm(8) asks the kernel for the family of IPVS. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodeFamilyId, encodeGetFamily } from '../../../src/wire/netlink/generic.js';
import { hex, randomBytes, toHex, truncations } from '../hex.js';

/** The kernel's answer without its list of commands. */
const ANSWER = hex(`01020000 09000200 49505653 00000000 06000100 1c000000 08000300 01000000 08000400 00000000
  08000500 06000000`);

test('a family is asked for by its name', () => {
  assert.equal(
    toHex(encodeGetFamily('IPVS')),
    toHex(hex('20000000 1000 0100 00000000 00000000  03010000  0900 0200 49505653 00000000')),
  );
});

test('its number is in the answer', () => {
  assert.deepEqual(decodeFamilyId(ANSWER), { ok: true, value: 0x1c });
});

test('an answer without number, cut or of random bytes is a fault', () => {
  assert.equal(decodeFamilyId(hex('01020000')).ok, false);
  for (const bytes of truncations(ANSWER.subarray(0, 22))) assert.equal(decodeFamilyId(bytes).ok, false);
  for (const bytes of randomBytes(7, 500, 64)) decodeFamilyId(bytes);
});
