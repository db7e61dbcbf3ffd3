/** keepalived.conf for stories. Every change is told to a FIFO and to a script, so that each story compares those, too. */
import { VIP, VIP_LINK_LOCAL, VIP6 } from '../topology/pair.js';

export interface InstanceText {
  readonly name?: string;
  readonly interface?: string;
  readonly vrid?: number;
  readonly priority?: number;
  readonly version?: 2 | 3;
  /** Seconds. */
  readonly advert?: number;
  readonly vips?: readonly string[];
  /** Further lines of the instance. */
  readonly lines?: string;
}

export interface Around {
  /** Lines of global_defs. */
  readonly globals?: string;
  /** Blocks before the instances. */
  readonly blocks?: string;
}

/** One virtual address of IPv4, and two of IPv6 as RFC 9568 5.2.9 wants them: link-local first. */
export const VIPS = [`${VIP}/24`];
export const VIPS6 = [`${VIP_LINK_LOCAL}/64`, `${VIP6}/64`];

/** Short intervals and no delayed burst, unless the instance says otherwise: a story costs seconds. */
export function configuration(instances: InstanceText | readonly InstanceText[], around: Around = {}): string {
  const list = 'length' in instances ? instances : [instances];
  return `global_defs {
  router_id lab
  enable_script_security
  script_user root
  vrrp_notify_fifo {dir}/fifo
  vrrp_garp_master_delay 0
${around.globals ?? ''}
}
${around.blocks ?? ''}
${list.map(instanceText).join('\n')}
`;
}

function instanceText(instance: InstanceText): string {
  return `vrrp_instance ${instance.name ?? 'VI_1'} {
  interface ${instance.interface ?? 'eth0'}
  virtual_router_id ${instance.vrid ?? 51}
  priority ${instance.priority ?? 100}
  version ${instance.version ?? 3}
  advert_int ${instance.advert ?? 0.2}
  notify {dir}/note.sh
${instance.lines ?? ''}
  virtual_ipaddress {
${(instance.vips ?? VIPS).map(vip => `    ${vip}`).join('\n')}
  }
}`;
}
