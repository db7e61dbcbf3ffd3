/** Bytes that come in pieces, joined. */

const FIRST_SIZE = 1024;

/** Grows by doubling, so that a thousand small pieces cost no more than one large one. Copies what it is given. */
export class ByteStore {
  #bytes = new Uint8Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  append(piece: Uint8Array): void {
    const needed = this.#length + piece.length;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2, FIRST_SIZE));
      larger.set(this.view());
      this.#bytes = larger;
    }
    this.#bytes.set(piece, this.#length);
    this.#length = needed;
  }

  /** What is stored: good until the next call of another method. */
  view(): Uint8Array {
    return this.#bytes.subarray(0, this.#length);
  }

  /** Forgets the first `count` bytes. */
  drop(count: number): void {
    this.#bytes.copyWithin(0, count, this.#length);
    this.#length -= count;
  }
}

/** Latin-1: each byte the character of its number, for comparing and for showing. */
export function bytesToText(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

const SHOWN = 60;

/** The beginning of an answer as a log line may show it: control characters as escapes, in double quotes. */
export function quoteBytes(bytes: Uint8Array): string {
  const text = JSON.stringify(bytesToText(bytes.subarray(0, SHOWN)));
  // JSON leaves DEL and the C1 controls alone; a terminal does not.
  const visible = text.replace(/[\x7f-\x9f]/g, found => `\\u00${found.charCodeAt(0).toString(16)}`);
  return bytes.length > SHOWN ? `${visible} and ${bytes.length - SHOWN} more bytes` : visible;
}
