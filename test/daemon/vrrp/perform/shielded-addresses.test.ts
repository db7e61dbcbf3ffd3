import assert from 'node:assert/strict';
import { test } from 'node:test';
import { HeldAddresses } from '../../../../src/daemon/vrrp/perform/addresses.js';
import { virtualAddress } from '../../../support/instance-settings.js';

/** A kernel and a packet filter; the filter takes its time until it is let go. */
function shielded(waits = true) {
  const deeds: string[] = [];
  let go = () => {};
  const filtered = new Promise<void>(resolve => (go = resolve));
  const texts = (placed: readonly { entry: ReturnType<typeof virtualAddress> }[]) =>
    placed.map(({ entry }) => entry.address.text).join(' ');
  const addresses: HeldAddresses = new HeldAddresses('VI_1', 'eth0', {
    interfaceIndex: () => 2,
    async apply(deed, requests) {
      deeds.push(`${deed} ${requests.map(({ address }) => address.text).join(' ')}`);
      return requests.map(() => undefined);
    },
    async replace(removed, restored) {
      deeds.push(`remove ${removed.map(({ address }) => address.text).join(' ')}`);
      return [...removed, ...restored].map(() => undefined);
    },
    holders: () => [addresses],
    isHeldElsewhere: () => false,
    shield(placed) {
      deeds.push(`shield ${texts(placed)}`);
      return waits ? filtered : undefined;
    },
    unshield: placed => void deeds.push(`unshield ${texts(placed)}`),
    log: ({ text }) => void deeds.push(text),
  });
  return { addresses, deeds, go };
}

const [a, b] = [virtualAddress('10.0.0.1/32'), virtualAddress('10.0.0.2/32')];
const turn = () => new Promise(resolve => setImmediate(resolve));

test('an address is added when packets to it are dropped, and let go of when it is gone', async () => {
  const { addresses, deeds, go } = shielded();
  addresses.add([a, b]);
  await turn();
  assert.deepEqual(deeds, ['shield 10.0.0.1 10.0.0.2']);
  go();
  await addresses.settled();
  addresses.remove([a]);
  await addresses.settled();
  assert.deepEqual(deeds.slice(1), ['add 10.0.0.1 10.0.0.2', 'remove 10.0.0.1', 'unshield 10.0.0.1']);
});

test('what is given up while the filter is waited for is not added', async () => {
  const { addresses, deeds, go } = shielded();
  addresses.add([a, b]);
  await turn();
  addresses.remove([a]);
  go();
  await addresses.settled();
  assert.deepEqual(deeds, ['shield 10.0.0.1 10.0.0.2', 'add 10.0.0.2', 'remove 10.0.0.1', 'unshield 10.0.0.1']);
});

test('nothing is waited for where nothing has to be dropped', async () => {
  const { addresses, deeds } = shielded(false);
  addresses.add([a]);
  await addresses.settled();
  assert.deepEqual(deeds, ['shield 10.0.0.1', 'add 10.0.0.1']);
});

test('what is held is known with its interface', async () => {
  const { addresses } = shielded(false);
  addresses.add([a, b]);
  addresses.remove([b]);
  assert.deepEqual(
    addresses.placed().map(({ entry, device, request }) => [entry.address.text, device, request.ifindex]),
    [['10.0.0.1', 'eth0', 2]],
  );
});
