/**
 * Whether a script can run, and whether somebody other than root could change what root would run. The check follows
 * keepalived: each component of the path, and of the path without links, must belong to root and be writable by root
 * alone; a sticky directory may be writable.
 */
import { err, ok, type Result } from '../../../base/result.js';
import type { ScriptUser } from '../../../base/script-user.js';
import type { ConfigurationPorts, FileFacts, FilePorts } from '../../ports.js';

/** Searched for bare names when the environment has no PATH. */
const DEFAULT_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

/** A script that can run. */
export interface ScriptPath {
  /** Absolute, links as configured. */
  readonly path: string;
  /** The name had no slash and was found in PATH. */
  readonly searched: boolean;
  readonly insecure?: Weakness;
}

/** What somebody other than root could change. */
export interface Weakness {
  /** Which component is unsafe and why, as the end of a sentence. */
  readonly reason: string;
  /** What to do about it, as a hint. */
  readonly cure?: string;
}

/** Why a script cannot run. */
export interface ScriptFault {
  /** The end of a sentence. */
  readonly reason: string;
  /** Something is there, so that keepalived would try. */
  readonly kind: 'missing' | 'no-file' | 'not-executable';
}

/** Looks at the command `name` as `user` would run it; the error says why it cannot. */
export function inspectScript(
  name: string,
  user: ScriptUser,
  { files, environment, workingDirectory }: ConfigurationPorts,
): Result<ScriptPath, ScriptFault> {
  const searched = !name.includes('/');
  const path = searched
    ? searchPath(name, user, files, environment.PATH ?? DEFAULT_PATH)
    : name.startsWith('/')
      ? name
      : `${workingDirectory}/${name}`;
  if (path === undefined) return err({ kind: 'missing', reason: `\`${name}\` is not in PATH` });
  const facts = files.facts(path);
  if (facts === undefined) return err({ kind: 'missing', reason: `\`${path}\` does not exist` });
  if (facts.kind !== 'file') return err({ kind: 'no-file', reason: `\`${path}\` is no file` });
  if (!mayExecute(facts, user)) {
    return err({ kind: 'not-executable', reason: `\`${path}\` is not executable for user ${user.name}` });
  }
  const insecure = runsAsRoot(facts, user) ? weakComponent(path, files) : undefined;
  return ok({ path, searched, ...(insecure === undefined ? {} : { insecure }) });
}

function searchPath(name: string, user: ScriptUser, files: FilePorts, searched: string): string | undefined {
  return searched
    .split(':')
    .filter(directory => directory.startsWith('/'))
    .map(directory => `${directory}/${name}`)
    .find(path => {
      const facts = files.facts(path);
      return facts?.kind === 'file' && mayExecute(facts, user);
    });
}

/** Owner, group and others as the kernel picks them; root needs any execute bit. */
function mayExecute({ mode, uid, gid }: FileFacts, user: ScriptUser): boolean {
  if (user.uid === 0) return (mode & 0o111) !== 0;
  const bits = user.uid === uid ? mode >> 6 : user.gid === gid ? mode >> 3 : mode;
  return (bits & 1) !== 0;
}

function runsAsRoot({ mode, uid, gid }: FileFacts, user: ScriptUser): boolean {
  const setsRoot = ((mode & 0o4000) !== 0 && uid === 0) || ((mode & 0o2000) !== 0 && gid === 0);
  return user.uid === 0 || user.gid === 0 || setsRoot;
}

function weakComponent(path: string, files: FilePorts): Weakness | undefined {
  const real = files.realPath(path);
  for (const one of real === undefined || real === path ? [path] : [path, real]) {
    const parts = one.split('/').filter(part => part !== '');
    for (let length = 0; length <= parts.length; length++) {
      const component = `/${parts.slice(0, length).join('/')}`;
      const facts = files.linkFacts(component);
      const weakness: FileWeakness | undefined =
        facts === undefined ? { reason: 'cannot be looked at' } : weaknessOf(facts);
      if (weakness === undefined) continue;
      const reason = `\`${component}\` ${weakness.reason}`;
      // A name that a shell would read otherwise is not put into a command.
      const isPlain = weakness.command !== undefined && /^[\w./@%+-]+$/.test(component);
      return isPlain ? { reason, cure: `run \`${weakness.command} ${component}\`` } : { reason };
    }
  }
  return undefined;
}

interface FileWeakness {
  readonly reason: string;
  /** What takes it away, before the name of the file. */
  readonly command?: string;
}

function weaknessOf({ kind, mode, uid, gid }: FileFacts): FileWeakness | undefined {
  if (uid !== 0) return { reason: `belongs to user ${uid}`, command: kind === 'link' ? 'chown -h root' : 'chown root' };
  // The mode of a link means nothing; its directory and its target are checked.
  if (kind === 'link' || (kind === 'directory' && (mode & 0o1000) !== 0)) return undefined;
  if ((mode & 0o002) !== 0) return { reason: 'is writable by everyone', command: 'chmod go-w' };
  if ((mode & 0o020) === 0 || gid === 0) return undefined;
  return { reason: `is writable by group ${gid}`, command: 'chmod g-w' };
}
