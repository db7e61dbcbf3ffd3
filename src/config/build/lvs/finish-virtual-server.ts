/** Settings of a virtual server from what was read: defaults, ports, weights, and what cannot be as it was written. */
import type { Family } from '../../../base/address.js';
import type {
  ForwardingMethod,
  RealServerSettings,
  TransportProtocol,
  VirtualServerSettings,
} from '../../../ipvs/settings.js';
import type { BuildContext } from '../context.js';
import { nameOf, type RealServerDraft, type VirtualServerDraft } from './draft.js';
import { finishRealServers, finishSorryServer } from './finish-real-server.js';
import { DEFAULT_METHOD } from './lvs-method.js';
import { DEFAULT_PERSISTENCE, persistenceOf } from './persistence.js';
import type { ServerGroup } from './server-group.js';
import { portsOfService, type ServicePorts } from './service-port.js';

/** A virtual server with the real servers that were kept, in the order of its settings. */
export interface FinishedVirtualServer {
  readonly settings: VirtualServerSettings;
  readonly draft: VirtualServerDraft;
  readonly realServers: readonly RealServerDraft[];
}

/** `group` is the one it names. Undefined: it is dropped, which has been reported. */
export function finishVirtualServer(
  draft: VirtualServerDraft,
  group: ServerGroup | undefined,
  context: BuildContext,
): FinishedVirtualServer | undefined {
  const { service } = draft;
  if (service.kind === 'group' && (group === undefined || !fitsGroup(draft, group, context))) return undefined;
  const ports = service.kind === 'group' ? group!.ports : portsOfService(service);
  const protocol = finishProtocol(draft, ports, context);
  const scheduler = draft.scheduler ?? defaultScheduler(draft, context);
  const method = draft.method ?? defaultMethod(draft, context);
  if (ports.all.has(0) && draft.persistence === undefined) persist(draft, context);
  const kept: RealServerDraft[] = [];
  const realServers = finishRealServers(draft, method, ports, kept, context);
  const sorryServer = finishSorryServer(draft, method, ports, realServers, kept, context);
  const persistence = persistenceOf(draft, context);
  const settings: VirtualServerSettings = {
    service,
    family: draft.family ?? onlyFamily(group) ?? 4,
    ...(protocol === undefined ? undefined : { protocol }),
    scheduler,
    schedulerFlags: draft.schedulerFlags,
    onePacket: finishOnePacket(draft, protocol, context),
    method,
    ...(persistence === undefined ? undefined : { persistence }),
    ...finishQuorum(draft, realServers, context),
    omega: draft.omega,
    suspendsChecks: finishSuspension(draft, ports, context),
    mails: draft.mails ?? context.globals.smtpAlertChecker ?? context.globals.smtpAlert ?? false,
    ...(draft.virtualHost === undefined ? undefined : { virtualHost: draft.virtualHost }),
    ...(draft.snmpName === undefined ? undefined : { snmpName: draft.snmpName }),
    ...(sorryServer === undefined ? undefined : { sorryServer }),
    realServers,
  };
  return { settings, draft, realServers: kept };
}

/**
 * Addresses of a family that the real servers do not have can only be served through tunnels: then nothing but the
 * group says which families there are.
 */
function fitsGroup(draft: VirtualServerDraft, group: ServerGroup, { diagnostics }: BuildContext): boolean {
  if (draft.family === undefined) return true;
  for (const family of group.families) {
    if (family === draft.family) continue;
    // keepalived's test is silent; a real start ignores the virtual server.
    const text = `\`${nameOf(draft)}\` is IPv${draft.family}, but its group has IPv${family} too; it is ignored`;
    const hint = 'make a group for each family, or reach all real servers by `lvs_method TUN` without `ip_family`';
    diagnostics.error(draft.at, 'server-group-family', text, { class: 'none', hint });
    return false;
  }
  return true;
}

function onlyFamily(group: ServerGroup | undefined): Family | undefined {
  const [first, ...others] = group?.families ?? [];
  return others.length === 0 ? first : undefined;
}

/** Marks alone have no protocol. */
function finishProtocol(
  draft: VirtualServerDraft,
  { all }: ServicePorts,
  { diagnostics }: BuildContext,
): TransportProtocol | undefined {
  const { protocol, at } = draft;
  if (all.size === 0) {
    if (protocol !== undefined) {
      const text = `\`${nameOf(draft)}\` takes packets by their mark alone; \`protocol\` is ignored`;
      diagnostics.error(protocol.at, 'protocol-unused', text);
    }
    return undefined;
  }
  if (protocol === undefined && !draft.protocolFailed) {
    const text = `\`${nameOf(draft)}\` has no \`protocol\`; UDP is used`;
    diagnostics.error(at, 'protocol-missing', text, { hint: 'write `protocol TCP`, or `protocol UDP` if it is meant' });
  }
  return protocol?.value ?? 'udp';
}

function defaultScheduler(draft: VirtualServerDraft, { diagnostics }: BuildContext): 'wlc' {
  if (!draft.schedulerFailed) {
    const text = `\`${nameOf(draft)}\` has no \`lb_algo\`; wlc is used`;
    diagnostics.error(draft.at, 'scheduler-missing', text, { hint: 'write `lb_algo wlc` if it is meant' });
  }
  return 'wlc';
}

function defaultMethod(draft: VirtualServerDraft, { diagnostics }: BuildContext): ForwardingMethod {
  const { realServers, sorryServer } = draft;
  const isNeeded =
    realServers.some(({ method }) => method === undefined) ||
    (sorryServer !== undefined && sorryServer.method === undefined);
  if (isNeeded && !draft.methodFailed) {
    const text = `\`${nameOf(draft)}\` has no \`lb_kind\`; NAT is used`;
    diagnostics.error(draft.at, 'method-missing', text, { hint: 'write `lb_kind NAT` if it is meant' });
  }
  return DEFAULT_METHOD;
}

/** ip_vs serves all ports of an address only for clients that stay with their real server. */
function persist(draft: VirtualServerDraft, { diagnostics }: BuildContext): void {
  const text = `\`${nameOf(draft)}\` has no port, which needs persistence; \`persistence_timeout 360\` is used`;
  const hint = 'give it a port, or write `persistence_timeout`';
  diagnostics.error(draft.at, 'port-missing', text, { hint });
  draft.persistence = DEFAULT_PERSISTENCE;
}

function finishOnePacket(
  { onePacket }: VirtualServerDraft,
  protocol: TransportProtocol | undefined,
  { diagnostics }: BuildContext,
): boolean {
  if (onePacket === undefined) return false;
  if (protocol === undefined || protocol === 'udp') return true;
  const text = `\`ops\` is for UDP, not ${protocol.toUpperCase()}; the line is ignored`;
  diagnostics.error(onePacket, 'one-packet-protocol', text);
  return false;
}

/** An address can be looked for on this machine, a mark cannot. */
function finishSuspension(draft: VirtualServerDraft, { marks }: ServicePorts, { diagnostics }: BuildContext): boolean {
  if (draft.suspendsChecks === undefined) return false;
  if (!marks) return true;
  const text = `\`${nameOf(draft)}\` takes packets by their mark, so there is no address to look for; \`ha_suspend\` is ignored`;
  diagnostics.error(draft.suspendsChecks, 'ha-suspend-mark', text);
  return false;
}

/** Weights that can never add up to the quorum would mean that it is never reached. */
function finishQuorum(
  { quorum: asked, hysteresis: slack, at }: VirtualServerDraft,
  realServers: readonly RealServerSettings[],
  { diagnostics }: BuildContext,
): Pick<VirtualServerSettings, 'quorum' | 'hysteresis'> {
  let total = 0;
  for (const { weight } of realServers) total += weight;
  let quorum = asked?.value ?? 1;
  if (quorum > total) {
    const text =
      total === 0
        ? 'all real servers have weight 0, so there is never a quorum'
        : `\`quorum\` ${quorum} is more than all real servers together, ${total}; ${total} is used`;
    diagnostics.error(asked?.at ?? at, 'quorum-high', text);
    quorum = Math.max(total, 1);
  }
  const hysteresis = slack?.value ?? 0;
  if (hysteresis < quorum) return { quorum, hysteresis };
  const text = `\`hysteresis\` ${hysteresis} is not less than the quorum of ${quorum}; ${quorum - 1} is used`;
  diagnostics.error(slack?.at ?? at, 'hysteresis-high', text);
  return { quorum, hysteresis: quorum - 1 };
}
