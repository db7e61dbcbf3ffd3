/**
 * Files that show the state of the daemon (`keepalived.data`, `keepalived.stats`). They lie in a directory anyone can
 * write to, so a file is made new under a name of its own and renamed into place: a symbolic link someone left there
 * is replaced, never followed, and a reader sees the old text or the new, never half of one.
 */
import { randomBytes } from 'node:crypto';
import { constants } from 'node:fs';
import { open, rename, stat, unlink } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';

/** `TMPDIR` when it names a directory by an absolute path, `/tmp` otherwise. */
export async function dumpDirectory(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  const wish = environment.TMPDIR;
  if (wish === undefined || !isAbsolute(wish)) return '/tmp';
  const found = await stat(wish).catch(() => undefined);
  return found?.isDirectory() ? wish : '/tmp';
}

/** Writes `text` with mode 0666 less the umask and returns the path. Rejects with the system's error. */
export async function writeDumpFile(name: string, text: string, directory?: string): Promise<string> {
  const path = join(directory ?? (await dumpDirectory()), name);
  const fresh = `${path}.${process.pid}.${randomBytes(6).toString('hex')}`;
  const flags = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW;
  const file = await open(fresh, flags, 0o666);
  try {
    try {
      await file.writeFile(text);
    } finally {
      await file.close();
    }
    await rename(fresh, path);
  } catch (reason) {
    await unlink(fresh).catch(() => {});
    throw reason;
  }
  return path;
}
