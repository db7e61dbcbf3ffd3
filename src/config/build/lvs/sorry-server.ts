/** The server that takes over while there is no quorum. Its two further keywords must follow it. */
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import { nameOf, type SorryServerDraft, type VirtualServerDraft } from './draft.js';
import { readEndpoint } from './endpoint.js';
import { readMethod } from './lvs-method.js';
import { warnOfWord } from './server.js';

export const APPLY_SORRY_SERVER: Apply<VirtualServerDraft> = {
  sorry_server: (draft, { words, at }, context) => {
    const endpoint = readEndpoint(words, 'a sorry server', 'the line is ignored', context);
    if (endpoint !== undefined) draft.sorryServer = { at, ...endpoint, method: draft.method, inhibits: false };
  },
  sorry_server_inhibit: (draft, statement, context) => {
    const sorry = sorryServerAbove(draft, statement, context);
    if (sorry === undefined) return;
    warnOfWord(statement, context);
    sorry.inhibits = true;
  },
  sorry_server_lvs_method: (draft, statement, context) => {
    const sorry = sorryServerAbove(draft, statement, context);
    if (sorry === undefined) return;
    if (statement.words.length === 0) {
      const text = '`sorry_server_lvs_method` needs a value: NAT, DR or TUN';
      context.diagnostics.error(statement.at, 'parameter-missing', text, { class: 'missing-parameter' });
    } else sorry.method = readMethod(statement, context) ?? sorry.method;
  },
};

function sorryServerAbove(
  { sorryServer }: VirtualServerDraft,
  { row, at }: Statement,
  { diagnostics }: BuildContext,
): SorryServerDraft | undefined {
  if (sorryServer === undefined) {
    const text = `\`${row.name}\` has no \`sorry_server\` above it; the line is ignored`;
    diagnostics.error(at, 'sorry-server-missing', text);
  }
  return sorryServer;
}

/** Judged at the end of the block, when the family is known. A method set below the server comes too late for this. */
export function dropForeignSorryServer(draft: VirtualServerDraft, { diagnostics }: BuildContext): void {
  const sorry = draft.sorryServer;
  if (sorry === undefined || draft.family === undefined || sorry.address.family === draft.family) return;
  if (sorry.method?.kind === 'TUN') return;
  const text = `sorry_server ${sorry.address.text} cannot serve \`${nameOf(draft)}\`, which is IPv${draft.family}; it is ignored`;
  const hint = 'only tunnels (`sorry_server_lvs_method TUN`) lead from one family to the other';
  diagnostics.error(draft.end, 'server-family', text, { hint });
  draft.sorryServer = undefined;
}
