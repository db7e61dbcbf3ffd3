/** Routes as keepalived's JSON dump writes them: nearly as ip-route(8) does. */
import { type Duration, toMilliseconds, toSeconds } from '../base/duration.js';
import {
  type Encapsulation,
  type NextHop,
  PROTOCOL_KEEPALIVED,
  type Realms,
  type Route,
  type RouteMetric,
} from '../vrrp/settings.js';
import { prefixText, words } from './routing-text.js';

/** Names of RTN_*; a unicast route has none. */
const TYPES = new Map([
  [2, 'local'],
  [3, 'broadcast'],
  [4, 'anycast'],
  [5, 'multicast'],
  [6, 'blackhole'],
  [7, 'unreachable'],
  [8, 'prohibit'],
  [9, 'throw'],
  [10, 'nat'],
]);

const PREFERENCES = ['medium', 'high', undefined, 'low'] as const;

/** The order of metrics in the text. */
const METRICS: readonly RouteMetric['name'][] = [
  'congctl',
  'rtt',
  'rttvar',
  'rto_min',
  'features',
  'mtu',
  'window',
  'ssthresh',
  'cwnd',
  'advmss',
  'reordering',
  'hoplimit',
  'initcwnd',
  'initrwnd',
  'quickack',
  'fastopen_no_cookie',
];

/** One line; what the configuration leaves to the kernel is left out. */
export function routeText(route: Route): string {
  const { destination, from, source, tos, encapsulation, via, device, table, protocol, scope, metric, onlink } = route;
  const { realms, metrics, expires, preference, propagatesTtl, nexthops, tracked } = route;
  return words(
    route.insertion,
    TYPES.get(route.type),
    prefixText(destination),
    from && `from ${prefixText(from)}`,
    source && `src ${source.text}`,
    tos !== undefined && `tos ${tos}`,
    encapsulation && encapsulationText(encapsulation),
    via && `via inet${via.family === 6 ? '6' : ''} ${via.text}`,
    device !== undefined && `dev ${device}`,
    table !== undefined && `table ${table}`,
    showsProtocol(route) && `proto ${protocol}`,
    scope !== undefined && `scope ${scope}`,
    metric !== undefined && `metric ${metric}`,
    onlink && 'onlink',
    realms && realmText(realms),
    ...METRICS.flatMap(name => metrics.filter(each => each.name === name)).map(metricText),
    expires !== undefined && `expires ${toSeconds(expires)}sec`,
    preference !== undefined && `pref ${PREFERENCES[preference] ?? preference}`,
    propagatesTtl !== undefined && `ttl-propagate ${propagatesTtl ? 'enabled' : 'disabled'}`,
    ...nexthops.map(nexthopText),
    !tracked && 'no_track',
  );
}

/** keepalived leaves out its own where `no_track` says that the route is not looked after. */
function showsProtocol({ tracked, device, protocol }: Route): boolean {
  return tracked || device === undefined || protocol !== PROTOCOL_KEEPALIVED;
}

function nexthopText({ via, device, weight, onlink, realms, encapsulation }: NextHop): string {
  return words(
    'nexthop',
    via && `via inet${via.family === 6 ? '6' : ''} ${via.text}`,
    device !== undefined && `dev ${device}`,
    weight !== 1 && `weight ${weight}`,
    onlink && 'onlink',
    realms && realmText(realms),
    encapsulation && encapsulationText(encapsulation),
  );
}

/** keepalived leaves out the realm of the source. */
function realmText({ to }: Realms): string {
  return `realm ${to}`;
}

function metricText(metric: RouteMetric): string {
  const lock = metric.locked ? 'lock ' : '';
  switch (metric.name) {
    case 'rtt':
    case 'rttvar':
    case 'rto_min':
      return `${metric.name} ${lock}${timeText(metric.value)}`;
    case 'features':
      return `features ${lock}${metric.value === 1 ? 'ecn' : metric.value}`;
    default:
      return `${metric.name} ${lock}${metric.value}`;
  }
}

function timeText(time: Duration): string {
  const whole = toSeconds(time);
  return Number.isInteger(whole) ? `${whole}s` : `${toMilliseconds(time)}ms`;
}

function encapsulationText(encapsulation: Encapsulation): string {
  switch (encapsulation.kind) {
    case 'mpls': {
      const last = encapsulation.labels.length - 1;
      // The whole of each label stack entry in hexadecimal (RFC 3032 2.1): label, bottom of stack, TTL.
      return `encap mpls ${encapsulation.labels.map((label, i) => `${label.toString(16)}${i === last ? 1 : 0}00`).join('/')}`;
    }
    case 'ila':
      return `encap ila ${encapsulation.locator}`;
    default: {
      const { kind, id, destination, source, tos, ttl, flags } = encapsulation;
      const [traffic, hops] = kind === 'ip' ? ['tos', 'ttl'] : ['tc', 'hoplimit'];
      return words(
        `encap ${kind}`,
        id !== undefined && `id ${id}`,
        destination && `dst ${destination.text}`,
        source && `src ${source.text}`,
        tos !== undefined && `${traffic} ${tos}`,
        ttl !== undefined && `${hops} ${ttl}`,
        flags !== undefined && `flags 0x${flags.toString(16)}`,
      );
    }
  }
}
