/** Who becomes MASTER of a virtual router, and what in the files says otherwise. RFC 9568 6.4. */
import { compareAddresses, type IpAddress } from '../../base/address.js';
import { OWNER_PRIORITY } from '../../vrrp/settings.js';
import { priorityWith } from '../lint/priorities.js';
import { type Member, memberName, placeOf, relatedTo, sayMismatch } from './node.js';
import type { VirtualRouter } from './routers.js';

/** The outcome while every node runs and every tracker is well. */
export interface Outcome {
  /** Highest priority first; of equal ones the higher source address, as far as it is known. */
  readonly ranking: readonly Member[];
  /** Several with the highest priority, and nothing in the files tells their addresses apart. */
  readonly isOpen: boolean;
}

/** Who wins when all start and hear each other. */
export function electMaster({ members }: VirtualRouter): Outcome {
  const ranking = members.toSorted((a, b) => wellPriority(b) - wellPriority(a) || compareSources(b, a));
  const [first, second] = ranking;
  const isOpen =
    first !== undefined &&
    second !== undefined &&
    wellPriority(first) === wellPriority(second) &&
    compareSources(first, second) === 0;
  return { ranking, isOpen };
}

/** The priority its adverts carry while all its trackers are well. */
export function wellPriority({ instance }: Member): number {
  return priorityWith(instance, []);
}

function compareSources(a: Member, b: Member): number {
  const [mine, theirs]: (IpAddress | undefined)[] = [a.instance.source, b.instance.source];
  return mine === undefined || theirs === undefined ? 0 : compareAddresses(mine, theirs);
}

/** Says what of priorities, states and preemption does not fit together. */
export function compareElection(router: VirtualRouter, { ranking, isOpen }: Outcome): void {
  comparePriorities(router, isOpen);
  compareStates(router, ranking);
  comparePreemption(ranking);
}

function comparePriorities({ members }: VirtualRouter, isOpen: boolean): void {
  for (const [i, second] of members.entries()) {
    const { priority } = second.instance;
    const first = members.slice(0, i).find(one => one.instance.priority === priority);
    if (first === undefined) continue;
    const values = [`${priority}`, `${priority}`] as const;
    const common = { keyword: 'priority', values };
    if (priority === OWNER_PRIORITY) {
      const consequence = 'two owners of one address; each takes it as soon as it starts';
      const hint = 'at most one node owns the addresses; the others have 254 or less';
      sayMismatch(first, second, { ...common, code: 'compare-two-owners', severity: 'error', consequence, hint });
    } else {
      const consequence = isOpen
        ? 'the node with the higher address becomes MASTER, and addresses decide after each failure, too'
        : 'their addresses decide between them';
      const hint = 'give each node a priority of its own';
      sayMismatch(first, second, { ...common, code: 'compare-priority', severity: 'warning', consequence, hint });
    }
  }
}

/** `state` is a wish for the start and no more: only an owner goes to MASTER without an election. */
function compareStates({ members }: VirtualRouter, ranking: readonly Member[]): void {
  const wishing = members.filter(({ instance }) => instance.initialState === 'MASTER');
  const [first, ...others] = wishing;
  if (first === undefined) return;
  for (const second of others) {
    const cleared = [first, second].some(lostNopreempt);
    const consequence = cleared
      ? '`nopreempt` does not work with it and is cleared, so each failure moves the addresses twice'
      : 'both cannot be; the election decides by priority';
    const severity = cleared ? 'warning' : 'note';
    const hint = cleared
      ? 'for `nopreempt`, set `state BACKUP` on all nodes'
      : 'set `state BACKUP` on all nodes but the one with the highest priority, or on all of them';
    const values = ['MASTER', 'MASTER'] as const;
    sayMismatch(first, second, { code: 'compare-both-master', severity, keyword: 'state', values, consequence, hint });
  }
  const [favourite] = ranking as [Member];
  if (others.length > 0 || wishing.includes(favourite) || wellPriority(first) === wellPriority(favourite)) return;
  const text = `${memberName(first)} says \`state MASTER\`, but its priority ${wellPriority(first)} is below the ${wellPriority(favourite)} of ${memberName(favourite)}, which becomes MASTER`;
  const related = relatedTo(favourite, 'priority', `${wellPriority(favourite)}`);
  const hint = 'the state is only where a node starts; the priority decides';
  first.node.found.warning(placeOf(first, 'state'), 'compare-state', text, { hint, related });
}

/** The reading has cleared `nopreempt` of this instance. */
function lostNopreempt(member: Member): boolean {
  const { node, instance } = member;
  if (!node.places.wrote(instance.name, 'nopreempt')) return false;
  const at = placeOf(member, 'nopreempt');
  return node.said.some(
    one => one.code === 'nopreempt-cleared' && one.at?.line === at?.line && one.at?.file === at?.file,
  );
}

/** `nopreempt` is a matter of the node that comes back with the higher priority. */
function comparePreemption(ranking: readonly Member[]): void {
  const [favourite, ...others] = ranking;
  if (favourite === undefined || !favourite.instance.preempts || ranking.length > 2) return;
  for (const other of others) {
    if (other.instance.preempts || wellPriority(other) === wellPriority(favourite)) continue;
    const text = `\`nopreempt\` is set for ${memberName(other)} and not in force for ${memberName(favourite)}, which has the higher priority and takes the addresses back when it returns`;
    const hint = 'to leave them where they are, set `state BACKUP` and `nopreempt` on all nodes';
    const related = relatedTo(favourite, 'priority', `${wellPriority(favourite)}`);
    other.node.found.warning(placeOf(other, 'nopreempt'), 'compare-nopreempt', text, { hint, related });
  }
}
