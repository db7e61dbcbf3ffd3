/**
 * Ports of real and sorry servers. Only NAT rewrites ports: by direct routing or through a tunnel a packet arrives with
 * the port it was sent to, that of the service.
 */
import type { ForwardingMethod, GroupEntry, ServiceSelector } from '../../../ipvs/settings.js';
import type { Position } from '../../diagnostics.js';
import type { BuildContext } from '../context.js';
import type { Endpoint } from './endpoint.js';

/** Ports that a virtual server listens on. */
export interface ServicePorts {
  /** A firewall mark selects packets of any port. */
  readonly marks: boolean;
  /** Ports of its addresses; 0 is every port. */
  readonly all: ReadonlySet<number>;
}

const MARK: ServicePorts = { marks: true, all: new Set() };

/** Of a virtual server by its address or mark. */
export function portsOfService(service: Exclude<ServiceSelector, { readonly kind: 'group' }>): ServicePorts {
  return service.kind === 'mark' ? MARK : { marks: false, all: new Set([service.port]) };
}

/** Of a group. */
export function portsOfEntries(entries: readonly GroupEntry[]): ServicePorts {
  const all = new Set<number>();
  let marks = false;
  for (const entry of entries) {
    if (entry.kind === 'mark') marks = true;
    else all.add(entry.port);
  }
  return { marks, all };
}

/** The port of the kernel's entry; `what` begins the message about one that does not fit. */
export function finishPort(
  server: Endpoint & { readonly at: Position },
  what: string,
  method: ForwardingMethod,
  service: ServiceSelector,
  ports: ServicePorts,
  { diagnostics }: BuildContext,
): number {
  const { port, at } = server;
  if (method.kind === 'NAT') return port === 0 && service.kind === 'address' ? service.port : port;
  if (service.kind === 'address') {
    if (port === 0 || port === service.port) return service.port;
    const own = service.port === 0 ? 'the port each packet has' : `port ${service.port} of the virtual server`;
    const text = `${what} ${server.address.text} has port ${port}, but ${method.kind} does not change ports: ${own} is used`;
    diagnostics.error(at, 'server-port', text);
    return service.port;
  }
  if (port === 0) return 0;
  if (ports.marks || ports.all.size > 1 || !ports.all.has(port)) {
    const text = `${what} ${server.address.text} has port ${port}, but ${method.kind} does not change ports: the port each packet has is used`;
    diagnostics.error(at, 'server-port', text, { hint: 'remove the port' });
  }
  return 0;
}
