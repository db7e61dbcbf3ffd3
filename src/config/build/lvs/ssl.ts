/** The `SSL` block. */
import type { TlsClientSettings } from '../../../health/settings.js';
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { Mutable } from '../mutable.js';
import type { LvsDrafts } from './draft.js';

type Reading = Mutable<TlsClientSettings>;

function field(name: keyof TlsClientSettings): Apply<Reading>[string] {
  return (reading, { row, words, at }, { diagnostics }) => {
    if (reading[name] !== undefined) {
      diagnostics.error(at, 'ssl-twice', `\`${row.name}\` is set already; this one replaces it`);
    }
    reading[name] = words[0]!.text;
  };
}

export const APPLY_SSL: Apply<Reading> = {
  password: field('password'),
  ca: field('ca'),
  certificate: field('certificate'),
  key: field('key'),
};

/** A second block replaces the first one as a whole. */
export function readSsl(drafts: LvsDrafts, { body, at }: Statement, context: BuildContext): void {
  if (drafts.tls !== undefined) {
    context.diagnostics.error(at, 'ssl-twice', 'there is an `SSL` block already; this one replaces it');
  }
  const reading: Reading = {};
  context.applyAll(body, reading, APPLY_SSL);
  drafts.tls = reading;
}
