/** Metrics of a route (RTA_METRICS, linux/rtnetlink.h RTAX_*): what TCP and path MTU discovery begin with. */
import { type Duration, toMilliseconds } from '../../base/duration.js';
import { type AttributeValue, attributeSize, writeAttribute } from './attribute.js';
import { host32 } from './host-order.js';
import { zeroTerminated } from './message.js';

/** Metrics that are counts, bytes or flags; `features` is a set of bits, of which ecn is the first. */
export type CountMetric =
  | 'mtu'
  | 'advmss'
  | 'hoplimit'
  | 'reordering'
  | 'window'
  | 'cwnd'
  | 'ssthresh'
  | 'initcwnd'
  | 'initrwnd'
  | 'quickack'
  | 'fastopen_no_cookie'
  | 'features';

/** One RTAX_* attribute; `locked` ones are not changed by path MTU discovery or TCP. */
export type RouteMetric =
  | { readonly name: CountMetric; readonly value: number; readonly locked: boolean }
  | { readonly name: 'rtt' | 'rttvar' | 'rto_min'; readonly value: Duration; readonly locked: boolean }
  | { readonly name: 'congctl'; readonly value: string; readonly locked: boolean };

const LOCK = 1;

const TYPES = {
  mtu: 2,
  window: 3,
  rtt: 4,
  rttvar: 5,
  ssthresh: 6,
  cwnd: 7,
  advmss: 8,
  reordering: 9,
  hoplimit: 10,
  initcwnd: 11,
  features: 12,
  rto_min: 13,
  initrwnd: 14,
  quickack: 15,
  congctl: 16,
  fastopen_no_cookie: 17,
} as const;

/** TCP keeps these as fractions of a millisecond. */
const STEPS_PER_MILLISECOND = { rtt: 8, rttvar: 4, rto_min: 1 } as const;

/** The value of RTA_METRICS: the metrics as attributes, and the set of the locked ones. */
export function encodeRouteMetrics(metrics: readonly RouteMetric[]): Uint8Array {
  let locks = 0;
  const attributes: AttributeValue[] = metrics.map(metric => {
    const type = TYPES[metric.name];
    if (metric.locked) locks |= 1 << type;
    return { type, value: encodeMetric(metric) };
  });
  if (locks !== 0) attributes.push({ type: LOCK, value: host32(locks) });
  const out = new Uint8Array(attributes.reduce((sum, { value }) => sum + attributeSize(value.length), 0));
  let at = 0;
  for (const attribute of attributes) at = writeAttribute(out, at, attribute);
  return out;
}

function encodeMetric(metric: RouteMetric): Uint8Array {
  switch (metric.name) {
    case 'congctl':
      return zeroTerminated(metric.value);
    case 'rtt':
    case 'rttvar':
    case 'rto_min':
      return host32(Math.round(toMilliseconds(metric.value) * STEPS_PER_MILLISECOND[metric.name]));
    default:
      return host32(metric.value);
  }
}
