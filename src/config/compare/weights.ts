/** Whether the trackers of the favourite can hand its addresses over, now that the priority of the other node is known. */
import { followsFiles, priorityWith, type WeightedTracker, weightedTrackers } from '../lint/priorities.js';
import { listed } from '../wording.js';
import { type Outcome, wellPriority } from './election.js';
import { type Member, memberName, relatedTo } from './node.js';

/** Between the favourite and the next one; what keeps them from hearing each other is said by others. */
export function compareWeights({ ranking, isOpen }: Outcome): void {
  const [favourite, rival] = ranking;
  if (favourite === undefined || rival === undefined || isOpen) return;
  compareTrackers(favourite, rival);
  // What files say is not known, so neither are the priorities.
  if ([favourite, rival].some(({ instance }) => followsFiles(instance))) return;
  sayLifted(favourite, ranking);
  const trackers = weightedTrackers(favourite.instance);
  if (trackers.length === 0 || sayHeldBack(favourite, rival, trackers)) return;
  const threshold = wellPriority(rival);
  if (priorityWith(favourite.instance, trackers) > threshold) sayNever(favourite, rival, trackers);
  else for (const tracker of trackers) sayNotAlone(favourite, rival, tracker);
}

function trackerPlace({ node, instance }: Member, { kind, name }: WeightedTracker) {
  return node.places.tracker(instance.name, kind, name);
}

/** The node with the lower `priority` is MASTER, because its trackers lift it. */
function sayLifted(favourite: Member, ranking: readonly Member[]): void {
  const expected = ranking.find(({ instance }) => instance.priority > favourite.instance.priority);
  if (expected === undefined) return;
  const gain = wellPriority(favourite) - favourite.instance.priority;
  const text = `${memberName(favourite)} is MASTER while all is well: its trackers lift its priority ${favourite.instance.priority} by ${gain} to ${wellPriority(favourite)}, above the ${wellPriority(expected)} of ${memberName(expected)}`;
  const at = favourite.node.places.keyword(favourite.instance.name, 'priority');
  const related = relatedTo(expected, 'priority', `${expected.instance.priority}`);
  favourite.node.found.warning(at, 'compare-weight-lifts', text, { related });
}

/** The rival follows a master with a lower priority; its own file says so already if it has weights, too. */
function sayHeldBack(favourite: Member, rival: Member, trackers: readonly WeightedTracker[]): boolean {
  if (rival.instance.preempts) return false;
  if (weightedTrackers(rival.instance).length > 0) return true;
  const text = `\`nopreempt\` of ${memberName(rival)} keeps it from taking over when ${listed(trackers.map(({ label }) => label))} lowers the priority of ${memberName(favourite)}`;
  const hint = 'leave the weights out, so that the failing node goes to FAULT; or do without `nopreempt`';
  const related = trackers.flatMap(tracker => {
    const at = trackerPlace(favourite, tracker);
    return at === undefined ? [] : [{ at, text: `${tracker.label} has a weight` }];
  });
  const at = rival.node.places.keyword(rival.instance.name, 'nopreempt');
  rival.node.found.warning(at, 'compare-weight-nopreempt', text, { hint, related });
  return true;
}

function sayNever(favourite: Member, rival: Member, trackers: readonly WeightedTracker[]): void {
  const worst = priorityWith(favourite.instance, trackers);
  const [first] = trackers as [WeightedTracker];
  const cause =
    trackers.length === 1
      ? `a failure of ${first.label}`
      : `even a failure of ${listed(trackers.map(({ label }) => label))} together`;
  const text = `${cause} takes ${memberName(favourite)} from ${wellPriority(favourite)} to ${worst}, still above the ${wellPriority(rival)} of ${memberName(rival)}: no failover`;
  const hint = `together the weights must make more than ${wellPriority(favourite) - wellPriority(rival)}, or the priorities must be closer`;
  const related = relatedTo(rival, 'priority', `${rival.instance.priority}`);
  favourite.node.found.warning(trackerPlace(favourite, first), 'compare-weight-never', text, { hint, related });
}

function sayNotAlone(favourite: Member, rival: Member, tracker: WeightedTracker): void {
  const left = priorityWith(favourite.instance, [tracker]);
  const threshold = wellPriority(rival);
  if (left < threshold) return;
  const related = relatedTo(rival, 'priority', `${rival.instance.priority}`);
  const change = `a failure of ${tracker.label} takes ${memberName(favourite)} from ${wellPriority(favourite)} to ${left}`;
  const at = trackerPlace(favourite, tracker);
  if (left > threshold) {
    const text = `${change}, still above the ${threshold} of ${memberName(rival)}: alone it is no failover`;
    favourite.node.found.note(at, 'compare-weight-alone', text, { related });
  } else {
    const text = `${change}, exactly what ${memberName(rival)} has: the higher address decides whether that is a failover`;
    const hint = 'change the weight by 1';
    favourite.node.found.warning(at, 'compare-weight-tie', text, { hint, related });
  }
}

/** A service that is watched on one node only moves to a node where it may be dead as well. */
function compareTrackers(favourite: Member, rival: Member): void {
  for (const [one, other] of [[favourite, rival] as const, [rival, favourite] as const]) {
    const theirs = new Set(other.instance.trackScripts.map(({ name }) => name));
    const missing = one.instance.trackScripts.filter(({ name }) => !theirs.has(name));
    // Scripts with other names may do the same: only a node that watches nothing is worth a word.
    if (theirs.size > 0 || missing.length === 0) continue;
    const names = listed(missing.map(({ name }) => name));
    const text = `${memberName(one)} tracks ${names}, and ${memberName(other)} no script at all: it keeps the addresses whatever the service does there`;
    const at = other.node.places.instance(other.instance.name);
    other.node.found.note(at, 'compare-trackers', text, { related: relatedTo(one, 'track_script') });
  }
}
