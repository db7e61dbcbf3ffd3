/**
 * A file to the one YAML 1.2 document in it. Whoever writes a file that is no YAML hears of every fault found, and
 * nothing of the file is used: half a document would be guesswork.
 *
 * The package composes a document by recursion and is not to be trusted with deep nesting (V8 may even abort when a
 * regular expression is compiled on the last bit of stack), so the depth is watched before anything is composed.
 */
import type { Document, Parser } from 'yaml';
import type { Diagnostics } from '../diagnostics.js';
import type { OpenFile } from '../include.js';
import { FileText } from './file-text.js';
import { yamlPackage } from './package.js';
import { explainFault } from './syntax.js';

/** A file and the document in it. */
export interface YamlFile {
  readonly text: FileText;
  readonly document: Document.Parsed;
}

/** Statements nest four deep, in lists and mappings; hostile files deeper. */
const DEEPEST = 64;
/** Each costs some hundred bytes until the file is read; ten thousand virtual servers need 2 million. */
const MOST_TOKENS = 4_000_000;
/** A person mends the first few, and the rest are mostly their consequences. */
const MOST_FAULTS = 20;
const LIKELY_SECRET = /auth|pass|secret|key|hmac/i;

/** The document in `file`; undefined when there is none to use, which has been reported then. */
export function openDocument(file: OpenFile, diagnostics: Diagnostics, mostTokens = MOST_TOKENS): YamlFile | undefined {
  const decoded = FileText.decode(file);
  if (!decoded.ok) {
    diagnostics.remember(file.path, file.text);
    diagnostics.error(decoded.error, 'yaml-encoding', 'the file is not UTF-8 from here on; it is not used', {
      hint: 'save it as UTF-8; a word of other bytes is written as `!!binary` with base64',
    });
    return undefined;
  }
  const text = decoded.value;
  diagnostics.remember(file.path, file.text.slice(file.bytes.length - Buffer.byteLength(text.text, 'utf8')));
  const control = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]/.exec(text.text);
  if (control !== null) {
    const sentence = 'a YAML file cannot hold control characters; the file is not used';
    diagnostics.error(text.at(control.index), 'yaml-control-character', sentence);
    return undefined;
  }
  return compose(text, diagnostics, mostTokens);
}

function compose(text: FileText, diagnostics: Diagnostics, mostTokens: number): YamlFile | undefined {
  const { Composer } = yamlPackage();
  const tokens = readTokens(text, diagnostics, mostTokens);
  if (tokens === undefined) return undefined;
  const composer = new Composer({
    schema: 'core',
    merge: true,
    // Looked for by ourselves: the package compares every key with every other.
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const [document, second] = composer.compose(tokens, true, text.text.length);
  if (document === undefined) return undefined;
  const faults = [...document.errors, ...document.warnings];
  const misplaced = faults.filter(({ code }) => code !== 'TAG_RESOLVE_FAILED' && code !== 'BAD_COLLECTION_TYPE');
  if (misplaced.length > 0) hideLikelySecrets(text, diagnostics);
  for (const { code, pos } of faults.slice(0, MOST_FAULTS)) {
    const unknownTag = !misplaced.some(one => one.code === code);
    const sentence = `${explainFault(code)}; ${misplaced.length > 0 ? 'the file is not used' : 'the tag is ignored'}`;
    diagnostics.error(text.at(pos[0]), unknownTag ? 'yaml-tag' : 'yaml-syntax', sentence);
  }
  if (second !== undefined) {
    const sentence = 'a second YAML document begins here, and a configuration is one; the file is not used';
    diagnostics.error(text.at(second.range[0]), 'yaml-documents', sentence, { hint: 'remove the `---` before it' });
    return undefined;
  }
  return misplaced.length > 0 ? undefined : { text, document };
}

function readTokens(
  text: FileText,
  diagnostics: Diagnostics,
  mostTokens: number,
): readonly Parser['stack'][number][] | undefined {
  const { Lexer, Parser: YamlParser } = yamlPackage();
  const parser = new YamlParser();
  const tokens: Parser['stack'][number][] = [];
  let count = 0;
  for (const lexeme of new Lexer().lex(text.text)) {
    for (const token of parser.next(lexeme)) tokens.push(token);
    const deep = parser.stack.length > DEEPEST;
    if (!deep && ++count <= mostTokens) continue;
    const at = text.at(Math.max(parser.offset - 1, 0));
    if (deep) {
      const sentence = `lists and mappings are nested more than ${DEEPEST} deep; the file is not used`;
      diagnostics.error(at, 'yaml-depth', sentence);
    } else {
      const sentence = `the file has more than ${mostTokens} pieces, of which a YAML file is made; it is not used`;
      diagnostics.error(at, 'yaml-size', sentence);
    }
    return undefined;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

/** Without a tree nobody knows what is secret: what stands below a line that looks like it is not shown either. */
function hideLikelySecrets(text: FileText, diagnostics: Diagnostics): void {
  let secretIndent = -1;
  let following = false;
  let offset = 0;
  for (const line of text.text.split('\n')) {
    const indent = line.search(/[^ ]|$/);
    if (following || indent > secretIndent) {
      if (secretIndent >= 0) diagnostics.hide(text.at(offset));
      following = false;
    } else secretIndent = -1;
    if (secretIndent < 0 && LIKELY_SECRET.test(line)) {
      diagnostics.hide(text.at(offset));
      secretIndent = indent;
      following = true;
    }
    offset += line.length + 1;
  }
}
