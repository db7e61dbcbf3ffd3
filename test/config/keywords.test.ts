import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPLY_GLOBAL } from '../../src/config/build/globals.js';
import { APPLY_AUTHENTICATION, APPLY_INSTANCE } from '../../src/config/build/instance.js';
import { APPLY_ROOT } from '../../src/config/build/root.js';
import { APPLY_VRRP_SCRIPT } from '../../src/config/build/scripts.js';
import { AUTHENTICATION } from '../../src/config/keywords/authentication.js';
import { GLOBAL_DEFS } from '../../src/config/keywords/global-defs.js';
import { ROOT } from '../../src/config/keywords/root.js';
import type { KeywordTable } from '../../src/config/keywords/row.js';
import { VRRP_INSTANCE } from '../../src/config/keywords/vrrp-instance.js';
import { VRRP_SCRIPT } from '../../src/config/keywords/vrrp-script.js';

test('every keyword keepalived has is known', () => {
  const sizes = [ROOT, GLOBAL_DEFS, VRRP_INSTANCE, AUTHENTICATION, VRRP_SCRIPT].map(({ block, rows }) => [
    block,
    rows.size,
  ]);
  assert.deepEqual(sizes, [
    ['the top level', 25],
    ['global_defs', 140],
    ['vrrp_instance', 70],
    ['authentication', 2],
    ['vrrp_script', 8],
  ]);
});

test('every keyword is either built into settings or says what it does not do', () => {
  const rows: readonly [KeywordTable, object][] = [
    [ROOT, APPLY_ROOT],
    [GLOBAL_DEFS, APPLY_GLOBAL],
    [VRRP_INSTANCE, APPLY_INSTANCE],
    [AUTHENTICATION, APPLY_AUTHENTICATION],
    [VRRP_SCRIPT, APPLY_VRRP_SCRIPT],
  ];
  for (const [{ rows: keywords, block }, apply] of rows) {
    for (const { name, noEffect, meaning } of keywords.values()) {
      assert.ok(meaning.length > 0, name);
      assert.ok(name in apply || noEffect !== undefined, `${name} of ${block} does nothing, silently`);
    }
    for (const name of Object.keys(apply)) assert.ok(keywords.has(name), `${name} is no keyword of ${block}`);
  }
});
