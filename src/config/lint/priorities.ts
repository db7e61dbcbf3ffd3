/**
 * What trackers make of a priority, without running them: the values an instance can have while things are well and
 * while they are not. Of a `track_file` nobody knows the number beforehand; its effect counts as 0 here, and
 * `followsFiles` says that the result is not all there is.
 */
import { type InstanceSettings, OWNER_PRIORITY, type Weight } from '../../vrrp/settings.js';
import type { TrackerKind } from '../places.js';

/** A tracker that moves the priority. */
export interface WeightedTracker {
  readonly kind: TrackerKind;
  readonly name: string;
  /** As an operator calls it, e.g. "script chk_http". */
  readonly label: string;
  /** Added to the priority while all is well with it; the greater one of the two. */
  readonly well: number;
  /** Added otherwise. */
  readonly ill: number;
}

/** All that move the priority of the instance, interfaces first. An address owner has none. */
export function weightedTrackers(instance: InstanceSettings): readonly WeightedTracker[] {
  if (instance.priority === OWNER_PRIORITY) return [];
  const of = (kind: TrackerKind, word: string, list: readonly (Weight & { readonly name: string })[]) =>
    list.filter(({ weight }) => weight !== 0).map(one => trackerOf(kind, word, one));
  return [
    ...of('interface', 'interface', instance.trackInterfaces),
    ...of('script', 'script', instance.trackScripts),
    ...of('process', 'process', instance.trackProcesses),
    ...of('bfd', 'BFD session', instance.trackBfds),
  ];
}

/** With `reverse` being down is being well, and the sign of the effect turns: one rule serves all four cases. */
function trackerOf(
  kind: TrackerKind,
  word: string,
  { name, weight, reverse }: Weight & { readonly name: string },
): WeightedTracker {
  const grows = weight > 0 !== reverse;
  return {
    kind,
    name,
    label: `${word} ${name}`,
    well: grows ? Math.abs(weight) : 0,
    ill: grows ? 0 : -Math.abs(weight),
  };
}

/** True when a file moves the priority by a number that is not known here. */
export function followsFiles({ priority, trackFiles }: InstanceSettings): boolean {
  return priority !== OWNER_PRIORITY && trackFiles.some(({ weight }) => weight !== 0);
}

/** The priority that adverts carry while exactly these trackers are ill: kept within 1 to 254. */
export function priorityWith(instance: InstanceSettings, ill: readonly WeightedTracker[]): number {
  if (instance.priority === OWNER_PRIORITY) return OWNER_PRIORITY;
  return Math.min(OWNER_PRIORITY - 1, Math.max(1, rawPriorityWith(instance, ill)));
}

/** The same sum before it is kept within limits. */
export function rawPriorityWith(instance: InstanceSettings, ill: readonly WeightedTracker[]): number {
  const isIll = (one: WeightedTracker) => ill.some(({ kind, name }) => kind === one.kind && name === one.name);
  return weightedTrackers(instance).reduce((sum, one) => sum + (isIll(one) ? one.ill : one.well), instance.priority);
}
