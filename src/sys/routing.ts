/** Routes and rules: asks for them, and hears when somebody else removes what is marked as keepalived's. */
import { decodeRoute, RouteGroup, RouteType } from '../wire/netlink/route.js';
import { RuleGroup, RuleType } from '../wire/netlink/rule.js';
import { decodeRule } from '../wire/netlink/rule-report.js';
import { KernelError } from './kernel-error.js';
import { type NetlinkSocket, openNetlinkSocket } from './netlink-socket.js';

export interface RoutingQuestion {
  /** RTM_NEWROUTE, RTM_DELROUTE, RTM_NEWRULE or RTM_DELRULE. */
  readonly message: Uint8Array;
  /** Names it in errors. */
  readonly what: string;
}

/** Asks for all of them in one datagram, in order; answers why each was refused. Rejects only when netlink itself fails. */
export async function askRouting(
  netlink: NetlinkSocket,
  questions: readonly RoutingQuestion[],
): Promise<(KernelError | undefined)[]> {
  // A request is written to (its sequence number), and whoever asks may keep it for another time.
  const verdicts = await netlink.request(questions.map(({ message }) => message.slice()));
  return questions.map(({ what }, i) => {
    const { errno, reason } = verdicts[i]!;
    return errno === 0 ? undefined : new KernelError(what, errno, undefined, reason);
  });
}

export interface RoutingRemoval {
  readonly kind: 'route' | 'rule';
  /** `routeIdentity` or `ruleIdentity`. */
  readonly identity: string;
  /** A route's device. */
  readonly ifindex?: number;
  /** The kernel did it of its own accord: the device went down, say. */
  readonly byKernel: boolean;
}

export interface RoutingObserver {
  /** Removals that this netlink socket (its port) asks for are not told. */
  readonly except: number;
  readonly onRemoval: (removal: RoutingRemoval) => void;
  /** Reports were lost. */
  readonly onOverrun: () => void;
  readonly onError: (error: KernelError) => void;
}

export interface RoutingWatch {
  /** As `setReceiveBuffer` of a `NetlinkSocket`. */
  setReceiveBuffer(bytes: number | undefined, forced: boolean): void;
  close(): void;
}

/** A routing daemon with a whole Internet may live next door: a filter in the kernel keeps its news from us. */
const BUFFER = 1 << 20;

/** Throws a `KernelError` when the socket is refused. */
export function watchRouting(observer: RoutingObserver): RoutingWatch {
  return openNetlinkSocket({
    groups: [RouteGroup.ipv4, RouteGroup.ipv6, RuleGroup.ipv4, RuleGroup.ipv6],
    receiveBuffer: BUFFER,
    onlyRoutingRemovals: { except: observer.except },
    onMessage({ type, port, payload }) {
      const byKernel = port === 0;
      if (type === RouteType.delRoute) {
        const route = decodeRoute(payload);
        if (!route.ok) return;
        const { identity, ifindex } = route.value;
        observer.onRemoval({ kind: 'route', identity, byKernel, ...(ifindex === undefined ? {} : { ifindex }) });
      } else if (type === RuleType.delRule) {
        const rule = decodeRule(payload);
        if (rule.ok) observer.onRemoval({ kind: 'rule', identity: rule.value, byKernel });
      }
    },
    onOverrun: observer.onOverrun,
    onError: observer.onError,
  });
}
