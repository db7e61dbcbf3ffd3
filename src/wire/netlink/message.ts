/**
 * Netlink messages (RFC 3549 2.2, linux/netlink.h). Everything is in the machine's own byte order and aligned to 4.
 *
 *    +---------------------------------------------------------------+
 *    |              length, header included, padding not             |
 *    +-------------------------------+-------------------------------+
 *    |             type              |             flags             |
 *    +-------------------------------+-------------------------------+
 *    |                        sequence number                        |
 *    +---------------------------------------------------------------+
 *    |                            port id                            |
 *    +---------------------------------------------------------------+
 *
 * One datagram may carry several messages; a dump carries many and ends with DONE.
 */
import { type AttributeValue, attributeSize, readAttributes, writeAttribute } from './attribute.js';
import { align, readHost16, readHost32, writeHost16, writeHost32 } from './host-order.js';

export const NETLINK_HEADER_LENGTH = 16;

export const MessageType = { noop: 1, error: 2, done: 3, overrun: 4 } as const;

export const MessageFlag = {
  request: 0x1,
  multi: 0x2,
  ack: 0x4,
  dumpInterrupted: 0x10,
  /** In an error reply: the message is cut to its header. */
  capped: 0x100,
  /** In an error reply: attributes follow that explain it. */
  ackTlvs: 0x200,
  /** For GET requests: the whole table. */
  dump: 0x300,
  /** For NEW requests. */
  replace: 0x100,
  exclusive: 0x200,
  create: 0x400,
  append: 0x800,
} as const;

export interface NetlinkMessage {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly port: number;
  /** A view behind the header. */
  readonly payload: Uint8Array;
}

/** The verdict on one request: an acknowledgement when `errno` is 0. */
export interface NetlinkVerdict {
  readonly errno: number;
  /** The kernel's own words (NLMSGERR_ATTR_MSG), when extended acknowledgements are on. */
  readonly reason?: string;
}

/**
 * The messages of one datagram. A message whose length does not fit ends the list: what follows it cannot be found.
 */
export function decodeMessages(datagram: Uint8Array): NetlinkMessage[] {
  const found: NetlinkMessage[] = [];
  let at = 0;
  while (at + NETLINK_HEADER_LENGTH <= datagram.length) {
    const length = readHost32(datagram, at);
    if (length < NETLINK_HEADER_LENGTH || at + length > datagram.length) break;
    found.push({
      type: readHost16(datagram, at + 4),
      flags: readHost16(datagram, at + 6),
      sequence: readHost32(datagram, at + 8),
      port: readHost32(datagram, at + 12),
      payload: datagram.subarray(at + NETLINK_HEADER_LENGTH, at + length),
    });
    at += align(length);
  }
  return found;
}

/**
 * A request: header, a fixed part, attributes. The sequence number is 0 until `setSequence`; the port is the kernel's
 * to fill in.
 */
export function encodeRequest(
  type: number,
  flags: number,
  fixed: Uint8Array,
  attributes: readonly AttributeValue[] = [],
): Uint8Array {
  let length = NETLINK_HEADER_LENGTH + align(fixed.length);
  for (const attribute of attributes) length += attributeSize(attribute.value.length);
  const message = new Uint8Array(length);
  writeHost32(message, 0, length);
  writeHost16(message, 4, type);
  writeHost16(message, 6, flags | MessageFlag.request);
  message.set(fixed, NETLINK_HEADER_LENGTH);
  let at = NETLINK_HEADER_LENGTH + align(fixed.length);
  for (const attribute of attributes) at = writeAttribute(message, at, attribute);
  return message;
}

export function setSequence(message: Uint8Array, sequence: number): void {
  writeHost32(message, 8, sequence);
}

/** Asks for an acknowledgement, so that every request has an answer. */
export function askForAck(message: Uint8Array): void {
  writeHost16(message, 6, readHost16(message, 6) | MessageFlag.ack);
}

/** Reads an ERROR message, and a DONE one, which carries the same number: 0 or a negative errno. */
export function decodeVerdict(message: NetlinkMessage): NetlinkVerdict {
  const { payload } = message;
  if (payload.length < 4) return { errno: 0 };
  const errno = 0 - (readHost32(payload, 0) | 0);
  if ((message.flags & MessageFlag.ackTlvs) === 0) return { errno };
  const reason = readAttributes(payload.subarray(explanationStart(message))).get(ERROR_MESSAGE);
  if (reason === undefined) return { errno };
  return { errno, reason: textOf(reason) };
}

const ERROR_MESSAGE = 1; // NLMSGERR_ATTR_MSG

/** Explaining attributes stand behind the request that an error quotes: its header alone when capped. */
function explanationStart(message: NetlinkMessage): number {
  const { payload } = message;
  if (message.type !== MessageType.error || payload.length < 4 + NETLINK_HEADER_LENGTH) return 4;
  const capped = (message.flags & MessageFlag.capped) !== 0;
  return 4 + (capped ? NETLINK_HEADER_LENGTH : align(readHost32(payload, 4)));
}

/** A zero-terminated string; bytes that are not ASCII come out as replacement characters. */
export function textOf(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    if (byte === 0) break;
    text += byte < 0x80 ? String.fromCharCode(byte) : '\ufffd';
  }
  return text;
}

/** ASCII with its terminating zero. */
export function zeroTerminated(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length + 1);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}
