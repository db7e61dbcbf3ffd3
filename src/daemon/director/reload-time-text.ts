/**
 * The text of `reload_time_file`: a time of day, or a date with one, in the formats of keepalived.conf(5) and no others.
 * Local time, or with a `Z` behind it UTC.
 */
import { err, ok, type Result } from '../../base/result.js';

/** When a reload is due. */
export interface ReloadTime {
  /** Milliseconds since 1970. */
  readonly at: number;
  /** A time of day without a date comes round again. */
  readonly isDaily: boolean;
}

const FORMAT =
  /^(?:(?<year>\d{2}|\d{4})-(?<month>\d\d)-(?<day>\d\d) )?(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?<utc>Z)?$/;

/** The moment that the first line of `text` means at `now` (milliseconds since 1970); the error is the end of a sentence. */
export function parseReloadTime(text: string, now: number): Result<ReloadTime, string> {
  const [line = ''] = text.split('\n', 1);
  const found = FORMAT.exec(line)?.groups;
  if (found === undefined)
    return err(`\`${line}\` is no time: [[YY]YY-MM-DD ]HH:MM:SS[Z], with nothing before or behind it`);
  const isUtc = found.utc !== undefined;
  const number = (name: string) => Number(found[name]);
  const time = [number('hour'), number('minute'), number('second')] as const;
  if (time[0] > 23 || time[1] > 59 || time[2] > 59) return err(`there is no time ${line}`);
  if (found.year === undefined) return ok({ at: nextAt(time, isUtc, now), isDaily: true });
  const date = [number('year') + (found.year.length === 2 ? 2_000 : 0), number('month') - 1, number('day')] as const;
  const checked = new Date(Date.UTC(...date));
  if (checked.getUTCMonth() !== date[1] || checked.getUTCDate() !== date[2]) return err(`there is no day ${line}`);
  const at = isUtc ? Date.UTC(...date, ...time) : new Date(...date, ...time).getTime();
  return at < now ? err(`${line} is in the past`) : ok({ at, isDaily: false });
}

/** The next one after `now`, today or tomorrow; the days are counted by the calendar, since not all of them have 24 hours. */
function nextAt(time: readonly [number, number, number], isUtc: boolean, now: number): number {
  const today = new Date(now);
  const on = (days: number) =>
    isUtc
      ? Date.UTC(today.getUTCFullYear(), today.getUTCMonth(), today.getUTCDate() + days, ...time)
      : new Date(today.getFullYear(), today.getMonth(), today.getDate() + days, ...time).getTime();
  const first = on(0);
  return first <= now ? on(1) : first;
}

/** `2026-11-21 16:39:35`, local time. */
export function renderReloadTime(at: number): string {
  const date = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = [date.getFullYear(), two(date.getMonth() + 1), two(date.getDate())].join('-');
  return `${day} ${[date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(':')}`;
}
