/**
 * Configurations, and the tables that keepalived 2.4.3 makes of them: what `ipvsadm -Sn` says after its start. Only of a
 * sorry server under NAT without port it makes a destination with port 0, to which nothing can be sent.
 */
import { type PoolView, SORRY_WEIGHT, UNLISTED } from '../../src/ipvs/pool/view.js';

export interface TableCase {
  readonly title: string;
  readonly text: string;
  /** Where the pools do not list every server with its configured weight. */
  readonly pools?: readonly PoolView[];
  readonly table: readonly string[];
}

const web = (lines: string, service = '10.77.0.1 80') => `virtual_server ${service} {\n${lines}\n}\n`;

const behind = (services: readonly string[], scheduler: string, destination: string) =>
  services.flatMap(service => [`-A ${service} -s ${scheduler}`, `-a ${service} -r ${destination}`]);

export const TABLES: readonly TableCase[] = [
  {
    title: 'NAT, with weights',
    text: web(`lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.77.1.1 8080 { weight 3 }
    real_server 10.77.1.2 8081 { weight 0 }`),
    table: [
      '-A -t 10.77.0.1:80 -s rr',
      '-a -t 10.77.0.1:80 -r 10.77.1.1:8080 -m -w 3',
      '-a -t 10.77.0.1:80 -r 10.77.1.2:8081 -m -w 0',
    ],
  },
  {
    title: 'everything defaulted',
    text: web('real_server 10.77.1.1 53 { }', '10.77.0.1 53'),
    table: ['-A -u 10.77.0.1:53 -s wlc', '-a -u 10.77.0.1:53 -r 10.77.1.1:53 -m -w 1'],
  },
  {
    title: 'direct routing forces ports; persistence',
    text: web(`lb_algo wrr
    lb_kind DR
    protocol TCP
    persistence_timeout 50
    persistence_granularity 255.255.255.0
    real_server 10.77.1.1 80 { }
    real_server 10.77.1.2 81 { }
    real_server 10.77.1.3 { }`),
    table: [
      '-A -t 10.77.0.1:80 -s wrr -p 50 -M 255.255.255.0',
      '-a -t 10.77.0.1:80 -r 10.77.1.1:80 -g -w 1',
      '-a -t 10.77.0.1:80 -r 10.77.1.2:80 -g -w 1',
      '-a -t 10.77.0.1:80 -r 10.77.1.3:80 -g -w 1',
    ],
  },
  {
    title: 'tunnels',
    text: web(`lb_algo wlc
    lb_kind TUN type gue port 7000 remcsum
    protocol UDP
    real_server 10.77.1.1 80 { }
    real_server 10.77.1.2 80 { lvs_method TUN type ipip }
    real_server 10.77.1.3 80 { lvs_method NAT }
    real_server 10.77.1.4 80 { lvs_method TUN type gue port 6080 csum }
    real_server 10.77.1.5 80 { lvs_method TUN type gre csum }`),
    table: [
      '-A -u 10.77.0.1:80 -s wlc',
      '-a -u 10.77.0.1:80 -r 10.77.1.1:80 -i -w 1 --tun-type gue --tun-port 7000 --tun-remcsum',
      '-a -u 10.77.0.1:80 -r 10.77.1.2:80 -i -w 1 --tun-type ipip',
      '-a -u 10.77.0.1:80 -r 10.77.1.3:80 -m -w 1',
      '-a -u 10.77.0.1:80 -r 10.77.1.4:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum',
      '-a -u 10.77.0.1:80 -r 10.77.1.5:80 -i -w 1 --tun-type gre --tun-csum',
    ],
  },
  {
    title: 'a tunnel to a server of the other family',
    text: web('lb_algo rr\nlb_kind TUN\nprotocol TCP\nreal_server fd77:1::1 80 { }'),
    table: ['-A -t 10.77.0.1:80 -s rr', '-a -t 10.77.0.1:80 -r [fd77:1::1]:80 -i -w 1 --tun-type ipip'],
  },
  {
    title: 'flags of the scheduler sh',
    text: web('lb_algo sh\nsh-port\nsh-fallback\nlb_kind NAT\nprotocol TCP\nreal_server 10.77.1.1 80 { }'),
    table: ['-A -t 10.77.0.1:80 -s sh -b sh-fallback,sh-port', '-a -t 10.77.0.1:80 -r 10.77.1.1:80 -m -w 1'],
  },
  {
    title: 'flags of the scheduler mh, those before it refused',
    text: web('mh-port\nlb_algo mh\nmh-fallback\nlb_kind NAT\nprotocol TCP\nreal_server 10.77.1.1 80 { }'),
    table: ['-A -t 10.77.0.1:80 -s mh -b mh-fallback', '-a -t 10.77.0.1:80 -r 10.77.1.1:80 -m -w 1'],
  },
  {
    title: 'one-packet scheduling and a persistence engine',
    text: web(
      `lb_algo rr
    ops
    lb_kind NAT
    protocol UDP
    persistence_engine sip
    persistence_timeout
    real_server 10.77.1.1 5060 { }`,
      '10.77.0.1 5060',
    ),
    table: ['-A -u 10.77.0.1:5060 -s rr -p 360 --pe sip -o', '-a -u 10.77.0.1:5060 -r 10.77.1.1:5060 -m -w 1'],
  },
  {
    title: 'neither is for TCP without persistence',
    text: web(
      'lb_algo rr\nops\nlb_kind NAT\nprotocol TCP\npersistence_engine sip\nreal_server 10.77.1.1 5060 { }',
      '10.77.0.1 5060',
    ),
    table: ['-A -t 10.77.0.1:5060 -s rr', '-a -t 10.77.0.1:5060 -r 10.77.1.1:5060 -m -w 1'],
  },
  {
    title: 'marks of both families',
    text: `virtual_server fwmark 7 {
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 10.77.1.1 80 { }
    real_server 10.77.1.2 { }
}
virtual_server fwmark 8 {
    lb_algo rr
    lb_kind NAT
    persistence_granularity 64
    real_server fd77:1::1 80 { }
}
`,
    table: [
      '-A -f 7 -s rr',
      '-a -f 7 -r 10.77.1.1:0 -g -w 1',
      '-a -f 7 -r 10.77.1.2:0 -g -w 1',
      '-A -f 8 -6 -s rr -p 360 -M 64',
      '-a -f 8 -6 -r [fd77:1::1]:80 -m -w 1',
    ],
  },
  {
    title: 'a group of every form of entry',
    text: `virtual_server_group G {
    10.77.0.1 80
    10.77.5.10-12 443
    10.77.6.8/30 81
    10.77.7.2-10.77.7.4 82
    fwmark 9
}
virtual_server group G {
    lb_algo nq
    lb_kind NAT
    protocol TCP
    real_server 10.77.1.1 8080 { }
}
`,
    table: behind(
      [
        '-t 10.77.0.1:80',
        ...[10, 11, 12].map(byte => `-t 10.77.5.${byte}:443`),
        ...[8, 9, 10, 11].map(byte => `-t 10.77.6.${byte}:81`),
        ...[2, 3, 4].map(byte => `-t 10.77.7.${byte}:82`),
        '-f 9',
      ],
      'nq',
      '10.77.1.1:8080 -m -w 1',
    ),
  },
  {
    title: 'a group of IPv6 with persistence',
    text: `virtual_server_group G {
    fd77::8-a 83
    fd77::20/126 84
    fd77::1
}
virtual_server group G {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    persistence_timeout
    real_server fd77:1::1 80 { }
}
`,
    table: behind(
      [
        ...['8', '9', 'a'].map(end => `-t [fd77::${end}]:83`),
        ...['20', '21', '22', '23'].map(end => `-t [fd77::${end}]:84`),
        '-t [fd77::1]:0',
      ],
      'rr -p 360',
      '[fd77:1::1]:80 -m -w 1',
    ),
  },
  {
    title: 'a group under direct routing: each service has its own port',
    text: `virtual_server_group G {
    10.77.0.1 80
    10.77.0.1 443
    fwmark 3
}
virtual_server group G {
    lb_algo rr
    lb_kind DR
    protocol TCP
    real_server 10.77.1.1 80 { }
    real_server 10.77.1.2 { }
}
`,
    table: [['-t 10.77.0.1:80', 80] as const, ['-t 10.77.0.1:443', 443] as const, ['-f 3', 0] as const].flatMap(
      ([service, port]) => [
        `-A ${service} -s rr`,
        `-a ${service} -r 10.77.1.1:${port} -g -w 1`,
        `-a ${service} -r 10.77.1.2:${port} -g -w 1`,
      ],
    ),
  },
  {
    title: 'two virtual servers share a group: one service',
    text: `virtual_server_group G {
    10.77.0.1 80
}
virtual_server group G {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.77.1.1 80 { }
}
virtual_server group G {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    real_server 10.77.1.2 80 { }
}
`,
    table: [
      '-A -t 10.77.0.1:80 -s rr',
      '-a -t 10.77.0.1:80 -r 10.77.1.1:80 -m -w 1',
      '-a -t 10.77.0.1:80 -r 10.77.1.2:80 -m -w 1',
    ],
  },
  {
    title: 'one address in two blocks: the first scheduler, the servers of both',
    text:
      web('lb_algo rr\nlb_kind NAT\nprotocol TCP\nreal_server 10.77.1.1 80 { }') +
      web('lb_algo wrr\nlb_kind NAT\nprotocol TCP\nreal_server 10.77.1.2 80 { }'),
    table: [
      '-A -t 10.77.0.1:80 -s rr',
      '-a -t 10.77.0.1:80 -r 10.77.1.1:80 -m -w 1',
      '-a -t 10.77.0.1:80 -r 10.77.1.2:80 -m -w 1',
    ],
  },
  {
    title: 'no port: persistent',
    text: web(
      'lb_algo rr\nlb_kind NAT\nprotocol TCP\nreal_server 10.77.1.1 80 { }\nreal_server 10.77.1.2 { }',
      '10.77.0.1',
    ),
    table: [
      '-A -t 10.77.0.1:0 -s rr -p 360',
      '-a -t 10.77.0.1:0 -r 10.77.1.1:80 -m -w 1',
      '-a -t 10.77.0.1:0 -r 10.77.1.2:0 -m -w 1',
    ],
  },
  {
    title: 'alpha, and a sorry server with a method of its own',
    text: web(`lb_algo rr
    lb_kind DR
    protocol TCP
    alpha
    sorry_server 10.77.1.3 90
    sorry_server_lvs_method NAT
    real_server 10.77.1.1 80 { TCP_CHECK { } }
    real_server 10.77.1.2 80 { inhibit_on_failure
                               TCP_CHECK { } }`),
    pools: [{ weights: [UNLISTED, 0], sorryWeight: SORRY_WEIGHT }],
    table: [
      '-A -t 10.77.0.1:80 -s rr',
      '-a -t 10.77.0.1:80 -r 10.77.1.2:80 -g -w 0',
      '-a -t 10.77.0.1:80 -r 10.77.1.3:90 -m -w 1',
    ],
  },
  {
    title: 'a sorry server without port has that of the service, under NAT too',
    text: web(
      'lb_algo rr\nlb_kind NAT\nprotocol TCP\nsorry_server 10.77.1.3\nreal_server 10.77.1.1 80 { TCP_CHECK { } }',
    ),
    pools: [{ weights: [UNLISTED], sorryWeight: SORRY_WEIGHT }],
    table: ['-A -t 10.77.0.1:80 -s rr', '-a -t 10.77.0.1:80 -r 10.77.1.3:80 -m -w 1'],
  },
  {
    title: 'a sorry server under direct routing has the port of the service',
    text: web(
      'lb_algo rr\nlb_kind DR\nprotocol TCP\nsorry_server 10.77.1.3 90\nreal_server 10.77.1.1 80 { TCP_CHECK { } }',
    ),
    pools: [{ weights: [UNLISTED], sorryWeight: SORRY_WEIGHT }],
    table: ['-A -t 10.77.0.1:80 -s rr', '-a -t 10.77.0.1:80 -r 10.77.1.3:80 -g -w 1'],
  },
];
