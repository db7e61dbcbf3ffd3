/**
 * Whole Ethernet frames out of an interface (packet(7)): gratuitous ARP and unsolicited neighbour advertisements. One
 * socket serves all interfaces, receives nothing, and sends many frames in one call.
 */
import { host32 } from '../wire/netlink/host-order.js';
import { KernelError } from './kernel-error.js';
import { Af, closeDescriptor, Level, Option, openSocket, SOCK_RAW, setSocketOption } from './libc.js';
import { MessageBatch } from './message-batch.js';

export interface SentFrames {
  /** How many of the frames went, from the first on. */
  readonly sent: number;
  /** Why the next one did not; ENOBUFS means the device's queue is full and the rest may be tried again. */
  readonly error?: KernelError;
}

export interface PacketSocket {
  /** Sends frames of up to 128 bytes, in order. `device` is for the error's text. */
  sendFrames(ifindex: number, frames: readonly Uint8Array[], device?: string): SentFrames;
  close(): void;
}

const FRAMES_A_CALL = 64;
const LARGEST_FRAME = 128;
const SOCKADDR_LL = 20;
const SEND_BUFFER = 1 << 20;

const departures = new MessageBatch({ slots: FRAMES_A_CALL, payload: LARGEST_FRAME, name: SOCKADDR_LL });

/** Throws a `KernelError` when the socket is refused (CAP_NET_RAW). */
export function openPacketSocket(): PacketSocket {
  const fd = openSocket(Af.packet, SOCK_RAW, 0); // protocol 0: nothing is received
  if (fd < 0) throw new KernelError('socket(AF_PACKET)', -fd);
  // Room for a burst of a thousand; a smaller buffer only means ENOBUFS sooner.
  setSocketOption(fd, Level.socket, Option.SO_SNDBUFFORCE, host32(SEND_BUFFER));
  let closed = false;

  return {
    sendFrames(ifindex, frames, device) {
      let sent = 0;
      while (sent < frames.length) {
        const count = Math.min(FRAMES_A_CALL, frames.length - sent);
        for (let slot = 0; slot < count; slot++) fill(slot, ifindex, frames[sent + slot]!);
        const returned = closed ? -EBADF : departures.send(fd, count);
        if (returned < 0) {
          return { sent, error: new KernelError(`send ${frames.length - sent} frames`, -returned, device) };
        }
        sent += returned;
      }
      return { sent };
    },

    close() {
      if (closed) return;
      closed = true;
      closeDescriptor(fd);
    },
  };
}

const EBADF = 9;

/** struct sockaddr_ll: family 0, protocol 2, interface 4; the frame brings its own addresses. */
function fill(slot: number, ifindex: number, frame: Uint8Array): void {
  const name = departures.name(slot);
  new Uint16Array(name.buffer, name.byteOffset, 1)[0] = Af.packet;
  name.set(frame.subarray(12, 14), 2);
  new Int32Array(name.buffer, name.byteOffset + 4, 1)[0] = ifindex;
  departures.payload(slot).set(frame);
  departures.prepare(slot, frame.length);
}
