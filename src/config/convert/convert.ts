/** One form of a configuration to the other: keepalived.conf and YAML. */
import { type Diagnostic, Diagnostics } from '../diagnostics.js';
import { IncludeFiles, NO_CHECKS, type OpenFile } from '../include.js';
import { stripComment } from '../lexer.js';
import type { Statement } from '../parser.js';
import type { ConfigurationPorts } from '../ports.js';
import { readStatements } from '../read-statements.js';
import { Source } from '../source.js';
import { writeKeepalivedConf } from '../write/keepalived-conf.js';
import { writeYaml } from '../write/yaml.js';
import { isYamlPath } from '../yaml/read.js';
import { firstDifference } from './same.js';

/** A file name that no message shows: the new text, when it is read back. */
const READ_BACK = 'converted';

/** The two forms a configuration may be written in. */
export type ConfigurationForm = 'yaml' | 'keepalived';

/** What to write, and for whom. */
export interface ConvertOptions {
  /** Default: the form that the source's name does not promise. */
  readonly to?: ConfigurationForm;
  /** What `@ID` lines are compared with. */
  readonly configId: string;
}

/** The other form, and what is to be said about it. */
export interface Conversion {
  /** Absent when nothing could be read, or when it could not be written so that it is read back the same. */
  readonly text?: string;
  readonly to: ConfigurationForm;
  /** Of reading and writing alone: whether the values make sense is for a check to say. */
  readonly diagnostics: readonly Diagnostic[];
  /** What the new text does not have, one sentence each. */
  readonly notes: readonly string[];
}

/**
 * Reads the configuration at `path` and writes it in the other form. What was written is read back and compared before
 * it is given out. Never throws for anything in a file.
 */
export function convertConfiguration(path: string, ports: ConfigurationPorts, options: ConvertOptions): Conversion {
  const to = options.to ?? (isYamlPath(path) ? 'keepalived' : 'yaml');
  const diagnostics = new Diagnostics();
  const includes = new IncludeFiles(ports, diagnostics, NO_CHECKS);
  const files = includes.openMain(path);
  const { statements, refused } = read(files, includes, ports, options.configId, diagnostics);
  if (files.length === 0 || refused) return { to, diagnostics: diagnostics.all(), notes: [] };
  const before = diagnostics.all();
  const notes = whatIsLost(includes.files, diagnostics);
  const text = to === 'yaml' ? writeYaml(statements) : writeKeepalivedConf(statements, diagnostics);
  // A line that could not be written has been reported, and makes the rest differ.
  const complete = diagnostics.all().length === before.length;
  const different = complete ? firstDifference(statements, readBack(text, to, ports, options.configId)) : undefined;
  if (different === undefined) return { text, to, diagnostics: diagnostics.all(), notes };
  const sentence = `\`${different.row.name}\` would be read back as something else; nothing is written`;
  diagnostics.error(different.at, 'convert-unwritable', sentence, { class: 'none' });
  return { to, diagnostics: diagnostics.all(), notes: [] };
}

interface Reading {
  readonly statements: readonly Statement[];
  /** A file was none of its form. */
  readonly refused: boolean;
}

function read(
  files: readonly OpenFile[],
  includes: IncludeFiles,
  ports: ConfigurationPorts,
  configId: string,
  diagnostics: Diagnostics,
): Reading {
  const statements: Statement[] = [];
  let refused = false;
  readStatements(files, new Source(ports, diagnostics, configId, includes), {
    includes,
    diagnostics,
    consume: statement => statements.push(statement),
    refuse: () => {
      refused = true;
    },
  });
  return { statements, refused };
}

function readBack(
  text: string,
  form: ConfigurationForm,
  ports: ConfigurationPorts,
  configId: string,
): readonly Statement[] {
  // keepalived.conf is written in Latin-1, one character a byte; YAML as the text it is.
  const bytes = encodeConfiguration(text, form);
  const file: OpenFile = {
    path: form === 'yaml' ? `${READ_BACK}.yaml` : `${READ_BACK}.conf`,
    directory: '/',
    bytes,
    text: Buffer.from(bytes).toString('latin1'),
    includedFrom: [],
    chain: [],
  };
  const diagnostics = new Diagnostics();
  return read([file], new IncludeFiles(ports, diagnostics, NO_CHECKS), ports, configId, diagnostics).statements;
}

/** The bytes of a written configuration. */
export function encodeConfiguration(text: string, form: ConfigurationForm): Uint8Array {
  return Buffer.from(text, form === 'yaml' ? 'utf8' : 'latin1');
}

function whatIsLost(files: readonly string[], diagnostics: Diagnostics): readonly string[] {
  const conf = files.filter(file => !isYamlPath(file)).flatMap(file => diagnostics.linesOf(file));
  const yaml = files.filter(isYamlPath).flatMap(file => diagnostics.linesOf(file));
  const comments = conf.some(hasComment) || yaml.some(line => /(?:^|\s)#/.test(line));
  const expanded = conf.some(line => /^\s*(?:@|~(?:SEQ|LST)|\$\w+=)|\$\{?\w/.test(line));
  const repeated = yaml.some(line => /(?:^|\s)(?:\*\w|<<:)/.test(line));
  const mistakes = diagnostics.all().some(({ severity }) => severity === 'error');
  return [
    ...(comments ? ['comments are not carried over'] : []),
    ...(files.length > 1 ? [`the ${files.length} files are put into one`] : []),
    ...(expanded ? ['definitions, sequences and conditions are replaced by what they produce here'] : []),
    ...(repeated ? ['aliases and merge keys are replaced by what they stand for'] : []),
    ...(mistakes ? ['what is reported as a mistake is not carried over'] : []),
  ];
}

function hasComment(line: string): boolean {
  const stripped = stripComment(line);
  return /[#!]/.test(line.slice(stripped.text.length));
}
