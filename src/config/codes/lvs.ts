/** Codes of load balancing. */
import type { CodeExplanation } from './explanation.js';

export const LVS_CODES = {
  'flag-word': {
    cause:
      'A keyword of a virtual server that is switched on by being there has `false`, `off` or `no` behind it, which is not looked at.',
    cure: 'Remove the line to leave it off.',
  },
  'granularity-invalid': {
    cause:
      '`persistence_granularity` is neither a netmask (IPv4) nor a prefix length of 1 to 128 (IPv6), or belongs to the other family.',
    cure: 'Write a netmask such as 255.255.255.0 for IPv4, a prefix length such as 64 for IPv6.',
  },
  'granularity-odd': {
    cause:
      'The netmask of `persistence_granularity` has gaps. A bare number such as 24 is not a prefix length for IPv4: it is the mask 0.0.0.24.',
    cure: 'Write the mask in full, such as 255.255.255.0.',
  },
  'ha-suspend-mark': {
    cause:
      '`ha_suspend` looks whether the virtual address is configured on this machine, and a firewall mark has none.',
    cure: 'Remove `ha_suspend`, or define the service by its address.',
  },
  'hysteresis-high': {
    cause:
      '`hysteresis` must be less than `quorum`, or the quorum could never be lost. A quorum that is too high is lowered first.',
    cure: 'Lower `hysteresis` or raise `quorum`.',
  },
  'mark-zero': {
    cause: 'Mark 0 is what every packet has that nobody marked; IPVS takes it for "no mark".',
    cure: 'Mark the packets with another number, and use that one.',
  },
  'method-missing': {
    cause: 'A virtual server has no `lb_kind` (or `lvs_method`).',
    cure: 'Write `lb_kind NAT`, `lb_kind DR` or `lb_kind TUN`.',
  },
  'one-packet-protocol': {
    cause: '`ops` schedules each packet on its own, which IPVS does for UDP only.',
    cure: 'Remove `ops`.',
  },
  'persistence-engine': {
    cause:
      '`persistence_engine` has more than 16 characters, or stands without `persistence_timeout`, where it does nothing.',
    cure: 'Use the name of a persistence engine of the kernel, such as sip, together with `persistence_timeout`.',
  },
  'port-missing': {
    cause:
      'A virtual server (or an entry of its group) has no port, so it takes all of them; IPVS does that for persistent services only.',
    cure: 'Give it a port, or write `persistence_timeout`.',
  },
  'protocol-missing': {
    cause: 'A virtual server has no `protocol`. The default is UDP, which is seldom meant.',
    cure: 'Write `protocol TCP`, `protocol UDP` or `protocol SCTP`.',
  },
  'protocol-unused': {
    cause:
      'Firewall marks select packets whatever their protocol is, so `protocol` means nothing to a virtual server that has only marks.',
    cure: 'Remove `protocol`.',
  },
  'quorum-high': {
    cause: 'The weights of all real servers together are less than `quorum`, or all of them are 0.',
    cure: 'Lower `quorum`, raise weights, or add real servers.',
  },
  'real-server-twice': {
    cause:
      'A virtual server has two real servers of the same address and port. Those without a port have that of the virtual server.',
    cure: 'Remove one of them; give the other the sum of the weights if that was meant.',
  },
  'scheduler-flag': {
    cause:
      'A flag of the schedulers sh or mh stands where that scheduler is not set above it, or it is `hashed`, which does nothing.',
    cure: 'Set `lb_algo` above it to the scheduler the flag belongs to, or remove the flag.',
  },
  'scheduler-missing': {
    cause: 'A virtual server has no `lb_algo` (or `lvs_sched`).',
    cure: 'Write `lb_algo` with a scheduler, such as wlc or rr.',
  },
  'server-address': {
    cause: 'A virtual, real or sorry server begins with something that is no IP address. Names are not looked up.',
    cure: 'Write address and port as two words: `192.0.2.1 80`.',
  },
  'server-address-cut': {
    cause: 'A prefix or a range stands where one address belongs; what follows the first address is not used.',
    cure: 'Write one address; a `virtual_server_group` takes ranges and prefixes.',
  },
  'server-family': {
    cause:
      'A real or sorry server has another address family than its virtual server, or `ip_family` contradicts the addresses above it.',
    cure: 'Use addresses of one family, or reach the server through a tunnel (`lvs_method TUN`, set above it).',
  },
  'server-group-empty': {
    cause: 'A `virtual_server_group` has no entry, or none that can be used.',
    cure: 'Add an address or a firewall mark, or remove the group.',
  },
  'server-group-entry': {
    cause: 'A line of a `virtual_server_group` is no address, prefix or range.',
    cure: 'Write `192.0.2.1 80`, `192.0.2.0/28 80`, `192.0.2.1-9 80`, `192.0.2.1-192.0.2.9 80` or `fwmark 5`.',
  },
  'server-group-family': {
    cause:
      'A group has addresses of both families: its marks then need a family of their own, and only a virtual server whose real servers are all reached by tunnels can use it.',
    cure: 'Write `fwmark N inet` or `fwmark N inet6`; make one group and one virtual server for each family.',
  },
  'server-group-range': {
    cause:
      'A range of a `virtual_server_group` has more than 65,536 addresses. Without `nftables_ipvs`, each would be a service of the kernel with all its real servers.',
    cure: 'Use smaller ranges, set `nftables_ipvs`, or mark the packets in the firewall and use `fwmark`.',
  },
  'server-group-unknown': {
    cause: 'A virtual server names a group that does not exist, or was dropped because no entry of it can be used.',
    cure: 'Define the `virtual_server_group`, or correct the name.',
  },
  'server-port': {
    cause:
      'A real or sorry server that is reached by DR or TUN has a port of its own. Only NAT changes ports, so packets arrive with the port of the service.',
    cure: 'Remove the port, or use `NAT`.',
  },
  'sorry-server-inhibit': {
    cause:
      'A sorry server is also a real server of the same virtual server, and the two disagree about staying listed with weight 0.',
    cure: 'Set `sorry_server_inhibit` and `inhibit_on_failure` alike, or use another machine as the sorry server.',
  },
  'sorry-server-missing': {
    cause:
      '`sorry_server_inhibit` or `sorry_server_lvs_method` stands above the `sorry_server` it belongs to, or there is none.',
    cure: 'Move it below `sorry_server`.',
  },
  'ssl-twice': {
    cause: 'The `SSL` block, or a keyword in it, stands there twice; the last one counts.',
    cure: 'Remove one of them.',
  },
  'thresholds-crossed': {
    cause:
      '`lthreshold` is greater than `uthreshold` (0 when it is not set), which the kernel refuses: the server would not be in service.',
    cure: 'Set `uthreshold` above `lthreshold`.',
  },
  'tunnel-option': {
    cause: 'The options behind `TUN` contradict one another, lack a value, or are not known.',
    cure: 'Write `type ipip`, `type gue port N` or `type gre`, and a checksum option where the type has one: gue any, gre `csum` or `nocsum`.',
  },
  'tunnel-options-unused': {
    cause: 'Options of a tunnel stand behind `NAT` or `DR`.',
    cure: 'Remove them, or write `TUN`.',
  },
  'virtual-server-empty': {
    cause: 'A virtual server has no real server, or none of them can be used.',
    cure: 'Add a `real_server`, or remove the block.',
  },
  'virtual-server-incomplete': {
    cause: '`virtual_server fwmark` has no number behind it, or `virtual_server group` no name.',
    cure: 'Write `virtual_server fwmark N` or `virtual_server group NAME`.',
  },
  'virtual-server-twice': {
    cause:
      'Two virtual servers have the same address, port and protocol, or the same mark. The kernel has one service for both, with the real servers of both.',
    cure: 'Put all the real servers into one block.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
