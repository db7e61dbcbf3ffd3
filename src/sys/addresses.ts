/**
 * Adds and removes addresses, many at a time. Between two batches the event loop gets a turn, so that an advert that
 * is due goes out, and what is confirmed can be announced while the rest is still being added.
 */
import { type AddressRequest, encodeAddressRequest } from '../wire/netlink/rtnetlink.js';
import { KernelError } from './kernel-error.js';
import type { NetlinkSocket } from './netlink-socket.js';

export interface AddressOutcome {
  readonly request: AddressRequest;
  /**
   * Why the kernel refused. EEXIST on adding: it is there already. EADDRNOTAVAIL on removing: it was not there;
   * ENODEV: its link is gone.
   */
  readonly error?: KernelError;
}

export interface AddressBatches {
  /** Names the device in errors. */
  readonly deviceName?: (ifindex: number) => string | undefined;
  /** Messages in one datagram; default 100. */
  readonly batchSize?: number;
  /** The outcomes of each batch as soon as the kernel has answered it. */
  readonly onBatch?: (outcomes: readonly AddressOutcome[]) => void;
}

const DEFAULT_BATCH = 100;

/** Adds in order; the outcomes have the order of `requests`. Rejects only when netlink itself fails. */
export function addAddresses(
  netlink: NetlinkSocket,
  requests: readonly AddressRequest[],
  batches: AddressBatches = {},
): Promise<AddressOutcome[]> {
  return perform('add', netlink, requests, batches);
}

/** Removes in order; the outcomes have the order of `requests`. Rejects only when netlink itself fails. */
export function removeAddresses(
  netlink: NetlinkSocket,
  requests: readonly AddressRequest[],
  batches: AddressBatches = {},
): Promise<AddressOutcome[]> {
  return perform('remove', netlink, requests, batches);
}

async function perform(
  deed: 'add' | 'remove',
  netlink: NetlinkSocket,
  requests: readonly AddressRequest[],
  { deviceName, onBatch, batchSize = DEFAULT_BATCH }: AddressBatches,
): Promise<AddressOutcome[]> {
  const all: AddressOutcome[] = [];
  for (let at = 0; at < requests.length; at += batchSize) {
    const batch = requests.slice(at, at + batchSize);
    const verdicts = await netlink.request(batch.map(request => encodeAddressRequest(deed, request)));
    const outcomes = batch.map((request, i): AddressOutcome => {
      const { errno, reason } = verdicts[i]!;
      if (errno === 0) return { request };
      const name = deed === 'add' ? 'RTM_NEWADDR' : 'RTM_DELADDR';
      const what = `${name} ${request.address.text}/${request.prefixLength}`;
      const device = deviceName?.(request.ifindex) ?? `#${request.ifindex}`;
      return { request, error: new KernelError(what, errno, device, reason) };
    });
    all.push(...outcomes);
    onBatch?.(outcomes);
  }
  return all;
}
