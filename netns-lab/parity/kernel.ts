/** What the kernel of a node holds: links, addresses, groups, routes, rules, packet filter, settings of interfaces. */
import type { Lab } from '../lib/lab.js';

/** Lines of each table, in an order that means something (addresses) or sorted. */
export type Tables = Readonly<Record<string, readonly string[]>>;

const MARK = '--- next table';
const COMMANDS = [
  'ip -j -d link show',
  'ip -j addr show',
  'ip -j maddr show',
  'ip -j -d -4 route show table all',
  'ip -j -d -6 route show table all',
  'ip -j -d -4 rule show',
  'ip -j -d -6 rule show',
  'nft list ruleset',
  'cd /proc/sys/net; grep -rs "" ipv4/conf ipv6/conf ipv4/igmp_link_local_mcast_reports || true', // some are write-only,
];

/** Reads all tables of a node. */
export async function look(lab: Lab, node: string): Promise<Tables> {
  const text = await lab.run(node, ['sh', '-ec', COMMANDS.join(`; echo "${MARK}"; `)]);
  const [
    links = '',
    addresses = '',
    groups = '',
    routes4 = '',
    routes6 = '',
    rules4 = '',
    rules6 = '',
    nft = '',
    conf = '',
  ] = text.split(`${MARK}\n`);
  return {
    links: rows(links).map(link => line(link, LINK_NUMBERS)),
    addresses: rows(addresses).flatMap(link =>
      list(link.addr_info).map(info => `${link.ifname}: ${line(lifetimes(info), [])}`),
    ),
    groups: rows(groups).flatMap(link =>
      list(link.maddr)
        .map(entry => `${link.ifname}: ${line(entry, [])}`)
        .sort(),
    ),
    routes: [...rows(routes4), ...rows(routes6)].map(route => line(route, [])).sort(),
    rules: [...rows(rules4), ...rows(rules6)].map(rule => line(rule, [])),
    nftables: nft.split('\n').filter(Boolean),
    sysctl: conf.split('\n').filter(Boolean).sort(),
  };
}

type Row = Readonly<Record<string, unknown>>;

/** Numbers that the kernel gives out. */
const LINK_NUMBERS = ['ifindex', 'link_index', 'link_netnsid'];

const rows = (json: string): Row[] =>
  json.trim() === '' ? [] : (JSON.parse(json) as Row[]).filter(row => Object.keys(row).length > 0);

const list = (value: unknown): Row[] => (Array.isArray(value) ? (value as Row[]) : []);

const line = (row: Row, without: readonly string[]) =>
  JSON.stringify(Object.fromEntries(Object.entries(row).filter(([key]) => !without.includes(key))));

/** 2^32 - 1 s is for ever, 0 is over; what is between counts down while one looks. */
function lifetimes(info: Row): Row {
  const told = (key: string) => {
    const value = info[key];
    return value === 0 || value === 0xffff_ffff ? value : 'counting';
  };
  return { ...info, preferred_life_time: told('preferred_life_time'), valid_life_time: told('valid_life_time') };
}
