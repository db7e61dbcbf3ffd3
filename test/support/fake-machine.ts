/** A machine in memory for configuration tests: files, accounts, interfaces. */
import { err, ok } from '../../src/base/result.js';
import { type LoadedConfiguration, type LoadOptions, loadConfiguration } from '../../src/config/load.js';
import type { ConfigurationPorts, FileFacts, LocalAddress } from '../../src/config/ports.js';

export interface FakeFile {
  readonly text?: string | Uint8Array;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly kind?: FileFacts['kind'];
  /** Where a link leads. */
  readonly target?: string;
  readonly unreadable?: boolean;
}

export interface FakeMachine {
  readonly files?: Readonly<Record<string, string | FakeFile>>;
  readonly interfaces?: readonly string[];
  /** A list of all interfaces; unknown unless given. */
  readonly names?: readonly string[];
  /** Unknown unless given. */
  readonly addresses?: readonly LocalAddress[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Drivers of interfaces by name; unknown unless given. */
  readonly kinds?: Readonly<Record<string, string>>;
  /** Name of the network namespace the process is in. */
  readonly netNamespace?: string;
  /** Interfaces of other network namespaces that may be looked at. */
  readonly interfacesIn?: Readonly<Record<string, readonly string[]>>;
}

const ACCOUNTS: Readonly<Record<string, string>> = {
  '/etc/passwd': 'root:x:0:0::/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\nweb:x:1000:1001::/:/bin/sh\n',
  '/etc/group': 'root:x:0:\nnogroup:x:65534:\nweb:x:1001:\nadm:x:4:\n',
};

/** Ports onto it; directories exist as soon as a file lies in them, and belong to root. */
export function fakePorts({
  files = {},
  interfaces = ['eth0', 'eth1', 'lo'],
  addresses,
  environment = {},
  netNamespace,
  interfacesIn = {},
  kinds,
  names,
}: FakeMachine = {}): ConfigurationPorts {
  const entries = new Map<string, FakeFile>();
  const programs = { '/bin/check': { text: '', mode: 0o755 }, '/usr/bin/tool': { text: '', mode: 0o755 } };
  for (const [path, file] of Object.entries({ ...ACCOUNTS, ...programs, ...files })) {
    entries.set(path, typeof file === 'string' ? { text: file } : file);
    for (let end = path.lastIndexOf('/'); end >= 0; end = path.lastIndexOf('/', end - 1)) {
      const directory = end === 0 ? '/' : path.slice(0, end);
      if (!entries.has(directory)) entries.set(directory, { kind: 'directory', mode: 0o755 });
      if (end === 0) break;
    }
  }
  const follow = (path: string): string => {
    const parts = path.split('/').filter(part => part !== '' && part !== '.');
    let current = '';
    for (const part of parts) {
      current = `${current}/${part}`;
      const target = entries.get(current)?.target;
      if (target !== undefined) current = target;
    }
    return current === '' ? '/' : current;
  };
  const factsOf = (path: string): FileFacts | undefined => {
    const file = entries.get(path);
    if (file === undefined) return undefined;
    const kind = file.target !== undefined ? 'link' : (file.kind ?? 'file');
    const { mode = 0o644, uid = 0, gid = 0 } = file;
    return { kind, mode, uid, gid, size: file.text?.length ?? 0 };
  };
  return {
    files: {
      facts: path => factsOf(follow(path)),
      linkFacts: path => factsOf(path) ?? factsOf(follow(path)),
      realPath: path => (entries.has(follow(path)) ? follow(path) : undefined),
      read: path => {
        const file = entries.get(follow(path));
        if (file === undefined) return err('ENOENT');
        if (file.unreadable === true) return err('EACCES');
        return ok(typeof file.text === 'string' ? Buffer.from(file.text, 'utf8') : (file.text ?? new Uint8Array()));
      },
      list: directory => {
        const base = directory === '/' ? '/' : `${directory}/`;
        const names = [...entries.keys()].filter(path => path.startsWith(base) && path !== directory);
        return [...new Set(names.map(path => path.slice(base.length).split('/')[0]!))];
      },
    },
    workingDirectory: '/etc/keepalived',
    hostName: 'alpha.example',
    environment,
    processUser: { uid: 0, gid: 0 },
    randomSeed: 1,
    interfaceExists: name => interfaces.includes(name),
    ...(names === undefined ? {} : { interfaceNames: () => names }),
    ...(kinds === undefined ? {} : { interfaceKind: name => kinds[name] }),
    ...(addresses === undefined ? {} : { localAddresses: () => addresses }),
    isInNetNamespace: name => name === netNamespace,
    interfacesIn: namespace => {
      const there = interfacesIn[namespace];
      return there && { interfaceExists: name => there.includes(name) };
    },
  };
}

/** Loads `text` as the main configuration of a fake machine. */
export function load(
  text: string | Uint8Array,
  machine: FakeMachine = {},
  options: Partial<LoadOptions> = {},
): LoadedConfiguration {
  const main = '/etc/keepalived/keepalived.conf';
  const ports = fakePorts({ ...machine, files: { ...machine.files, [main]: { text } } });
  return loadConfiguration(main, ports, { configId: 'alpha', test: true, ...options });
}

/** `LINE CODE` of every diagnostic that keepalived would report, too. */
export function mistakes({ diagnostics }: LoadedConfiguration): readonly string[] {
  return diagnostics.filter(one => one.class !== undefined).map(one => `${one.at?.line ?? '-'} ${one.code}`);
}

/** A plain instance with further lines in it. */
export function instanceText(
  lines = '',
  { name = 'VI', vrid = 51, addresses = '10.0.0.1/24', head = 'interface eth0' } = {},
): string {
  return `vrrp_instance ${name} {
${head}
virtual_router_id ${vrid}
${lines}
virtual_ipaddress {
${addresses}
}
}
`;
}
