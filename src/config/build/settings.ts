/** The tree of a whole configuration to settings. Order matters as it does in keepalived: see each block. */
import type { InstanceSettings, ScriptSettings } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import type { Statement } from '../parser.js';
import type { Settings } from '../settings.js';
import type { BuildContext, ScriptDraft } from './context.js';
import { checkInstances } from './cross-checks.js';
import { finishGlobals } from './global/finish.js';
import { finishBfd, finishGroupNotifies, finishGroups } from './instance/finish-groups.js';
import { finishInstance } from './instance/finish-instance.js';
import { joinSyncGroups } from './instance/sync-group.js';
import { finishLvs } from './lvs/finish-lvs.js';
import { checkNetNamespace } from './net-namespace.js';
import { finishInstanceNotify } from './notify.js';
import { APPLY_ROOT } from './root.js';
import { checkScriptSecurity } from './trackers/script-security.js';
import { resolveScript } from './trackers/scripts.js';
import { followStatic } from './trackers/track-group.js';
import type { VrrpScriptDraft } from './trackers/vrrp-script.js';

/**
 * Builds settings from the statements of the top level, given one by one and not kept: a configuration of ten thousand
 * virtual servers never stands in memory as a tree. What is wrong goes to the context's diagnostics; why the daemon
 * must not run, to its `unusable`.
 */
export class SettingsBuilder {
  readonly #context: BuildContext;
  #namespaceComesLate = false;
  #begun = false;

  constructor(context: BuildContext) {
    this.#context = context;
    if (context.givenNamespace !== undefined) this.#goTo(context.givenNamespace, undefined);
  }

  /**
   * True when `net_namespace` stood below blocks that were read with the interfaces of another namespace: build again,
   * with the namespace known from the start (`BuildContext.expectedNamespace`).
   */
  get namespaceComesLate(): boolean {
    return this.#namespaceComesLate;
  }

  add(statement: Statement): void {
    const context = this.#context;
    const name = statement.row.name === 'net_namespace' ? statement.words[0] : undefined;
    if (name !== undefined && context.givenNamespace === undefined && context.globals.netNamespace === undefined) {
      const expected = context.expectedNamespace === name.text;
      if (this.#goTo(name.text, name.at) && this.#begun && !expected) this.#namespaceComesLate = true;
    }
    this.#begun = true;
    if (statement.row.name === 'vrrp_instance') context.parts.vrrp = true;
    if (statement.row.name === 'virtual_server') context.parts.lvs = true;
    context.applyAll([statement], context.drafts, APPLY_ROOT);
  }

  /** True when interfaces are not where they are looked for. */
  #goTo(name: string, at: Position | undefined): boolean {
    return !checkNetNamespace(name, at, this.#context);
  }

  /** To be called once, after the last statement; `files` are all that were read. */
  finish(files: readonly string[]): Settings {
    return finishSettings(files, this.#context);
  }
}

function finishSettings(files: readonly string[], context: BuildContext): Settings {
  const { scripts, instances: drafts } = context.drafts;
  const syncGroups = joinSyncGroups(context);
  const finished: InstanceSettings[] = [];
  for (const draft of drafts.values()) {
    const settings = finishInstance(draft, context);
    if (settings !== undefined) finished.push(settings);
  }
  const checked = checkInstances(finished, new Map([...drafts.values()].map(({ name, at }) => [name, at])), context);
  const tracked = new Set(finished.flatMap(({ trackScripts }) => trackScripts.map(({ name }) => name)));
  const usable = usableScripts(scripts, scriptsNamed(context), context);
  const instances = checked.map(instance => withUsableScripts(instance, usable));
  for (const [name, { at }] of scripts) {
    if (!tracked.has(name) && !context.test) {
      context.diagnostics.note(at, 'script-unused', `no instance tracks \`vrrp_script\` ${name}; it is not run`);
    }
  }
  const notify = [...drafts.values()].map(draft =>
    finishInstanceNotify(draft, context.drafts.groupOf.get(draft.name), context),
  );
  const groupNotify = finishGroupNotifies(syncGroups, context);
  const running = [...usable.values()].filter(({ name }) => tracked.has(name));
  const global = finishGlobals(context, context.parts);
  const lvs = finishLvs(context);
  checkScriptSecurity(context);
  const { globals } = context;
  return {
    ...global,
    ...lvs,
    vrrp: {
      globals: {
        garpInterval: globals.garpInterval,
        gnaInterval: globals.gnaInterval,
        startupDelay: globals.startupDelay,
        logsUnknownVrids: globals.logsUnknownVrids,
        dynamicInterfaces: globals.dynamicInterfaces,
        allowIfChanges: globals.allowIfChanges,
        delayAfterBoot: globals.delayAfterBoot,
      },
      instances: followStatic(instances, context),
      staticAddresses: context.drafts.statics.addresses,
      staticRoutes: context.drafts.statics.routes,
      staticRules: context.drafts.statics.rules,
      ...finishGroups(instances, syncGroups, context),
    },
    scripts: running,
    notify,
    groupNotify,
    bfd: finishBfd(context),
    files,
  };
}

/** Every script that an instance or a group names as a tracker, be it one that cannot run. */
function scriptsNamed({ drafts: { instances, syncGroups } }: BuildContext): ReadonlySet<string> {
  const users = [...instances.values(), ...syncGroups.values()];
  return new Set(users.flatMap(({ trackScripts }) => [...trackScripts.keys()]));
}

/** Scripts that can run, with their resolved path; the others are said to be disabled, and nobody tracks them. */
function usableScripts(
  scripts: ReadonlyMap<string, VrrpScriptDraft>,
  named: ReadonlySet<string>,
  context: BuildContext,
): Map<string, ScriptSettings> {
  const usable = new Map<string, ScriptSettings>();
  for (const [name, { settings, at }] of scripts) {
    if (settings.opensFile !== undefined) {
      usable.set(name, settings);
      continue;
    }
    const [path = '', ...rest] = settings.command;
    const label = `\`vrrp_script\` ${name}`;
    const script: ScriptDraft = { label, argv: [path, ...rest], user: settings.user, at };
    // keepalived looks at every script, tracked or not, when there is an instance, and at none otherwise. To 2.2.7 one
    // that nobody tracks is a risk, too; newer releases know that it will not be run.
    const command = resolveScript(script, context, context.parts.vrrp, named.has(name));
    if (command !== undefined) usable.set(name, { ...settings, command });
  }
  return usable;
}

function withUsableScripts(instance: InstanceSettings, usable: ReadonlyMap<string, ScriptSettings>): InstanceSettings {
  return { ...instance, trackScripts: instance.trackScripts.filter(({ name }) => usable.has(name)) };
}
