/** Names of the files that signals ask for. */
import { basename, dirname, isAbsolute, join } from 'node:path';
import type { ProcessSettings } from '../../config/settings.js';

export interface DumpPlace {
  readonly name: string;
  /** Absent: the directory of dump files. */
  readonly directory?: string;
}

/**
 * The file of the state dump. A `state_dump_file` that ends with `/` is a directory, one without a directory a name in the
 * usual one; `data_use_instance` puts network namespace and instance in front of the last dot. Neither concerns
 * statistics or JSON, as in keepalived.
 */
export function stateDumpPlace({ files, instanceName, netNamespace }: ProcessSettings): DumpPlace {
  const wish = files.stateDump ?? '';
  const directory = wish.endsWith('/') ? wish : wish.includes('/') ? dirname(wish) : '';
  const name = wish === '' || wish.endsWith('/') ? 'keepalived.data' : basename(wish);
  const whose = [netNamespace, instanceName].filter(part => part !== undefined).join('_');
  const isNamed = files.namesDumpsByInstance && whose !== '';
  return {
    name: isNamed ? withSuffix(name, whose) : name,
    ...(directory === '' ? {} : { directory: isAbsolute(directory) ? directory : join('/', directory) }),
  };
}

function withSuffix(name: string, suffix: string): string {
  const dot = name.lastIndexOf('.');
  return dot < 0 ? `${name}.${suffix}` : `${name.slice(0, dot)}.${suffix}${name.slice(dot)}`;
}
