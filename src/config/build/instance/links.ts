/** `linkbeat_interfaces` and `interface_up_down_delays`: how changes of a link become known and when they count. */
import { type Duration, toSeconds, ZERO } from '../../../base/duration.js';
import {
  type InstanceSettings,
  type LinkbeatSettings,
  type LinkDelaySettings,
  longestLinkDelay,
} from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import { parseSeconds } from '../../numbers.js';
import type { Entry, Statement, Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { Drafts } from '../drafts.js';
import { reportBadNumber, secondsPrefix } from '../values.js';
import { standsOnAnother } from './interface-kinds.js';

/** An entry of `interface_up_down_delays` and its place. */
export interface LinkDelayDraft {
  readonly settings: LinkDelaySettings;
  readonly at: Position;
}

const METHODS = ['MII', 'ETHTOOL', 'IOCTL'] as const;

/** Seconds that a change of a link may wait. */
const DELAY_RANGE: readonly [number, number] = [0, 255];

/** `IF [MII | ETHTOOL | IOCTL]` a line; the last line of an interface counts. */
export function readLinkbeats(drafts: Drafts, { entries }: Statement, context: BuildContext): void {
  for (const { words } of entries) {
    const [name, option, ...more] = words;
    if (!isKnown(name, '`linkbeat_interfaces`', context)) continue;
    if (standsOnAnother(name.text, context)) {
      const text = `\`${name.text}\` is made on another interface and has its link; the entry is ignored`;
      context.diagnostics.warning(name.at, 'linkbeat-vmac', text, { hint: 'name the interface below it' });
      continue;
    }
    const method = METHODS.find(one => one === option?.text);
    const settings: LinkbeatSettings = { interface: name.text, ...(method === undefined ? {} : { method }) };
    drafts.linkbeats.set(name.text, settings);
    const extra = method === undefined ? option : more[0];
    if (extra === undefined) continue;
    const close = METHODS.find(one => one === extra.text.toUpperCase());
    const text = `an interface of \`linkbeat_interfaces\` has one of ${METHODS.join(', ')} behind it, not \`${extra.text}\`; it is ignored`;
    const hint = close !== undefined && method === undefined ? `write it as \`${close}\`` : undefined;
    context.diagnostics.error(extra.at, 'linkbeat-method', text, { hint });
  }
}

/** `IF DOWN [UP]` a line, in seconds; the last line of an interface counts. */
export function readLinkDelays(drafts: Drafts, { entries }: Statement, context: BuildContext): void {
  for (const entry of entries) {
    const [name] = entry.words;
    if (!isKnown(name, '`interface_up_down_delays`', context)) continue;
    const delays = readDelays(entry, context);
    if (delays !== undefined) {
      drafts.linkDelays.set(name.text, { settings: { interface: name.text, ...delays }, at: name.at });
    }
  }
}

function readDelays({ words }: Entry, context: BuildContext): { down: Duration; up: Duration } | undefined {
  const [name, down, up] = words;
  if (down === undefined) {
    const text = `interface \`${name.text}\` has no delay behind it; the entry does nothing`;
    context.diagnostics.warning(name.at, 'link-delay-missing', text, { hint: 'write `IF DOWN [UP]`, in seconds' });
    return undefined;
  }
  const downDelay = readDelay(down, context);
  const upDelay = up === undefined ? ZERO : readDelay(up, context);
  return downDelay === undefined || upDelay === undefined ? undefined : { down: downDelay, up: upDelay };
}

function readDelay(word: Word, { diagnostics, test }: BuildContext): Duration | undefined {
  const read = parseSeconds(word.text, DELAY_RANGE);
  if (read.ok) return read.value;
  const [least, most] = DELAY_RANGE;
  const used =
    test || read.error.kind === 'range' ? undefined : secondsPrefix(word.text, { range: DELAY_RANGE }, read.error);
  const limits = `a delay is ${least} to ${most} s, not \`${word.text}\``;
  if (used === undefined) reportBadNumber(word, read.error, `${limits}; the entry is ignored`, diagnostics);
  else {
    const text = `${limits}; ${toSeconds(used)} is used`;
    diagnostics.warning(word.at, 'number-invalid', text, { class: 'invalid-number' });
  }
  return used;
}

/** keepalived takes a missing interface for no more than a fault of the entry here. */
function isKnown({ text: name, at }: Word, where: string, context: BuildContext): boolean {
  if (context.interfaceMayExist(name)) return true;
  const text = `there is no interface \`${name}\` for ${where}; the entry is ignored`;
  context.diagnostics.error(at, 'interface-missing', text, {
    class: 'fatal',
    hint: context.missingInterfaceHint(name),
  });
  return false;
}

/**
 * The delays as they will be used. A backup whose link is down that long must not think that the master is gone: on the
 * interface of an instance they are kept below the time that its adverts may be missing.
 */
export function finishLinkDelays(
  instances: readonly InstanceSettings[],
  { drafts, diagnostics }: BuildContext,
): readonly LinkDelaySettings[] {
  const limits = new Map<string, { readonly most: Duration; readonly instance: string }>();
  for (const { name, interface: device, downTimerAdverts, advertInterval } of instances) {
    if (device === undefined || !drafts.linkDelays.has(device)) continue;
    const most = longestLinkDelay(downTimerAdverts, advertInterval);
    if (most < (limits.get(device)?.most ?? Number.POSITIVE_INFINITY)) limits.set(device, { most, instance: name });
  }
  return [...drafts.linkDelays.values()].map(({ settings, at }) => {
    const { most, instance } = limits.get(settings.interface) ?? {};
    if (most === undefined || (settings.down <= most && settings.up <= most)) return settings;
    const why =
      most === ZERO
        ? `(${instance}) has \`down_timer_adverts\` 1, which leaves no time for delays`
        : `(${instance}) may miss adverts for ${toSeconds(most)} s at most`;
    const text = `${why}; longer delays of ${settings.interface} become ${toSeconds(most)} s`;
    diagnostics.warning(at, 'link-delay-long', text);
    const capped = (delay: Duration): Duration => (delay > most ? most : delay);
    return { ...settings, down: capped(settings.down), up: capped(settings.up) };
  });
}
