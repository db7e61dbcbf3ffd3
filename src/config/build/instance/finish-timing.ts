/** When an instance speaks and how long it waits: intervals, preemption, announcements. */
import { type Duration, milliseconds, seconds, toSeconds, ZERO } from '../../../base/duration.js';
import type { GarpSettings, VrrpVersion } from '../../../vrrp/settings.js';
import type { BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';

/** RFC 9568 5.2.7: 12 bits of centiseconds. */
const LONGEST_V3_INTERVAL = milliseconds(40_950);

/** What the version can say in an advert. */
export function finishInterval(draft: InstanceDraft, version: VrrpVersion, { diagnostics }: BuildContext): Duration {
  const { value, at } = draft.advertInterval ?? { value: seconds(1), at: draft.at };
  const inSeconds = toSeconds(value);
  if (version === 2) {
    // RFC 3768 5.3.7: the field holds whole seconds.
    const whole = Math.max(1, Math.round(inSeconds));
    if (whole !== inSeconds) {
      const text = `(${draft.name}) version 2 advertises whole seconds; \`advert_int\` ${inSeconds} becomes ${whole}`;
      diagnostics.error(at, 'advert-int-rounded', text, { hint: '`version 3` on all nodes has steps of 10 ms' });
    }
    return seconds(whole);
  }
  if (value > LONGEST_V3_INTERVAL) {
    const text = `(${draft.name}) version 3 has at most 40.95 s; \`advert_int\` ${inSeconds} becomes 40.95`;
    diagnostics.error(at, 'advert-int-long', text);
    return LONGEST_V3_INTERVAL;
  }
  const rounded = milliseconds(Math.max(1, Math.round(inSeconds * 100)) * 10);
  if (rounded !== value) {
    const text = `(${draft.name}) version 3 has steps of 10 ms; \`advert_int\` ${inSeconds} becomes ${toSeconds(rounded)}`;
    diagnostics.error(at, 'advert-int-rounded', text);
  }
  return rounded;
}

/** Whether and when it takes over from a master of lower priority. */
export function finishPreemption(draft: InstanceDraft, state: string, isOwner: boolean, { diagnostics }: BuildContext) {
  const { nopreempt, preemptDelay, name } = draft;
  let preempts = nopreempt === undefined;
  let delay = isOwner && state === 'BACKUP' ? ZERO : (preemptDelay?.value ?? ZERO);
  if (!preempts && (isOwner || state === 'MASTER')) {
    const why = isOwner ? 'priority 255' : 'initial state MASTER';
    const text = `(${name}) \`nopreempt\` does not work with ${why}; it is cleared, so this node takes the addresses back when it returns`;
    const hint = isOwner
      ? 'use a `priority` of 254 or less'
      : 'set `state BACKUP` on all nodes: the priority still decides who is MASTER first';
    diagnostics.error(nopreempt, 'nopreempt-cleared', text, { hint });
    preempts = true;
  }
  const reason = state === 'MASTER' ? 'initial state MASTER' : preempts ? undefined : '`nopreempt`';
  if (delay > 0 && reason !== undefined) {
    const text = `(${name}) \`preempt_delay\` does not work with ${reason}; it is cleared`;
    diagnostics.error(preemptDelay?.at, 'preempt-delay-cleared', text);
    delay = ZERO;
  }
  return { preempts, preemptDelay: delay };
}

/** Own values, then those of `global_defs`; lower-priority ones follow the others. */
export function finishGarp({ garp, garpDefaults, garpGlobals }: InstanceDraft): GarpSettings {
  const own = { ...garpDefaults, ...garp };
  return {
    masterDelay: seconds(own.masterDelay),
    masterRepeat: own.masterRepeat,
    masterRefresh: seconds(own.masterRefresh),
    masterRefreshRepeat: own.masterRefreshRepeat,
    lowerPriorityDelay: seconds(garp.lowerPriorityDelay ?? garpGlobals.lowerPriorityDelay ?? own.masterDelay),
    lowerPriorityRepeat: garp.lowerPriorityRepeat ?? garpGlobals.lowerPriorityRepeat ?? own.masterRepeat,
  };
}
