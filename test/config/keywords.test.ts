import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPLY_BFD } from '../../src/config/build/bfd-instance.js';
import { APPLY_GLOBAL } from '../../src/config/build/global/keywords.js';
import { APPLY_AUTH_HMAC } from '../../src/config/build/instance/auth-hmac.js';
import { APPLY_GARP_GROUP } from '../../src/config/build/instance/garp-group.js';
import { APPLY_AUTHENTICATION, APPLY_INSTANCE } from '../../src/config/build/instance/instance.js';
import { APPLY_SYNC_GROUP } from '../../src/config/build/instance/sync-group.js';
import { APPLY_ROOT } from '../../src/config/build/root.js';
import { APPLY_TRACK_FILE } from '../../src/config/build/trackers/track-file.js';
import { APPLY_TRACK_GROUP } from '../../src/config/build/trackers/track-group.js';
import { APPLY_TRACK_PROCESS } from '../../src/config/build/trackers/track-process.js';
import { APPLY_VRRP_SCRIPT } from '../../src/config/build/trackers/vrrp-script.js';
import { AUTH_HMAC } from '../../src/config/keywords/auth-hmac.js';
import { AUTHENTICATION } from '../../src/config/keywords/authentication.js';
import { BFD_INSTANCE } from '../../src/config/keywords/bfd-instance.js';
import { GARP_GROUP } from '../../src/config/keywords/garp-group.js';
import { GLOBAL_DEFS } from '../../src/config/keywords/global-defs.js';
import { ROOT } from '../../src/config/keywords/root.js';
import type { KeywordTable } from '../../src/config/keywords/row.js';
import { SYNC_GROUP } from '../../src/config/keywords/sync-group.js';
import { TRACK_FILE } from '../../src/config/keywords/track-file.js';
import { TRACK_GROUP } from '../../src/config/keywords/track-group.js';
import { TRACK_PROCESS } from '../../src/config/keywords/track-process.js';
import { VRRP_INSTANCE } from '../../src/config/keywords/vrrp-instance.js';
import { VRRP_SCRIPT } from '../../src/config/keywords/vrrp-script.js';

test('every keyword keepalived has is known', () => {
  const groups = [AUTH_HMAC, SYNC_GROUP, TRACK_GROUP, GARP_GROUP, TRACK_FILE, TRACK_PROCESS, BFD_INSTANCE];
  const sizes = [ROOT, GLOBAL_DEFS, VRRP_INSTANCE, AUTHENTICATION, VRRP_SCRIPT, ...groups].map(({ block, rows }) => [
    block,
    rows.size,
  ]);
  assert.deepEqual(sizes, [
    ['the top level', 25],
    ['global_defs', 140],
    ['vrrp_instance', 70],
    ['authentication', 2],
    ['vrrp_script', 8],
    ['auth_hmac', 5],
    ['vrrp_sync_group', 15],
    ['track_group', 1],
    ['garp_group', 4],
    ['track_file', 3],
    ['vrrp_track_process', 9],
    ['bfd_instance', 15],
  ]);
});

test('every keyword is either built into settings or says what it does not do', () => {
  const rows: readonly [KeywordTable, object][] = [
    [ROOT, APPLY_ROOT],
    [GLOBAL_DEFS, APPLY_GLOBAL],
    [VRRP_INSTANCE, APPLY_INSTANCE],
    [AUTHENTICATION, APPLY_AUTHENTICATION],
    [AUTH_HMAC, APPLY_AUTH_HMAC],
    [VRRP_SCRIPT, APPLY_VRRP_SCRIPT],
    [SYNC_GROUP, APPLY_SYNC_GROUP],
    [TRACK_GROUP, APPLY_TRACK_GROUP],
    [GARP_GROUP, APPLY_GARP_GROUP],
    [TRACK_FILE, APPLY_TRACK_FILE],
    [TRACK_PROCESS, APPLY_TRACK_PROCESS],
    [BFD_INSTANCE, APPLY_BFD],
  ];
  for (const [{ rows: keywords, block }, apply] of rows) {
    for (const { name, noEffect, meaning } of keywords.values()) {
      assert.ok(meaning.length > 0, name);
      assert.ok(name in apply || noEffect !== undefined, `${name} of ${block} does nothing, silently`);
    }
    for (const name of Object.keys(apply)) assert.ok(keywords.has(name), `${name} is no keyword of ${block}`);
  }
});
