/** Weights that do something else than their number says, as far as one node alone can tell. */
import { type InstanceSettings, OWNER_PRIORITY } from '../../vrrp/settings.js';
import { listed } from '../wording.js';
import { followsFiles, priorityWith, rawPriorityWith, type WeightedTracker, weightedTrackers } from './priorities.js';
import type { Subject } from './subject.js';

const HIGHEST = OWNER_PRIORITY - 1;

/** Looks at every instance that tracks something with a weight. */
export function lintWeights(subject: Subject): void {
  for (const instance of subject.settings.vrrp.instances) {
    const trackers = weightedTrackers(instance);
    if (trackers.length === 0) continue;
    lintHeldBack(instance, trackers, subject);
    // With a file among them the sums here are not the real ones.
    if (followsFiles(instance)) continue;
    lintCeiling(instance, trackers, subject);
    lintFloor(instance, trackers, subject);
  }
}

/** RFC 9568 6.4.2: with Preempt_Mode off a backup accepts the adverts of any master, however low its priority falls. */
function lintHeldBack(
  { name, preempts }: InstanceSettings,
  trackers: readonly WeightedTracker[],
  { places, found }: Subject,
): void {
  if (preempts) return;
  const text = `(${name}) \`nopreempt\` and the weight of ${listed(trackers.map(({ label }) => label))} work against each other: a backup with \`nopreempt\` follows a master whose priority has fallen, so a failure moves nothing`;
  const hint = 'leave the weight out on both nodes: the one that fails then goes to FAULT and the other takes over';
  const related = trackers.flatMap(({ kind, name: tracker, label }) => {
    const at = places.tracker(name, kind, tracker);
    return at === undefined ? [] : [{ at, text: `${label} has a weight` }];
  });
  found.warning(places.keyword(name, 'nopreempt'), 'lint-weight-nopreempt', text, { hint, related });
}

/** Above 254 there is nothing: what a failure takes away up there is not missed. */
function lintCeiling(
  instance: InstanceSettings,
  trackers: readonly WeightedTracker[],
  { places, found }: Subject,
): void {
  const { name, priority } = instance;
  const sum = rawPriorityWith(instance, []);
  if (sum <= HIGHEST) return;
  for (const one of trackers) {
    const loss = HIGHEST - priorityWith(instance, [one]);
    const meant = one.well - one.ill;
    if (loss === meant) continue;
    const at = places.tracker(name, one.kind, one.name);
    const why = `\`priority\` ${priority} with all weights is ${sum}, and ${HIGHEST} is the limit`;
    const text =
      loss === 0
        ? `(${name}) a failure of ${one.label} changes nothing: ${why}`
        : `(${name}) a failure of ${one.label} costs ${loss} instead of ${meant}: ${why}`;
    const hint = `use a \`priority\` of ${Math.max(1, priority - (sum - HIGHEST))} or less, on the other nodes lower by as much`;
    found.warning(at, 'lint-weight-ceiling', text, { hint });
  }
}

/** Below 1 there is nothing: nodes that fail differently end up equal. Only where several failures add up to it. */
function lintFloor(instance: InstanceSettings, trackers: readonly WeightedTracker[], { places, found }: Subject): void {
  const { name, priority } = instance;
  const sum = rawPriorityWith(instance, trackers);
  if (sum >= 1 || rawPriorityWith(instance, []) < 1) return;
  const text = `(${name}) with all trackers failing, \`priority\` ${priority} would become ${sum}; it is held at 1, where nodes that fail differently are equal and the higher address wins`;
  found.note(places.keyword(name, 'priority'), 'lint-weight-floor', text);
}
