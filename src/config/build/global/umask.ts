/** `umask`: a number in C notation, or names of bits as in open(2). */
import type { Statement } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { Globals } from '../globals.js';

const UMASK_BITS: ReadonlyMap<string, number> = new Map([
  ['IRUSR', 0o400],
  ['IWUSR', 0o200],
  ['IXUSR', 0o100],
  ['IRWXU', 0o700],
  ['IRGRP', 0o040],
  ['IWGRP', 0o020],
  ['IXGRP', 0o010],
  ['IRWXG', 0o070],
  ['IROTH', 0o004],
  ['IWOTH', 0o002],
  ['IXOTH', 0o001],
  ['IRWXO', 0o007],
]);

/** A mask that cannot be read is reported and leaves the one before it. */
export function readUmask(globals: Globals, { words }: Statement, { diagnostics }: BuildContext): void {
  const mask = parseUmask(words.map(word => word.text));
  if (mask !== undefined) {
    globals.umask = mask;
    return;
  }
  const given = words.map(word => word.text).join(' ');
  const text = `\`umask\` is a number up to 0777 or names such as IRUSR|IWUSR, not \`${given}\`; the line is ignored`;
  diagnostics.error(words[0]!.at, 'umask-invalid', text);
}

function parseUmask(words: readonly string[]): number | undefined {
  const [first = ''] = words;
  if (/^\d/.test(first)) {
    const number = words.length === 1 ? parseNumber(first) : undefined;
    return number !== undefined && number <= 0o777 ? number : undefined;
  }
  let mask = 0;
  // A space stands for nothing but the end of a name: `IRUSR IWUSR` is not two of them.
  for (const name of words.join(' ').split('|')) {
    const bit = UMASK_BITS.get(name.trim());
    if (bit === undefined) return undefined;
    mask |= bit;
  }
  return mask;
}

function parseNumber(text: string): number | undefined {
  if (/^0[0-7]{0,6}$/.test(text)) return Number.parseInt(text, 8);
  return /^(?:0[xX][0-9a-fA-F]{1,4}|[1-9]\d{0,4})$/.test(text) ? Number(text) : undefined;
}
