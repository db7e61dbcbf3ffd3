/**
 * `node --import tsx netns-lab/uml/guest.ts FILE`: runs a shell script as root in a guest kernel, prints what the guest
 * says, and ends with the script's status. For questions to a kernel that has IPVS, VRF, ipvlan and the rest.
 */
import { readFileSync } from 'node:fs';
import { Guest } from './kernel.js';

/** Seconds. */
const LIMIT = 600;

const [file] = process.argv.slice(2);
if (file === undefined) {
  console.error('which script shall the guest run? node --import tsx netns-lab/uml/guest.ts FILE');
  process.exit(2);
}
const guest = new Guest();
try {
  const end = await guest.run(readFileSync(file, 'utf8'), LIMIT);
  process.stdout.write(end.console);
  process.exitCode = end.status ?? 1;
} finally {
  guest.close();
}
