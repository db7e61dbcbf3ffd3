/** What each keyword outside blocks does. */
import type { Statement } from '../parser.js';
import type { Apply, BuildContext } from './context.js';
import type { Drafts } from './drafts.js';
import { APPLY_GLOBAL } from './globals.js';
import { readInstance } from './instance.js';
import { buildVrrpScript } from './scripts.js';

export const APPLY_ROOT: Apply<Drafts> = {
  global_defs: (_, { body }, context) => context.applyAll(body, context.globals, APPLY_GLOBAL),
  vrrp_script: (drafts, statement, context) => {
    const script = buildVrrpScript(statement, context);
    // A second one of the same name is never found by anybody.
    if (script !== undefined && !drafts.scripts.has(script.settings.name)) {
      drafts.scripts.set(script.settings.name, script);
    }
  },
  vrrp_instance: readInstanceBlock,
  net_namespace: (_, { words }, { globals, diagnostics }) => {
    const name = words[0]!;
    if (globals.netNamespace === undefined) globals.netNamespace = name.text;
    else {
      const text = `\`net_namespace\` is ${globals.netNamespace} already; ${name.text} is ignored`;
      diagnostics.error(name.at, 'net-namespace-twice', text);
    }
  },
  use_pid_dir: (_, __, { globals }) => {
    globals.usesPidDirectory = true;
  },
  instance: (_, { words, at }, { globals, diagnostics }) => {
    const name = words[0]?.text ?? '';
    if (name === '') return diagnostics.error(at, 'instance-missing', '`instance` needs a name; the line is ignored');
    globals.instanceName = name;
    globals.usesPidDirectory = true;
  },
};

function readInstanceBlock(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const { words, at, end } = statement;
  const { diagnostics } = context;
  const name = words.length === 1 ? words[0]!.text : undefined;
  if (name === undefined) {
    diagnostics.error(at, 'instance-name', '`vrrp_instance` needs exactly one name; the block is ignored');
  } else if (drafts.instances.has(name)) {
    const text = `\`vrrp_instance\` ${name} is defined already; this block is ignored`;
    diagnostics.error(at, 'instance-twice', text, { hint: `it ends in line ${end.line}` });
  } else drafts.instances.set(name, readInstance(statement, context));
}
