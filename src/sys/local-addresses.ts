/** The addresses of this machine at one moment. Whoever needs to know of changes watches `addresses.ts`. */
import { networkInterfaces } from 'node:os';

export interface LocalAddress {
  readonly device: string;
  /** Dotted quad, or RFC 5952 text. */
  readonly address: string;
  readonly prefixLength: number;
}

/** Of interfaces that are up, in the network namespace of the process. */
export function localAddresses(): readonly LocalAddress[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.map(({ address, cidr }) => ({
      device,
      address,
      prefixLength: Number(cidr?.slice(cidr.indexOf('/') + 1) ?? (address.includes(':') ? 128 : 32)),
    })),
  );
}
