/** The certificates that checks by TLS present and trust. */
import { readFileSync } from 'node:fs';
import { createSecureContext, type SecureContext } from 'node:tls';
import { err, ok, type Result } from '../base/result.js';

/** Paths of PEM files. */
export interface TlsFiles {
  /** Pass phrase of the key. */
  readonly password?: string;
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
}

/**
 * Reads the files, at a start or a reload; they are small, and this waits for them. An error names the file, or says what
 * does not fit together.
 */
export function loadTlsContext(files: TlsFiles): Result<SecureContext, string> {
  let read = 'the certificates';
  const content = (name: 'ca' | 'certificate' | 'key') => {
    const path = files[name];
    if (path === undefined) return undefined;
    read = `\`${name}\` ${path}`;
    return readFileSync(path);
  };
  try {
    const ca = content('ca');
    const cert = content('certificate');
    const key = content('key');
    read = 'the certificates';
    return ok(
      createSecureContext({
        ...(ca === undefined ? undefined : { ca }),
        ...(cert === undefined ? undefined : { cert }),
        ...(key === undefined ? undefined : { key }),
        ...(files.password === undefined ? undefined : { passphrase: files.password }),
      }),
    );
  } catch (error) {
    return err(`${read} cannot be used: ${error instanceof Error ? error.message : String(error)}`);
  }
}
