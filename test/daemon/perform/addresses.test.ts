import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../../../src/base/log.js';
import { type AddressRefusal, HeldAddresses } from '../../../src/daemon/perform/addresses.js';
import type { AddressRequest } from '../../../src/wire/netlink/rtnetlink.js';
import { virtualAddress } from '../../support/instance-settings.js';

type Apply = (deed: 'add' | 'remove', request: AddressRequest) => AddressRefusal | undefined;

/** A kernel that confirms one address at a time, when told to. */
function kernel(answer: Apply = () => undefined) {
  const deeds: string[] = [];
  const logged: LogLine[] = [];
  let release: (() => void) | undefined;
  let held = false;
  const addresses = new HeldAddresses('VI_1', 'eth0', {
    interfaceIndex: name => ({ eth0: 2, eth1: 3 })[name],
    async apply(deed, requests, onDone) {
      for (const [i, request] of requests.entries()) {
        if (held) await new Promise<void>(resolve => (release = resolve));
        else await Promise.resolve();
        deeds.push(`${deed} ${request.address.text} ${request.ifindex}`);
        if (!onDone(i, [answer(deed, request)])) return;
      }
    },
    log: line => logged.push(line),
  });
  return {
    addresses,
    deeds,
    logged,
    hold: () => {
      held = true;
    },
    go: async () => {
      held = false;
      release?.();
      await addresses.settled();
    },
  };
}

const [a, b, c] = ['10.0.0.1/24', '10.0.0.2/24', '10.0.0.3/24'].map(text => virtualAddress(text)) as [
  ReturnType<typeof virtualAddress>,
  ReturnType<typeof virtualAddress>,
  ReturnType<typeof virtualAddress>,
];

test('addresses are added in order, on their own device where they name one', async () => {
  const k = kernel();
  k.addresses.add([a, virtualAddress('10.0.1.1/24', { device: 'eth1' }), c]);
  await k.addresses.settled();
  assert.deepEqual(k.deeds, ['add 10.0.0.1 2', 'add 10.0.1.1 3', 'add 10.0.0.3 2']);
});

test('an addition under way stops when the addresses are given up, and what was added is removed', async () => {
  const k = kernel();
  k.hold();
  k.addresses.add([a, b, c]);
  await Promise.resolve();
  k.addresses.remove([a, b, c]);
  await k.go();
  assert.deepEqual(k.deeds, ['add 10.0.0.1 2', 'remove 10.0.0.1 2', 'remove 10.0.0.2 2', 'remove 10.0.0.3 2']);
  assert.equal(k.addresses.count, 0);
});

test('each address is told as confirmed once it is in the kernel, and then the end', async () => {
  const k = kernel();
  k.addresses.add([a, b]);
  const told: string[] = [];
  k.addresses.addition?.subscribe((confirmed, done) =>
    told.push(done ? 'done' : confirmed.map(entry => entry.address.text).join()),
  );
  await k.addresses.settled();
  assert.deepEqual(told, ['10.0.0.1', '10.0.0.2', 'done']);
  assert.equal(k.addresses.addition, undefined);
});

test('an address that is there already is what was wanted', async () => {
  const k = kernel(() => ({ code: 'EEXIST', message: 'RTM_NEWADDR: EEXIST' }));
  k.addresses.add([a]);
  await k.addresses.settled();
  assert.equal(k.addresses.count, 1);
  assert.deepEqual(k.logged, []);
});

test('a refusal is logged with the request, and the others are added', async () => {
  const message = 'RTM_NEWADDR 10.0.0.2/24 dev eth0: EPERM (errno 1)';
  const k = kernel((_, request) => (request.address.text === '10.0.0.2' ? { code: 'EPERM', message } : undefined));
  k.addresses.add([a, b, c]);
  await k.addresses.settled();
  assert.equal(k.deeds.length, 3);
  assert.equal(k.addresses.count, 2);
  assert.deepEqual(
    k.logged.map(line => [line.level, line.text]),
    [['error', `(VI_1) cannot add 10.0.0.2/24 on eth0: ${message}`]],
  );
});

test('an address without its device is said once and holds nothing up', async () => {
  const k = kernel();
  k.addresses.add([virtualAddress('10.0.0.9/24', { device: 'eth9' }), a]);
  await k.addresses.settled();
  assert.deepEqual(k.deeds, ['add 10.0.0.1 2']);
  assert.match(k.logged[0]?.text ?? '', /there is no interface eth9/);
});

test('an address that goes although we hold it was taken by someone else', async () => {
  const k = kernel();
  k.addresses.add([a, b]);
  await k.addresses.settled();
  assert.equal(k.addresses.departed(2, '10.0.0.1', 24)?.address.text, '10.0.0.1');
  assert.equal(k.addresses.departed(3, '10.0.0.1', 24), undefined);
  assert.equal(k.addresses.departed(2, '10.9.9.9', 24), undefined);
});

test('the late report of our own removal is not mistaken for a theft after a new addition', async () => {
  const k = kernel();
  k.addresses.add([a]);
  k.addresses.remove([a]);
  k.addresses.add([a]);
  await k.addresses.settled();
  assert.equal(k.addresses.departed(2, '10.0.0.1', 24), undefined);
  assert.notEqual(k.addresses.departed(2, '10.0.0.1', 24), undefined);
});

test('a removal the kernel refused because nothing was there expects no report', async () => {
  const k = kernel(deed => (deed === 'remove' ? { code: 'EADDRNOTAVAIL', message: '' } : undefined));
  k.addresses.remove([a]);
  k.addresses.add([a]);
  await k.addresses.settled();
  assert.notEqual(k.addresses.departed(2, '10.0.0.1', 24), undefined);
  assert.deepEqual(k.logged, []);
});
