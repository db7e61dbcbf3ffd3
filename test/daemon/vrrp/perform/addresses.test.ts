import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../../../../src/base/log.js';
import { type AddressRefusal, HeldAddresses } from '../../../../src/daemon/vrrp/perform/addresses.js';
import type { AddressRequest } from '../../../../src/wire/netlink/rtnetlink.js';
import { virtualAddress } from '../../../support/instance-settings.js';

type Apply = (deed: 'add' | 'remove', request: AddressRequest) => AddressRefusal | undefined;

/** A kernel that answers when told to. */
function kernel(answer: Apply = () => undefined, devices: Record<string, number> = { eth0: 2, eth1: 3 }) {
  const deeds: string[] = [];
  const logged: LogLine[] = [];
  /** What another instance holds. */
  const shared = new Set<string>();
  let release: (() => void) | undefined;
  let held = false;
  const addresses = new HeldAddresses('VI_1', 'eth0', {
    interfaceIndex: name => devices[name],
    async apply(deed, requests) {
      if (held) await new Promise<void>(resolve => (release = resolve));
      else await Promise.resolve();
      return requests.map(request => {
        deeds.push(`${deed} ${request.address.text} ${request.ifindex}`);
        return answer(deed, request);
      });
    },
    isHeldElsewhere: request => shared.has(request.address.text),
    log: line => logged.push(line),
  });
  return {
    addresses,
    shared,
    devices,
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

/** More than one batch of them. */
const many = Array.from({ length: 250 }, (_, i) => virtualAddress(`10.1.${i >> 8}.${i & 255}/32`));

test('an addition under way stops when the addresses are given up, and what was added is removed', async () => {
  const k = kernel();
  k.hold();
  k.addresses.add(many);
  await Promise.resolve();
  k.addresses.remove(many);
  await k.go();
  assert.equal(k.deeds.filter(deed => deed.startsWith('add')).length, 100);
  assert.equal(k.deeds.filter(deed => deed.startsWith('remove')).length, 250);
  assert.equal(k.addresses.count, 0);
});

test('giving up one address does not stop the addition of the others', async () => {
  const k = kernel();
  k.hold();
  k.addresses.add(many);
  await Promise.resolve();
  k.addresses.remove(many.slice(200, 201));
  await k.go();
  assert.equal(k.deeds.filter(deed => deed.startsWith('add')).length, 249);
  assert.equal(k.addresses.count, 249);
});

test('addresses are told as confirmed, batch by batch, once they are in the kernel, and then the end', async () => {
  const k = kernel();
  k.addresses.add(many);
  const told: (number | 'done')[] = [];
  k.addresses.addition?.subscribe((confirmed, done) => told.push(done ? 'done' : confirmed.length));
  await k.addresses.settled();
  assert.deepEqual(told, [100, 100, 50, 'done']);
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
  assert.equal(k.addresses.confirmed(2, '10.0.0.1', 24)?.address.text, '10.0.0.1');
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

test('an address that another instance holds by now is left to it', async () => {
  const k = kernel();
  k.addresses.add([a, b]);
  await k.addresses.settled();
  k.addresses.remove([a, b]);
  k.shared.add('10.0.0.1');
  await k.addresses.settled();
  assert.deepEqual(k.deeds.slice(2), ['remove 10.0.0.2 2']);
});

test('what goes before the kernel has confirmed it was the last holder giving it up', async () => {
  const k = kernel();
  k.hold();
  k.addresses.add([a]);
  await Promise.resolve();
  assert.equal(k.addresses.departed(2, '10.0.0.1', 24), undefined);
  await k.go();
  assert.equal(k.addresses.departed(2, '10.0.0.1', 24)?.address.text, '10.0.0.1');
});

test('addresses on an interface that was renamed are removed from where they are', async () => {
  const k = kernel();
  k.addresses.add([a]);
  await k.addresses.settled();
  k.devices.wan = k.devices.eth0!;
  delete k.devices.eth0;
  k.addresses.remove([a]);
  await k.addresses.settled();
  assert.deepEqual(k.deeds, ['add 10.0.0.1 2', 'remove 10.0.0.1 2']);
  assert.deepEqual(k.logged, []);
});

test('a failure of netlink itself is logged, and ends the addition for whoever waits for it', async () => {
  const k = kernel(() => {
    throw new Error('netlink request: ENOBUFS');
  });
  k.addresses.add([a]);
  let done = false;
  k.addresses.addition?.subscribe((_, isDone) => {
    done ||= isDone;
  });
  await k.addresses.settled();
  assert.equal(done, true);
  assert.equal(k.addresses.addition, undefined);
  assert.match(k.logged[0]?.text ?? '', /ENOBUFS/);
});
