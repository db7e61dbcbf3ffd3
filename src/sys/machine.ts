/**
 * This machine as a configuration sees it: files, names, ids, interfaces. Synchronous: it is asked where nothing waits,
 * and a reload is one deed.
 */
import { hostname } from 'node:os';
import * as files from './files.js';
import { interfaceFacts } from './interface-facts.js';
import { isInNetNamespace } from './net-namespace.js';

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
    interfaceFacts,
    isInNetNamespace,
  };
}
