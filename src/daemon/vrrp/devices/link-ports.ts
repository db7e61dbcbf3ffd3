/** The kernel's side of `make-device.ts`. */
import type { NetlinkSocket } from '../../../sys/netlink-socket.js';
import { createLink, deleteLink, refuseAutomaticAddress, setLinkGroup, setLinkUp } from '../../../sys/virtual-links.js';
import type { AddressPorts } from '../perform/addresses.js';
import type { LinkPorts } from './make-device.js';

/** Asks by `netlink`; `applyAddresses` adds and removes addresses, and notes them in the tables. */
export function linkPorts(netlink: NetlinkSocket, applyAddresses: AddressPorts['apply']): LinkPorts {
  return {
    create: link => createLink(netlink, link),
    remove: deleteLink,
    setUp: (index, name) => setLinkUp(netlink, index, name),
    setGroup: (index, name, group) => setLinkGroup(netlink, index, name, group),
    refuseAutomaticAddress: (index, name) => refuseAutomaticAddress(netlink, index, name),
    addAddress: async request => (await applyAddresses('add', [request]))[0],
    removeAddress: async request => (await applyAddresses('remove', [request]))[0],
  };
}
