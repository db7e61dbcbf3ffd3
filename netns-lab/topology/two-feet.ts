/**
 * One router with a foot on each of two wires, and both families on each.
 *
 *     br0 ──── eth0 10.77.0.1 fd77::1  alpha  10.78.0.1 fd78::1 eth1 ──── br1
 */
import type { InterfaceSpec, NodeSpec } from '../lib/network.js';

/** With IPv4 alone, for whoever makes it anew. */
export const ETH0: InterfaceSpec = { name: 'eth0', mac: '02:00:00:00:00:01', addresses: ['10.77.0.1/24'] };

export const router: readonly NodeSpec[] = [
  {
    name: 'alpha',
    interfaces: [
      { ...ETH0, addresses: ['10.77.0.1/24', 'fd77::1/64'] },
      { name: 'eth1', mac: '02:00:00:00:01:01', addresses: ['10.78.0.1/24', 'fd78::1/64'], bridge: 'br1' },
    ],
  },
];
