/** Routing rules as keepalived 2.2.7 asks the kernel for them, and as the kernel reports them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { encodeRuleRequest, type RuleAction, type RuleRequest, ruleIdentity } from '../../../src/wire/netlink/rule.js';
import { decodeRule } from '../../../src/wire/netlink/rule-report.js';
import { hex, randomBytes, toHex, truncations } from '../hex.js';

const prefix = (text: string) => {
  const [ip, length] = text.split('/') as [string, string];
  return { address: address(ip), length: Number(length) };
};

function rule(changes: Partial<RuleRequest>): RuleRequest {
  const action: RuleAction = { kind: 'table', table: 101 };
  return { family: 4, inverted: false, preference: 600, protocol: 18, action, ...changes };
}

const EVERYTHING = rule({
  inverted: true,
  from: prefix('203.0.113.0/24'),
  to: prefix('10.0.0.0/8'),
  tos: 16,
  fwmark: { mark: 5, mask: 0xff },
  realms: { from: 1, to: 2 },
  suppressPrefixLength: 8,
  suppressGroup: 3,
  inputDevice: 'eth0',
});

const MORE = rule({
  from: prefix('203.0.113.0/24'),
  action: { kind: 'table', table: 1001 },
  outputDevice: 'eth0',
  tunnelId: 77n,
  uids: { first: 5, last: 9 },
  ipProtocol: 6,
  sourcePorts: { first: 10, last: 20 },
  destinationPorts: { first: 30, last: 30 },
});

test('a rule with its conditions is asked for as keepalived does', () => {
  assert.equal(
    toHex(encodeRuleRequest('add', EVERYTHING)),
    toHex(
      hex(`70000000 2000 0106 00000000 00000000  02081810 65000001 02000000
        0800 0200 cb007100  0800 0100 0a000000  0800 0600 58020000  0800 0a00 05000000  0800 1000 ff000000
        0800 0b00 02000100  0800 0e00 08000000  0800 0d00 03000000  0900 0300 65746830 00000000  0500 1500 12000000`),
    ),
  );
  assert.equal(
    toHex(encodeRuleRequest('add', MORE).subarray(16)),
    toHex(
      hex(`02001800 00000001 00000000
        0800 0f00 e9030000  0800 0200 cb007100  0800 0600 58020000  0900 1100 65746830 00000000
        0c00 0c00 000000000000004d  0c00 1400 05000000 09000000  0500 1500 12000000  0500 1600 06000000
        0800 1700 0a001400  0800 1800 1e001e00`),
    ),
  );
});

test('each action has its number, and what goes with it', () => {
  const numberOf = (action: RuleAction) => encodeRuleRequest('add', rule({ action }))[16 + 7];
  const kinds = ['l3mdev', 'nop', 'blackhole', 'unreachable', 'prohibit'] as const;
  assert.deepEqual(
    kinds.map(kind => numberOf({ kind })),
    [1, 3, 6, 7, 8],
  );
  assert.equal(
    toHex(encodeRuleRequest('add', rule({ action: { kind: 'goto', preference: 700 } })).subarray(16)),
    toHex(hex('02000000 00000002 00000000  0800 0600 58020000  0500 1500 12000000  0800 0400 bc020000')),
  );
});

test('a removal names all of the rule, so that no other one goes', () => {
  const [add, remove] = (['add', 'remove'] as const).map(deed => encodeRuleRequest(deed, EVERYTHING));
  assert.equal(toHex(remove!.subarray(4, 8)), toHex(hex('2100 0100')));
  assert.equal(toHex(remove!.subarray(16)), toHex(add!.subarray(16)));
});

test('the report of a rule has the identity of the request for it', () => {
  const goto: RuleAction = { kind: 'goto', preference: 700 };
  for (const request of [
    EVERYTHING,
    MORE,
    rule({ action: goto }),
    rule({ action: { kind: 'l3mdev' }, protocol: 0 }),
    rule({ family: 6, to: prefix('2001:db8::/32'), action: { kind: 'prohibit' } }),
  ]) {
    assert.deepEqual(decodeRule(encodeRuleRequest('add', request).subarray(16)), {
      ok: true,
      value: ruleIdentity(request),
    });
  }
});

test('what the kernel adds to a report makes no difference: an unset suppressor, a whole mask', () => {
  const request = rule({ fwmark: { mark: 5, mask: 0xffff_ffff } });
  const message = encodeRuleRequest('add', request).subarray(16);
  const more = hex('0800 0e00 ffffffff  0800 0f00 65000000  0800 1000 ffffffff');
  const payload = new Uint8Array([...message, ...more]);
  assert.deepEqual(decodeRule(payload), { ok: true, value: ruleIdentity(request) });
});

test('a report cut anywhere, or of random bytes, is read without a throw', () => {
  const payload = encodeRuleRequest('add', EVERYTHING).subarray(16);
  for (const part of truncations(payload)) assert.equal(decodeRule(part).ok, part.length >= 12);
  for (const bytes of randomBytes(8, 500, 80)) decodeRule(bytes);
});
