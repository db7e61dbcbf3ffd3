/** Whether a `track_file` can be watched where it is. keepalived's test does not look; a start refuses the file. */
import { dirname } from 'node:path/posix';
import type { FilePorts } from '../../ports.js';
import type { BuildContext } from '../context.js';
import type { TrackFileDraft } from './track-file.js';

/** File systems that nobody writes files to, or whose changes on another machine inotify(7) does not report. */
const UNWATCHABLE = new Set([
  ...['proc', 'sysfs', 'cgroup', 'cgroup2', 'debugfs', 'tracefs', 'devpts', 'devtmpfs', 'securityfs', 'pstore', 'bpf'],
  ...['configfs', 'fusectl', 'mqueue', 'hugetlbfs', 'autofs', 'rpc_pipefs', 'binfmt_misc', 'efivarfs'],
  ...['nfs', 'nfs4', 'cifs', 'smb3', 'smbfs', '9p', 'afs', 'ceph', 'ncpfs', 'coda', 'fuse'],
]);

/**
 * Warns of each file that cannot be watched as things are, and answers the names of those that never can be: nothing
 * follows them. A directory may appear later.
 */
export function checkTrackFilePaths({ drafts, ports, diagnostics }: BuildContext): ReadonlySet<string> {
  const hopeless = new Set<string>();
  if (ports.elsewhere === true || drafts.trackFiles.size === 0) return hopeless;
  const mounts = readMounts(ports.files);
  for (const { settings, at } of drafts.trackFiles.values()) {
    const fault = faultOf(settings, ports.files, mounts);
    if (fault === undefined) continue;
    const { text, mayPass = false } = fault;
    diagnostics.warning(at, 'track-file-path', `\`track_file\` ${settings.name} cannot be watched: ${text}`);
    if (!mayPass) hopeless.add(settings.name);
  }
  return hopeless;
}

interface Fault {
  /** The end of a sentence. */
  readonly text: string;
  /** It may be another day, without a change of the configuration. */
  readonly mayPass?: boolean;
}

function faultOf(
  { path, initial }: TrackFileDraft['settings'],
  files: FilePorts,
  mounts: ReadonlyMap<string, Mount>,
): Fault | undefined {
  if (!path.startsWith('/')) return { text: `\`${path}\` is not an absolute path` };
  if (path.endsWith('/') || files.facts(path)?.kind === 'directory') return { text: `${path} is a directory` };
  const directory = files.realPath(dirname(path));
  if (directory === undefined || files.facts(directory)?.kind !== 'directory') {
    return { text: `there is no directory ${dirname(path)}; 0 counts until there is`, mayPass: true };
  }
  const mount = mountOf(directory, mounts);
  if (mount !== undefined && UNWATCHABLE.has(mount.type.split('.')[0]!)) {
    return { text: `${directory} is on a file system of type ${mount.type}, which does not report changes` };
  }
  if (mount?.readOnly === true) {
    const consequence = initial === undefined ? ', so nothing changes there' : '';
    return { text: `the file system of ${directory} is read-only${consequence}`, mayPass: true };
  }
  return undefined;
}

interface Mount {
  readonly type: string;
  readonly readOnly: boolean;
}

/** Mount points as proc(5) lists them; the last one of a path hides those before. */
function readMounts(files: FilePorts): ReadonlyMap<string, Mount> {
  const mounts = new Map<string, Mount>();
  const bytes = files.read('/proc/self/mounts');
  if (!bytes.ok) return mounts;
  for (const line of Buffer.from(bytes.value).toString('latin1').split('\n')) {
    const [, point, type, options] = line.split(' ');
    if (point === undefined || type === undefined || options === undefined) continue;
    const plain = point.replace(/\\([0-7]{3})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 8)));
    mounts.set(plain, { type, readOnly: options.split(',').includes('ro') });
  }
  return mounts;
}

function mountOf(directory: string, mounts: ReadonlyMap<string, Mount>): Mount | undefined {
  for (let path = directory; ; path = dirname(path)) {
    const mount = mounts.get(path);
    if (mount !== undefined || path === '/') return mount;
  }
}
