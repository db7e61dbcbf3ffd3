/** How logs, FIFOs and mails call virtual and real servers; readers take these names apart. */
import type { IpAddress } from '../../base/address.js';
import type { VirtualServerSettings } from '../settings.js';

interface Endpoint {
  readonly address: IpAddress;
  readonly port: number;
}

/** `[192.0.2.1]:tcp:80`. Packets that are known by a firewall mark alone have no protocol: `none`. */
export function endpointName(
  { address, port }: Endpoint,
  { protocol }: Pick<VirtualServerSettings, 'protocol'>,
): string {
  return `[${address.text}]:${protocol ?? 'none'}:${port}`;
}

/** Of each virtual server, in order. Those that share a group are counted: `[GROUP]:0`, `[GROUP]:1`. */
export function virtualServerNames(virtualServers: readonly VirtualServerSettings[]): string[] {
  const uses = new Map<string, number>();
  return virtualServers.map(virtualServer => nameOf(virtualServer, uses));
}

/** `uses` counts the virtual servers of each group. */
function nameOf(virtualServer: VirtualServerSettings, uses: Map<string, number>): string {
  const { service } = virtualServer;
  switch (service.kind) {
    case 'address':
      return endpointName(service, virtualServer);
    case 'mark':
      return `FWM ${service.mark}`;
    case 'group': {
      const use = uses.get(service.name) ?? 0;
      uses.set(service.name, use + 1);
      return `[${service.name}]:${use}`;
    }
  }
}
