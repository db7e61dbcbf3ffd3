/** Users and groups, read from passwd(5) and group(5) text: no name service is asked, since a lookup could block. */
import { err, ok, type Result } from '../../base/result.js';
import type { ScriptUser } from '../../base/script-user.js';
import { didYouMean } from '../hint.js';
import type { FilePorts } from '../ports.js';

/** keepalived's own account for scripts, when the system has it. */
const DEFAULT_ACCOUNT = 'keepalived_script';

/** Users and groups of a machine, by name. */
export interface Accounts {
  readonly users: ReadonlyMap<string, { readonly uid: number; readonly gid: number }>;
  readonly groups: ReadonlyMap<string, number>;
  /** `set_supplementary_groups`: users that are looked up from now on bring all their groups. */
  bringsAllGroups?: boolean;
  /** Nothing is known of the accounts: every name is taken for one. */
  readonly elsewhere?: boolean;
}

/** The accounts of a machine that is not this one. */
export const UNKNOWN_ACCOUNTS: Accounts = { users: new Map(), groups: new Map(), elsewhere: true };

/** Whoever is meant, nobody runs anything for him here. */
const NOBODY = { uid: 65_534, gid: 65_534 };

/** Those of this machine; lines that are malformed are passed over. */
export function readAccounts(files: FilePorts): Accounts {
  const users = new Map<string, { readonly uid: number; readonly gid: number }>();
  const groups = new Map<string, number>();
  for (const [name, , uid, gid] of fields(files, '/etc/passwd')) {
    if (name !== undefined && isId(uid) && isId(gid)) users.set(name, { uid: Number(uid), gid: Number(gid) });
  }
  for (const [name, , gid] of fields(files, '/etc/group')) {
    if (name !== undefined && isId(gid)) groups.set(name, Number(gid));
  }
  return { users, groups };
}

/** `USER [GROUP]`; the group is the user's own unless named. A leading `:` of a group asks for all the user's groups. */
export function findUser(accounts: Accounts, name: string, group: string | undefined): Result<ScriptUser, string> {
  if (accounts.elsewhere === true) return ok({ name, ...NOBODY });
  const user = accounts.users.get(name);
  if (user === undefined) return err(`there is no user \`${name}\``);
  const groupName = group?.replace(/^:/, '');
  const more = accounts.bringsAllGroups === true || group?.startsWith(':') ? ({ allGroups: true } as const) : {};
  if (groupName === undefined || group === ':') return ok({ name, ...user, ...more });
  const gid = accounts.groups.get(groupName);
  return gid === undefined ? err(`there is no group \`${groupName}\``) : ok({ name, uid: user.uid, gid, ...more });
}

/** The account that may have been meant where `findUser` finds none. */
export function userHint(accounts: Accounts, name: string, group: string | undefined): string | undefined {
  if (!accounts.users.has(name)) return didYouMean(name, accounts.users.keys());
  return group === undefined ? undefined : didYouMean(group.replace(/^:/, ''), accounts.groups.keys());
}

/** Who runs a script when nobody is named: keepalived's account, or else (unless scripts are secured) the daemon's user. */
export function defaultUser(
  accounts: Accounts,
  processUser: { readonly uid: number; readonly gid: number },
  secured: boolean,
): ScriptUser | undefined {
  if (accounts.elsewhere === true) return { name: DEFAULT_ACCOUNT, ...NOBODY };
  const account = accounts.users.get(DEFAULT_ACCOUNT);
  if (account !== undefined) return { name: DEFAULT_ACCOUNT, ...account };
  if (secured) return undefined;
  const name = [...accounts.users].find(([, { uid }]) => uid === processUser.uid)?.[0];
  return { name: name ?? String(processUser.uid), uid: processUser.uid, gid: processUser.gid };
}

function fields(files: FilePorts, path: string): readonly (readonly string[])[] {
  const bytes = files.read(path);
  if (!bytes.ok) return [];
  const text = Buffer.from(bytes.value).toString('utf8');
  return text.split('\n').map(line => line.split(':'));
}

function isId(text: string | undefined): text is string {
  return text !== undefined && /^\d{1,10}$/.test(text);
}
