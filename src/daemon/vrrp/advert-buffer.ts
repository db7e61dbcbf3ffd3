/**
 * The receive buffer of a socket for adverts: what `vrrp_rx_bufs_policy` and `kernel_rx_buf_size` give the instances
 * that share it, together, counted as keepalived counts.
 */
import type { AdvertBufferSettings } from '../../config/settings.js';
import type { InstanceSettings } from '../../vrrp/settings.js';
import { AH_LENGTH } from '../../wire/ah.js';
import { TRAILER_LENGTH } from '../../wire/hmac-trailer.js';
import { IPV4_HEADER_LENGTH } from '../../wire/ipv4.js';
import { advertLength } from '../../wire/vrrp.js';

/** Bytes; undefined when none of the instances asks for any. `mtu` is that of their interface. */
export function advertBuffer(
  instances: readonly InstanceSettings[],
  policy: AdvertBufferSettings,
  mtu: number,
): number | undefined {
  const sizes = instances.flatMap(settings => settings.receiveBuffer ?? sizeByPolicy(settings, policy, mtu) ?? []);
  if (sizes.length === 0) return undefined;
  return Math.min(
    sizes.reduce((sum, size) => sum + size, 0),
    INT_MAX,
  );
}

/** The kernel reads an int. */
const INT_MAX = 0x7fff_ffff;

function sizeByPolicy(
  settings: InstanceSettings,
  { policy, packets }: AdvertBufferSettings,
  mtu: number,
): number | undefined {
  switch (policy) {
    case 'kernel':
      return undefined;
    case 'mtu':
      return mtu * packets;
    case 'advert':
      return packetLength(settings) * packets;
    default:
      return policy.bytes;
  }
}

/** Of the instance's own adverts as a raw socket gives them: without the header of IPv6. */
function packetLength({ version, family, addresses, authentication, hmac }: InstanceSettings): number {
  const header = family === 4 ? IPV4_HEADER_LENGTH : 0;
  const seal = authentication.kind === 'ah' ? AH_LENGTH : 0;
  const trailer = hmac === undefined ? 0 : TRAILER_LENGTH;
  return header + seal + advertLength(version, family, addresses.length) + trailer;
}
