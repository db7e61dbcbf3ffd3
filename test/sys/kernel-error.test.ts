import assert from 'node:assert/strict';
import { test } from 'node:test';
import { errnoName, KernelError } from '../../src/sys/kernel-error.js';

test('a refusal names request, device and errno', () => {
  const error = new KernelError('RTM_NEWADDR 10.0.0.5/32', 19, 'eth0');
  assert.equal(error.message, 'RTM_NEWADDR 10.0.0.5/32 dev eth0: ENODEV (errno 19)');
  assert.equal(error.code, 'ENODEV');
  assert.equal(error.name, 'KernelError');
});

test("the kernel's own words follow, and a device is not invented", () => {
  assert.equal(
    new KernelError('RTM_NEWADDR 10.0.0.5/24', 22, undefined, 'ipv4: Invalid scope value').message,
    'RTM_NEWADDR 10.0.0.5/24: EINVAL (errno 22): ipv4: Invalid scope value',
  );
});

test('where two names share a number the usual one is taken, and an unknown number stays a number', () => {
  assert.equal(errnoName(11), 'EAGAIN');
  assert.equal(errnoName(95), 'EOPNOTSUPP');
  assert.equal(errnoName(4095), 'errno 4095');
});
