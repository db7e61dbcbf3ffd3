/** Which processes there are, and the kernel's word when one starts, becomes another program, or ends (proc(5), cn_proc). */
import { readdirSync, readFileSync, readSync, writeSync } from 'node:fs';
import { writeHost16, writeHost32 } from '../wire/netlink/host-order.js';
import {
  decodeProcessEvent,
  encodeListen,
  PROCESS_EVENTS_GROUP,
  type ProcessEvent,
} from '../wire/netlink/process-events.js';
import { KernelError } from './kernel-error.js';
import { Af, bindSocket, closeDescriptor, openSocket, watchReadable } from './libc.js';
import { setReceiveBuffer } from './receive-buffer.js';

/** A process as it looks now. */
export interface ProcessFacts {
  /** The name that the kernel keeps, at most 15 bytes. */
  readonly name: string;
  /** Its words, each ended by a NUL byte; empty for a thread of the kernel. */
  readonly commandLine: string;
}

export interface ProcessEventPorts {
  onEvent(event: ProcessEvent): void;
  /** Events were lost: nobody knows what happened. */
  onLost(): void;
}

export interface ProcessWatch {
  /** Bytes that may wait to be read, undefined for enough; `forced`: beyond the limit of the system. */
  setReceiveBuffer(bytes: number | undefined, forced: boolean): void;
  close(): void;
}

const NETLINK_CONNECTOR = 11;
/** What 10,000 processes say at once finds room. */
const RECEIVE_BUFFER = 4 * 1024 * 1024;
const MESSAGE_SIZE = 512;

/**
 * Listens to the events of all processes. Throws a `KernelError`: ECONNREFUSED where the kernel has none to give, as in
 * any network namespace but the first.
 */
export function watchProcesses(ports: ProcessEventPorts): ProcessWatch {
  const fd = openSocket(Af.netlink, SOCK_DGRAM, NETLINK_CONNECTOR);
  if (fd < 0) throw new KernelError('socket(NETLINK_CONNECTOR)', -fd);
  try {
    setReceiveBuffer(fd, RECEIVE_BUFFER, true);
    const bound = bindSocket(fd, socketAddress());
    if (bound < 0) throw new KernelError('bind to the process events', -bound);
    listen(fd);
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
  const buffer = Buffer.alloc(MESSAGE_SIZE);
  const readable = watchReadable(fd, () => readAll(fd, buffer, ports));
  readable.unref();
  return {
    setReceiveBuffer: (bytes, forced) =>
      void setReceiveBuffer(fd, bytes ?? RECEIVE_BUFFER, forced || bytes === undefined),
    close() {
      readable.close();
      closeDescriptor(fd);
    },
  };
}

const SOCK_DGRAM = 2;

/** struct sockaddr_nl: family, port (the kernel's choice), groups. */
function socketAddress(): Uint8Array {
  const address = new Uint8Array(new ArrayBuffer(12));
  writeHost16(address, 0, Af.netlink);
  writeHost32(address, 8, PROCESS_EVENTS_GROUP);
  return address;
}

function listen(fd: number): void {
  try {
    writeSync(fd, encodeListen());
  } catch (error) {
    const { errno } = error as NodeJS.ErrnoException;
    throw new KernelError('listening to process events', Math.abs(errno ?? 0));
  }
}

function readAll(fd: number, buffer: Buffer, ports: ProcessEventPorts): void {
  for (;;) {
    let size: number;
    try {
      size = readSync(fd, buffer);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EAGAIN') return;
      if (code === 'EINTR') continue;
      // ENOBUFS says once that events were lost; what came since is still to be read.
      ports.onLost();
      if (code !== 'ENOBUFS') return;
      continue;
    }
    const event = decodeProcessEvent(buffer.subarray(0, size));
    if (event !== undefined) ports.onEvent(event);
  }
}

/** Every process there is now, by number. */
export function listProcesses(): readonly number[] {
  return readdirSync('/proc').flatMap(name => (/^\d+$/.test(name) ? [Number(name)] : []));
}

/** Undefined when it is gone, or has ended and was not waited for yet. */
export function readProcess(pid: number): ProcessFacts | undefined {
  try {
    // "PID (NAME) STATE ...", where the name may hold blanks and brackets
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const end = stat.lastIndexOf(')');
    const state = stat[end + 2];
    if (state === 'Z' || state === 'X') return undefined;
    return {
      name: stat.slice(stat.indexOf('(') + 1, end),
      commandLine: readFileSync(`/proc/${pid}/cmdline`, 'latin1'),
    };
  } catch {
    return undefined;
  }
}
