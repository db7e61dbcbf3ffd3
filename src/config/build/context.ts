/** What the builders of one configuration share. */
import type { ScriptUser } from '../../vrrp/settings.js';
import type { Diagnostics, Position } from '../diagnostics.js';
import type { Statement } from '../parser.js';
import type { ConfigurationPorts } from '../ports.js';
import { type Accounts, readAccounts } from './accounts.js';
import { defaultGlobals, type Globals } from './globals.js';
import { checkUnused } from './values.js';

/** A script as it was written; its path is looked at when everything is read. */
export interface ScriptDraft {
  /** How messages call it, e.g. "`notify_master` of VI_1". */
  readonly label: string;
  readonly argv: readonly [string, ...string[]];
  readonly user: ScriptUser;
  readonly at: Position;
}

/** One line per keyword: what a statement does to the thing being built. */
export type Apply<T> = Readonly<Record<string, (draft: T, statement: Statement, context: BuildContext) => void>>;

export class BuildContext {
  readonly globals: Globals = defaultGlobals();
  readonly accounts: Accounts;
  /** Why the daemon must not start, in the order found. */
  readonly unusable: string[] = [];
  readonly #said = new Set<string>();

  constructor(
    readonly diagnostics: Diagnostics,
    readonly ports: ConfigurationPorts,
    /** `-t`: numbers with trailing junk are then refused everywhere. */
    readonly test: boolean,
  ) {
    this.accounts = readAccounts(ports.files);
  }

  /** Does each statement to the draft; a keyword without effect is checked and mentioned once. */
  applyAll<T>(statements: readonly Statement[], draft: T, apply: Apply<T>): void {
    for (const statement of statements) {
      this.noteOld(statement);
      apply[statement.row.name]?.(draft, statement, this);
      if (statement.row.noEffect === undefined) continue;
      checkUnused(statement, this.diagnostics);
      this.noteUnused(statement);
    }
  }

  /** A missing interface is a mistake unless interfaces may come later; true when the name may be used. */
  interfaceUsable(name: string, at: Position, user: string): boolean {
    if (this.globals.dynamicInterfaces || this.ports.interfaceExists(name)) return true;
    const hint = 'with `dynamic_interfaces` in `global_defs` it may appear later';
    this.diagnostics.error(at, 'interface-missing', `there is no interface \`${name}\` for ${user}`, { hint });
    this.refuse(`there is no interface ${name}`);
    return false;
  }

  refuse(reason: string): void {
    if (!this.unusable.includes(reason)) this.unusable.push(reason);
  }

  noteUnused({ row, at }: Statement): void {
    const key = `${row.type === 'skipped' ? 'block ' : ''}${row.name}`;
    if (row.noEffect === undefined || this.#said.has(key)) return;
    this.#said.add(key);
    this.diagnostics.warning(at, 'no-effect-yet', `\`${row.name}\` is accepted, but ${row.noEffect}`);
  }

  noteOld({ row, at }: Statement): void {
    if (row.replacedBy === undefined) return;
    const text = `\`${row.name}\` is an old name`;
    const hint = `write \`${row.replacedBy}\``;
    this.diagnostics.warning(at, 'keyword-deprecated', text, { class: row.oldCounts ? 'deprecated' : 'none', hint });
  }
}
