/** The text of a file that was read, by line. */

/** Bytes of one shown line; more would fill a screen. */
const LONGEST = 240;

/** Finds single lines of a file of a million lines without cutting all of it. */
export class SourceText {
  readonly #text: string;
  #starts: Uint32Array | undefined;
  #lines: readonly string[] | undefined;

  /** `text` is the file's bytes in Latin-1. */
  constructor(text: string) {
    this.#text = text;
  }

  /** The beginning of a line (counted from 1) without its end, as much of it as can be shown. */
  line(number: number): string | undefined {
    this.#starts ??= lineStarts(this.#text);
    const start = this.#starts[number - 1];
    if (start === undefined) return undefined;
    const end = (this.#starts[number] ?? this.#text.length + 1) - 1;
    return withoutReturns(this.#text.slice(start, Math.min(end, start + LONGEST)));
  }

  /** All lines, whole. */
  lines(): readonly string[] {
    this.#lines ??= this.#text.split('\n').map(withoutReturns);
    return this.#lines;
  }
}

function lineStarts(text: string): Uint32Array {
  const starts = [0];
  for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', end + 1)) starts.push(end + 1);
  return Uint32Array.from(starts);
}

/** Not a regular expression: `/\r+$/` takes quadratic time on a long run of returns. */
function withoutReturns(line: string): string {
  let end = line.length;
  while (end > 0 && line[end - 1] === '\r') end--;
  return end === line.length ? line : line.slice(0, end);
}
