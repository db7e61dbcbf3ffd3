/** What the builders of one configuration share. */
import type { ScriptUser } from '../../base/script-user.js';
import type { DiagnosticCode } from '../codes/index.js';
import type { Diagnostics, Position } from '../diagnostics.js';
import { didYouMean } from '../hint.js';
import type { KeywordRow } from '../keywords/row.js';
import type { Statement } from '../parser.js';
import type { ConfigurationPorts, InterfaceFacts } from '../ports.js';
import { type Accounts, readAccounts, UNKNOWN_ACCOUNTS } from './accounts.js';
import { type Drafts, newDrafts } from './drafts.js';
import { defaultGlobals, type Globals } from './globals.js';
import { NAME_DIRECTORIES, RouteNames } from './routing/route-names.js';
import type { ScriptUse } from './trackers/script-security.js';
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

/** A machine with more interfaces than these is a router or a host of containers, and a list of them no hint. */
const MOST_NAMED = 8;
const INTERFACE_MAY_COME = 'with `dynamic_interfaces` in `global_defs` it may appear later';

/** What the builders share: what is known already, what is outside, and where mistakes go. */
export class BuildContext {
  readonly globals: Globals = defaultGlobals();
  /** Everything read so far: what a name may refer to. */
  readonly drafts: Drafts = newDrafts();
  readonly accounts: Accounts;
  /** Why the daemon must not start, in the order found. */
  readonly unusable: string[] = [];
  /** Every script that will be run; `resolveScript` notes them. */
  readonly scriptsUsed: ScriptUse[] = [];
  /** Directories that were searched for a script of a similar name. */
  scriptSearches = 0;
  /** Which parts of the program have something to do; without, their scripts do not count. */
  readonly parts = { vrrp: false, lvs: false };
  /** True when the interfaces meant are in a network namespace that we are not in: nothing is known of them. */
  interfacesElsewhere = false;
  /** True in a test for a network namespace that does not exist. */
  namespaceMissing = false;
  /** `net_namespace` as a first reading found it below other blocks. */
  expectedNamespace: string | undefined;
  readonly #said = new Set<string>();
  /** Spares the text of a warning that a row has had: there may be a hundred thousand statements of it. */
  readonly #saidRows = new Set<KeywordRow>();
  /** Names of tables, protocols, scopes and the like. */
  readonly routeNames: RouteNames;

  constructor(
    readonly diagnostics: Diagnostics,
    /** Of interfaces, those of the network namespace that is meant, as far as they can be seen. */
    public ports: ConfigurationPorts,
    /** `-t`: numbers with trailing junk are then refused everywhere. */
    readonly test: boolean,
    /** Network namespace of the command line, which overrides the configuration's. */
    readonly givenNamespace?: string,
  ) {
    this.interfacesElsewhere = ports.elsewhere === true;
    this.accounts = ports.elsewhere === true ? UNKNOWN_ACCOUNTS : readAccounts(ports.files);
    this.routeNames = new RouteNames(ports.files, () => ({
      etc: this.globals.iprouteEtcDir ?? NAME_DIRECTORIES.etc,
      usr: this.globals.iprouteUsrDir ?? NAME_DIRECTORIES.usr,
    }));
  }

  /** A first reading found `net_namespace` below blocks that name interfaces. */
  expectNamespace(name: string | undefined): void {
    this.expectedNamespace = name;
    if (name !== undefined && !this.ports.isInNetNamespace(name)) this.goElsewhere(name);
  }

  /** The interfaces meant are in that network namespace. A test looks there; true when it could. */
  goElsewhere(namespace: string): boolean {
    const interfaces = this.test ? this.ports.interfacesIn?.(namespace) : undefined;
    this.interfacesElsewhere = interfaces === undefined;
    if (interfaces !== undefined) {
      const { interfaceNames: _, ...ports } = this.ports;
      this.ports = { ...ports, ...interfaces };
    }
    return interfaces !== undefined;
  }

  /** Does each statement to the draft; a keyword without effect is checked and mentioned once. */
  applyAll<T>(statements: readonly Statement[], draft: T, apply: Apply<T>): void {
    for (const statement of statements) {
      this.noteOld(statement);
      const act = apply[statement.row.name];
      act?.(draft, statement, this);
      if (statement.row.noEffect === undefined) continue;
      if (act === undefined) checkUnused(statement, this.diagnostics);
      this.noteUnused(statement);
    }
  }

  /** There is such an interface, or it may come later, or nothing is known of interfaces. */
  interfaceMayExist(name: string): boolean {
    return this.globals.dynamicInterfaces || this.interfacesElsewhere || this.ports.interfaceExists(name);
  }

  /** A missing interface is a mistake unless interfaces may come later; true when the name may be used. */
  interfaceUsable(name: string, at: Position, user: string): boolean {
    if (this.interfaceMayExist(name)) return true;
    const hint = this.missingInterfaceHint(name);
    const text = `there is no interface \`${name}\` for ${user}`;
    this.diagnostics.error(at, 'interface-missing', text, { hint });
    this.refuse(text);
    return false;
  }

  /** Which interface may have been meant, or which ones there are. */
  missingInterfaceHint(name: string): string {
    const colon = name.indexOf(':');
    if (colon > 0) return `\`${name}\` is a label of an address on ${name.slice(0, colon)}, no interface`;
    const names = this.ports.interfaceNames?.() ?? [];
    const meant = didYouMean(name, names);
    if (meant !== undefined) return meant;
    return names.length === 0 || names.length > MOST_NAMED
      ? INTERFACE_MAY_COME
      : `there are ${names.join(', ')}; ${INTERFACE_MAY_COME}`;
  }

  /** Undefined when nothing is known about the interface. */
  interfaceFacts(name: string): InterfaceFacts | undefined {
    return this.interfacesElsewhere ? undefined : this.ports.interfaceFacts?.(name);
  }

  refuse(reason: string): void {
    if (!this.unusable.includes(reason)) this.unusable.push(reason);
  }

  noteUnused({ row, at }: Statement): void {
    if (row.noEffect === undefined || this.#saidRows.has(row)) return;
    this.#saidRows.add(row);
    this.warnOnce(at, 'no-effect-yet', `\`${row.name}\` is accepted, but ${row.noEffect}`);
  }

  /** One warning for all the places that would get the same text. */
  warnOnce(at: Position, code: DiagnosticCode, text: string): void {
    if (this.#said.has(text)) return;
    this.#said.add(text);
    this.diagnostics.warning(at, code, text);
  }

  noteOld({ row, at }: Statement): void {
    if (row.replacedBy === undefined) return;
    const text = `\`${row.name}\` is an old name`;
    const hint = `write \`${row.replacedBy}\``;
    this.diagnostics.warning(at, 'keyword-deprecated', text, { class: row.oldCounts ? 'deprecated' : 'none', hint });
  }
}
