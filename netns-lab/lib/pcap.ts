/** Reads the classic pcap stream `tcpdump -w -` writes (nanosecond or microsecond form, this machine's byte order). */

const NANOSECONDS = 0xa1b23c4d;
const MICROSECONDS = 0xa1b2c3d4;
const FILE_HEADER = 24;
const RECORD_HEADER = 16;

/** Feeds frames out as their last byte arrives; `at` is ms since the epoch, exact to the float's quarter microsecond. */
export class PcapReader {
  #pending: Buffer = Buffer.alloc(0);
  #divisor = 0;
  readonly #onFrame: (frame: Buffer, at: number) => void;

  constructor(onFrame: (frame: Buffer, at: number) => void) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    let bytes = this.#pending.length === 0 ? chunk : Buffer.concat([this.#pending, chunk]);
    if (this.#divisor === 0) {
      if (bytes.length < FILE_HEADER) {
        this.#pending = bytes;
        return;
      }
      this.#divisor = divisorOf(bytes.readUInt32LE(0));
      bytes = bytes.subarray(FILE_HEADER);
    }
    while (bytes.length >= RECORD_HEADER) {
      const length = bytes.readUInt32LE(8);
      if (bytes.length < RECORD_HEADER + length) break;
      const at = bytes.readUInt32LE(0) * 1_000 + bytes.readUInt32LE(4) / this.#divisor;
      this.#onFrame(bytes.subarray(RECORD_HEADER, RECORD_HEADER + length), at);
      bytes = bytes.subarray(RECORD_HEADER + length);
    }
    this.#pending = Buffer.from(bytes);
  }
}

function divisorOf(magic: number): number {
  if (magic === NANOSECONDS) return 1e6;
  if (magic === MICROSECONDS) return 1e3;
  throw new Error(`not a pcap stream of this machine: magic ${magic.toString(16)}`);
}
