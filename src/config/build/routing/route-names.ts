/**
 * Names for the numbers of routing: tables, protocols, scopes, differentiated services, realms, interface groups. An
 * administrator keeps them in iproute2's files (ip-route(8), ip-address(8), FILES).
 */
import { parseCNotation } from '../../numbers.js';
import type { FilePorts } from '../../ports.js';

/** What is numbered. */
export type NameKind = 'table' | 'protocol' | 'scope' | 'dsfield' | 'realm' | 'group';

interface NameFile {
  readonly file: string;
  /** Greatest number. */
  readonly most: number;
  /** Names that need no file: rtnetlink(7)'s own. */
  readonly builtIn: Readonly<Record<string, number>>;
}

const FILES: Readonly<Record<NameKind, NameFile>> = {
  table: { file: 'rt_tables', most: 4_294_967_295, builtIn: { default: 253, main: 254, local: 255 } },
  protocol: {
    file: 'rt_protos',
    most: 255,
    builtIn: {
      redirect: 1,
      kernel: 2,
      boot: 3,
      static: 4,
      gated: 8,
      ra: 9,
      mrt: 10,
      zebra: 11,
      bird: 12,
      dnrouted: 13,
      xorp: 14,
      ntk: 15,
      dhcp: 16,
      babel: 42,
    },
  },
  scope: { file: 'rt_scopes', most: 255, builtIn: { global: 0, site: 200, link: 253, host: 254, nowhere: 255 } },
  dsfield: { file: 'rt_dsfield', most: 255, builtIn: {} },
  realm: { file: 'rt_realms', most: 255, builtIn: {} },
  group: { file: 'group', most: 4_294_967_295, builtIn: {} },
};

/** Where iproute2 keeps what an administrator wrote, and what it ships. */
export interface NameDirectories {
  readonly etc: string;
  readonly usr: string;
}

export const NAME_DIRECTORIES: NameDirectories = { etc: '/etc/iproute2', usr: '/usr/share/iproute2' };

/** Reads each file when a name of its kind is asked for the first time. */
export class RouteNames {
  readonly #files: FilePorts;
  readonly #directories: () => NameDirectories;
  readonly #read = new Map<string, ReadonlyMap<string, number>>();

  /** The directories are asked for each time: `global_defs` may change them on the way. */
  constructor(files: FilePorts, directories: () => NameDirectories) {
    this.#files = files;
    this.#directories = directories;
  }

  /** A number in C notation or a name as a number; undefined: neither, or too large for its kind. */
  number(kind: NameKind, text: string): number | undefined {
    const number = parseCNotation(text);
    if (number !== undefined) return number >= 0 && number <= FILES[kind].most ? number : undefined;
    return this.names(kind).get(text);
  }

  /** Where an administrator gives names. */
  fileOf(kind: NameKind): string {
    return `${this.#directories().etc}/${FILES[kind].file}`;
  }

  names(kind: NameKind): ReadonlyMap<string, number> {
    const { etc, usr } = this.#directories();
    const key = `${kind} ${etc} ${usr}`;
    let names = this.#read.get(key);
    if (names === undefined) {
      names = this.#readNames(FILES[kind], etc, usr);
      this.#read.set(key, names);
    }
    return names;
  }

  /** The administrator's file stands for the shipped one; their `.d` directories add to it. */
  #readNames({ file, most, builtIn }: NameFile, etc: string, usr: string): ReadonlyMap<string, number> {
    const names = new Map<string, number>();
    if (!this.#readFile(`${etc}/${file}`, most, names)) this.#readFile(`${usr}/${file}`, most, names);
    for (const directory of [`${etc}/${file}.d`, `${usr}/${file}.d`]) {
      for (const name of [...(this.#files.list(directory) ?? [])].sort()) {
        if (name.endsWith('.conf')) this.#readFile(`${directory}/${name}`, most, names);
      }
    }
    for (const [name, number] of Object.entries(builtIn)) if (!names.has(name)) names.set(name, number);
    return names;
  }

  /** Lines are `NUMBER NAME`; others are passed over. The first number of a name counts. */
  #readFile(path: string, most: number, names: Map<string, number>): boolean {
    const bytes = this.#files.read(path);
    if (!bytes.ok) return false;
    for (const line of Buffer.from(bytes.value).toString('latin1').split('\n')) {
      const [number = '', name, ...more] = line.trim().split(/[ \t]+/);
      const value = parseCNotation(number);
      if (value === undefined || value < 0 || value > most || name === undefined || more.length > 0) continue;
      if (!names.has(name)) names.set(name, value);
    }
    return true;
  }
}
