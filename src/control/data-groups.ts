/** The part of the state dump about sync groups, in keepalived's words. */
import type { InstanceView } from '../vrrp/view.js';
import { quotedWords, type ShownScript, userIds } from './shown-script.js';

/** A sync group as the dump shows it. */
export interface ShownGroup {
  readonly name: string;
  /** Names of instances. */
  readonly members: readonly string[];
  readonly mails: boolean;
  readonly scripts: readonly ShownScript[];
}

/** `views` may be empty: the instances do not run yet. */
export function groupLines(groups: readonly ShownGroup[], views: readonly InstanceView[]): string[] {
  if (groups.length === 0) return [];
  return ['------< VRRP Sync groups >------', ...groups.flatMap(group => linesOf(group, views))];
}

function linesOf({ name, members, mails, scripts }: ShownGroup, views: readonly InstanceView[]): string[] {
  const own = views.filter(view => members.includes(view.name));
  const faulty = own.filter(view => view.hasOwnFault).length;
  return [
    ` VRRP Sync Group = ${name}, ${own[0]?.state ?? 'INIT'}`,
    `   Num member fault ${faulty}, num member init ${own.filter(view => view.state === 'INIT').length}`,
    '   VRRP member instances :',
    ...members.map(member => `     ${member}`),
    `   Using smtp notification = ${mails ? 'yes' : 'no'}`,
    ...scripts.map(script => `   ${script.label} = ${quotedWords(script.command)}, uid:gid ${userIds(script.user)}`),
  ];
}
