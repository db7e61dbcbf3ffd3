import assert from 'node:assert/strict';
import { test } from 'node:test';
import { APPLY_BFD_CHECK } from '../../../src/config/build/lvs/check/bfd.js';
import { APPLY_DNS_CHECK } from '../../../src/config/build/lvs/check/dns.js';
import { APPLY_CONNECTING } from '../../../src/config/build/lvs/check/draft.js';
import { APPLY_FILE_CHECK } from '../../../src/config/build/lvs/check/file.js';
import { APPLY_HTTP_CHECK } from '../../../src/config/build/lvs/check/http.js';
import { APPLY_MISC_CHECK } from '../../../src/config/build/lvs/check/misc.js';
import { APPLY_SMTP_CHECK } from '../../../src/config/build/lvs/check/smtp.js';
import { APPLY_UDP_CHECK } from '../../../src/config/build/lvs/check/udp.js';
import { APPLY_URL } from '../../../src/config/build/lvs/check/url.js';
import { CHECKERS } from '../../../src/config/keywords/checkers.js';
import { URL_TABLE } from '../../../src/config/keywords/http-check.js';
import type { KeywordTable } from '../../../src/config/keywords/row.js';

const COMMON = 13;

/** Of keepalived's newest release; the file and the session have nothing in common with the others. */
const SIZES: Readonly<Record<string, number>> = {
  TCP_CHECK: COMMON,
  HTTP_GET: COMMON + 8,
  SSL_GET: COMMON + 8,
  SMTP_CHECK: COMMON + 2,
  DNS_CHECK: COMMON + 2,
  UDP_CHECK: COMMON + 4,
  PING_CHECK: COMMON,
  MISC_CHECK: COMMON - 7 + 4,
  FILE_CHECK: 2,
  BFD_CHECK: 2,
};

const APPLIED: Readonly<Record<string, object>> = {
  TCP_CHECK: APPLY_CONNECTING,
  HTTP_GET: APPLY_HTTP_CHECK,
  SSL_GET: APPLY_HTTP_CHECK,
  SMTP_CHECK: APPLY_SMTP_CHECK,
  DNS_CHECK: APPLY_DNS_CHECK,
  UDP_CHECK: APPLY_UDP_CHECK,
  PING_CHECK: APPLY_CONNECTING,
  MISC_CHECK: APPLY_MISC_CHECK,
  FILE_CHECK: APPLY_FILE_CHECK,
  BFD_CHECK: APPLY_BFD_CHECK,
  host: APPLY_CONNECTING,
  url: APPLY_URL,
};

function tables(): readonly KeywordTable[] {
  return [...CHECKERS, CHECKERS.find(({ name }) => name === 'SMTP_CHECK')!.content!.rows.get('host')!]
    .map(({ content }) => content!)
    .concat(URL_TABLE);
}

test('every checker and every keyword of it is known', () => {
  const sizes = Object.fromEntries(CHECKERS.map(({ name, content }) => [name, content?.rows.size]));
  assert.deepEqual(sizes, SIZES);
  assert.equal(URL_TABLE.rows.size, 11);
});

test('every keyword of a checker is built into settings or says what it does not do', () => {
  for (const { block, rows } of tables()) {
    const applied = APPLIED[block]!;
    for (const { name, noEffect, meaning, least, usage, type } of rows.values()) {
      assert.ok(name in applied || noEffect !== undefined, `${name} of ${block} does nothing, silently`);
      assert.match(meaning, /^(?:[a-zA-Z`]|MD5).*[^.]$/, `${block} ${name}`);
      if (type === 'words' || type === 'script' || type === 'word') assert.ok(usage, `${block} ${name} has no usage`);
      assert.ok(least <= 1, name);
    }
    for (const name of Object.keys(applied)) assert.ok(rows.has(name), `${name} is no keyword of ${block}`);
  }
});
