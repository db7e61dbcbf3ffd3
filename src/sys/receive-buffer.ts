/** How much a socket keeps for us until we read it (SO_RCVBUF of socket(7)). The kernel doubles what it is asked for. */
import { host32 } from '../wire/netlink/host-order.js';
import { getSocketOption, Level, Option, setSocketOption } from './libc.js';

/** Asks for `bytes`; with `forced` beyond the limit of the system (`net.core.rmem_max`), where we may. Minus errno, or 0. */
export function setReceiveBuffer(fd: number, bytes: number, forced: boolean): number {
  if (forced) {
    const returned = setSocketOption(fd, Level.socket, Option.SO_RCVBUFFORCE, host32(bytes));
    if (returned >= 0) return returned;
  }
  return setSocketOption(fd, Level.socket, Option.SO_RCVBUF, host32(bytes));
}

/** What has to be asked for to have the buffer as it is now. */
export function receiveBuffer(fd: number): number {
  return getSocketOption(fd, Level.socket, Option.SO_RCVBUF).value / 2;
}
