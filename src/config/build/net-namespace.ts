/** `net_namespace` and `-s`: addresses that appear in another network than the one meant are worse than none. */
import type { Position } from '../diagnostics.js';
import type { BuildContext } from './context.js';

/**
 * True when the process is in that namespace. Otherwise the daemon must not start, and a test looks at the interfaces
 * there or, when it may not, can say nothing about them. `at` is where the keyword stands; the command line's namespace has no place.
 */
export function checkNetNamespace(name: string, at: Position | undefined, context: BuildContext): boolean {
  if (context.ports.isInNetNamespace(name)) return true;
  const hint = `start it with \`ip netns exec ${name} holdfast ...\``;
  const looksThere = context.goElsewhere(name);
  if (context.test && !namespaceExists(name, context)) {
    context.namespaceMissing = true;
    const text = `there is no network namespace ${name}: whatever else is found, this test ends with status 0, as keepalived's does`;
    context.diagnostics.warning(at, 'net-namespace-missing', text, { hint: `create it with \`ip netns add ${name}\`` });
    return false;
  }
  if (looksThere) return false;
  if (context.test) {
    const text = `this process is not in the network namespace ${name}: interfaces are not checked`;
    context.diagnostics.warning(at, 'net-namespace-elsewhere', text, { hint });
    return false;
  }
  const text = `this process is not in the network namespace ${name}, and cannot change to it any more`;
  context.diagnostics.error(at, 'net-namespace-elsewhere', text, { class: 'none', hint });
  context.refuse(`${text}: ${hint}`);
  return false;
}

/** `ip netns` keeps a file for each of its namespaces (ip-netns(8)). */
function namespaceExists(name: string, { ports }: BuildContext): boolean {
  if (name === '' || name.includes('/')) return false;
  return ['/run/netns', '/var/run/netns'].some(folder => ports.files.facts(`${folder}/${name}`)?.kind === 'file');
}
