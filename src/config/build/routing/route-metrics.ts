/** Metrics of routes: what TCP and path MTU discovery begin with (ip-route(8), RTAX_*). */
import { type Duration, milliseconds } from '../../../base/duration.js';
import type { CountMetric } from '../../../vrrp/settings.js';
import { UINT_MAX } from '../../keywords/row.js';
import { parseSeconds } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { Dropped } from '../entry-words.js';
import type { RouteDraft } from './route-draft.js';

type Range = readonly [number, number];

const ANY: Range = [0, UINT_MAX];
const SWITCH: Range = [0, 1];

/** Numbers; `lock` may stand before those that path MTU discovery or TCP would change. */
const COUNTS: ReadonlyMap<string, { readonly name: CountMetric; readonly range: Range; readonly lockable: boolean }> =
  new Map(
    (
      [
        ['mtu', ANY, true],
        ['advmss', ANY, true],
        ['reordering', ANY, true],
        ['cwnd', ANY, true],
        ['ssthresh', ANY, true],
        ['window', ANY, false],
        ['hoplimit', [0, 255], false],
        ['initcwnd', ANY, false],
        ['initrwnd', ANY, false],
        ['quickack', SWITCH, false],
        ['fastopen_no_cookie', SWITCH, false],
      ] as const
    ).map(([name, range, lockable]) => [name, { name, range, lockable }]),
  );

type TimeMetric = 'rtt' | 'rttvar' | 'rto_min';

/** Times, with their greatest value in seconds. All may be locked. */
const TIMES: ReadonlyMap<string, { readonly name: TimeMetric; readonly most: number }> = new Map(
  (
    [
      ['rtt', 960],
      ['rttvar', 480],
      ['rto_min', 120],
    ] as const
  ).map(([name, most]) => [name, { name, most }]),
);

/** RTAX_FEATURE_ECN. */
const ECN = 1;

export const METRIC_NAMES: ReadonlySet<string> = new Set([...COUNTS.keys(), ...TIMES.keys(), 'congctl', 'features']);

/** Of one of `METRIC_NAMES`. */
export function readMetric(draft: RouteDraft, option: Word): Dropped | undefined {
  const { words } = draft;
  if (option.text === 'features') return readFeatures(draft, option);
  const count = COUNTS.get(option.text);
  const isLockable = count === undefined || count.lockable;
  const locked = isLockable && words.accept('lock');
  if (count !== undefined) {
    const value = words.integer(option, count.range);
    if (value === 'dropped') return value;
    draft.metrics.push({ name: count.name, value, locked });
    return undefined;
  }
  const time = TIMES.get(option.text);
  if (time !== undefined) {
    const value = readTime(draft, option, time.most);
    if (value === 'dropped') return value;
    draft.metrics.push({ name: time.name, value: notTooShort(value, option, draft), locked });
    return undefined;
  }
  const name = words.value(option);
  if (name === 'dropped') return name;
  draft.metrics.push({ name: 'congctl', value: name.text, locked });
  return undefined;
}

/** No time that TCP counts with is shorter. */
const SHORTEST = milliseconds(200);

function notTooShort(value: Duration, option: Word, { context }: RouteDraft): Duration {
  if (value >= SHORTEST) return value;
  const text = `\`${option.text}\` of a route is at least 200ms; 200ms is used`;
  context.diagnostics.warning(option.at, 'number-range', text, { class: 'none' });
  return SHORTEST;
}

/** Milliseconds, or with a unit: `100ms`, `1.5s`. */
function readTime({ words, context }: RouteDraft, option: Word, most: number): Duration | Dropped {
  const word = words.value(option);
  if (word === 'dropped') return word;
  const unit = /(?:ms|s)$/.exec(word.text)?.[0] ?? '';
  const number = word.text.slice(0, word.text.length - unit.length);
  const inSeconds = unit === 's';
  const read = parseSeconds(number, [0, inSeconds ? most : most * 1_000], inSeconds ? 3 : 0);
  const scale = (value: number): Duration => milliseconds(inSeconds ? value / 1_000 : value / 1_000_000);
  if (read.ok) return scale(read.value);
  if (read.error.prefix !== undefined) {
    const value = scale(read.error.prefix);
    const text = `\`${option.text}\` is counted in whole milliseconds; \`${word.text}\` becomes ${value / 1_000}ms`;
    context.diagnostics.error(word.at, 'number-invalid', text, { class: 'invalid-number' });
    return value;
  }
  const text = `\`${option.text}\` is a time up to ${most}s, such as 100ms or 1.5s, not \`${word.text}\`; the entry is dropped`;
  return words.drop(word, 'number-invalid', text, { class: 'invalid-number' });
}

function readFeatures({ words, metrics, context }: RouteDraft, option: Word): Dropped | undefined {
  const word = words.value(option);
  if (word === 'dropped') return word;
  if (word.text === 'ecn') metrics.push({ name: 'features', value: ECN, locked: false });
  else {
    const text = `the only feature of a route is \`ecn\`, not \`${word.text}\`; it is ignored`;
    context.diagnostics.error(word.at, 'choice-unknown', text);
  }
  return undefined;
}
