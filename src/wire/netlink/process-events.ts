/** The kernel's process events: its connector over netlink (linux/connector.h, linux/cn_proc.h). */
import { readHost32, writeHost16, writeHost32 } from './host-order.js';

/** The group of the socket: CN_IDX_PROC. */
export const PROCESS_EVENTS_GROUP = 1;

/** What happened to a process. Threads are no processes of their own and are left out. */
export type ProcessEvent =
  /** Until it runs something else it looks as its parent does. */
  | { readonly kind: 'fork'; readonly pid: number; readonly parent: number }
  /** It runs another program, or has given itself another name. */
  | { readonly kind: 'changed'; readonly pid: number }
  | { readonly kind: 'exit'; readonly pid: number };

const CN_VAL_PROC = 1;
const LISTEN = 1;
const NLMSG_DONE = 3;
const NETLINK_HEADER = 16;
const CONNECTOR_HEADER = 20;
/** `what`, CPU and time stamp. */
const EVENT_HEADER = 16;
const WHAT = { fork: 0x1, exec: 0x2, comm: 0x200, exit: 0x8000_0000 } as const;

/** Asks for the events; whoever is in the group gets them then. */
export function encodeListen(): Uint8Array {
  const out = new Uint8Array(NETLINK_HEADER + CONNECTOR_HEADER + 4);
  writeHost32(out, 0, out.length);
  writeHost16(out, 4, NLMSG_DONE);
  writeHost32(out, NETLINK_HEADER, PROCESS_EVENTS_GROUP);
  writeHost32(out, NETLINK_HEADER + 4, CN_VAL_PROC);
  writeHost16(out, NETLINK_HEADER + 16, 4);
  writeHost32(out, NETLINK_HEADER + CONNECTOR_HEADER, LISTEN);
  return out;
}

/** One datagram; undefined for events of other kinds, of threads, and for anything that is none. */
export function decodeProcessEvent(bytes: Uint8Array): ProcessEvent | undefined {
  const event = NETLINK_HEADER + CONNECTOR_HEADER;
  const data = event + EVENT_HEADER;
  if (bytes.length < data + 8) return undefined;
  const isOurs = readHost32(bytes, NETLINK_HEADER) === PROCESS_EVENTS_GROUP;
  if (!isOurs || readHost32(bytes, NETLINK_HEADER + 4) !== CN_VAL_PROC) return undefined;
  const what = readHost32(bytes, event);
  if (what === WHAT.fork) {
    if (bytes.length < data + 16) return undefined;
    const pid = readHost32(bytes, data + 8);
    return pid === readHost32(bytes, data + 12)
      ? { kind: 'fork', pid, parent: readHost32(bytes, data + 4) }
      : undefined;
  }
  const pid = readHost32(bytes, data);
  if (pid !== readHost32(bytes, data + 4)) return undefined;
  if (what === WHAT.exec || what === WHAT.comm) return { kind: 'changed', pid };
  return what === WHAT.exit ? { kind: 'exit', pid } : undefined;
}
