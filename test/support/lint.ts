/** Shorthand for tests of lints and of the comparison of nodes. */
import { type Comparison, compareNodes } from '../../src/config/compare/index.js';
import type { Diagnostic } from '../../src/config/diagnostics.js';
import { lintConfiguration } from '../../src/config/lint/index.js';
import { loadConfiguration } from '../../src/config/load.js';
import { type FakeMachine, fakePorts } from './fake-machine.js';

const MAIN = '/etc/keepalived/keepalived.conf';

/** All that the lints say about `text`, as seen from a machine whose addresses are known if they are given. */
export function lint(text: string, machine: FakeMachine = {}): readonly Diagnostic[] {
  const ports = fakePorts({ ...machine, files: { ...machine.files, [MAIN]: { text } } });
  const loaded = loadConfiguration(MAIN, ports, { configId: 'alpha', test: true });
  return lintConfiguration(loaded, ports);
}

/** `LINE CODE` of each. */
export function places(diagnostics: readonly Diagnostic[]): readonly string[] {
  return diagnostics.map(({ at, code }) => `${at?.line ?? '-'} ${code}`);
}

/** Compares configurations that are called `a.conf`, `b.conf` and so on. */
export function compare(...texts: readonly string[]): Comparison {
  return compareNodes(
    texts.map((text, i) => {
      const name = `${String.fromCharCode(97 + i)}.conf`;
      const ports = fakePorts({ files: { [`/etc/keepalived/${name}`]: { text } } });
      return { name, loaded: loadConfiguration(name, ports, { configId: 'alpha', test: true }) };
    }),
  );
}
