import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { createSuspension, moveAddress } from '../../../src/ipvs/pool/suspension.js';
import { group, settingsOf, virtual } from '../../config/lvs/text.js';

const TEXT =
  group('10.0.0.5 80') +
  virtual('ha_suspend') +
  virtual('ha_suspend', { service: '10.0.0.1 81' }) +
  virtual('', { service: '10.0.0.1 82' }) +
  virtual('ha_suspend', { service: '10.0.0.2 80' }) +
  virtual('ha_suspend', { service: 'group G' });

function begin(...local: readonly string[]) {
  return createSuspension(settingsOf(TEXT).lvs, ({ text }) => local.includes(text));
}

test('checks rest where the address is not on this machine; those of a group always do', () => {
  assert.deepEqual([...begin('10.0.0.2', '10.0.0.5').resting], [0, 1, 4]);
  assert.deepEqual([...begin().resting], [0, 1, 3, 4]);
});

test('an address that comes or goes takes all its virtual servers along', () => {
  const suspension = begin();
  assert.deepEqual(moveAddress(suspension, address('10.0.0.1'), true), [0, 1]);
  assert.deepEqual([...suspension.resting], [3, 4]);
  assert.deepEqual(moveAddress(suspension, address('10.0.0.1'), true), [], 'it is there already');
  assert.deepEqual(moveAddress(suspension, address('10.0.0.1'), false), [0, 1]);
  assert.deepEqual(moveAddress(suspension, address('10.0.0.1'), false), [], 'it is gone already');
  assert.deepEqual(moveAddress(suspension, address('10.0.0.5'), true), []);
  assert.deepEqual(moveAddress(suspension, address('10.0.0.9'), true), []);
});
