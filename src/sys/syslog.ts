/**
 * syslog through its local datagram socket (RFC 3164 form, as glibc's syslog() writes it). Sending never waits: a full
 * socket keeps lines for a while, an absent one is looked for again, and what does not fit is dropped and counted.
 */
import { statSync } from 'node:fs';
import { getSystemErrorName } from 'node:util';
import { addressOf, openSocket, sendMessage } from './libc.js';
import { Backlog, type LogSink, SINK_LIMIT } from './log-sink.js';

/** Sends one datagram without waiting: undefined when it went out, otherwise the errno's name (`EAGAIN`, `ENOENT`, …). */
export type SendDatagram = (datagram: Buffer) => string | undefined;

export interface SyslogSettings {
  readonly facility: number;
  readonly ident: string;
  readonly pid: number;
}

export type SyslogSeverity = 3 | 4 | 6 | 7;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** RFC 3164 4.1: `<PRI>Mmm dd hh:mm:ss IDENT[PID]: text`, in local time; local sockets carry no host name. */
export function renderSyslog(to: SyslogSettings, severity: SyslogSeverity, text: string, at: Date): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const day = String(at.getDate()).padStart(2, ' ');
  const time = `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
  const priority = to.facility * 8 + severity;
  return `<${priority}>${MONTHS[at.getMonth()]} ${day} ${time} ${to.ident}[${to.pid}]: ${text}`;
}

/** How long to leave a full, and an absent, socket alone. */
const FULL_PAUSE_MS = 50;
const ABSENT_PAUSE_MS = 1_000;

/** A sink that sends each line as one datagram through `send`. */
export function openSyslogSink(send: SendDatagram, limit = SINK_LIMIT): LogSink {
  const backlog = new Backlog(limit);
  const queue: Buffer[] = [];
  let pause: NodeJS.Timeout | undefined;
  let isDraining = false;

  function drain(): void {
    pause = undefined;
    // Telling what was lost writes a line of its own, from inside this loop.
    if (isDraining) return;
    isDraining = true;
    pause = sendQueue();
    isDraining = false;
  }

  /** Sends what it can; the timer is the wish to be called again. */
  function sendQueue(): NodeJS.Timeout | undefined {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      const refusal = send(next);
      if (refusal === 'EAGAIN' || refusal === 'ENOBUFS') return setTimeout(drain, FULL_PAUSE_MS);
      if (refusal !== undefined && refusal !== 'EMSGSIZE') return setTimeout(drain, ABSENT_PAUSE_MS);
      queue.shift();
      if (refusal === undefined) backlog.settle(next.length);
      else backlog.discard(next.length);
    }
    return undefined;
  }

  return {
    write(line) {
      const datagram = Buffer.from(line);
      if (!backlog.admit(datagram.length)) return;
      queue.push(datagram);
      if (pause === undefined) drain();
    },
    get lost() {
      return backlog.lost;
    },
    onRoom: report => backlog.onRoom(report),
    flush: () => backlog.empty(),
    close: () => clearTimeout(pause),
  };
}

/** The socket syslogd or journald listens on. */
export const SYSLOG_SOCKET = '/dev/log';

/** True when something offers syslog here. */
export function hasSystemLog(path = SYSLOG_SOCKET): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isSocket() ?? false;
}

const AF_UNIX = 1;
const SOCK_DGRAM = 2;

/** Where things lie in the one piece of memory the kernel is shown: msghdr, its one iovec, the address, the text. */
const IOVEC = 56;
const ADDRESS = 72;
const TEXT = 192;
/** Longer lines are cut: rsyslog's default is 8 KiB too. */
const TEXT_LENGTH = 8_192;

/**
 * Sends to a datagram socket by its path. Not connected, so a log daemon that was restarted is found again by the next
 * line. Without a socket to be had, every line is answered with the reason (`EMFILE`, …).
 */
export function systemLogSender(path = SYSLOG_SOCKET): SendDatagram {
  const fd = openSocket(AF_UNIX, SOCK_DGRAM, 0);
  if (fd < 0) return () => getSystemErrorName(fd);
  const memory = new Uint8Array(new ArrayBuffer(TEXT + TEXT_LENGTH));
  const start = addressOf(memory);
  const field = new DataView(memory.buffer);
  // struct sockaddr_un: the family in host order (little endian wherever this runs), the path and its NUL.
  memory[ADDRESS] = AF_UNIX;
  const { written } = new TextEncoder().encodeInto(path, memory.subarray(ADDRESS + 2, ADDRESS + 2 + 107));
  field.setBigUint64(0, start + BigInt(ADDRESS), true);
  field.setUint32(8, 2 + written + 1, true);
  field.setBigUint64(16, start + BigInt(IOVEC), true);
  field.setBigUint64(24, 1n, true);
  field.setBigUint64(IOVEC, start + BigInt(TEXT), true);
  return datagram => {
    const length = Math.min(datagram.length, TEXT_LENGTH);
    memory.set(datagram.subarray(0, length), TEXT);
    field.setBigUint64(IOVEC + 8, BigInt(length), true);
    const sent = sendMessage(fd, memory);
    return sent < 0 ? getSystemErrorName(sent) : undefined;
  };
}
