/** `net_namespace` and `-s`: addresses that appear in another network than the one meant are worse than none. */
import type { Position } from '../diagnostics.js';
import type { BuildContext } from './context.js';

/**
 * True when the process is in that namespace. Otherwise the daemon must not start, and a test can say nothing about
 * interfaces. `at` is where the keyword stands; the command line's namespace has no place.
 */
export function checkNetNamespace(name: string, at: Position | undefined, context: BuildContext): boolean {
  if (context.ports.isInNetNamespace(name)) return true;
  const hint = `start it with \`ip netns exec ${name} holdfast ...\``;
  context.interfacesElsewhere = true;
  if (context.test) {
    // keepalived goes there to look, so its verdict about interfaces may be another one.
    const text = `this process is not in the network namespace ${name}: interfaces are not checked`;
    context.diagnostics.warning(at, 'net-namespace-elsewhere', text, { hint });
    return false;
  }
  const text = `this process is not in the network namespace ${name}, and cannot change to it yet`;
  context.diagnostics.error(at, 'net-namespace-elsewhere', text, { class: 'none', hint });
  context.refuse(`${text}: ${hint}`);
  return false;
}
