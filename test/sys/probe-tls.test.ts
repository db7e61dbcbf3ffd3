import assert from 'node:assert/strict';
import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { loadTlsContext, type TlsFiles } from '../../src/sys/probe-tls.js';
import { CHECK_CERTIFICATE, CHECK_KEY } from '../support/check-certificate.js';

const directory = mkdtempSync(join(tmpdir(), 'holdfast-tls-'));
after(() => rmSync(directory, { recursive: true }));

function file(name: string, content: string): string {
  const path = join(directory, name);
  writeFileSync(path, content);
  return path;
}

const certificate = file('certificate.pem', CHECK_CERTIFICATE);
const key = file('key.pem', CHECK_KEY);
const locked = file(
  'locked.pem',
  createPrivateKey(CHECK_KEY)
    .export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' })
    .toString(),
);

const reason = (files: TlsFiles) => {
  const loaded = loadTlsContext(files);
  return loaded.ok ? 'ok' : loaded.error;
};

test('authorities, a certificate and its key, with a pass phrase where there is one', () => {
  assert.equal(reason({}), 'ok');
  assert.equal(reason({ ca: certificate, certificate, key }), 'ok');
  assert.equal(reason({ certificate, key: locked, password: 'secret' }), 'ok');
});

test('what is missing or wrong is named, and the pass phrase is not', () => {
  assert.match(reason({ ca: '/no/such.pem' }), /^`ca` \/no\/such\.pem cannot be used: ENOENT/);
  const wrong = reason({ certificate, key: locked, password: 'open sesame' });
  assert.match(wrong, /^the certificates cannot be used: /);
  assert.doesNotMatch(wrong, /sesame/);
  assert.match(reason({ certificate: key, key }), /^the certificates cannot be used: /);
});
