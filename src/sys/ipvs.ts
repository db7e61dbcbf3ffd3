/**
 * The load balancer of the kernel, through generic netlink.
 *
 * Changes go many to a datagram; one that is refused does not hold up the others, and says so by its number.
 */
import type { Family } from '../base/address.js';
import { seconds } from '../base/duration.js';
import type { Result } from '../base/result.js';
import { decodeFamilyId, encodeGetFamily, NETLINK_GENERIC } from '../wire/netlink/generic.js';
import {
  describeIpvsCommand,
  IPVS_FAMILY,
  type IpvsCommand,
  type IpvsEntry,
  type IpvsSelector,
  type IpvsSyncDaemon,
  type IpvsTimeoutValues,
  selectorKey,
} from '../wire/netlink/ipvs.js';
import {
  decodeIpvsDestination,
  decodeIpvsInfo,
  decodeIpvsService,
  decodeIpvsSyncDaemon,
  decodeIpvsTimeouts,
  type IpvsDestinationReport,
  type IpvsFault,
  type IpvsServiceReport,
} from '../wire/netlink/ipvs-report.js';
import {
  encodeIpvsCommand,
  encodeIpvsDestinationDump,
  encodeIpvsFlush,
  encodeIpvsGetInfo,
  encodeIpvsGetTimeouts,
  encodeIpvsServiceDump,
  encodeIpvsServiceQuery,
  encodeIpvsSetTimeouts,
  encodeIpvsStartDaemon,
  encodeIpvsStopDaemon,
  encodeIpvsSyncDaemonDump,
  encodeIpvsZero,
} from '../wire/netlink/ipvs-request.js';
import { askForAck, type NetlinkMessage } from '../wire/netlink/message.js';
import { KernelError } from './kernel-error.js';
import { loadKernelModule } from './kernel-module.js';
import { type NetlinkSocket, openNetlinkSocket } from './netlink-socket.js';

/** A change that the kernel has not made, and why. */
export interface IpvsRefusal {
  readonly command: IpvsCommand;
  readonly error: KernelError;
}

/** Everything rejects with a `KernelError` when it was refused, or when no answer came. */
export interface IpvsSocket {
  /** Makes the changes in order; answers those that were refused. Rejects when it is not known what was made. */
  apply(commands: readonly IpvsCommand[]): Promise<IpvsRefusal[]>;
  /** All services with their counters. */
  services(): Promise<IpvsServiceReport[]>;
  /** What stands behind a service, with connections and counters; nothing when there is no such service. */
  destinations(selector: IpvsSelector): Promise<IpvsDestinationReport[]>;
  /** By `selectorKey`; only services that `isMeant` are asked for their destinations and answered. */
  table(isMeant: (key: string) => boolean): Promise<Map<string, IpvsEntry>>;
  /** One service; undefined when it is not there. */
  entry(selector: IpvsSelector): Promise<IpvsEntry | undefined>;
  /** Removes every service, whosoever it is. */
  flush(): Promise<void>;
  /** Sets counters to zero: of one service and its destinations, or all. */
  zero(selector?: IpvsSelector): Promise<void>;
  timeouts(): Promise<Required<IpvsTimeoutValues>>;
  setTimeouts(timeouts: IpvsTimeoutValues): Promise<void>;
  daemons(): Promise<IpvsSyncDaemon[]>;
  startDaemon(daemon: IpvsSyncDaemon): Promise<void>;
  stopDaemon(state: IpvsSyncDaemon['state']): Promise<void>;
  /** `1.2.1`, and how many lists the table of connections has. */
  info(): Promise<{ readonly version: string; readonly connectionTableSize: number }>;
  close(): void;
}

/** Of a datagram: the kernel takes what fits into its send buffer, about 200 KiB. */
const COMMANDS_AT_ONCE = 400;
const ENOENT = 2;
const ESRCH = 3;
const EPROTO = 71;
const ETIMEDOUT = 110;
const STOP_PATIENCE = seconds(1);

/**
 * Opens the way to IPVS of the network namespace we are in, and has the module loaded when the kernel has none yet.
 * Rejects with a `KernelError` that names the cure. Starts a process: not for a thread that sends adverts.
 */
export async function openIpvsSocket(
  loadModule: () => Promise<string | undefined> = () => loadKernelModule('ip_vs'),
): Promise<IpvsSocket> {
  const socket = openNetlinkSocket({ protocol: NETLINK_GENERIC });
  try {
    return ipvsSocket(socket, await familyOf(socket, loadModule));
  } catch (error) {
    socket.close();
    throw error;
  }
}

async function familyOf(socket: NetlinkSocket, loadModule: () => Promise<string | undefined>): Promise<number> {
  const known = await findFamily(socket);
  if (known !== undefined) return known;
  const failure = await loadModule();
  const loaded = await findFamily(socket);
  if (loaded !== undefined) return loaded;
  const cure = 'load it (`modprobe ip_vs`) before, or use a kernel with CONFIG_IP_VS';
  const reason = `the kernel has no IPVS${failure === undefined ? '' : `, and ${failure}`}; ${cure}`;
  throw new KernelError(`generic netlink family ${IPVS_FAMILY}`, ENOENT, undefined, reason);
}

/** Undefined when the kernel knows of none. */
async function findFamily(socket: NetlinkSocket): Promise<number | undefined> {
  try {
    const [answer] = await query(socket, encodeGetFamily(IPVS_FAMILY));
    return answer && read(`generic netlink family ${IPVS_FAMILY}`, decodeFamilyId(answer.payload));
  } catch (error) {
    if (error instanceof KernelError && error.errno === ENOENT) return undefined;
    throw error;
  }
}

function ipvsSocket(socket: NetlinkSocket, family: number): IpvsSocket {
  return {
    apply: commands => apply(socket, family, commands),
    services: () => services(socket, family),
    destinations: selector => destinations(socket, family, selector),

    async table(isMeant) {
      const table = new Map<string, IpvsEntry>();
      for (const { service } of await services(socket, family)) {
        const key = selectorKey(service.selector);
        if (!isMeant(key)) continue;
        table.set(key, { service, destinations: await plainDestinations(socket, family, service.selector) });
      }
      return table;
    },

    async entry(selector) {
      const what = `IPVS GET_SERVICE ${selectorKey(selector)}`;
      const found = await orNothing(query(socket, encodeIpvsServiceQuery(family, selector)));
      if (found[0] === undefined) return undefined;
      const { service } = read(what, decodeIpvsService(found[0].payload));
      return { service, destinations: await plainDestinations(socket, family, selector) };
    },

    flush: () => command(socket, 'IPVS FLUSH', encodeIpvsFlush(family)),
    zero: selector => command(socket, 'IPVS ZERO', encodeIpvsZero(family, selector)),

    async timeouts() {
      const [answer] = await query(socket, encodeIpvsGetTimeouts(family));
      return read('IPVS GET_CONFIG', decodeIpvsTimeouts(answer?.payload ?? new Uint8Array()));
    },

    setTimeouts: timeouts => command(socket, 'IPVS SET_CONFIG', encodeIpvsSetTimeouts(family, timeouts)),

    daemons: () => daemons(socket, family),

    startDaemon: daemon =>
      command(
        socket,
        `IPVS NEW_DAEMON ${daemon.state} on ${daemon.interface} id ${daemon.syncId}`,
        encodeIpvsStartDaemon(family, daemon),
      ),
    stopDaemon: state => stopDaemon(socket, family, state),

    async info() {
      const [answer] = await query(socket, encodeIpvsGetInfo(family));
      return read('IPVS GET_INFO', decodeIpvsInfo(answer?.payload ?? new Uint8Array()));
    },

    close: () => socket.close(),
  };
}

async function apply(socket: NetlinkSocket, family: number, commands: readonly IpvsCommand[]): Promise<IpvsRefusal[]> {
  const refusals: IpvsRefusal[] = [];
  for (let from = 0; from < commands.length; from += COMMANDS_AT_ONCE) {
    const some = commands.slice(from, from + COMMANDS_AT_ONCE);
    const verdicts = await socket.request(some.map(one => encodeIpvsCommand(family, one)));
    for (const [i, { errno, reason }] of verdicts.entries()) {
      if (errno === 0) continue;
      const one = some[i]!;
      refusals.push({ command: one, error: new KernelError(describeIpvsCommand(one), errno, undefined, reason) });
    }
  }
  return refusals;
}

async function services(socket: NetlinkSocket, family: number): Promise<IpvsServiceReport[]> {
  const found = await socket.dump(encodeIpvsServiceDump(family));
  return found.map(({ payload }) => read('IPVS GET_SERVICE', decodeIpvsService(payload)));
}

async function destinations(
  socket: NetlinkSocket,
  family: number,
  selector: IpvsSelector,
): Promise<IpvsDestinationReport[]> {
  const what = `IPVS GET_DEST ${selectorKey(selector)}`;
  const own: Family = selector.kind === 'mark' ? selector.family : selector.address.family;
  const found = await orNothing(socket.dump(encodeIpvsDestinationDump(family, selector)));
  return found.map(({ payload }) => read(what, decodeIpvsDestination(payload, own)));
}

async function daemons(socket: NetlinkSocket, family: number): Promise<IpvsSyncDaemon[]> {
  const found = await socket.dump(encodeIpvsSyncDaemonDump(family));
  return found.map(({ payload }) => read('IPVS GET_DAEMON', decodeIpvsSyncDaemon(payload)));
}

/**
 * In a guest of User Mode Linux the daemon that listens ends at once, but now and then nobody says so: then it is looked
 * for, and the request has a socket of its own, lest others wait for that answer.
 */
async function stopDaemon(socket: NetlinkSocket, family: number, state: IpvsSyncDaemon['state']): Promise<void> {
  const own = openNetlinkSocket({ protocol: NETLINK_GENERIC, patience: STOP_PATIENCE });
  try {
    await command(own, `IPVS DEL_DAEMON ${state}`, encodeIpvsStopDaemon(family, state));
  } catch (error) {
    if (!(error instanceof KernelError) || error.errno !== ETIMEDOUT) throw error;
    if ((await daemons(socket, family)).some(one => one.state === state)) throw error;
  } finally {
    own.close();
  }
}

async function plainDestinations(socket: NetlinkSocket, family: number, selector: IpvsSelector) {
  return (await destinations(socket, family, selector)).map(({ destination }) => destination);
}

/** A request that is answered by messages and an acknowledgement. */
function query(socket: NetlinkSocket, message: Uint8Array): Promise<NetlinkMessage[]> {
  askForAck(message);
  return socket.dump(message);
}

async function command(socket: NetlinkSocket, what: string, message: Uint8Array): Promise<void> {
  const [verdict] = await socket.request([message]);
  if (verdict !== undefined && verdict.errno !== 0)
    throw new KernelError(what, verdict.errno, undefined, verdict.reason);
}

/** The kernel says ESRCH of a service that it does not have. */
async function orNothing(answer: Promise<NetlinkMessage[]>): Promise<NetlinkMessage[]> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof KernelError && error.errno === ESRCH) return [];
    throw error;
  }
}

function read<T>(what: string, result: Result<T, { readonly code: string; readonly detail: string }>): T {
  if (result.ok) return result.value;
  const fault: Pick<IpvsFault, 'detail'> = result.error;
  throw new KernelError(what, EPROTO, undefined, `an answer that cannot be read: ${fault.detail}`);
}
