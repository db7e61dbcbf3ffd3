/**
 * syslog through its local datagram socket (RFC 3164 form, as glibc's syslog() writes it). Sending never waits: a full
 * socket keeps lines for a while, an absent one is looked for again, and what does not fit is dropped and counted.
 */
import { statSync } from 'node:fs';
import { datagramSender, type SendDatagram } from './datagram.js';
import { Backlog, type LogSink, SINK_LIMIT } from './log-sink.js';

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

/** Sends to the socket of syslog; see `datagramSender`. */
export function systemLogSender(path = SYSLOG_SOCKET): SendDatagram {
  return datagramSender(path);
}
