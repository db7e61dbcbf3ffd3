/** The bytes of a YAML file as text, and offsets in it as places in the file. */
import { err, ok, type Result } from '../../base/result.js';
import type { Position } from '../diagnostics.js';
import type { OpenFile } from '../include.js';

/** Columns are counted in bytes up to here; a line beyond it was not written by a person. */
const LONGEST_COUNTED = 4_096;

/** The text of one file; made by `FileText.decode`, which refuses what is no UTF-8. */
export class FileText {
  /** Without a byte order mark. */
  readonly text: string;
  readonly #open: OpenFile;
  readonly #starts: readonly number[];
  readonly #ascii: boolean;

  private constructor(open: OpenFile, text: string, ascii: boolean) {
    this.#open = open;
    this.text = text;
    this.#ascii = ascii;
    const starts = [0];
    for (let i = text.indexOf('\n'); i >= 0; i = text.indexOf('\n', i + 1)) starts.push(i + 1);
    this.#starts = starts;
  }

  /** An error is the offset of the first byte that is no UTF-8. */
  static decode(open: OpenFile): Result<FileText, Position> {
    const marked = open.bytes[0] === 0xef && open.bytes[1] === 0xbb && open.bytes[2] === 0xbf;
    const bytes = marked ? open.bytes.subarray(3) : open.bytes;
    try {
      const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
      return ok(new FileText(open, text, text.length === bytes.length));
    } catch {
      return err(placeOf(open, ...firstInvalid(bytes)));
    }
  }

  /** Where `offset` of the text stands in the file. */
  at(offset: number): Position {
    const line = this.lineOf(offset);
    const start = this.#starts[line - 1]!;
    const counted = this.#ascii || offset - start > LONGEST_COUNTED;
    const column = counted ? offset - start : Buffer.byteLength(this.text.slice(start, offset), 'utf8');
    return placeOf(this.#open, line, column + 1);
  }

  /** The physical line, from 1, that this offset is in. */
  lineOf(offset: number): number {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }
}

function placeOf(open: OpenFile, line: number, column: number): Position {
  return open.includedFrom.length === 0
    ? { file: open.path, line, column }
    : { file: open.path, line, column, includedFrom: open.includedFrom };
}

/** Line and column of the first byte that is not part of a UTF-8 character. */
function firstInvalid(bytes: Uint8Array): [line: number, column: number] {
  let line = 1;
  let start = 0;
  for (let at = 0; at < bytes.length; ) {
    const length = characterLength(bytes, at);
    if (length === 0) return [line, at - start + 1];
    if (bytes[at] === 0x0a) {
      line++;
      start = at + 1;
    }
    at += length;
  }
  return [line, 1];
}

/** Bytes of the UTF-8 character at `at` (RFC 3629, 4); 0 when there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first < 0xe0 ? 2 : first >= 0xe0 && first < 0xf0 ? 3 : first >= 0xf0 && first < 0xf5 ? 4 : 0;
  for (let i = 1; i < length; i++) {
    if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  const second = bytes[at + 1]!;
  const misplaced =
    (first === 0xe0 && second < 0xa0) ||
    (first === 0xed && second > 0x9f) ||
    (first === 0xf0 && second < 0x90) ||
    (first === 0xf4 && second > 0x8f);
  return misplaced ? 0 : length;
}
