/** What the process asks of the kernel around VRRP: buffers, packet filters, names of interfaces. */

/** Size of a receive buffer; absent: the kernel's default. */
export interface ReceiveBuffer {
  /** Bytes. */
  readonly size?: number;
  /** Beyond the limit of the system, which needs the right to (SO_RCVBUFFORCE of socket(7)). */
  readonly forced: boolean;
}

/** Receive buffers by the socket they belong to. */
export interface BufferSettings {
  readonly vrrpCommand: ReceiveBuffer;
  readonly vrrpMonitor: ReceiveBuffer;
  readonly lvsCommand: ReceiveBuffer;
  readonly lvsMonitor: ReceiveBuffer;
  readonly processMonitor: ReceiveBuffer;
  readonly adverts: AdvertBufferSettings;
}

/** `vrrp_rx_bufs_policy` and `vrrp_rx_bufs_multiplier`. */
export interface AdvertBufferSettings {
  /** What one packet is taken to need: the kernel's default, the interface's MTU, the largest advert, or bytes. */
  readonly policy: 'kernel' | 'mtu' | 'advert' | { readonly bytes: number };
  /** Packets to allow for. */
  readonly packets: number;
}

/** Which packet filter keeps others from the addresses, and by what names. */
export interface PacketFilterSettings {
  readonly iptables?: IptablesSettings;
  /** `vrrp_ipsets`; `none`: rules for each address instead of sets. */
  readonly ipsets: IpsetNames | 'none';
  /** `nftables`: the table; absent: `keepalived`, and only where a filter is needed. */
  readonly nftablesTable?: string;
  readonly nftablesPriority: number;
  readonly matchesInterfacesByIndex: boolean;
  readonly countsPackets: boolean;
  /** `nftables_ipvs`: address lists of virtual server groups become one mark; absent: they do not. */
  readonly ipvs?: { readonly table: string };
  readonly ipvsPriority: number;
  /** The first mark that may be taken. */
  readonly ipvsFirstMark: number;
}

/** `vrrp_iptables`; a chain that is absent gets no rules. */
export interface IptablesSettings {
  readonly input?: string;
  readonly output?: string;
}

/** Names of the sets that rules refer to. */
export interface IpsetNames {
  readonly addresses4: string;
  readonly addresses6: string;
  readonly interfaces6: string;
  readonly igmp: string;
  readonly mld: string;
  readonly neighbourDiscovery: string;
}

/** Prefixes of the names of interfaces with a virtual MAC: `PREFIX.VRID`. */
export interface VirtualMacSettings {
  readonly prefix: string;
  /** For interfaces that carry the addresses of `use_vmac_addr`. */
  readonly addressPrefix: string;
}
