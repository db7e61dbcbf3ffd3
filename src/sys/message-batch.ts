/**
 * Memory for sendmmsg(2) and recvmmsg(2), laid out once and used again for every call: a row of slots, each with a
 * name (socket address), a payload and control data. On 64-bit Linux:
 *
 *     struct mmsghdr  name 0, name length 8, iovec 16, iovec count 24, control 32, control length 40, flags 48,
 *                     bytes moved 56; 64 bytes in all
 *     struct iovec    base 0, length 8
 */
import { addressOf, receiveMessages, sendMessage, sendMessages } from './libc.js';

const HEADER = 64;
const IOVEC = 16;

export interface BatchShape {
  readonly slots: number;
  /** Bytes per slot. */
  readonly payload: number;
  readonly name?: number;
  readonly control?: number;
}

function roundUp(length: number): number {
  return (length + 7) & ~7;
}

export class MessageBatch {
  readonly slots: number;
  readonly #shape: Required<BatchShape>;
  readonly #memory: Uint8Array;
  readonly #words: Uint32Array;
  readonly #payloads: Uint8Array[] = [];
  readonly #names: Uint8Array[] = [];
  readonly #controls: Uint8Array[] = [];

  constructor(shape: BatchShape) {
    const name = roundUp(shape.name ?? 0);
    const payload = roundUp(shape.payload);
    const control = roundUp(shape.control ?? 0);
    this.slots = shape.slots;
    this.#shape = { slots: shape.slots, payload: shape.payload, name: shape.name ?? 0, control: shape.control ?? 0 };
    const buffer = new ArrayBuffer(shape.slots * (HEADER + IOVEC + name + payload + control));
    this.#memory = new Uint8Array(buffer);
    this.#words = new Uint32Array(buffer);

    const longs = new BigUint64Array(buffer);
    const base = addressOf(this.#memory);
    let at = shape.slots * (HEADER + IOVEC);
    const area = (length: number, step: number): Uint8Array => {
      const view = new Uint8Array(buffer, at, length);
      at += step;
      return view;
    };
    for (let slot = 0; slot < shape.slots; slot++) {
      const header = (slot * HEADER) / 8;
      const iovec = shape.slots * HEADER + slot * IOVEC;
      if (name > 0) longs[header] = base + BigInt(at);
      this.#names.push(area(this.#shape.name, name));
      longs[header + 2] = base + BigInt(iovec);
      longs[header + 3] = 1n;
      if (control > 0) longs[header + 4] = base + BigInt(at);
      this.#controls.push(area(this.#shape.control, control));
      longs[iovec / 8] = base + BigInt(at);
      this.#payloads.push(area(shape.payload, payload));
      this.prepare(slot, shape.payload);
    }
  }

  /** The whole room of a slot's payload, not cut to what was received. */
  payload(slot: number): Uint8Array {
    return this.#payloads[slot]!;
  }

  name(slot: number): Uint8Array {
    return this.#names[slot]!;
  }

  control(slot: number): Uint8Array {
    return this.#controls[slot]!;
  }

  /** Sets the lengths of a slot before a call: payload bytes, and the whole name and control areas unless told. */
  prepare(slot: number, payloadLength: number, controlLength: number = this.#shape.control): void {
    const header = (slot * HEADER) / 4;
    this.#words[header + 2] = this.#shape.name;
    this.#words[header + 10] = controlLength;
    this.#words[header + 12] = 0;
    this.#words[(this.slots * HEADER + slot * IOVEC) / 4 + 2] = payloadLength;
  }

  /** Bytes received into a slot. */
  received(slot: number): number {
    return this.#words[(slot * HEADER) / 4 + 14]!;
  }

  /** Control bytes received into a slot. */
  controlReceived(slot: number): number {
    return this.#words[(slot * HEADER) / 4 + 10]!;
  }

  /** Receives what is there, at most one packet a slot; returns how many, or minus errno. */
  receive(fd: number): number {
    return receiveMessages(fd, this.#memory, this.slots);
  }

  /** Makes the first `count` slots ready to receive again. */
  reset(count: number): void {
    for (let slot = 0; slot < count; slot++) this.prepare(slot, this.#shape.payload);
  }

  /** Sends the first `count` slots; returns how many went, or minus errno when the first did not. */
  send(fd: number, count: number): number {
    return count === 1 ? Math.min(1, sendMessage(fd, this.#memory)) : sendMessages(fd, this.#memory, count);
  }
}
