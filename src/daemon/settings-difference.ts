/**
 * The VRRP settings on their way from the director, as a difference to those that crossed before, in bytes. What it takes
 * to compare a thousand instances would hold adverts up, so the director does it; and taking in the objects of many would,
 * too, so they come in parts, between which the VRRP thread serves its sockets and timers.
 */
import { applyChange, applyItem, type Change, changeOf, changeOfList, type MadeItem } from '../base/difference.js';
import type { InstanceSettings, VrrpSettings } from '../vrrp/settings.js';
import { type Packed, pack, packedLength, unpack } from './packed-settings.js';

export interface SettingsDifference {
  /** A `Change` of all but the instances. */
  readonly others: Packed;
  /** Each instance, in order: its place in the list before, or `NEXT` of those in the parts. */
  readonly places: Int32Array;
  /** Instances that are new or changed: each a list of `MadeItem`. */
  readonly parts: readonly Packed[];
}

/** What is not in the list before. */
const NEXT = -1;

/** Unpacking this many bytes takes about half a millisecond. */
const PART_BYTES = 48 * 1024;

/** What makes `after` of `before`, which is what was told last; undefined: nothing was. */
export function differenceOf(before: VrrpSettings | undefined, after: VrrpSettings): SettingsDifference {
  const { instances, ...others } = after;
  const { instances: known, ...othersBefore } = before ?? { instances: [] };
  const items = changeOfList(known, instances);
  return {
    others: pack(changeOf(othersBefore, others)),
    places: Int32Array.from(items, item => (typeof item === 'number' ? item : NEXT)),
    parts: inParts(items.filter(item => typeof item !== 'number')).map(pack),
  };
}

function inParts(items: readonly MadeItem[]): readonly (readonly MadeItem[])[] {
  const parts: MadeItem[][] = [];
  let room = 0;
  for (const item of items) {
    const length = packedLength(item);
    if (length > room) {
      parts.push([]);
      room = PART_BYTES;
    }
    parts.at(-1)!.push(item);
    room -= length;
  }
  return parts;
}

/**
 * Carries a difference out. Instances that are equal are the very objects of `before`, and so is every part of a changed
 * one that is equal. `turn` lets the loop serve sockets and timers; it is asked before each further part.
 */
export async function applyDifference(
  before: VrrpSettings | undefined,
  { others, places, parts }: SettingsDifference,
  turn: () => Promise<void>,
): Promise<VrrpSettings> {
  const { instances: known, ...othersBefore } = before ?? { instances: [] };
  const made: InstanceSettings[] = [];
  for (const [i, part] of parts.entries()) {
    if (i > 0) await turn();
    for (const item of unpack(part) as readonly MadeItem[]) made.push(applyItem(known, item) as InstanceSettings);
  }
  let next = 0;
  const instances = Array.from(places, place => {
    const instance = place === NEXT ? made[next++] : known[place];
    if (instance === undefined)
      throw new Error('these are not the settings that were told last: the director compared with others');
    return instance;
  });
  const rest = applyChange(othersBefore, unpack(others) as Change) as Omit<VrrpSettings, 'instances'>;
  return { ...rest, instances };
}
