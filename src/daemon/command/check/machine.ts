/** The machine a configuration is judged against: this one, this one with other interfaces, or one we know nothing of. */
import { ok } from '../../../base/result.js';
import type { ConfigurationPorts, FileFacts } from '../../../config/ports.js';

/** How standard input is called in messages. */
export const STDIN = '<stdin>';

/** Only these interfaces exist, in whatever network namespace; no more is known of them. */
export function withInterfaces(machine: ConfigurationPorts, names: readonly string[]): ConfigurationPorts {
  const present = new Set(names);
  return { ...withoutNetwork(machine), interfaceExists: name => present.has(name), interfaceNames: () => names };
}

/** Nothing is known but the files of the configuration: interfaces, accounts and scripts are taken to be there. */
export function elsewhere(machine: ConfigurationPorts): ConfigurationPorts {
  const { processorCount: _, ...rest } = withoutNetwork(machine);
  return { ...rest, elsewhere: true, interfaceExists: () => true };
}

function withoutNetwork(machine: ConfigurationPorts): ConfigurationPorts {
  const {
    interfaceNames: _,
    interfaceFacts: __,
    interfaceKind: ___,
    localAddresses: ____,
    interfacesIn: _____,
    ...rest
  } = machine;
  return { ...rest, isInNetNamespace: () => true };
}

/** A file called `STDIN`, or by another name, in the working directory holds these bytes. */
export function withStandardInput(machine: ConfigurationPorts, bytes: Uint8Array, name = STDIN): ConfigurationPorts {
  const { files, workingDirectory } = machine;
  const path = `${workingDirectory === '/' ? '' : workingDirectory}/${name}`;
  const facts: FileFacts = { kind: 'file', mode: 0o600, ...machine.processUser, size: bytes.length };
  return {
    ...machine,
    files: {
      facts: one => (one === path ? facts : files.facts(one)),
      linkFacts: one => (one === path ? facts : files.linkFacts(one)),
      realPath: one => (one === path ? path : files.realPath(one)),
      read: one => (one === path ? ok(bytes) : files.read(one)),
      list: directory => files.list(directory),
    },
  };
}
