/** What is known of the kinds of interfaces that exist already. */
import type { BuildContext } from '../context.js';

/** Drivers of interfaces that send and receive through another one, whose link and gaps are theirs. */
const ON_ANOTHER: ReadonlySet<string> = new Set(['macvlan', 'ipvlan']);

/** True when this interface is made on another one; false also when nothing is known of it. */
export function standsOnAnother(name: string, { ports, interfacesElsewhere }: BuildContext): boolean {
  return !interfacesElsewhere && ON_ANOTHER.has(ports.interfaceKind?.(name) ?? '');
}
