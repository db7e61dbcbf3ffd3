/** The plain keywords outside blocks: namespaces, pid files, and how the program stops. */
import { seconds } from '../../../base/duration.js';
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { readInteger } from '../values.js';

export const APPLY_TOP_LEVEL: Apply<Drafts> = {
  net_namespace: (_, { words }, { globals, diagnostics }) => {
    const name = words[0]!;
    if (globals.netNamespace === undefined) globals.netNamespace = name.text;
    else {
      const text = `\`net_namespace\` is ${globals.netNamespace} already; ${name.text} is ignored`;
      diagnostics.error(name.at, 'net-namespace-twice', text);
    }
  },
  net_namespace_ipvs: readIpvsNamespace,
  namespace_with_ipsets: (_, __, { globals }) => {
    globals.usesIpsetsInNamespace = true;
  },
  use_pid_dir: (_, __, { globals }) => {
    globals.usesPidDirectory = true;
  },
  instance: readInstanceName,
  child_wait_time: (_, statement, { globals, diagnostics }) => {
    const value = readInteger(statement, diagnostics);
    if (value !== undefined) globals.childWaitTime = seconds(value);
  },
  linkbeat_use_polling: (_, __, { globals }) => {
    globals.pollsLinks = true;
  },
};

/** Without a name: the namespace that has none. */
function readIpvsNamespace(_: Drafts, { words, at }: Statement, { globals, diagnostics }: BuildContext): void {
  const name = words[0]?.text ?? '';
  if (globals.ipvsNamespace === undefined) {
    globals.ipvsNamespace = name === '' ? { kind: 'default' } : { kind: 'named', name };
    return;
  }
  if (words.length === 0) {
    // The default is no name to be found already: keepalived wants a word here, and ends without one.
    const text = 'a second `net_namespace_ipvs` needs a name, and would be ignored with one';
    diagnostics.error(at, 'parameter-missing', text, { class: 'missing-parameter' });
    return;
  }
  const before = globals.ipvsNamespace.kind === 'named' ? globals.ipvsNamespace.name : 'the default one';
  const text = `\`net_namespace_ipvs\` is ${before} already; this line is ignored`;
  diagnostics.error(words[0]!.at, 'net-namespace-twice', text);
}

function readInstanceName(_: Drafts, { words, at }: Statement, { globals, diagnostics }: BuildContext): void {
  const name = words[0];
  if (name === undefined || name.text === '') {
    // keepalived takes an empty name for one.
    const silent = name === undefined ? {} : ({ class: 'none' } as const);
    diagnostics.error(at, 'instance-missing', '`instance` needs a name; the line is ignored', silent);
  } else if (globals.instanceName !== undefined) {
    const text = `\`instance\` is ${globals.instanceName} already; ${name.text} is ignored`;
    diagnostics.error(name.at, 'keyword-twice', text);
  } else {
    globals.instanceName = name.text;
    globals.usesPidDirectory = true;
  }
}
