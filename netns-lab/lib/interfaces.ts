/** How the interfaces of a node are made and set, as the kernel has them; without what differs from run to run. */
import type { Lab } from './lab.js';

interface Link {
  readonly ifname: string;
  readonly address: string;
  readonly flags: readonly string[];
  readonly link?: string;
  readonly group: string;
  readonly linkinfo?: { readonly info_kind: string; readonly info_data?: { readonly mode?: string } };
  readonly addr_info: readonly {
    readonly local: string;
    readonly prefixlen: number;
    readonly nodad?: boolean;
    readonly deprecated?: boolean;
    readonly secondary?: boolean;
  }[];
}

const SETTINGS = {
  ipv4: ['arp_ignore', 'arp_filter', 'accept_local', 'rp_filter', 'promote_secondaries'],
  ipv6: ['disable_ipv6', 'addr_gen_mode'],
};

/** What the kernel has of every interface but lo: how it is made, its addresses, and settings that differ from 0. */
export async function interfaces(lab: Lab, node = 'alpha'): Promise<Record<string, unknown>> {
  const links = JSON.parse(await lab.run(node, ['ip', '-j', '-d', 'addr'])) as Link[];
  const names = ['all', 'default', ...links.map(({ ifname }) => ifname)];
  const files = names.flatMap(name =>
    Object.entries(SETTINGS).flatMap(([family, keys]) => keys.map(key => `${family}/conf/${name}/${key}`)),
  );
  const script = 'cd /proc/sys/net && for f in "$@"; do echo "$f $(cat "$f")"; done';
  const settings = (await lab.run(node, ['sh', '-c', script, 'sh', ...files])).split('\n');
  const set = (name: string) =>
    settings
      .filter(line => line.includes(`/conf/${name}/`) && !line.endsWith(' 0'))
      .map(line => line.replace('/conf', ''));
  const shown = links
    .filter(({ ifname }) => ifname !== 'lo')
    .map(link => {
      const { ifname, address, flags, link: base, group, linkinfo, addr_info: addresses } = link;
      const isUp = flags.includes('UP') && flags.includes('LOWER_UP');
      const how = `${linkinfo?.info_kind} ${linkinfo?.info_data?.mode ?? ''} on ${base ?? 'a wire'} ${address} ${group}`;
      const own = addresses.map(each => {
        const words = (['nodad', 'deprecated', 'secondary'] as const).filter(word => each[word] === true);
        return [`${each.local}/${each.prefixlen}`, ...words].join(' ');
      });
      return [ifname, { how, isUp, addresses: own.sort(), settings: set(ifname) }] as const;
    });
  return { ...Object.fromEntries(shown), all: set('all'), default: set('default') };
}
