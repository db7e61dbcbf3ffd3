/** What a reload changes, instance by instance. A pure difference: the thread carries it out. */
import { isDeepStrictEqual } from 'node:util';
import type { InstanceSettings } from '../../vrrp/settings.js';

export interface ReloadPlan {
  /** Gone, or so different that the old one has to leave the network first. */
  readonly leaving: readonly string[];
  /** New, or replacing one that leaves. */
  readonly entering: readonly InstanceSettings[];
  /** Changed in place: state and statistics stay. */
  readonly changed: readonly InstanceSettings[];
  /** Untouched: not one advert is late for it. */
  readonly unchanged: readonly string[];
}

/** What makes a virtual router the one it is on the wire; a change of any is another router. */
function sameRouter(a: InstanceSettings, b: InstanceSettings): boolean {
  return (
    a.vrid === b.vrid &&
    a.family === b.family &&
    a.version === b.version &&
    a.interface === b.interface &&
    a.vrf === b.vrf &&
    a.device === b.device &&
    isDeepStrictEqual(a.vmac, b.vmac) &&
    isDeepStrictEqual(a.ipvlan, b.ipvlan) &&
    (a.unicast === undefined) === (b.unicast === undefined) &&
    a.multicastGroup.text === b.multicastGroup.text &&
    // AH is a protocol of its own to IP, and so needs another socket
    (a.authentication.kind === 'ah') === (b.authentication.kind === 'ah')
  );
}

/**
 * Compares the running instances with the wanted ones, by name. What did not change is nearly always the same object by
 * now (`settings-difference.ts`), which costs nothing to see.
 */
export function planReload(running: readonly InstanceSettings[], wanted: readonly InstanceSettings[]): ReloadPlan {
  const before = new Map(running.map(settings => [settings.name, settings]));
  const after = new Set(wanted.map(settings => settings.name));
  const plan = {
    leaving: running.filter(settings => !after.has(settings.name)).map(settings => settings.name),
    entering: [] as InstanceSettings[],
    changed: [] as InstanceSettings[],
    unchanged: [] as string[],
  };
  for (const settings of wanted) {
    const old = before.get(settings.name);
    if (old === undefined) plan.entering.push(settings);
    else if (old === settings || isDeepStrictEqual(old, settings)) plan.unchanged.push(settings.name);
    else if (sameRouter(old, settings)) plan.changed.push(settings);
    else {
      plan.leaving.push(settings.name);
      plan.entering.push(settings);
    }
  }
  return plan;
}
