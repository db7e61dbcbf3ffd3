/** The kernel behind `VrrpScheduling`: for the main thread alone, since all of this concerns the calling thread. */
import type { Duration } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import { lockMemory, unlockMemory } from '../../sys/memory-lock.js';
import { type Limits, limitsOf, Resource, setLimits } from '../../sys/resource-limit.js';
import { scheduleThread, threadScheduling } from '../../sys/scheduling.js';
import { VrrpScheduling } from './scheduling.js';

/** To be opened once, in the main thread, before anything is configured. */
export function openScheduling(log: Log): VrrpScheduling {
  const initial = threadScheduling();
  const limits = limitsOf(Resource.realTime);
  const scheduling = new VrrpScheduling({
    initial,
    schedule: wish => scheduleThread(wish).map(({ message }) => message),
    limitRealTime: limit => limitRealTime(limit, limits),
    lockMemory,
    unlockMemory,
    log,
  });
  // Its default is to end the process.
  process.on('SIGXCPU', () => scheduling.exceeded());
  return scheduling;
}

/** The soft limit alone, beneath the hard one. */
function limitRealTime(limit: Duration | undefined, { soft, hard }: Limits): readonly string[] {
  const wish = limit === undefined ? soft : BigInt(limit);
  const error = setLimits(Resource.realTime, { soft: wish < hard ? wish : hard, hard });
  return error === undefined ? [] : [error.message];
}
