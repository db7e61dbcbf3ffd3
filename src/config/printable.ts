/** Text from files, made safe to show. */

/** Control characters of a hostile file must not reach a terminal, nor those that turn or hide what stands beside them. */
export function printable(text: string): string {
  return text
    .replace(/[\x00-\x08\x0a-\x1f\x7f]/g, '?')
    .replace(/[\x80-\x9f]/g, '??')
    .replace(/[\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '\ufffd');
}

/** Bytes to text that a terminal may show; what stands for a character has as many bytes, so that columns still hold. */
export function readable(bytes: string): string {
  if (!/[\x80-\xff]/.test(bytes)) return printable(bytes);
  // A line that was cut short may end inside a character of up to four bytes.
  for (let cut = 0; cut < 4; cut++) {
    const text = Buffer.from(bytes.slice(0, bytes.length - cut), 'latin1').toString('utf8');
    if (!text.includes('\ufffd')) return printable(text);
  }
  return printable(bytes.replace(/[\x80-\xff]/g, '?'));
}
