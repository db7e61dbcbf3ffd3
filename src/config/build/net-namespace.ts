/** `net_namespace` and `-s`: addresses that appear in another network than the one meant are worse than none. */
import type { Statement } from '../parser.js';
import type { BuildContext } from './context.js';

/**
 * The namespace wished for, if any; the command line's goes first. To be called before any interface is looked at,
 * wherever the keyword stands: when the process is elsewhere, the daemon must not start, and a test can say nothing
 * about interfaces.
 */
export function checkNetNamespace(statements: readonly Statement[], context: BuildContext): string | undefined {
  const word = statements.find(({ row }) => row.name === 'net_namespace')?.words[0];
  const name = context.givenNamespace ?? word?.text;
  if (name === undefined || context.ports.isInNetNamespace(name)) return name;
  const at = context.givenNamespace === undefined ? word?.at : undefined;
  const hint = `start it with \`ip netns exec ${name} holdfast ...\``;
  context.interfacesElsewhere = true;
  if (context.test) {
    // keepalived goes there to look, so its verdict about interfaces may be another one.
    const text = `this process is not in the network namespace ${name}: interfaces are not checked`;
    context.diagnostics.warning(at, 'net-namespace-elsewhere', text, { hint });
    return name;
  }
  const text = `this process is not in the network namespace ${name}, and cannot change to it yet`;
  context.diagnostics.error(at, 'net-namespace-elsewhere', text, { class: 'none', hint });
  context.refuse(`${text}: ${hint}`);
  return name;
}
