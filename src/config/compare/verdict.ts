/** Who would be MASTER, in a sentence. */
import { followsFiles } from '../lint/priorities.js';
import { listed, secondsText } from '../wording.js';
import { type Outcome, wellPriority } from './election.js';
import { type Member, memberName } from './node.js';
import type { VirtualRouter } from './routers.js';

/** What becomes of one virtual router while every node runs and every tracker is well. */
export interface Verdict {
  /** e.g. "VRID 51 (VI_1, IPv4)". */
  readonly about: string;
  readonly text: string;
  /** Name of the node that is MASTER; absent when there is none, more than one, or it cannot be told. */
  readonly master?: string;
}

/** One sentence about one virtual router: its MASTER, and who follows. */
export function verdictOn(router: VirtualRouter, outcome: Outcome): Verdict {
  const about = `VRID ${router.vrid} (${router.members[0]!.instance.name}, IPv${router.family})`;
  const broken = brokenSentence(router);
  if (broken !== undefined) return { about, text: broken };
  const [favourite, ...others] = outcome.ranking as [Member, ...Member[]];
  if (outcome.isOpen) {
    const equal = outcome.ranking.filter(one => wellPriority(one) === wellPriority(favourite));
    const text = `${listed(equal.map(nameOf))} have the same priority ${wellPriority(favourite)}: the one with the higher address becomes MASTER`;
    return { about, text };
  }
  return { about, text: `${nameOf(favourite)} is MASTER ${reason(favourite, others)}`, master: nameOf(favourite) };
}

function brokenSentence({ members, deaf }: VirtualRouter): string | undefined {
  const usable = members.filter(({ instance }) => instance.permanentFault === undefined);
  const faulty = members.find(({ instance }) => instance.permanentFault !== undefined);
  if (usable.length === 0)
    return `nobody is MASTER: ${memberName(faulty!)} stays in FAULT (${faulty!.instance.permanentFault})`;
  if (deaf.length === 0) return undefined;
  const names = [...new Set(deaf.flat().map(nameOf))];
  return `${listed(names)} do not hear each other: ${names.length === 2 ? 'both become MASTER' : 'more than one becomes MASTER'}`;
}

function reason(favourite: Member, others: readonly Member[]): string {
  const { instance } = favourite;
  const runnerUp = others[0];
  if (runnerUp === undefined) return 'and has no backup';
  const priorities = `${priorityText(favourite)} before ${others.map(one => `${nameOf(one)} with ${priorityText(one)}`).join(' and ')}`;
  const equal = wellPriority(favourite) === wellPriority(runnerUp) ? ', and by the higher source address' : '';
  const files = [favourite, ...others].some(one => followsFiles(one.instance))
    ? '; what its files say comes on top'
    : '';
  const delay =
    instance.preemptDelay > 0
      ? `; when it returns it waits for its \`preempt_delay\` of ${secondsText(instance.preemptDelay)}`
      : '';
  const stays = instance.preempts
    ? ''
    : '; when it returns after a failure it leaves the addresses where they are (`nopreempt`)';
  return `while all is well: priority ${priorities}${equal}${files}${delay}${stays}`;
}

/** `150`, or `150 (100 and its trackers)` */
function priorityText(member: Member): string {
  const { priority } = member.instance;
  const well = wellPriority(member);
  return well === priority ? `${priority}` : `${well} (${priority} and its trackers)`;
}

function nameOf({ node }: Member): string {
  return node.name;
}
