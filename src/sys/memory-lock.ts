/**
 * Keeping memory in memory (mlockall(2)): a page that has to come from the disk first makes an advert late.
 *
 * MCL_ONFAULT locks pages once they are touched. V8 reserves far more address space than it uses, and all of that would
 * be filled otherwise. A limit on locked memory counts the reservations, too: under one, V8's next would be refused,
 * and that ends the process. So memory is locked only where no limit holds.
 */
import { mayLockMemory } from './capabilities.js';
import { KernelError } from './kernel-error.js';
import { lockAllMemory, unlockAllMemory } from './libc.js';
import { limitsOf, Resource, setLimits, UNLIMITED } from './resource-limit.js';

const MCL_CURRENT = 1;
const MCL_FUTURE = 2;
const MCL_ONFAULT = 4;

/** Locks what this process has and will have, in every thread; why not as a sentence. */
export function lockMemory(): string | undefined {
  if (isLimited()) {
    const { hard } = limitsOf(Resource.lockedMemory);
    return (
      `RLIMIT_MEMLOCK allows ${hard} bytes, and reservations of memory count: give the process CAP_IPC_LOCK, or in a ` +
      'systemd unit LimitMEMLOCK=infinity'
    );
  }
  const returned = lockAllMemory(MCL_CURRENT | MCL_FUTURE | MCL_ONFAULT);
  return returned < 0 ? new KernelError('mlockall', -returned).message : undefined;
}

/** Memory may be swapped again. */
export function unlockMemory(): void {
  unlockAllMemory();
}

function isLimited(): boolean {
  if (mayLockMemory()) return false;
  if (limitsOf(Resource.lockedMemory).soft === UNLIMITED) return false;
  return setLimits(Resource.lockedMemory, { soft: UNLIMITED, hard: UNLIMITED }) !== undefined;
}
