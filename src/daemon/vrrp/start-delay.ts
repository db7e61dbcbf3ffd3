/** How long instances stay passive when the program starts. */
import type { Duration } from '../../base/duration.js';
import type { VrrpGlobals } from '../../vrrp/settings.js';

/**
 * `vrrp_startup_delay` counts from the start of the program, `vrrp_delay_after_boot` from that of the machine, whose
 * network may come up slowly: a restart later in its life waits for the first one only. The longer of the two counts.
 */
export function startDelay(
  { startupDelay, delayAfterBoot }: Pick<VrrpGlobals, 'startupDelay' | 'delayAfterBoot'>,
  uptime: Duration,
): Duration {
  return Math.max(startupDelay, delayAfterBoot - uptime) as Duration;
}
