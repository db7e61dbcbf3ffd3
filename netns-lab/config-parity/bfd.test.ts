/** `bfd_instance` and those that track it, one mistake a file: the real `keepalived -t` and ours. */
import { testParity } from '../lib/config-parity.js';

const HEAD = '  interface eth0\n  virtual_router_id 51\n';

function instance(lines = ''): string {
  return `vrrp_instance V {\n${HEAD}${lines}  virtual_ipaddress {\n    10.0.0.1/24\n  }\n}\n`;
}

const TRACK = instance('  track_bfd {\n    b\n  }\n');

/** The brace on the last line: keepalived says at the end of a block what it finds there. */
function bfd(lines: string[] = [], { name = 'b', neighbour = '  neighbor_ip 10.77.0.2' } = {}): string {
  return `bfd_instance ${name} {\n${[neighbour, ...lines.map(line => `  ${line}`)].join('\n')} }\n`;
}

/** Files with one line each, by title. */
function lines(keyword: string, values: readonly (string | number)[]): Record<string, string> {
  return Object.fromEntries(
    values.map(value => [`${keyword} ${value} of a BFD session`, bfd([`${keyword} ${value}`]) + instance()]),
  );
}

const SOURCE = 'source_ip 10.77.0.1';

testParity({
  'a BFD session': bfd() + instance(),
  'a BFD session alone': bfd(),
  'a BFD session that is tracked': bfd() + TRACK,
  'a BFD session that is tracked above it': TRACK + bfd(),
  'a BFD session for instances': bfd(['vrrp']) + TRACK,
  'a BFD session for checkers': bfd(['checker']) + instance(),
  'a BFD session for checkers that is tracked': bfd(['checker']) + TRACK,
  'a BFD session for both': bfd(['vrrp', 'checker']) + TRACK,
  'a BFD session with two names': bfd([], { name: 'b c' }) + instance(),
  'a BFD session with a long name': bfd([], { name: 'b'.repeat(31) }) + instance(),
  'a BFD session with too long a name': bfd([], { name: 'b'.repeat(32) }) + instance(),
  'a BFD session without a neighbour': bfd([], { neighbour: '  passive' }) + instance(),
  'the other spelling of neighbour': bfd([], { neighbour: '  neighbour_ip 10.77.0.2' }) + instance(),
  'a neighbour that is no address': bfd([], { neighbour: '  neighbor_ip foo' }) + instance(),
  'a neighbour with a prefix length': bfd([], { neighbour: '  neighbor_ip 10.77.0.2/24' }) + instance(),
  'a neighbour with an interface': bfd([], { neighbour: '  neighbor_ip fe80::1%eth0' }) + instance(),
  'a neighbour with IPv6': bfd([], { neighbour: '  neighbor_ip fe80::1' }) + instance(),
  'two neighbours': bfd(['neighbor_ip 10.77.0.3']) + instance(),
  'a source': bfd([SOURCE]) + instance(),
  'a source that is no address': bfd(['source_ip foo']) + instance(),
  'a source that is missing': bfd(['source_ip']) + instance(),
  'a source of the other family': bfd(['source_ip fe80::1']) + instance(),
  'a source that nobody has': bfd(['source_ip 10.99.99.99']) + instance(),
  'two sessions of one name': bfd() + bfd() + instance(),
  'two sessions with one neighbour': `${bfd()}bfd_instance c { neighbor_ip 10.77.0.2 }\n${instance()}`,
  'two sessions with one neighbour and source': `${bfd([SOURCE])}bfd_instance c {\n  ${SOURCE}\n  neighbor_ip 10.77.0.2 }\n${instance()}`,
  'two sessions with one neighbour and two sources':
    bfd([SOURCE]) + bfd(['source_ip 10.77.0.5'], { name: 'c' }) + instance(),
  'two sessions with one neighbour, one without a source': `${bfd([SOURCE])}bfd_instance c { neighbor_ip 10.77.0.2 }\n${instance()}`,
  ...lines('min_rx', ['', 0, 0.999, 1, 1.5, 10_000, 10_001, 4_294_967, 4_294_968, 'x', '1x', 1.0005, -1]),
  ...lines('min_tx', ['', 0, 0.5, 1, 20_000, 4_294_968, 'x']),
  ...lines('idle_tx', ['', 999, 999.999, 1_000, 1_000.5, 10_001, 'x']),
  ...lines('multiplier', ['', 0, 1, 255, 256, 'x', '3x']),
  ...lines('ttl', ['', 0, 1, 255, 256, 'x']),
  ...lines('hoplimit', ['', 0, 64]),
  ...lines('max_hops', ['', -2, -1, 0, 255, 256, 'x']),
  'more hops than the TTL': bfd(['ttl 5', 'max_hops 6']) + instance(),
  'as many hops as the TTL': bfd(['ttl 5', 'max_hops 5']) + instance(),
  'more hops than IPv6 has': bfd(['max_hops 65'], { neighbour: '  neighbor_ip fe80::1' }) + instance(),
  ...lines('passive', ['', 'x']),
  ...lines('vrrp', ['x']),
  ...lines('weight', ['', 5, 253, 254, '5x', '5 reverse', '5 noreverse', '5 foo', '5 reverse foo']),
  'two weights of a BFD session': bfd(['weight 5', 'weight 6']) + instance(),
  'an unknown keyword in a BFD session': bfd(['foo']) + instance(),
});
