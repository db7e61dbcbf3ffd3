/** Words to YAML scalars (YAML 1.2.2, 7.3), plain where a reader gets the same text back without quotes. */

/** Where a scalar stands: between `[` and `]` fewer characters can do without quotes. */
export type Surroundings = 'block' | 'flow';

/** One word of Latin-1 bytes as a scalar; bytes that are no UTF-8 become `!!binary`. */
export function yamlScalar(raw: string, surroundings: Surroundings = 'block'): string {
  if (isPlain(raw, surroundings)) return raw;
  if (!/[\x80-\xff]/.test(raw)) return quote(raw);
  const bytes = Buffer.from(raw, 'latin1');
  const text = bytes.toString('utf8');
  return Buffer.from(text, 'utf8').equals(bytes) ? quote(text) : `!!binary "${bytes.toString('base64')}"`;
}

/** Printable ASCII that starts and ends no other structure. Numbers are plain, too: readers look at their text. */
function isPlain(raw: string, surroundings: Surroundings): boolean {
  if (!/^[A-Za-z0-9_/.+-][\x20-\x7e]*$/.test(raw) || raw.endsWith(' ')) return false;
  if (/: |:$| #/.test(raw) || /^(?:-(?:$|[ -])|\.\.\.)/.test(raw)) return false;
  if (surroundings === 'flow' && /[,[\]{}]/.test(raw)) return false;
  return !/^(?:null|true|false|~)$/i.test(raw) || /^(?:true|false)$/.test(raw);
}

/** JSON's string is YAML's double-quoted scalar, but for what YAML 1.2.2, 5.1 does not call printable. */
function quote(text: string): string {
  return JSON.stringify(text).replace(/[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]/g, char => {
    return `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}
