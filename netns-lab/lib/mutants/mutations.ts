// biome-ignore-all lint/suspicious/noTemplateCurlyInString: `${NAME}` is syntax of the configuration language here
/** The ways in which people break a configuration: each changes some lines of a file. */
import { ADDRESSES } from './lvs-keywords.js';
import { between, chance, pick, type Random } from './random.js';

/** Edits the lines in place; without a line that suits, nothing happens. */
type Edit = (random: Random, lines: string[]) => void;

/** What is written where something else belongs. */
const VALUES = [
  ...['0', '-1', '1', '2', '255', '256', '599', '600', '65535', '65536', '4294967295', '4294967296', '2147483648'],
  ...['-2147483648', '1.5', '.5', '5.', '.', '1e3', '0x10', '010', '5x', 'x', '""', '"5"', "'5'", '"5', "5'", '+5'],
  ...['1,5', '18446744073710', '0.000001', '0.0000001', '4294.967295', '4294.967296', '99999999999999999999', '-200'],
  ...['true', 'TRUE', 'no', '10.0.0.1', '10.0.0.300', '2001:db8::1', 'fe80::1', 'fe80::1%eth0', '10.0.0.0/24'],
  ...['10.0.0.1-5', '10.0.0.1:80', '255.255.255.0', '64', '129', 'inet', 'inet6', 'eth0', 'nosuch', 'NAT', 'nat', 'DR'],
  ...['rr', 'a#b', 'a!b', 'a;', '${X}', '$X', 'fwmark', 'group', '/bin/true', '/nonexistent', 'a.b', 'a..b', '200-'],
  ...['300-200', '99', 'abc', '0g', '0123456789abcdef0123456789abcdef', '0123456789abcdef', '1 2', 'root', 'a b c'],
];

const KEYWORDS = (
  'alpha retry weight delay_loop connect_timeout path connect_ip misc_path protocol lb_algo lb_kind sorry_server ' +
  'virtualhost name type user fwmark quorum digest priority state interface file script router_id notify_up quorum_up ' +
  'inhibit_on_failure ip_family persistence_timeout lvs_method uthreshold smtp_alert snmp_name ops sh-port hashed ca ' +
  'password regex status_code payload helo_name bind_if log_all_failures min_reply_length multihop ttl'
).split(' ');

const isPlain = (line: string) => !/[{}]/.test(line);
const opens = (line: string) => line.includes('{');
const hasValue = (line: string) => /^\s*[\w-]+ [^{}]+$/.test(line);

/** The number of a line like that, or undefined. The first line of a file is never meant. */
function lineLike(random: Random, lines: readonly string[], suits: (line: string) => boolean): number | undefined {
  const numbers = lines.flatMap((line, i) => (i > 0 && suits(line) ? [i] : []));
  return numbers.length === 0 ? undefined : pick(random, numbers);
}

/** Rewrites one line like that. */
function rewrite(suits: (line: string) => boolean, change: (random: Random, line: string) => string): Edit {
  return (random, lines) => {
    const at = lineLike(random, lines, suits);
    if (at !== undefined) lines[at] = change(random, lines[at]!);
  };
}

/** Rewrites one word behind the keyword. */
function rewriteWord(suits: (line: string) => boolean, change: (random: Random) => readonly string[]): Edit {
  return rewrite(suits, (random, line) => {
    const words = line.trim().split(' ');
    const end = words.at(-1) === '{' ? words.length - 2 : words.length - 1;
    if (end >= 1) words.splice(between(random, 1, end), 1, ...change(random));
    return `${/^\s*/.exec(line)![0]}${words.join(' ')}`;
  });
}

/** Where the block that begins in this line ends. */
function endOf(lines: readonly string[], start: number): number {
  let depth = 0;
  for (let i = start; i < lines.length; i++) {
    if (opens(lines[i]!)) depth++;
    if (lines[i]!.includes('}') && --depth <= 0) return i;
  }
  return lines.length - 1;
}

/** Does something to one block, given where it begins and ends. */
function withBlock(act: (random: Random, lines: string[], start: number, end: number) => void): Edit {
  return (random, lines) => {
    const start = lineLike(random, lines, opens);
    if (start !== undefined) act(random, lines, start, endOf(lines, start));
  };
}

function insert(random: Random, lines: string[], ...more: readonly string[]): void {
  lines.splice(between(random, 3, lines.length - 1), 0, ...more);
}

function misspelt(random: Random, word: string): string {
  const i = between(random, 0, Math.max(word.length - 2, 0));
  return pick(random, [
    word.slice(0, i) + word.slice(i + 1, i + 2) + word.slice(i, i + 1) + word.slice(i + 2),
    word.slice(0, i) + word.slice(i + 1),
    word.toUpperCase(),
    word.replaceAll('_', '-'),
  ]);
}

const otherAddress = (random: Random, line: string) =>
  line.replace(/\b10\.[\d.]+|2001:[\w:]+/, found => pick(random, ADDRESSES[found.startsWith('10') ? 6 : 4]));

/** By name; how often each is chosen. */
const MUTATIONS: Readonly<Record<string, readonly [Edit, number]>> = {
  'another value': [rewriteWord(hasValue, random => [pick(random, VALUES)]), 12],
  'another head': [
    rewriteWord(
      line => /^\s*[\w-]+ .*\{$/.test(line),
      random => [pick(random, VALUES)],
    ),
    3,
  ],
  'a word less': [
    rewriteWord(
      line => hasValue(line) || / \S+ \{$/.test(line),
      () => [],
    ),
    4,
  ],
  'a word more': [rewrite(isPlain, (random, line) => `${line} ${pick(random, VALUES)}`), 3],
  'a line twice': [
    (random, lines) => {
      const at = lineLike(random, lines, isPlain);
      if (at !== undefined) lines.splice(at, 0, lines[at]!);
    },
    3,
  ],
  'a line less': [
    (random, lines) => {
      const at = lineLike(random, lines, isPlain);
      if (at !== undefined) lines.splice(at, 1);
    },
    4,
  ],
  'a line elsewhere': [
    (random, lines) => {
      const at = lineLike(random, lines, isPlain);
      if (at !== undefined) insert(random, lines, lines[at]!);
    },
    4,
  ],
  'a keyword astray': [
    (random, lines) =>
      insert(random, lines, `  ${pick(random, KEYWORDS)}${chance(random, 0.8) ? ` ${pick(random, VALUES)}` : ''}`),
    4,
  ],
  'a misspelt keyword': [rewrite(isPlain, (random, line) => line.replace(/[\w-]+/, word => misspelt(random, word))), 2],
  'another keyword': [rewrite(isPlain, (random, line) => line.replace(/[\w-]+/, () => pick(random, KEYWORDS))), 2],
  'a block less': [withBlock((_, lines, start, end) => lines.splice(start, end - start + 1)), 2],
  'a block twice': [withBlock((_, lines, start, end) => lines.splice(end + 1, 0, ...lines.slice(start, end + 1))), 2],
  'an empty block': [withBlock((_, lines, start, end) => lines.splice(start + 1, Math.max(end - start - 1, 0))), 2],
  'another family': [rewrite(line => /\b10\.\d|2001:/.test(line), otherAddress), 3],
  'another port': [
    rewrite(
      line => /_server [\d.a-f:]+/.test(line),
      (random, line) =>
        line.replace(/(_server [\d.a-f:]+)( \d+)?/, `$1${pick(random, ['', ' 0', ' 81', ' 65536', ' x'])}`),
    ),
    3,
  ],
  'a brace in the next line': [
    withBlock((_, lines, start) => lines.splice(start, 1, lines[start]!.replace(/ ?\{$/, ''), '{')),
    1,
  ],
  'a block in one line': [
    withBlock((_, lines, start, end) => lines.splice(start, end - start + 1, lines.slice(start, end + 1).join(' '))),
    1,
  ],
  'a quote': [
    rewrite(hasValue, (random, line) =>
      line.replace(/^(\s*[\w-]+) (.*)$/, pick(random, ['$1 "$2"', '$1"$2"', "$1 '$2'", "$1 '$2", '$1 $2"'])),
    ),
    2,
  ],
  'a comment': [
    rewrite(isPlain, (random, line) => pick(random, [`# ${line}`, `${line} # x`, `${line} ! x \\`, `// ${line}`])),
    1,
  ],
  'a definition': [
    (random, lines) => {
      const at = lineLike(random, lines, line => hasValue(line) && !/["'\\]/.test(line));
      const [, keyword, value] = at === undefined ? [] : (/^(\s*[\w-]+) (.*)$/.exec(lines[at]!) ?? []);
      if (at === undefined || value === undefined) return;
      lines[at] = `${keyword} ${pick(random, ['$V', '${V}', '"${V}"'])}`;
      lines.unshift(`$V=${value}`);
    },
    1,
  ],
  'a condition': [rewrite(isPlain, (random, line) => `${pick(random, ['@other', '@^other', '@'])} ${line.trim()}`), 1],
  'a sequence': [
    rewrite(
      line => isPlain(line) && /\d/.test(line),
      (_, line) => `~SEQ(k, 1, 2) ${line.trim().replace(/\d(?=\D*$)/, '$${k}')}`,
    ),
    1,
  ],
};

const WEIGHED = Object.entries(MUTATIONS).flatMap(([name, [edit, times]]) =>
  Array.from({ length: times }, () => ({ name, edit })),
);

/** Breaks the lines in place, in one way or in two, and answers in which. */
export function mutate(random: Random, lines: string[]): string {
  const chosen = Array.from({ length: pick(random, [1, 1, 1, 2]) }, () => pick(random, WEIGHED));
  for (const { edit } of chosen) edit(random, lines);
  return chosen.map(({ name }) => name).join(' and ');
}
