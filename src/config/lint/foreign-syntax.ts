/** Habits of other languages: `//` comments, `;` at the end of a line, `=` or `:` between a keyword and its value. */
import type { Diagnostic, Position } from '../diagnostics.js';
import { ROOT } from '../keywords/root.js';
import { isKeywordSomewhere } from '../unknown-keyword.js';
import { codeOf, isLineLanguage, type PlainWord, plainWords } from './code.js';
import type { Subject } from './subject.js';

/** Lines whose words are the user's own: a password, or a command with a syntax of its own. */
const FREE_TEXT = /^(?:auth_pass|password|key|script|notify\w*|quorum_(?:up|down)|misc_path|\w+_script|\w*regex)$/;

/** Looks at every line that the reading has not given the same advice about. */
export function lintForeignSyntax(subject: Subject): void {
  const { found } = subject;
  const hinted = linesWithHint(subject);
  const unknown = linesOf(subject.said.filter(({ code }) => code === 'keyword-unknown'));
  for (const file of found.files.filter(isLineLanguage)) {
    const lines = found.linesOf(file);
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      // Most lines end here: a hundred thousand of them take a moment.
      if (!/\/[/*]|[;=:]/.test(line) || hinted.has(`${i + 1}:${file}`)) continue;
      const words = plainWords(codeOf(line));
      if (words.length > 0) lintLine(words, { file, line: i + 1 }, subject, unknown.has(`${i + 1}:${file}`));
    }
  }
}

function lintLine(
  words: readonly PlainWord[],
  line: Pick<Position, 'file' | 'line'>,
  { found }: Subject,
  isUnknown: boolean,
): void {
  const [first, second] = words as [PlainWord, PlainWord | undefined];
  const at = ({ column }: PlainWord): Position => ({ ...line, column });
  const comment = words.find(isComment);
  if (comment !== undefined) {
    const text =
      comment === first
        ? `\`${comment.text.slice(0, 2)}\` begins no comment in this language: the line is read as a keyword`
        : `\`${comment.text.slice(0, 2)}\` begins no comment in this language: what follows is read as part of the line`;
    found.warning(at(comment), 'lint-slash-comment', text, { hint: 'begin a comment with `#` or `!`' });
    return;
  }
  if (first.text.startsWith('$') || FREE_TEXT.test(first.text)) return;
  // How the value of a keyword is written matters once it stands where it is one.
  const assigned = isUnknown ? undefined : assignment(first, second);
  if (assigned !== undefined) {
    const text = `\`${assigned.keyword}\` and its value are separated by a blank, not by \`${assigned.sign}\``;
    found.warning(at(assigned.word), 'lint-assignment', text, { hint: `write \`${assigned.keyword} VALUE\`` });
  }
  const last = words.at(-1)!;
  if (!last.text.endsWith(';') && first.text !== ';') return;
  const text = '`;` does not end a line in this language: it is read as part of the word';
  const end = last.text.endsWith(';') ? { text: ';', column: last.column + last.text.length - 1 } : first;
  found.warning(at(end), 'lint-semicolon', text, { hint: 'leave the `;` out' });
}

/** `//usr/bin/x` is a path. */
function isComment({ text }: PlainWord): boolean {
  if (text === '/*' || text === '/**' || text === '*/') return true;
  return text.startsWith('//') && !text.includes('/', 2);
}

/** `priority=100`, `priority = 100` or `priority: 100`. */
function assignment(first: PlainWord, second: PlainWord | undefined) {
  const sign = /[=:]/.exec(first.text);
  if (sign !== null) {
    const keyword = first.text.slice(0, sign.index);
    if (!isKeywordSomewhere(keyword, ROOT)) return undefined;
    return { keyword, sign: sign[0], word: { text: sign[0], column: first.column + sign.index } };
  }
  if (second?.text.startsWith('=') !== true || !isKeywordSomewhere(first.text, ROOT)) return undefined;
  return { keyword: first.text, sign: '=', word: second };
}

/** Lines where the reading has given this advice with the mistake it led to. */
function linesWithHint({ said }: Subject): ReadonlySet<string> {
  return linesOf(said.filter(({ hint = '' }) => /`#`|`;`|`=`|`:`/.test(hint)));
}

function linesOf(said: readonly Diagnostic[]): ReadonlySet<string> {
  return new Set(said.flatMap(({ at }) => (at === undefined ? [] : `${at.line}:${at.file}`)));
}
