/** Settings are plain data that nobody can change. */
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { deepFreeze } from '../../src/base/freeze.js';
import { loadConfiguration } from '../../src/config/load.js';
import { thisMachine } from '../../src/sys/machine.js';

/** Paths of what could still be changed. */
function changeable(value: unknown, path: string): readonly string[] {
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return [];
  const inner = Object.entries(value).flatMap(([name, one]) => changeable(one, `${path}.${name}`));
  return Object.isFrozen(value) ? inner : [path, ...inner];
}

test('the settings of every sample are frozen through and through, and cross threads', () => {
  const root = new URL('../../conf', import.meta.url).pathname;
  const samples = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(name => /\.(conf|yaml)$/.test(name));
  assert.ok(samples.length > 50);
  for (const sample of samples) {
    const ports = { ...thisMachine(), interfaceExists: () => true };
    const { settings } = loadConfiguration(join(root, sample), ports, { configId: 'a', test: true });
    assert.ok(settings !== undefined, sample);
    assert.deepEqual(changeable(settings, 'settings'), [], sample);
    assert.deepEqual(structuredClone(settings), settings, sample);
  }
});

test('freezing reaches what lies deep, and leaves bytes alone', () => {
  const made = deepFreeze({ a: [{ b: { c: 1 } }], bytes: new Uint8Array(2), none: null });
  assert.throws(() => {
    (made.a[0]!.b as { c: number }).c = 2;
  }, TypeError);
  made.bytes[0] = 1;
  assert.equal(made.bytes[0], 1);
});
