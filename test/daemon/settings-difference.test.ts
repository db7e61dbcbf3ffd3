import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyDifference, differenceOf } from '../../src/daemon/settings-difference.js';
import type { InstanceSettings, VrrpSettings } from '../../src/vrrp/settings.js';
import { load } from '../support/fake-machine.js';
import { instanceSettings, virtualAddress } from '../support/instance-settings.js';

const empty = load('').settings!.vrrp;
const crowd = (count: number, changes: Partial<InstanceSettings> = {}) =>
  Array.from({ length: count }, (_, i) => instanceSettings({ name: `VI_${i}`, vrid: (i % 255) + 1, ...changes }));
const withInstances = (instances: readonly InstanceSettings[]): VrrpSettings => ({ ...empty, instances });

async function cross(before: VrrpSettings | undefined, after: VrrpSettings) {
  const difference = differenceOf(before, structuredClone(after));
  let turns = 0;
  const made = await applyDifference(before, structuredClone(difference), async () => void turns++);
  assert.deepStrictEqual(made, after);
  const bytes = difference.parts.reduce((sum, part) => sum + part.length, 0);
  return { made, turns, bytes, parts: difference.parts.length };
}

test('the first settings cross whole', async () => {
  await cross(undefined, withInstances(crowd(3)));
  await cross(undefined, empty);
});

test('of a thousand instances the one that changed crosses, with what changed of it', async () => {
  const before = withInstances(crowd(1_000));
  const instances = crowd(1_000).map(each => (each.name === 'VI_500' ? { ...each, priority: 120 } : each));
  const { made, bytes, turns } = await cross(before, withInstances(instances));
  assert.ok(bytes < 200, `${bytes} bytes`);
  assert.equal(turns, 0);
  assert.deepEqual(
    made.instances.filter((each, i) => each !== before.instances[i]).map(({ name }) => name),
    ['VI_500'],
  );
  assert.equal(made.instances[500]!.addresses, before.instances[500]!.addresses);
  assert.equal(made.staticRoutes, before.staticRoutes);
});

test('one address more leaves the others the objects they were', async () => {
  const addresses = Array.from({ length: 250 }, (_, i) => virtualAddress(`10.1.0.${i + 1}/32`));
  const before = withInstances([instanceSettings({ addresses })]);
  const more = [virtualAddress('10.2.0.1/32'), ...addresses];
  const { made, bytes } = await cross(before, withInstances([instanceSettings({ addresses: more })]));
  assert.ok(bytes < 2_000, `${bytes} bytes`);
  assert.ok(made.instances[0]!.addresses.slice(1).every((each, i) => each === addresses[i]));
});

test('instances come, go and change places', async () => {
  const before = withInstances(crowd(6));
  const [a, b, c, , e, f] = before.instances;
  const { made } = await cross(before, withInstances([f!, instanceSettings({ name: 'new' }), a!, c!, b!, e!]));
  assert.deepEqual(
    made.instances.map(each => before.instances.indexOf(each)),
    [5, -1, 0, 2, 1, 4],
  );
});

test('many that change cross in parts, with a turn of the loop between two', async () => {
  const before = withInstances(crowd(1_000));
  const { parts, turns } = await cross(before, withInstances(crowd(2_000, { priority: 7 })));
  assert.ok(parts > 5, `${parts} parts`);
  assert.equal(turns, parts - 1);
});

test('settings that another reload has replaced meanwhile are not guessed at', async () => {
  const difference = differenceOf(withInstances(crowd(3)), withInstances(crowd(3).slice(1)));
  await assert.rejects(
    applyDifference(withInstances(crowd(2)), difference, async () => undefined),
    /were told/,
  );
});
