/**
 * One node with three interfaces on one wire, so that the sniffer hears all of them; the MAC address of a packet says
 * which one it left by.
 */
import type { NodeSpec } from '../lib/network.js';

const foot = (n: number) => ({
  name: `eth${n}`,
  mac: `02:00:00:00:0${n}:01`,
  addresses: [`10.7${7 + n}.0.1/24`, `fd7${7 + n}::1/64`],
});

export const FEET = [foot(0), foot(1), foot(2)] as const;
export const threeFeet: readonly NodeSpec[] = [{ name: 'alpha', interfaces: FEET }];
