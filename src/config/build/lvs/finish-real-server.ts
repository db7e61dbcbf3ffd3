/** Settings of the real servers of a virtual server, and of its sorry server. */
import { sameAddress } from '../../../base/address.js';
import type { ForwardingMethod, RealServerSettings, SorryServerSettings } from '../../../ipvs/settings.js';
import type { BuildContext } from '../context.js';
import type { Mutable } from '../mutable.js';
import type { RealServerDraft, VirtualServerDraft } from './draft.js';
import { finishPort, type ServicePorts } from './service-port.js';

/** Those kept are collected in `kept`, in the same order; a second one with the same address and port is not. */
export function finishRealServers(
  draft: VirtualServerDraft,
  defaultMethod: ForwardingMethod,
  ports: ServicePorts,
  kept: RealServerDraft[],
  context: BuildContext,
): readonly RealServerSettings[] {
  const servers: RealServerSettings[] = [];
  const index = draft.realServers.length > FEW ? new Map<string, number>() : undefined;
  for (const server of draft.realServers) {
    const method = server.method ?? defaultMethod;
    const port = finishPort(server, 'real_server', method, draft.service, ports, context);
    const twin = placeOf(server.address.text, port, servers, index);
    if (twin !== undefined) {
      reportTwin(kept[twin]!, server, port, context);
      continue;
    }
    kept.push(server);
    servers.push(finishRealServer(server, draft, port, method, context));
  }
  return servers;
}

/** Few servers are looked through; many are looked up, lest a hostile file takes the square of their number. */
const FEW = 16;

function placeOf(
  address: string,
  port: number,
  servers: readonly RealServerSettings[],
  index: Map<string, number> | undefined,
): number | undefined {
  if (index !== undefined) {
    const key = `${port} ${address}`;
    const place = index.get(key);
    if (place === undefined) index.set(key, servers.length);
    return place;
  }
  for (let i = 0; i < servers.length; i++) {
    if (servers[i]!.port === port && servers[i]!.address.text === address) return i;
  }
  return undefined;
}

function finishRealServer(
  server: RealServerDraft,
  virtual: VirtualServerDraft,
  port: number,
  method: ForwardingMethod,
  { globals }: BuildContext,
): RealServerSettings {
  const settings: Mutable<RealServerSettings> = {
    address: server.address,
    port,
    weight: server.weight ?? virtual.weight ?? 1,
    method,
    upperThreshold: server.upperThreshold,
    lowerThreshold: server.lowerThreshold,
    inhibitsOnFailure: server.inhibits ?? virtual.inhibits ?? false,
    alpha: server.alpha ?? virtual.alpha ?? false,
    mails: server.mails ?? globals.smtpAlertChecker ?? globals.smtpAlert ?? true,
  };
  if (server.virtualHost !== undefined) settings.virtualHost = server.virtualHost;
  if (server.snmpName !== undefined) settings.snmpName = server.snmpName;
  return settings;
}

/** keepalived compares ports as they are written. */
function reportTwin(
  first: RealServerDraft,
  { at, address, port: written }: RealServerDraft,
  port: number,
  { diagnostics }: BuildContext,
): void {
  const text = `real_server ${address.text} ${port} stands in line ${first.at.line} already; this one is ignored`;
  diagnostics.error(at, 'real-server-twice', text, first.port === written ? {} : { class: 'none' });
}

/** Undefined: there is none. `kept` are the drafts of `realServers`, in the same order. */
export function finishSorryServer(
  draft: VirtualServerDraft,
  defaultMethod: ForwardingMethod,
  ports: ServicePorts,
  realServers: readonly RealServerSettings[],
  kept: readonly RealServerDraft[],
  context: BuildContext,
): SorryServerSettings | undefined {
  const sorry = draft.sorryServer;
  if (sorry === undefined) return undefined;
  const { address } = sorry;
  const method = sorry.method ?? defaultMethod;
  const port = finishPort(sorry, 'sorry_server', method, draft.service, ports, context);
  const twin = realServers.findIndex(one => one.port === port && sameAddress(one.address, address));
  const inhibits = realServers[twin]?.inhibitsOnFailure ?? sorry.inhibits;
  if (inhibits !== sorry.inhibits) {
    const text = `sorry_server ${address.text} is a real server too, ${inhibits ? 'with' : 'without'} \`inhibit_on_failure\`; what is said there counts`;
    const counts = kept[twin]?.port === sorry.port;
    context.diagnostics.error(sorry.at, 'sorry-server-inhibit', text, counts ? {} : { class: 'none' });
  }
  return { address, port, method, inhibits };
}
