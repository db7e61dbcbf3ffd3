/** What tests of the YAML form read with: statements of either form, and whole configurations in YAML. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { type Diagnostic, Diagnostics } from '../../../src/config/diagnostics.js';
import { IncludeFiles, NO_CHECKS } from '../../../src/config/include.js';
import { type LoadedConfiguration, loadConfiguration } from '../../../src/config/load.js';
import type { Statement } from '../../../src/config/parser.js';
import { readStatements } from '../../../src/config/read-statements.js';
import { Source } from '../../../src/config/source.js';
import { type FakeMachine, fakePorts } from '../../support/fake-machine.js';

export type Text = string | Uint8Array;

export interface Reading {
  readonly statements: readonly Statement[];
  readonly diagnostics: readonly Diagnostic[];
  readonly refused: readonly string[];
}

/** Reads the main file `path` of a machine with these files. */
export function read(path: string, files: Readonly<Record<string, Text>>): Reading {
  const ports = fakePorts({ files: Object.fromEntries(Object.entries(files).map(([name, text]) => [name, { text }])) });
  const diagnostics = new Diagnostics();
  const includes = new IncludeFiles(ports, diagnostics, NO_CHECKS);
  const statements: Statement[] = [];
  const refused: string[] = [];
  readStatements(includes.openMain(path), new Source(ports, diagnostics, 'alpha', includes), {
    includes,
    diagnostics,
    consume: statement => statements.push(statement),
    refuse: reason => refused.push(reason),
  });
  return { statements, diagnostics: diagnostics.all(), refused };
}

export function readYamlText(text: Text): Reading {
  return read('/etc/main.yaml', { '/etc/main.yaml': text });
}

export function readConfText(text: Text): Reading {
  return read('/etc/main.conf', { '/etc/main.conf': text });
}

const SAMPLES = new URL('../../../conf', import.meta.url).pathname;

/** Every file below `conf`, by its path there: the samples, and what they include. */
function sampleFiles(): Readonly<Record<string, string>> {
  const paths = readdirSync(SAMPLES, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    paths
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .map(path => [relative(SAMPLES, path), readFileSync(path, 'utf8')]),
  );
}

/** The samples that are whole configurations, and all files of the folder as they lie on a machine in `/conf`. */
export function samples() {
  const files = sampleFiles();
  return {
    names: Object.keys(files).filter(name => name.endsWith('.conf') && !name.includes('.d/')),
    installed: Object.fromEntries(Object.entries(files).map(([name, text]) => [`/conf/${name}`, text])),
  };
}

/** A statement without its places, as plain data. */
export function shape({ row, words, body, entries }: Statement): unknown {
  return [
    row.name,
    words.map(({ raw }) => raw),
    ...(row.type === 'block' ? [body.map(shape)] : []),
    ...(row.type === 'entries' ? [entries.map(entry => entry.words.map(({ raw }) => raw))] : []),
  ];
}

/** `LINE:COLUMN CODE` of each diagnostic. */
export function faults({ diagnostics }: { readonly diagnostics: readonly Diagnostic[] }): readonly string[] {
  return diagnostics.map(({ at, code }) => `${at?.line ?? '-'}:${at?.column ?? '-'} ${code}`);
}

/** Loads `text` as the YAML configuration of a fake machine. */
export function loadYaml(text: Text, machine: FakeMachine = {}): LoadedConfiguration {
  const main = '/etc/keepalived/holdfast.yaml';
  const ports = fakePorts({ ...machine, files: { ...machine.files, [main]: { text } } });
  return loadConfiguration(main, ports, { configId: 'alpha', test: true });
}
