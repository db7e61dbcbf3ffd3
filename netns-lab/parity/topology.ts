/** Nodes of the pair with a second interface each, on a wire of its own. */
import type { NodeSpec } from '../lib/network.js';
import { pair } from '../topology/pair.js';

export const withSecondInterface: readonly NodeSpec[] = pair.map((node, i) => ({
  ...node,
  interfaces: [
    ...node.interfaces,
    { name: 'eth1', mac: `02:00:00:00:01:0${i + 1}`, addresses: [`10.78.0.${i + 1}/24`], bridge: 'br1' },
  ],
}));
