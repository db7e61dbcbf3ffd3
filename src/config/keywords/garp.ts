/** Numbers of gratuitous ARPs: `garp_...` of an instance, and `vrrp_garp_...` of `global_defs`, their defaults. */
import { INT_MAX, integer, type KeywordRow, SECONDS_MAX, UINT_MAX } from './row.js';

/** Whole seconds that fit a 32-bit count of microseconds. */
const LONGEST_DELAY = Math.floor(SECONDS_MAX);

/** What one block says of its defaults; times in seconds. */
interface GarpDefaults {
  readonly defaults: Readonly<Record<'delay' | 'repeat' | 'refresh' | 'refreshRepeat', number | string>>;
  readonly lowerPriorityDefaults: { readonly delay: string; readonly repeat: string };
}

/** The six rows of one block. */
export function garpRows(prefix: '' | 'vrrp_', standard: GarpDefaults): readonly KeywordRow[] {
  const { defaults, lowerPriorityDefaults } = standard;
  const delay = (name: string, after: string, value: number | string) =>
    integer(`${prefix}${name}`, [0, LONGEST_DELAY], `time from ${after} to a second burst of ARPs; 0 is none`, {
      unit: 's',
      default: value,
    });
  return [
    delay('garp_master_delay', 'becoming master', defaults.delay),
    integer(`${prefix}garp_master_repeat`, [0, UINT_MAX], 'ARPs in a burst for each address, at least 1', {
      default: defaults.repeat,
    }),
    integer(`${prefix}garp_master_refresh`, [0, UINT_MAX], 'time between two refreshing ARPs; 0 is none', {
      unit: 's',
      default: defaults.refresh,
    }),
    integer(`${prefix}garp_master_refresh_repeat`, [0, UINT_MAX], 'ARPs at each refresh, at least 1', {
      default: defaults.refreshRepeat,
    }),
    delay('garp_lower_prio_delay', 'an advert of a lower priority', lowerPriorityDefaults.delay),
    integer(`${prefix}garp_lower_prio_repeat`, [0, INT_MAX], 'ARPs after an advert of a lower priority; 0 is none', {
      default: lowerPriorityDefaults.repeat,
    }),
  ];
}
