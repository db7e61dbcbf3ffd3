/** The table of the kernel's load balancer as ipvsadm(8) saves it. */
import type { Lab } from '../lib/lab.js';

/** `-A` and `-a` lines of a node's services and real servers, with numbers for names; in the kernel's order. */
export async function ipvs(lab: Lab, node: string): Promise<string[]> {
  const text = await lab.run(node, ['ipvsadm', '-Sn']);
  return text.split('\n').flatMap(line => line.trim() || []);
}
