/**
 * This machine as a configuration sees it: files, names, ids, interfaces. Synchronous: it is asked where nothing waits,
 * and a reload is one deed.
 */
import { cpus, hostname } from 'node:os';
import * as files from './files.js';
import { interfaceFacts, interfaceKind, interfaceNames } from './interface-facts.js';
import { localAddresses } from './local-addresses.js';
import { fromInsideNetNamespace, isInNetNamespace } from './net-namespace.js';

/** Everything is looked at when it is asked for; names, ids and the seed are those of now. */
export function thisMachine() {
  return {
    files,
    workingDirectory: process.cwd(),
    hostName: hostname(),
    environment: process.env,
    processUser: { uid: process.geteuid?.() ?? 0, gid: process.getegid?.() ?? 0 },
    randomSeed: Math.trunc(Date.now() / 1_000),
    interfaceExists: (name: string): boolean => interfaceFacts(name) !== undefined,
    interfaceNames,
    interfaceFacts,
    interfaceKind,
    processorCount: (): number => cpus().length,
    localAddresses,
    isInNetNamespace,
    interfacesIn,
  };
}

/** The interfaces of another network namespace; undefined when this process may not look there. */
function interfacesIn(namespace: string) {
  if (fromInsideNetNamespace(namespace, () => true) === undefined) return undefined;
  const facts = (name: string) => fromInsideNetNamespace(namespace, () => interfaceFacts(name))?.seen;
  return {
    interfaceExists: (name: string): boolean => facts(name) !== undefined,
    interfaceNames: () => fromInsideNetNamespace(namespace, interfaceNames)?.seen ?? [],
    interfaceFacts: facts,
    interfaceKind: (name: string) => fromInsideNetNamespace(namespace, () => interfaceKind(name))?.seen,
  };
}
