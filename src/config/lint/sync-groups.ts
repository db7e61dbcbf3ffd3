/** Members of a sync group that hold each other back: all of them become MASTER together or none does. */
import type { InstanceSettings } from '../../vrrp/settings.js';
import { listed, secondsText } from '../wording.js';
import type { Subject } from './subject.js';
import { masterDownInterval } from './timing.js';

/** Twice the time of the quickest member is more than a rounding or a skew. */
const UNEVEN = 2;

/** Looks at every group of two members or more. */
export function lintSyncGroups(subject: Subject): void {
  const instances = new Map(subject.settings.vrrp.instances.map(instance => [instance.name, instance]));
  for (const { name, members } of subject.settings.vrrp.syncGroups) {
    const group = members.flatMap(member => instances.get(member) ?? []);
    if (group.length < 2) continue;
    lintPreemption(name, group, subject);
    lintPace(name, group, subject);
  }
}

function lintPreemption(name: string, group: readonly InstanceSettings[], { places, found }: Subject): void {
  const staying = group.filter(({ preempts }) => !preempts);
  if (staying.length === 0 || staying.length === group.length) return;
  const others = group.filter(({ preempts }) => preempts).map(one => `(${one.name})`);
  const text = `\`nopreempt\` of ${listed(staying.map(one => `(${one.name})`))} holds back the whole group ${name}: ${listed(others)} will not preempt either`;
  const at = places.keyword(staying[0]!.name, 'nopreempt');
  found.warning(at, 'lint-group-preempt', text, { hint: 'use `nopreempt` in all members of the group, or in none' });
}

function lintPace(name: string, group: readonly InstanceSettings[], { places, found }: Subject): void {
  const inOrder = group.toSorted((a, b) => masterDownInterval(a) - masterDownInterval(b));
  const [fastest, slowest] = [inOrder[0]!, inOrder.at(-1)!];
  if (masterDownInterval(slowest) <= masterDownInterval(fastest) * UNEVEN) return;
  const text = `group ${name} takes over only when its slowest member is ready: (${slowest.name}) waits ${secondsText(masterDownInterval(slowest))} for a dead master, (${fastest.name}) ${secondsText(masterDownInterval(fastest))}`;
  found.note(places.keyword(slowest.name, 'advert_int'), 'lint-group-pace', text);
}
