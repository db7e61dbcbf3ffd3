/** Checks by datagram: one is sent, and what comes back is shown until somebody is satisfied or time is up. */
import { type Duration, toMilliseconds } from '../base/duration.js';
import { closeDescriptor, type ReadableWatch, receive, send, watchReadable } from './libc.js';
import { beginConnect, faultOf, openProbeSocket, type ProbeEndpoint, type ProbeFault } from './probe-socket.js';
import type { Probe } from './probe-tcp.js';

/** What becomes of a question. After `failed`, `expired` or a satisfied `received` nothing more is called. */
export interface DatagramEvents {
  /** A datagram from the address that was asked, good until it returns; true: this is the answer. */
  received(datagram: Uint8Array): boolean;
  /** It could not be sent, or was refused by an ICMP error. */
  failed(fault: ProbeFault): void;
  /** Nothing satisfying came within the timeout. */
  expired(): void;
}

const EAGAIN = 11;
/** The longest there is. */
const LONGEST_DATAGRAM = 0x1_0000;
/** So many are read in one go; more wait for the next turn of the event loop. */
const READ_AT_ONCE = 16;

/** Answers are looked at where they are, one after the other, so one room does for all. */
const room = new Uint8Array(new ArrayBuffer(LONGEST_DATAGRAM));

/**
 * Sends `question` by UDP, or on an unprivileged ICMP socket (icmp(7)), which needs `ping_group_range`. The socket is
 * connected, so only the address that was asked is heard. Events come later.
 */
export function probeDatagram(
  transport: 'udp' | 'ping',
  to: ProbeEndpoint,
  question: Uint8Array,
  timeout: Duration,
  events: DatagramEvents,
): Probe {
  const opened = openProbeSocket(transport, to);
  let watch: ReadableWatch | undefined;
  let isOver = false;
  const end = (tell: () => void) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    watch?.close();
    if (opened.ok) closeDescriptor(opened.value);
    tell();
  };
  const timer = setTimeout(() => end(() => events.expired()), toMilliseconds(timeout));
  const fault = opened.ok ? ask(opened.value, to, question) : opened.error;
  if (fault !== undefined) setImmediate(() => end(() => events.failed(fault)));
  else if (opened.ok) {
    watch = watchReadable(opened.value, () => {
      for (let i = 0; i < READ_AT_ONCE && !isOver; i++) {
        const length = receive(opened.value, room);
        if (length === -EAGAIN) return;
        if (length < 0) end(() => events.failed(faultOf(-length)));
        else if (events.received(room.subarray(0, length))) end(() => {});
      }
    });
  }
  return { cancel: () => end(() => {}) };
}

function ask(fd: number, to: ProbeEndpoint, question: Uint8Array): ProbeFault | undefined {
  const connected = beginConnect(fd, to);
  if (!connected.ok) return connected.error;
  const sent = send(fd, question);
  return sent < 0 ? faultOf(-sent) : undefined;
}
