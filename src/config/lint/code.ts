/** A physical line as the language sees it: what is neither comment nor quoted. */

/** A word outside quotes; `column` counts bytes from 1. */
export interface PlainWord {
  readonly text: string;
  readonly column: number;
}

/** The other forms of the configuration have rules of their own. */
export function isLineLanguage(file: string): boolean {
  return !/\.(?:ya?ml|json)$/i.test(file);
}

/** Blank in place of what stands in double quotes, and nothing from a comment on; columns stay what they are. */
export function codeOf(line: string): string {
  let code = '';
  let quoted = false;
  for (let i = 0; i < line.length; i++) {
    const char = line[i]!;
    if (char === '"') {
      quoted = !quoted;
      code += char;
    } else if (quoted) code += '_';
    else if (char === '#' || char === '!') break;
    else if (char === '\\' && i + 1 < line.length) {
      code += '__';
      i++;
    } else code += char;
  }
  return code;
}

/** The words of a line that `codeOf` has cleared. */
export function plainWords(code: string): readonly PlainWord[] {
  return [...code.matchAll(/[^ \t]+/g)].map(match => ({ text: match[0], column: match.index + 1 }));
}
