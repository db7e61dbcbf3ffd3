/** `PING_CHECK`: the echo request (RFC 792, RFC 4443 4.1), and whether a message is the reply to it. */
import type { Family } from '../base/address.js';
import { addToSum, finishSum } from '../wire/checksum.js';
import { readUint16 } from '../wire/reader.js';
import { writeUint16 } from '../wire/writer.js';
import { type Outcome, WELL } from './outcome.js';

const HEADER_LENGTH = 8;
const DATA_LENGTH = 128;
const DATA = 'keepalived check - ';

const ECHO_REQUEST: Readonly<Record<Family, number>> = { 4: 8, 6: 128 };
const ECHO_REPLY: Readonly<Record<Family, number>> = { 4: 0, 6: 129 };

/**
 * An echo request with the 16-bit `id` and `sequence`. On an unprivileged socket (icmp(7)) the kernel replaces the id
 * with the socket's; for IPv6 the checksum, which covers a pseudo header, is always the kernel's, and is left 0.
 */
export function encodeEchoRequest(family: Family, id: number, sequence: number): Uint8Array {
  const message = new Uint8Array(HEADER_LENGTH + DATA_LENGTH);
  message[0] = ECHO_REQUEST[family];
  writeUint16(message, 4, id);
  writeUint16(message, 6, sequence);
  for (let i = 0; i < DATA_LENGTH; i++) message[HEADER_LENGTH + i] = DATA.charCodeAt(i % DATA.length);
  if (family === 4) writeUint16(message, 2, finishSum(addToSum(0, message)));
  return message;
}

/**
 * Undefined: the message is not the reply to the request with this `sequence`, and is ignored. The id is not compared:
 * the kernel gives a socket only replies to its own requests.
 */
export function judgeEchoReply(family: Family, sequence: number, message: Uint8Array): Outcome | undefined {
  if (message.length < HEADER_LENGTH || message[0] !== ECHO_REPLY[family] || message[1] !== 0) return undefined;
  return readUint16(message, 6) === sequence ? WELL : undefined;
}

/** The sequence of the next request, after that of the last; a check begins with `nextSequence(0)`. */
export function nextSequence(sequence: number): number {
  return (sequence + 1) & 0xffff;
}
