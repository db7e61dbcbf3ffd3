/** What configuration needs from the outside. The real ones live in `sys`; a test brings a few objects. */
import type { Result } from '../base/result.js';

/** What stat or lstat says about a path. */
export interface FileFacts {
  readonly kind: 'file' | 'directory' | 'link' | 'other';
  /** Permission bits including set-id and sticky, e.g. 0o4755. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
}

/** Files, as this process sees them. */
export interface FilePorts {
  /** stat, through links; undefined when there is nothing or it may not be seen. */
  facts(path: string): FileFacts | undefined;
  /** lstat: a link is a link. */
  linkFacts(path: string): FileFacts | undefined;
  /** The absolute path without links; undefined when it does not resolve. */
  realPath(path: string): string | undefined;
  /** All bytes, or why not. */
  read(path: string): Result<Uint8Array, string>;
  /** Names in a directory, without `.` and `..`; undefined when it cannot be read. */
  list(directory: string): readonly string[] | undefined;
}

/** What is known of an interface beyond its name. */
export interface InterfaceFacts {
  readonly loopback: boolean;
  readonly multicast: boolean;
  /** Bytes. */
  readonly mtu: number;
  /** Has Ethernet addresses; undefined: unknown. */
  readonly ethernet?: boolean;
}

/** An address that an interface of this machine has now. */
export interface LocalAddress {
  readonly device: string;
  /** Canonical text, as `IpAddress` has it. */
  readonly address: string;
  readonly prefixLength: number;
}

/** What is known of interfaces. */
export type InterfacePorts = Pick<
  ConfigurationPorts,
  'interfaceExists' | 'interfaceNames' | 'interfaceFacts' | 'interfaceKind'
>;

/** The machine that a configuration is for, and where its files are read. */
export interface ConfigurationPorts {
  readonly files: FilePorts;
  /** Absolute; relative names of the command line start here. */
  readonly workingDirectory: string;
  /** Host name as the system tells it; the default `router_id`. */
  readonly hostName: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Who runs the daemon. */
  readonly processUser: { readonly uid: number; readonly gid: number };
  /** Seed of `${_RANDOM}` unless `random_seed` gives one. */
  readonly randomSeed: number;
  interfaceExists(name: string): boolean;
  /** All interfaces, when they are known: which one may have been meant by a name that none has. */
  interfaceNames?(): readonly string[];
  /** More about an interface, when it is known; without it only its existence is checked. */
  interfaceFacts?(name: string): InterfaceFacts | undefined;
  /** The driver of an interface by the name it has for ethtool(8), e.g. `macvlan`, `ipvlan`, `vrf`. */
  interfaceKind?(name: string): string | undefined;
  /** CPUs that are online, when it is known: they count from 0. */
  processorCount?(): number;
  /** What the interfaces of this network namespace have, when it is known. */
  localAddresses?(): readonly LocalAddress[];
  /** True when the configuration is for another machine: its accounts and script files are not judged. */
  readonly elsewhere?: boolean;
  /** Whether the process is in the network namespace that `ip netns` knows by this name. */
  isInNetNamespace(name: string): boolean;
  /** The interfaces of a network namespace that the process is not in; undefined when it may not look there. */
  interfacesIn?(namespace: string): InterfacePorts | undefined;
}
