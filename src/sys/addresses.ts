/**
 * Adds and removes addresses, many at a time. Between two batches the event loop gets a turn, so that an advert that
 * is due goes out, and what is confirmed can be announced while the rest is still being added.
 */
import type { NetlinkVerdict } from '../wire/netlink/message.js';
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

/**
 * Removes in order and then adds, all in one datagram: what the kernel takes along with an address is back before
 * anybody can miss it. At most a hundred of each. The outcomes have the order of `removed`, then of `restored`. Rejects
 * only when netlink itself fails.
 */
export async function replaceAddresses(
  netlink: NetlinkSocket,
  removed: readonly AddressRequest[],
  restored: readonly AddressRequest[],
  deviceName?: AddressBatches['deviceName'],
): Promise<AddressOutcome[]> {
  const removals = removed.map(request => encodeAddressRequest('remove', request));
  const additions = restored.map(request => encodeAddressRequest('add', request));
  const verdicts = await netlink.request([...removals, ...additions]);
  return [
    ...removed.map((request, i) => outcomeOf('remove', request, verdicts[i]!, deviceName)),
    ...restored.map((request, i) => outcomeOf('add', request, verdicts[removed.length + i]!, deviceName)),
  ];
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
    const outcomes = batch.map((request, i) => outcomeOf(deed, request, verdicts[i]!, deviceName));
    all.push(...outcomes);
    onBatch?.(outcomes);
  }
  return all;
}

function outcomeOf(
  deed: 'add' | 'remove',
  request: AddressRequest,
  { errno, reason }: NetlinkVerdict,
  deviceName: AddressBatches['deviceName'],
): AddressOutcome {
  if (errno === 0) return { request };
  const name = deed === 'add' ? 'RTM_NEWADDR' : 'RTM_DELADDR';
  const what = `${name} ${request.address.text}/${request.prefixLength}`;
  const device = deviceName?.(request.ifindex) ?? `#${request.ifindex}`;
  return { request, error: new KernelError(what, errno, device, reason) };
}
