/** Which files a pattern names, whether they may be read, and what to say when they may not. */
import { CHECKED_INCLUDE_FAILED, type Diagnostics, type Position } from './diagnostics.js';
import { glob } from './glob.js';
import { nearest } from './hint.js';
import { decodeText } from './lexer.js';
import type { ConfigurationPorts } from './ports.js';

/** What an include insists on: readable files, an existing literal name, a matching wildcard, every brace alternative. */
export interface IncludeChecks {
  readonly read: boolean;
  readonly match: boolean;
  readonly wildcard: boolean;
  readonly brace: boolean;
}

export const NO_CHECKS: IncludeChecks = { read: false, match: false, wildcard: false, brace: false };
export const ALL_CHECKS: IncludeChecks = { read: true, match: true, wildcard: true, brace: true };

const LETTER_CHECKS: Readonly<Record<string, IncludeChecks>> = {
  '': NO_CHECKS,
  r: { ...NO_CHECKS, read: true },
  m: { ...NO_CHECKS, read: true, match: true },
  w: { ...ALL_CHECKS, brace: false },
  b: { ...NO_CHECKS, read: true, brace: true },
  a: ALL_CHECKS,
};

/** A file cannot be part of a configuration beyond these. */
const LARGEST_FILE = 16 * 1024 * 1024;
const MOST_FILES = 10_000;
const DEEPEST = 50;

/** A file that was read. */
export interface OpenFile {
  /** As it is shown: absolute, or as the user gave it for the main file. */
  readonly path: string;
  readonly directory: string;
  readonly bytes: Uint8Array;
  /** The same bytes in Latin-1, one character each. */
  readonly text: string;
  readonly includedFrom: readonly { readonly file: string; readonly line: number }[];
  /** Real paths of this file and of those that include it, to notice a loop. */
  readonly chain: readonly string[];
}

/** Why a file may not be used; `reason` ends a sentence. */
interface Refusal {
  readonly reason: string;
  /** It is a configuration file, but its bytes cannot be had. */
  readonly unreadable: boolean;
  /** It is one file, or one level, too many. */
  readonly limit: boolean;
  /** What to do about it. */
  readonly hint?: string;
}

/** Opens the main file and what it includes, and says what cannot be had. */
export class IncludeFiles {
  /** In force for plain `include`. */
  checks: IncludeChecks;
  /** Every file read, in order. */
  readonly files: string[] = [];
  readonly #ports: ConfigurationPorts;
  readonly #diagnostics: Diagnostics;

  constructor(ports: ConfigurationPorts, diagnostics: Diagnostics, checks: IncludeChecks) {
    this.#ports = ports;
    this.#diagnostics = diagnostics;
    this.checks = checks;
  }

  /** The main configuration; more than one match of its pattern is only warned about. */
  openMain(path: string): readonly OpenFile[] {
    const found = glob(this.#ports.files, this.#ports.workingDirectory, path);
    const paths = found.flatMap(answer => answer.paths);
    const opened = paths.flatMap(one => {
      // Unless it was a pattern, the file is shown by the name the user gave it.
      const shown = paths.length === 1 && !found[0]!.wild ? path : one;
      const answer = this.#open(one, shown, undefined, undefined);
      if ('bytes' in answer) return answer;
      // keepalived's test passes over a main file that is missing or no plain file, but not over one it cannot read.
      this.#refuseMain(`the configuration file ${shown} ${answer.reason}`, answer.unreadable, answer.hint);
      return [];
    });
    if (paths.length === 0) {
      this.#refuseMain(`there is no configuration file ${path}`, false, this.#nameNear(path));
    }
    if (opened.length > 1) {
      const text = `${path} names ${opened.length} files; all are read as one configuration`;
      this.#diagnostics.warning(undefined, 'multiple-files', text, { class: 'multiple-files' });
    }
    return opened;
  }

  /** The files of one include line, to be read in this order. `letter` is what follows `include`. */
  resolve(letter: string, argument: string, at: Position, parent: OpenFile): readonly OpenFile[] {
    const checks = letter === '' ? this.checks : LETTER_CHECKS[letter]!;
    const pattern = decodeText(argument.replace(/^"(.*)"$/, '$1'));
    if (pattern === '') {
      const text = `\`include${letter}\` needs the name of a file`;
      this.#diagnostics.error(at, 'parameter-missing', text, { class: 'missing-parameter' });
      return [];
    }
    const answers = glob(this.#ports.files, parent.directory, pattern);
    const missing = answers.filter(answer => answer.paths.length === 0);
    if (answers.length > 1) {
      if (missing.length > 0) {
        const names = missing.map(answer => answer.pattern).join(', ');
        this.#complain(checks.brace, at, `no file matches ${names}`);
      }
    } else if (missing.some(answer => !answer.wild)) {
      this.#complain(checks.match, at, `the included file ${pattern} does not exist`);
    } else if (missing.length > 0 && checks.wildcard) {
      this.#complain(true, at, `no file matches ${pattern}`);
    }
    return answers
      .flatMap(answer => answer.paths)
      .flatMap(path => {
        const opened = this.#open(path, path, at, parent);
        if ('bytes' in opened) return opened;
        const text = `the included file ${path} ${opened.reason}`;
        if (opened.limit) this.#diagnostics.error(at, 'include-limit', `${text}; it is not read`);
        else this.#complain(checks.read, at, text);
        return [];
      });
  }

  /** What an `include_check` line leaves in force, reported and undefined when a word of it is not known. */
  readChecks(words: readonly string[], at: Position): IncludeChecks | undefined {
    const checks = parseIncludeChecks(words, this.checks);
    if (checks !== undefined) return checks;
    const text = `\`include_check\` takes read, match, wildcard_match and brace_match, not \`${words.join(' ')}\`; the line is ignored`;
    this.#diagnostics.error(at, 'include-check-invalid', text);
    return undefined;
  }

  #refuseMain(text: string, unreadable: boolean, hint: string | undefined): void {
    const counts = unreadable || this.checks.read;
    this.#diagnostics.error(undefined, 'file-unusable', text, { class: counts ? 'file-not-found' : 'none', hint });
  }

  /** A file beside the one that is missing, with a similar name. */
  #nameNear(path: string): string | undefined {
    const slash = path.lastIndexOf('/');
    const named = path.slice(0, Math.max(0, slash));
    const directory =
      slash < 0
        ? this.#ports.workingDirectory
        : path.startsWith('/')
          ? named || '/'
          : `${this.#ports.workingDirectory}/${named}`;
    const meant = nearest(path.slice(slash + 1), this.#ports.files.list(directory) ?? []);
    return meant === undefined ? undefined : `did you mean \`${path.slice(0, slash + 1)}${meant}\`?`;
  }

  #complain(checked: boolean, at: Position, text: string): void {
    if (checked) this.#diagnostics.error(at, CHECKED_INCLUDE_FAILED, text);
    else this.#diagnostics.warning(at, 'include-skipped', `${text}; it is skipped`);
  }

  #open(path: string, shown: string, at: Position | undefined, parent: OpenFile | undefined): OpenFile | Refusal {
    const files = this.#ports.files;
    const refuse = (reason: string, unreadable = false, limit = false): Refusal => ({ reason, unreadable, limit });
    const facts = files.facts(path);
    if (facts === undefined) return refuse('cannot be found');
    if (facts.kind === 'directory') {
      return { ...refuse('is not a regular file'), hint: 'it is a directory: name a file in it, or a pattern' };
    }
    if (facts.kind !== 'file') return refuse('is not a regular file');
    if ((facts.mode & 0o111) !== 0) {
      const hint = 'if it is one, take the permission away with `chmod a-x`';
      return { ...refuse('has an execute permission, so it is no configuration file'), hint };
    }
    if (facts.size > LARGEST_FILE) return refuse(`is larger than ${LARGEST_FILE} bytes`, true);
    const chain = parent?.chain ?? [];
    const real = files.realPath(path) ?? path;
    if (chain.includes(real)) return refuse('includes itself');
    if (chain.length >= DEEPEST) return refuse(`is included more than ${DEEPEST} deep`, false, true);
    if (this.files.length >= MOST_FILES)
      return refuse(`is beyond the ${MOST_FILES} files that may be included`, false, true);
    const bytes = files.read(path);
    if (!bytes.ok) return refuse(`cannot be read: ${bytes.error}`, true);
    this.files.push(shown);
    return {
      path: shown,
      directory: path.slice(0, Math.max(path.lastIndexOf('/'), 1)),
      bytes: bytes.value,
      text: Buffer.from(bytes.value.buffer, bytes.value.byteOffset, bytes.value.byteLength).toString('latin1'),
      includedFrom:
        at === undefined || parent === undefined ? [] : [{ file: at.file, line: at.line }, ...parent.includedFrom],
      chain: [...chain, real],
    };
  }
}

/** `include_check` words; undefined when they make no sense. No word at all turns every check on. */
function parseIncludeChecks(words: readonly string[], current: IncludeChecks): IncludeChecks | undefined {
  const names: Readonly<Record<string, keyof IncludeChecks>> = {
    read: 'read',
    match: 'match',
    wildcard_match: 'wildcard',
    brace_match: 'brace',
  };
  if (words.length === 0) return ALL_CHECKS;
  let checks = current;
  let replaced = false;
  for (const word of words) {
    const sign = /^[-+]/.exec(word)?.[0];
    const flag = names[sign === undefined ? word : word.slice(1)];
    if (flag === undefined || (sign === undefined && replaced)) return undefined;
    if (sign === undefined) {
      checks = { ...NO_CHECKS, read: true, [flag]: true };
      replaced = true;
    } else checks = { ...checks, [flag]: sign === '+' };
  }
  return checks;
}
