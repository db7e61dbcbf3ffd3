/** VRRP settings and packets for tests: keepalived's defaults, and only what a test is about spelled out. */
import { address, type IpAddress } from '../../src/base/address.js';
import type { Duration } from '../../src/base/duration.js';
import type { ReceivedAdvert } from '../../src/vrrp/input.js';
import type { InstanceSettings, UnicastPeer } from '../../src/vrrp/settings.js';
import type { Advert } from '../../src/wire/vrrp.js';
import { instanceSettings } from './instance-settings.js';

export const GROUP4 = address('224.0.0.18');
export const GROUP6 = address('ff02::12');

/** The plain instance; an owner wishes for MASTER, and IPv6 speaks to its own group, as the configuration has it. */
export function vrrpSettings(changes: Partial<InstanceSettings> = {}): InstanceSettings {
  return instanceSettings({
    initialState: changes.priority === 255 ? 'MASTER' : 'BACKUP',
    multicastGroup: changes.family === 6 ? GROUP6 : GROUP4,
    ...changes,
  });
}

export function unicastTo(peers: readonly (string | UnicastPeer)[], checksSource = false) {
  return {
    peers: peers.map(peer => (typeof peer === 'string' ? { address: address(peer), minTtl: 0, maxTtl: 255 } : peer)),
    ttl: 255,
    checksSource,
  };
}

/** The 8 bytes of a simple password. */
export function password(text: string): Uint8Array {
  const bytes = new Uint8Array(8);
  new TextEncoder().encodeInto(text, bytes);
  return bytes;
}

export interface PacketFields extends Partial<Omit<Advert, 'addressBytes' | 'interval'>> {
  readonly from?: string;
  readonly ttl?: number;
  readonly multicast?: boolean;
  readonly interval?: Duration;
  readonly addresses?: readonly string[];
}

/** An advert a router with these settings would receive from a well-behaved neighbour, with the differences given. */
export function packet(settings: InstanceSettings, fields: PacketFields = {}): ReceivedAdvert {
  const { from = '10.99.0.9', ttl = 255, multicast = settings.unicast === undefined, addresses, ...advert } = fields;
  const list: readonly IpAddress[] = addresses?.map(address) ?? settings.addresses.map(entry => entry.address);
  const { authentication } = settings;
  return {
    kind: 'advert',
    source: address(from),
    multicast,
    ttl,
    advert: {
      version: settings.version,
      type: 1,
      vrid: settings.vrid,
      priority: settings.priority,
      interval: settings.advertInterval,
      count: list.length,
      addressBytes: Uint8Array.from(list.flatMap(ip => [...ip.bytes])),
      authType: authentication.kind === 'pass' ? 1 : 0,
      authData:
        settings.version === 3
          ? new Uint8Array(0)
          : authentication.kind === 'pass'
            ? authentication.password
            : new Uint8Array(8),
      checksum: 'ok',
      ...advert,
    },
  };
}
