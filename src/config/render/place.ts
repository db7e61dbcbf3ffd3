/** Where a mistake stands within its line. Columns count bytes, from 1; the line is text by now. */

/** A piece of a line in UTF-16 units, as `slice` takes it. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The word that begins at this column, or one character when no word does; undefined beyond the end of the line. */
export function wordAt(source: string, column: number): Span | undefined {
  const start = indexOfColumn(source, column);
  if (start === undefined) return undefined;
  return { start, end: wordEnd(source, start) };
}

/** The column just behind the word that begins at `column`. */
export function endColumn(source: string, column: number): number | undefined {
  const word = wordAt(source, column);
  return word === undefined ? undefined : column + Buffer.byteLength(source.slice(word.start, word.end));
}

/** Blanks as wide as the text: tabs stay tabs, so that what follows stands under its word at any tab width. */
export function blanksFor(text: string): string {
  return text.replace(/[^\t]/gu, ' ');
}

function indexOfColumn(source: string, column: number): number | undefined {
  let bytes = 1;
  let index = 0;
  for (const char of source) {
    if (bytes >= column) return index;
    bytes += Buffer.byteLength(char);
    index += char.length;
  }
  return undefined;
}

function wordEnd(source: string, start: number): number {
  const first = source[start]!;
  const single = start + String.fromCodePoint(source.codePointAt(start)!).length;
  if (first === '"') {
    const close = source.indexOf('"', start + 1);
    return close < 0 ? source.length : close + 1;
  }
  // A column inside a word points at that very character.
  if (start > 0 && !isBoundary(source[start - 1]!)) return single;
  if (isBoundary(first)) return single;
  let end = start;
  while (end < source.length && !isBoundary(source[end]!)) end = behindCharacter(source, end);
  return end;
}

/** The braces of `${NAME}` end no word. */
function behindCharacter(source: string, at: number): number {
  const close = source.startsWith('${', at) ? source.indexOf('}', at) : -1;
  return close < 0 ? at + 1 : close + 1;
}

function isBoundary(char: string): boolean {
  return char === ' ' || char === '\t' || char === '"' || char === '{' || char === '}';
}
