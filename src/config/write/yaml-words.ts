/** Words of one line as a YAML value. */
import { yamlScalar } from './yaml-scalar.js';

/** The line in which these words are cut again, or undefined when a word holds what a line cannot. */
export function joinPlainWords(raws: readonly string[]): string | undefined {
  return raws.every(raw => raw !== '' && !/[\s"\x80-\xff]/.test(raw)) ? raws.join(' ') : undefined;
}

/** Names, which cannot hold a double quote: those with blanks are put into quotes. */
export function joinWords(raws: readonly string[]): string {
  return raws.map(raw => (raw === '' || /\s/.test(raw) ? `"${raw}"` : raw)).join(' ');
}

/** `[a, "b c"]` */
export function wordList(raws: readonly string[]): string {
  return `[${raws.map(raw => yamlScalar(raw, 'flow')).join(', ')}]`;
}
