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
  /** Everyone who holds addresses. */
  const holders: HeldAddresses[] = [];
  const act = (deed: 'add' | 'remove', request: AddressRequest) => {
    deeds.push(`${deed} ${request.address.text} ${request.ifindex}`);
    return answer(deed, request);
  };
  const addresses = new HeldAddresses('VI_1', 'eth0', {
    interfaceIndex: name => devices[name],
    async apply(deed, requests) {
      if (held) await new Promise<void>(resolve => (release = resolve));
      else await Promise.resolve();
      return requests.map(request => act(deed, request));
    },
    async replace(removed, restored) {
      await Promise.resolve();
      deeds.push('in one breath');
      return [...removed.map(request => act('remove', request)), ...restored.map(request => act('add', request))];
    },
    holders: () => holders,
    isHeldElsewhere: request => shared.has(request.address.text),
    log: line => logged.push(line),
  });
  holders.push(addresses);
  return {
    addresses,
    holders,
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

/** A holder besides the one under test, with these in its hands. */
async function neighbour(k: ReturnType<typeof kernel>, entries: readonly ReturnType<typeof virtualAddress>[]) {
  const other = kernel(() => undefined, k.devices).addresses;
  other.add(entries);
  await other.settled();
  k.holders.push(other);
  return other;
}

test('what the kernel takes along with the first address of a network is put back in the same breath', async () => {
  const k = kernel();
  const far = virtualAddress('10.0.1.1/24');
  k.addresses.add([a, b, far]);
  const other = await neighbour(k, [
    c,
    virtualAddress('10.0.0.4/25'),
    virtualAddress('10.0.0.5/24', { device: 'eth1' }),
    virtualAddress('10.0.0.6/32'),
    virtualAddress('fd00::1/64'),
  ]);
  await k.addresses.settled();
  k.deeds.length = 0;
  k.addresses.remove([a]);
  await k.addresses.settled();
  assert.deepEqual(k.deeds, ['in one breath', 'remove 10.0.0.1 2', 'add 10.0.0.2 2', 'add 10.0.0.3 2']);
  // The reports that follow: nobody else took them, and they are there again.
  for (const [holder, text] of [
    [k.addresses, '10.0.0.2'],
    [other, '10.0.0.3'],
  ] as const) {
    assert.equal(holder.departed(2, text, 24), undefined);
    assert.equal(holder.confirmed(2, text, 24)?.address.text, text);
    assert.notEqual(holder.departed(2, text, 24), undefined, 'the next one is news');
  }
});

test('a neighbour that did not go is not taken for gone: the next report about it counts', async () => {
  const k = kernel((deed, { address }) =>
    deed === 'add' && address.text === '10.0.0.2' && k.deeds.includes('in one breath')
      ? { code: 'EEXIST', message: '' }
      : undefined,
  );
  k.addresses.add([a, b]);
  await k.addresses.settled();
  k.addresses.remove([a]);
  await k.addresses.settled();
  assert.equal(k.addresses.departed(2, '10.0.0.1', 24), undefined);
  assert.notEqual(k.addresses.departed(2, '10.0.0.2', 24), undefined);
  assert.deepEqual(k.logged, []);
});

test('a neighbour that cannot be put back is lost, and said so', async () => {
  const message = 'RTM_NEWADDR 10.0.0.2/24 dev eth0: EPERM (errno 1)';
  const k = kernel((deed, { address }) =>
    deed === 'add' && address.text === '10.0.0.2' && k.deeds.includes('in one breath')
      ? { code: 'EPERM', message }
      : undefined,
  );
  k.addresses.add([a, b]);
  await k.addresses.settled();
  k.addresses.remove([a]);
  await k.addresses.settled();
  assert.equal(k.addresses.count, 0);
  assert.deepEqual(
    k.logged.map(({ text }) => text),
    [`(VI_1) cannot put back 10.0.0.2/24 on eth0: ${message}`],
  );
});

test('of many neighbours each is put back once, and none that was given up meanwhile', async () => {
  const k = kernel();
  k.addresses.add([virtualAddress('10.2.0.1/16')]);
  const crowd = Array.from({ length: 250 }, (_, i) => virtualAddress(`10.2.1.${i + 1}/16`));
  const other = await neighbour(k, crowd);
  await k.addresses.settled();
  k.deeds.length = 0;
  k.addresses.remove([virtualAddress('10.2.0.1/16')]);
  await Promise.resolve();
  other.remove(crowd.slice(249));
  await k.addresses.settled();
  const added = k.deeds.filter(deed => deed.startsWith('add'));
  assert.equal(added.length, 249);
  assert.equal(new Set(added).size, 249);
  assert.ok(!added.includes('add 10.2.1.250 2'));
});

test('of many addresses the oldest go last, with what hangs on them', async () => {
  const k = kernel();
  const crowd = Array.from({ length: 150 }, (_, i) => virtualAddress(`10.3.0.${i + 1}/16`));
  k.addresses.add(crowd);
  await neighbour(k, [virtualAddress('10.3.9.9/16')]);
  await k.addresses.settled();
  k.deeds.length = 0;
  k.addresses.remove(crowd);
  await k.addresses.settled();
  assert.deepEqual(
    [k.deeds[0], k.deeds[100], k.deeds[101], k.deeds.at(-1)],
    ['remove 10.3.0.51 2', 'in one breath', 'remove 10.3.0.1 2', 'add 10.3.9.9 2'],
  );
});
