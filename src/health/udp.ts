/** `UDP_CHECK`: whether a datagram, or silence, is a good answer. */
import { failed, type Outcome, WELL } from './outcome.js';
import type { UdpReply } from './settings.js';

/** The first datagram that comes back. `wanted` undefined: any will do. */
export function judgeUdpReply(wanted: UdpReply | undefined, datagram: Uint8Array): Outcome {
  if (wanted === undefined || wanted.bytes.length === 0) return WELL;
  const { bytes, mask, minLength, maxLength } = wanted;
  if (datagram.length < minLength || datagram.length > maxLength) {
    return failed('mismatch', `the reply has ${datagram.length} bytes, not ${minLength} to ${maxLength}`);
  }
  const compared = Math.min(bytes.length, datagram.length);
  for (let i = 0; i < compared; i++) {
    if (((bytes[i]! ^ datagram[i]!) & mask[i]!) === 0) continue;
    return failed('mismatch', `byte ${i} of the reply is ${hex(datagram[i]!)}, not ${hex(bytes[i]!)}`);
  }
  return WELL;
}

/** Nothing came within the timeout. */
export function judgeUdpSilence(wanted: UdpReply | undefined): Outcome {
  return wanted === undefined ? WELL : failed('timeout', 'no reply came in time');
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}
