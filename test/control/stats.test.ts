import assert from 'node:assert/strict';
import { test } from 'node:test';
import { renderStats } from '../../src/control/stats.js';
import { instanceView } from '../support/instance-view.js';

test('the statistics have keepalived’s labels, order and indentation', () => {
  const view = instanceView({}, { advertsReceived: 1, advertsSent: 3, becameMaster: 1, ttlErrors: 1 });
  assert.equal(
    renderStats([view]),
    `VRRP Instance: VI_1
  Advertisements:
    Received: 1
    Sent: 3
  Became master: 1
  Released master: 0
  Packet Errors:
    Length: 0
    TTL: 1
    Invalid Type: 0
    Advertisement Interval: 0
    Address List: 0
  Authentication Errors:
    Invalid Type: 0
    Type Mismatch: 0
    Failure: 0
  Authentication Extension Errors:
    Missing: 0
    Malformed: 0
    Unknown Key: 0
    Invalid HMAC: 0
    Stale: 0
    Replay: 0
  Priority Zero:
    Received: 0
    Sent: 0
`,
  );
});

test('every counter has its own line', () => {
  const numbers = {
    advertsReceived: 11,
    advertsSent: 12,
    becameMaster: 13,
    releasedMaster: 14,
    lengthErrors: 15,
    ttlErrors: 16,
    invalidType: 17,
    intervalErrors: 18,
    addressListErrors: 19,
    authInvalidType: 20,
    authTypeMismatch: 21,
    authFailure: 22,
    authExtMissing: 23,
    authExtMalformed: 24,
    authExtUnknownKey: 25,
    authExtInvalidHmac: 26,
    authExtStale: 27,
    authExtReplay: 28,
    priorityZeroReceived: 29,
    priorityZeroSent: 30,
  };
  const shown = renderStats([instanceView({}, numbers)]).match(/(?<=: )\d+$/gm);
  assert.deepEqual(shown?.map(Number), Object.values(numbers));
});

test('instances follow each other without a gap, and none at all is an empty file', () => {
  const text = renderStats([instanceView({ name: 'A' }), instanceView({ name: 'B' })]);
  assert.match(text, /Sent: 0\nVRRP Instance: B\n/);
  assert.equal(renderStats([]), '');
});
