/** `global_defs`: names of chains, sets and tables. */
import type { Statement, Word } from '../../parser.js';
import type { IpsetNames, IptablesSettings, PacketFilterSettings, VirtualMacSettings } from '../../settings.js';
import { setInteger, setOnce, setTrue } from '../assign.js';
import type { Apply, BuildContext } from '../context.js';
import type { Globals } from '../globals.js';
import type { Mutable } from '../mutable.js';

/** Packet filters while they are read. */
export type PacketFilterDraft = Mutable<PacketFilterSettings>;

/** Longest names of chains (iptables(8)) and of sets (ipset(8)). */
const LONGEST_CHAIN = 28;
const LONGEST_SET = 31;

/** The defaults. */
export function newPacketFilter(): PacketFilterDraft {
  return {
    ipsets: setNames('keepalived', []),
    nftablesPriority: -1,
    matchesInterfacesByIndex: false,
    countsPackets: false,
    ipvsPriority: -1,
    ipvsFirstMark: 1_000,
  };
}

export const APPLY_PACKET_FILTER: Apply<Globals> = {
  vrrp_iptables: readIptables,
  vrrp_ipsets: readIpsets,
  nftables: setOnce(
    ({ packetFilter }) => packetFilter.nftablesTable,
    ({ packetFilter }, table) => {
      packetFilter.nftablesTable = table === '' ? 'keepalived' : table;
    },
    'keepalived',
  ),
  nftables_priority: setInteger(({ packetFilter }, value) => {
    packetFilter.nftablesPriority = value;
  }),
  nftables_ifindex: setTrue(({ packetFilter }, value) => {
    packetFilter.matchesInterfacesByIndex = value;
  }),
  nftables_counters: setTrue(({ packetFilter }, value) => {
    packetFilter.countsPackets = value;
  }),
  nftables_ipvs: setOnce(
    ({ packetFilter }) => packetFilter.ipvs?.table,
    ({ packetFilter }, table) => {
      packetFilter.ipvs = { table: table === '' ? 'keepalived_ipvs' : table };
    },
    'keepalived_ipvs',
  ),
  nftables_ipvs_priority: setInteger(({ packetFilter }, value) => {
    packetFilter.ipvsPriority = value;
  }),
  nftables_ipvs_start_fwmark: setInteger(({ packetFilter }, value) => {
    packetFilter.ipvsFirstMark = value;
  }),
  vmac_prefix: setOnce(
    globals => globals.vmacPrefix,
    (globals, prefix) => {
      globals.vmacPrefix = prefix;
    },
  ),
  vmac_addr_prefix: setOnce(
    globals => globals.vmacAddressPrefix,
    (globals, prefix) => {
      globals.vmacAddressPrefix = prefix;
    },
  ),
};

/** What names of interfaces begin with. */
export function finishVirtualMac({ vmacPrefix, vmacAddressPrefix }: Globals): VirtualMacSettings {
  const prefix = vmacPrefix ?? 'vrrp';
  return { prefix, addressPrefix: vmacAddressPrefix ?? prefix };
}

/** `[IN [OUT]]`: one name is the chain for what comes in, and nothing is done about what goes out. */
function readIptables({ packetFilter }: Globals, { row, words }: Statement, context: BuildContext): void {
  const [input, output] = words;
  const { diagnostics } = context;
  if (!shortEnough(row.name, [input, output], LONGEST_CHAIN, context)) return;
  if (input !== undefined && input.text === output?.text) {
    const text = `\`${row.name}\` needs two different chains, not ${input.text} twice; the line is ignored`;
    diagnostics.error(output.at, 'name-twice', text);
    return;
  }
  const chains: Mutable<IptablesSettings> = { input: input?.text ?? 'INPUT' };
  if (input === undefined) chains.output = 'OUTPUT';
  else if (output !== undefined) chains.output = output.text;
  packetFilter.iptables = chains;
}

/** Names that are left out are made from the first one. */
function readIpsets({ packetFilter }: Globals, { row, words }: Statement, context: BuildContext): void {
  const [first, ...more] = words;
  if (first === undefined) {
    packetFilter.ipsets = 'none';
    return;
  }
  if (!shortEnough(row.name, words, LONGEST_SET, context)) return;
  const names = setNames(
    first.text,
    more.map(({ text }) => text),
  );
  const all = Object.values(names);
  const long = all.find(name => name.length > LONGEST_SET);
  const twice = all.find((name, i) => all.indexOf(name) !== i);
  if (long !== undefined) {
    const text = `\`${row.name}\` ${first.text} leads to the name ${long}, which is longer than ${LONGEST_SET} characters; the line is ignored`;
    context.diagnostics.error(first.at, 'name-long', text, { hint: 'give every set a name, or a shorter first one' });
  } else if (twice !== undefined) {
    const text = `\`${row.name}\` needs six different names, and ${twice} is there twice; the line is ignored`;
    context.diagnostics.error((words.find(word => word.text === twice) ?? first).at, 'name-twice', text);
  } else packetFilter.ipsets = names;
}

function setNames(first: string, more: readonly string[]): IpsetNames {
  const [addresses6, interfaces6, igmp, mld, neighbourDiscovery] = more;
  return {
    addresses4: first,
    addresses6: addresses6 ?? `${first}6`,
    interfaces6: interfaces6 ?? `${first}_if6`,
    igmp: igmp ?? `${first}_igmp`,
    mld: mld ?? `${first}_mld`,
    neighbourDiscovery: neighbourDiscovery ?? `${first}_nd`,
  };
}

function shortEnough(
  keyword: string,
  names: readonly (Word | undefined)[],
  longest: number,
  { diagnostics }: BuildContext,
): boolean {
  const long = names.find(name => name !== undefined && (name.text === '' || name.text.length > longest));
  if (long === undefined) return true;
  const text = `names of \`${keyword}\` are 1 to ${longest} characters long, not \`${long.text}\`; the line is ignored`;
  diagnostics.error(long.at, 'name-long', text);
  return false;
}
