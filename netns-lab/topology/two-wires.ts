/**
 * Routers between networks, as sync groups are made for: each has a foot on every wire.
 *
 *     br0 (inner) ──┬── eth0 10.77.0.1  alpha  10.78.0.1 eth1 ──┬── br1 (outer)
 *                   └── eth0 10.77.0.2  bravo  10.78.0.2 eth1 ──┘
 */
import type { NodeSpec } from '../lib/network.js';

const router = (name: string, n: number, wires: number): NodeSpec => ({
  name,
  interfaces: Array.from({ length: wires }, (_, wire) => ({
    name: `eth${wire}`,
    mac: `02:00:00:00:0${wire}:0${n}`,
    addresses: [`10.${77 + wire}.0.${n}/24`],
    bridge: `br${wire}`,
  })),
});

export const INNER_VIP = '10.77.0.100';
export const OUTER_VIP = '10.78.0.100';

export const routers: readonly NodeSpec[] = [router('alpha', 1, 2), router('bravo', 2, 2)];
/** With a third wire, br2, 10.79.0.0/24. */
export const routersOnThree: readonly NodeSpec[] = [router('alpha', 1, 3), router('bravo', 2, 3)];
