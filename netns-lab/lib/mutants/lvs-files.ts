/** Whole configurations of load balancing, nearly all of them right. */
import * as lines from './lvs-keywords.js';
import { between, chance, pick, type Random, shuffled } from './random.js';

/** What the servers of one virtual server have in common. */
interface Service {
  readonly family: 4 | 6;
  readonly kind: 'address' | 'mark' | 'group';
  readonly port: string;
  readonly mixesMethods: boolean;
}

/** The lines of a file; two mutants of it differ in a few of them. */
export function lvsFile(random: Random): string[] {
  const servers = Array.from({ length: pick(random, [1, 1, 2]) }, (_, i) => virtualServer(random, i + 1)).flat();
  const named = ['G4', 'G6'].filter(name => servers.some(line => line.includes(`group ${name} `)));
  const groups = named.flatMap(name => group(random, name, name === 'G4' ? 4 : 6));
  const globals = some(random, lines.GLOBALS, pick(random, [0, 0.05, 0.1]));
  return [
    ...block('global_defs', ['router_id a', 'enable_script_security', 'script_user root', ...globals]),
    ...block('track_file F1', ['file /tmp/f1']),
    ...block('bfd_instance B1', ['neighbor_ip 10.0.0.9']),
    ...(chance(random, 0.2) ? block('SSL', shuffled(random, ['ca /etc/ca.pem', 'key /etc/k.pem'])) : []),
    ...(chance(random, 0.5) ? [...groups, ...servers] : [...servers, ...groups]),
  ];
}

function block(head: string, body: readonly string[]): string[] {
  return [`${head} {`, ...body.map(line => `  ${line}`), '}'];
}

/** Some of the lines, in any order. */
function some(random: Random, from: readonly lines.Line[], probability: number): string[] {
  const chosen = shuffled(random, from).filter(([, , own]) => chance(random, own ?? probability));
  return chosen.map(([keyword, value]) => `${keyword} ${value(random)}`.trim());
}

/** The blocks somewhere between the lines. */
function mixed(random: Random, plain: readonly string[], blocks: readonly (readonly string[])[]): string[] {
  const all: (readonly string[])[] = plain.map(line => [line]);
  for (const one of blocks) all.splice(between(random, 0, all.length), 0, one);
  return all.flat();
}

function group(random: Random, name: string, family: 4 | 6): string[] {
  const entries = {
    4: ['10.3.0.1 80', '10.3.0.2-9 80', '10.3.1.0/28 80', '10.3.2.1-10.3.2.7 80', 'fwmark 100', 'fwmark 101 inet'],
    6: ['2001:db8:3::1 80', '2001:db8:3::10-1f 80', '2001:db8:3:1::/120 80', 'fwmark 102 inet6'],
  };
  return block(`virtual_server_group ${name}`, shuffled(random, entries[family]).slice(0, between(random, 1, 3)));
}

function virtualServer(random: Random, number: number): string[] {
  const family = chance(random, 0.75) ? 4 : 6;
  const kind = pick(random, ['address', 'address', 'address', 'mark', 'group'] as const);
  const port = kind === 'group' ? '80' : pick(random, lines.PORTS);
  const service: Service = { family, kind, port, mixesMethods: chance(random, 0.5) };
  const address = family === 4 ? `10.2.0.${number}` : `2001:db8:2::${number}`;
  const selector = { address: `${address} ${port}`, mark: `fwmark ${number}`, group: `group G${family}` }[kind];
  const settings = [
    ...scheduling(random),
    `${pick(random, ['lb_kind', 'lvs_method'])} ${lines.METHOD(random)}`,
    ...(kind === 'mark' ? [] : [`protocol ${pick(random, ['TCP', 'UDP', 'SCTP', 'tcp', 'Udp'])}`]),
    ...(chance(random, kind === 'address' ? 0.1 : 0.5) ? [`ip_family ${family === 4 ? 'inet' : 'inet6'}`] : []),
    ...some(random, lines.VIRTUAL_SERVER, pick(random, [0.03, 0.1, 0.2])),
    ...(chance(random, 0.15) ? [`persistence_granularity ${family === 4 ? '255.255.255.0' : '64'}`] : []),
  ];
  const servers = Array.from({ length: between(random, 1, 3) }, (_, i) => realServer(random, service, i + 1)).flat();
  const rest = [...sorryServer(random, service), ...servers];
  return block(`virtual_server ${selector}`, chance(random, 0.9) ? [...settings, ...rest] : [...rest, ...settings]);
}

function scheduling(random: Random): string[] {
  const scheduler = pick(random, lines.SCHEDULERS);
  const flags = /^[sm]h$/.test(scheduler) && chance(random, 0.4) ? [`${scheduler}-port`, `${scheduler}-fallback`] : [];
  return [`${pick(random, ['lb_algo', 'lvs_sched'])} ${scheduler}`, ...flags];
}

function sorryServer(random: Random, { family, port }: Service): string[] {
  if (chance(random, 0.75)) return [];
  const address = family === 4 ? '10.9.9.9' : '2001:db8:9::9';
  return [
    `sorry_server ${address}${chance(random, 0.6) ? ` ${port}` : ''}`,
    ...(chance(random, 0.4) ? ['sorry_server_inhibit'] : []),
    ...(chance(random, 0.3) ? [`sorry_server_lvs_method ${lines.METHOD(random)}`] : []),
  ];
}

function realServer(random: Random, service: Service, number: number): string[] {
  const { family, kind, port, mixesMethods } = service;
  const address = family === 4 ? `10.1.0.${number}` : `2001:db8:1::${number}`;
  const settings = some(random, lines.REAL_SERVER, pick(random, [0.05, 0.15]));
  if (mixesMethods && chance(random, 0.2)) settings.push(`lvs_method ${lines.METHOD(random)}`);
  const checkers = Array.from({ length: pick(random, [0, 1, 1, 1, 2]) }, () => checker(random, family));
  return block(`real_server ${address}${kind === 'mark' ? '' : ` ${port}`}`, mixed(random, settings, checkers));
}

function checker(random: Random, family: 4 | 6): string[] {
  const density = pick(random, [0.05, 0.15, 0.3]);
  const usual = [...lines.connection(family), ...lines.SCHEDULE];
  const plain = (more: readonly lines.Line[] = []) => some(random, [...usual, ...more], density);
  switch (between(random, 0, 9)) {
    case 0:
      return block('TCP_CHECK', plain());
    case 1:
      return block('PING_CHECK', plain());
    case 2:
      return block('SMTP_CHECK', plain(lines.SMTP));
    case 3:
      return block('DNS_CHECK', plain(lines.DNS));
    case 4:
      return block('UDP_CHECK', plain(lines.UDP));
    case 5: {
      const command = lines.SCRIPT(random).replace(/ root.*/, '');
      const settings = some(random, [...lines.SCHEDULE, ...lines.MISC], density);
      return block('MISC_CHECK', mixed(random, settings, [[`misc_path ${command}`]]));
    }
    case 6:
      return block('FILE_CHECK', ['track_file F1', ...some(random, lines.FILE, density)]);
    case 7:
      return block('BFD_CHECK', ['name B1', ...some(random, lines.BFD, density)]);
    case 8:
      return block('HTTP_GET', mixed(random, plain(lines.HTTP), urls(random, density)));
    default:
      return block('SSL_GET', mixed(random, plain(lines.HTTP), urls(random, density)));
  }
}

function urls(random: Random, density: number): string[][] {
  return Array.from({ length: between(random, 1, 2) }, () => {
    const path = `path ${pick(random, ['/', '/status', '/a?b=c', '"/x y"'])}`;
    return block('url', shuffled(random, [path, ...some(random, lines.URL, density)]));
  });
}
