/** Characters that look like others: what a word processor, a web page or an editor leaves in a file. */
import { codeOf, isLineLanguage } from './code.js';
import type { Subject } from './subject.js';

interface Lookalike {
  readonly name: string;
  /** What it is taken for by the eye. */
  readonly like: string;
}

const BLANK = 'a blank';
const QUOTE = 'a quote';
const DASH = '`-`';

const LOOKALIKES: ReadonlyMap<string, Lookalike> = new Map([
  ['\u00a0', { name: 'a no-break space', like: BLANK }],
  ['\u2002', { name: 'an en space', like: BLANK }],
  ['\u2003', { name: 'an em space', like: BLANK }],
  ['\u2009', { name: 'a thin space', like: BLANK }],
  ['\u202f', { name: 'a narrow no-break space', like: BLANK }],
  ['\u3000', { name: 'an ideographic space', like: BLANK }],
  ['\u200b', { name: 'a zero width space', like: 'nothing' }],
  ['\u200c', { name: 'a zero width non-joiner', like: 'nothing' }],
  ['\u200d', { name: 'a zero width joiner', like: 'nothing' }],
  ['\u200e', { name: 'a left-to-right mark', like: 'nothing' }],
  ['\u2060', { name: 'a word joiner', like: 'nothing' }],
  ['\u00ad', { name: 'a soft hyphen', like: 'nothing' }],
  ['\ufeff', { name: 'a byte order mark', like: 'nothing' }],
  ['\u2018', { name: 'a typographic quote', like: QUOTE }],
  ['\u2019', { name: 'a typographic quote', like: QUOTE }],
  ['\u201c', { name: 'a typographic quote', like: QUOTE }],
  ['\u201d', { name: 'a typographic quote', like: QUOTE }],
  ['\u201e', { name: 'a typographic quote', like: QUOTE }],
  ['\u00ab', { name: 'a typographic quote', like: QUOTE }],
  ['\u00bb', { name: 'a typographic quote', like: QUOTE }],
  ['\u2010', { name: 'a typographic hyphen', like: DASH }],
  ['\u2011', { name: 'a no-break hyphen', like: DASH }],
  ['\u2013', { name: 'an en dash', like: DASH }],
  ['\u2014', { name: 'an em dash', like: DASH }],
  ['\u2212', { name: 'a minus sign', like: DASH }],
  ['\uff1a', { name: 'a full-width colon', like: '`:`' }],
  ['\uff1b', { name: 'a full-width semicolon', like: '`;`' }],
  ['\uff0c', { name: 'a full-width comma', like: '`,`' }],
  ['\uff0e', { name: 'a full-width full stop', like: '`.`' }],
  ['\uff0f', { name: 'a full-width slash', like: '`/`' }],
  ['\uff5b', { name: 'a full-width brace', like: '`{`' }],
  ['\uff5d', { name: 'a full-width brace', like: '`}`' }],
  ['\uff03', { name: 'a full-width number sign', like: '`#`' }],
]);

/** Looks at every line outside comments and quotes. */
export function lintCharacters({ found, said }: Subject): void {
  // At the beginning of a file it is part of the first keyword, which is then unknown.
  const isSaid = said.some(({ hint = '' }) => hint.includes('byte order mark'));
  for (const file of found.files.filter(isLineLanguage)) {
    const lines = found.linesOf(file);
    for (let i = 0; i < lines.length; i++) {
      const line = lines[i]!;
      // Bytes above ASCII are rare, and common only in comments.
      if (!/[\x80-\xff]/.test(line)) continue;
      const odd = firstLookalike(codeOf(line));
      if (odd === undefined) continue;
      const { char, column } = odd;
      if (char === '\ufeff' && isSaid) continue;
      const { name, like } = LOOKALIKES.get(char)!;
      const number = `U+${char.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;
      const text = `${name} (${number}) looks like ${like}, but is read as part of a word`;
      const hint =
        char === '\ufeff'
          ? 'save the file as UTF-8 without BOM'
          : `type ${like === 'nothing' ? 'the word' : like} anew`;
      found.warning({ file, line: i + 1, column }, 'lint-lookalike', text, { hint });
    }
  }
}

/** The first one, with the column of its first byte. */
function firstLookalike(code: string): { readonly char: string; readonly column: number } | undefined {
  let column = 1;
  for (const char of Buffer.from(code, 'latin1').toString('utf8')) {
    if (LOOKALIKES.has(char)) return { char, column };
    column += Buffer.byteLength(char);
  }
  return undefined;
}
