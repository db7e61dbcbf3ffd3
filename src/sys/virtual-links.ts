/** Makes and removes links of our own (ip-link(8)): macvlan and ipvlan above another interface. */

import {
  encodeDeleteLink,
  encodeLinkGroup,
  encodeLinkUp,
  encodeNewLink,
  encodeNoAutomaticAddress,
  type NewLink,
} from '../wire/netlink/link-request.js';
import { askForAck, decodeMessages, decodeVerdict, MessageType } from '../wire/netlink/message.js';
import { KernelError } from './kernel-error.js';
import { Af, closeDescriptor, openSocket, receive, SOCK_RAW, sendAside } from './libc.js';
import type { NetlinkSocket } from './netlink-socket.js';

export type { NewLink } from '../wire/netlink/link-request.js';

/** Makes a link, which is down then. Answers why it was refused; rejects only when netlink itself fails. */
export function createLink(netlink: NetlinkSocket, link: NewLink): Promise<KernelError | undefined> {
  return ask(netlink, encodeNewLink(link), `RTM_NEWLINK ${link.device.kind}`, link.name);
}

/** No link-local address is to come by itself, if that can be helped; an interface without IPv6 has none anyway. */
export function refuseAutomaticAddress(
  netlink: NetlinkSocket,
  index: number,
  name: string,
): Promise<KernelError | undefined> {
  return ask(netlink, encodeNoAutomaticAddress(index), 'RTM_NEWLINK addrgenmode none', name);
}

export function setLinkGroup(
  netlink: NetlinkSocket,
  index: number,
  name: string,
  group: number,
): Promise<KernelError | undefined> {
  return ask(netlink, encodeLinkGroup(index, group), `RTM_NEWLINK group ${group}`, name);
}

export function setLinkUp(netlink: NetlinkSocket, index: number, name: string): Promise<KernelError | undefined> {
  return ask(netlink, encodeLinkUp(index), 'RTM_NEWLINK up', name);
}

const ENOBUFS = 105;
const ANSWER = 4096;

/**
 * Removes a link; that there is none (ENODEV) is for the caller to like. The kernel waits some 20 ms for its readers
 * (RCU) before it answers, so this thread does not wait with it.
 */
export async function deleteLink(index: number, name: string): Promise<KernelError | undefined> {
  const what = 'RTM_DELLINK';
  const fd = openSocket(Af.netlink, SOCK_RAW, 0);
  if (fd < 0) return new KernelError(what, -fd, name);
  try {
    const message = encodeDeleteLink(index);
    askForAck(message);
    const sent = await sendAside(fd, message);
    const answer = new Uint8Array(new ArrayBuffer(ANSWER));
    const length = sent < 0 ? -ENOBUFS : receive(fd, answer);
    if (length < 0) return new KernelError(what, -length, name);
    const verdict = decodeMessages(answer.subarray(0, length)).find(({ type }) => type === MessageType.error);
    const { errno, reason } = verdict === undefined ? { errno: ENOBUFS } : decodeVerdict(verdict);
    return errno === 0 ? undefined : new KernelError(what, errno, name, reason);
  } finally {
    closeDescriptor(fd);
  }
}

async function ask(
  netlink: NetlinkSocket,
  message: Uint8Array,
  what: string,
  name: string,
): Promise<KernelError | undefined> {
  const [verdict] = await netlink.request([message]);
  if (verdict === undefined || verdict.errno === 0) return undefined;
  return new KernelError(what, verdict.errno, name, verdict.reason);
}
