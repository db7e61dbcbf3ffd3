/** keepalived.conf text for scenarios: one instance on eth0 with the lab's addresses, every part replaceable. */
import { VIP, VIP_LINK_LOCAL, VIP6 } from '../topology/pair.js';

export interface ConfOptions {
  readonly state?: 'MASTER' | 'BACKUP';
  readonly version?: 2 | 3;
  readonly priority: number;
  /** Seconds. */
  readonly advertInt?: number;
  readonly family?: 4 | 6;
  readonly vips?: readonly string[];
  /** Lines inside the instance. */
  readonly instance?: string;
  /** Lines of global_defs. */
  readonly globals?: string;
  /** Blocks before the instance, `vrrp_script` for example. */
  readonly blocks?: string;
}

export function conf(options: ConfOptions): string {
  const family = options.family ?? 4;
  const vips = options.vips ?? (family === 4 ? [`${VIP}/24`] : [`${VIP_LINK_LOCAL}/64`, `${VIP6}/64`]);
  return `global_defs {
    router_id lab
${indent(options.globals ?? '')}
}
${options.blocks ?? ''}
vrrp_instance VI_1 {
    state ${options.state ?? 'BACKUP'}
    interface eth0
    virtual_router_id 51
    priority ${options.priority}
    version ${options.version ?? 2}
    advert_int ${options.advertInt ?? 1}
    garp_master_delay 1
${indent(options.instance ?? '')}
    virtual_ipaddress {
${vips.map(vip => `        ${vip}`).join('\n')}
    }
}
`;
}

const indent = (text: string) =>
  text
    .split('\n')
    .map(line => `    ${line.trim()}`)
    .join('\n');
