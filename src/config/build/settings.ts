/** The tree of a whole configuration to settings. Order matters as it does in keepalived: see each block. */
import type { InstanceNotify, NotifyCommand } from '../../notify/settings.js';
import type { InstanceSettings, ScriptSettings } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import type { Statement } from '../parser.js';
import type { Settings } from '../settings.js';
import type { BuildContext, ScriptDraft } from './context.js';
import { checkInstances } from './cross-checks.js';
import type { InstanceDraft, NotifyField } from './draft.js';
import { finishInstance } from './finish-instance.js';
import { checkNetNamespace } from './net-namespace.js';
import { APPLY_ROOT } from './root.js';
import { resolveScript, type VrrpScriptDraft } from './scripts.js';

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
  const finished: InstanceSettings[] = [];
  for (const draft of drafts.values()) {
    const settings = finishInstance(draft, context);
    if (settings !== undefined) finished.push(settings);
  }
  checkInstances(finished, new Map([...drafts.values()].map(({ name, at }) => [name, at])), context);
  const usable = usableScripts(scripts, context);
  const instances = finished.map(instance => withUsableScripts(instance, usable));
  const tracked = new Set(instances.flatMap(({ trackScripts }) => trackScripts.map(({ name }) => name)));
  for (const [name, { at }] of scripts) {
    if (!finished.some(instance => instance.trackScripts.some(one => one.name === name)) && !context.test) {
      context.diagnostics.note(at, 'script-unused', `no instance tracks \`vrrp_script\` ${name}; it is not run`);
    }
  }
  const notify = [...drafts.values()].map(draft => finishNotify(draft, context));
  const running = [...usable.values()].filter(({ name }) => tracked.has(name));
  const placeOf = (script: string, instance: string): Position | undefined =>
    scripts.get(script)?.at ?? Object.values(drafts.get(instance)?.notify ?? {})[0]?.at;
  checkScriptSecurity(running, notify, placeOf, context);
  const { globals, ports } = context;
  const netNamespace = context.givenNamespace ?? globals.netNamespace;
  return {
    process: {
      routerId: globals.routerId ?? ports.hostName,
      scriptSecurity: globals.scriptSecurity,
      usesPidDirectory: globals.usesPidDirectory,
      ...(globals.instanceName === undefined ? {} : { instanceName: globals.instanceName }),
      ...(netNamespace === undefined ? {} : { netNamespace }),
      ...(globals.umask === undefined ? {} : { umask: globals.umask }),
    },
    vrrp: {
      globals: {
        garpInterval: globals.garpInterval,
        gnaInterval: globals.gnaInterval,
        startupDelay: globals.startupDelay,
        logsUnknownVrids: globals.logsUnknownVrids,
        dynamicInterfaces: globals.dynamicInterfaces,
      },
      instances,
    },
    scripts: running,
    notify,
    files,
  };
}

/** Scripts that can run, with their resolved path; the others are said to be disabled, and nobody tracks them. */
function usableScripts(
  scripts: ReadonlyMap<string, VrrpScriptDraft>,
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
    const command = resolveScript({ label, argv: [path, ...rest], user: settings.user, at }, context, true);
    if (command !== undefined) usable.set(name, { ...settings, command });
  }
  return usable;
}

function withUsableScripts(instance: InstanceSettings, usable: ReadonlyMap<string, ScriptSettings>): InstanceSettings {
  return { ...instance, trackScripts: instance.trackScripts.filter(({ name }) => usable.has(name)) };
}

function finishNotify(draft: InstanceDraft, context: BuildContext): InstanceNotify {
  const commands: Partial<Record<NotifyField, NotifyCommand>> = {};
  for (const [field, script] of Object.entries(draft.notify) as [NotifyField, ScriptDraft][]) {
    // keepalived's test does not look at the paths of notify scripts.
    const command = resolveScript(script, context, false);
    if (command !== undefined) commands[field] = { command, user: script.user };
  }
  return { instance: draft.name, ...commands };
}

/**
 * Scripts without `enable_script_security` are what keepalived calls a security violation. Only those that would run
 * count: a missing one does not, nor does `</path`, which runs nothing.
 */
function checkScriptSecurity(
  tracked: readonly ScriptSettings[],
  notify: readonly InstanceNotify[],
  places: (script: string, instance: string) => Position | undefined,
  { globals, diagnostics }: BuildContext,
): void {
  if (globals.scriptSecurity) return;
  const script = tracked.find(({ opensFile }) => opensFile === undefined);
  const notified = notify.find(one => Object.keys(one).length > 1);
  if (script === undefined && notified === undefined) return;
  const text = 'SECURITY VIOLATION: scripts are run, but `enable_script_security` is not set in `global_defs`';
  const at = places(script?.name ?? '', notified?.instance ?? '');
  diagnostics.warning(at, 'script-security', text, { class: 'security' });
}
