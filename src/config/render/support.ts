/** The answer of `holdfast check --support`: what files use that has no effect yet, in every form of output. */
import type { Position } from '../diagnostics.js';
import { printable } from '../printable.js';
import type { SupportGap } from '../support.js';
import { githubCommand, relativeTo } from './github.js';
import { type Paint, PLAIN } from './text.js';

/** The files looked at, and all they use without effect. */
export interface SupportReport {
  readonly files: readonly string[];
  readonly gaps: readonly SupportGap[];
}

/** More places than this say nothing more to a person. */
const MOST_PLACES = 6;

/** Grouped by keyword, with the first places of each. */
export function renderSupport({ files, gaps }: SupportReport, paint: Paint = PLAIN): string {
  const where = files.map(printable).join(', ');
  if (gaps.length === 0) return `${where}: everything that is used has its effect\n`;
  const lines = gaps.flatMap(gap => [
    `${paint.severity('warning', gap.keyword)}${gap.block === '' ? '' : ` in ${gap.block}`}: ${gap.effect}`,
    `    ${placesText(gap.places)}`,
  ]);
  const count = gaps.length === 1 ? 'one thing is used that has' : `${gaps.length} things are used that have`;
  return `${[...lines, `${where}: ${count} no effect yet`].join('\n')}\n`;
}

/** The same shape promise as a report's: `version` changes with anything but a new field. */
export function renderSupportJson({ files, gaps }: SupportReport): string {
  const withoutEffect = gaps.map(({ keyword, block, effect, places }) => ({
    keyword,
    block: block === '' ? undefined : block,
    effect,
    places: places.map(({ file, line, column }) => ({ file, line, column })),
  }));
  return `${JSON.stringify({ version: 1, files, withoutEffect }, undefined, 2)}\n`;
}

/** One notice for each keyword, at its first place. */
export function renderSupportGithub({ gaps }: SupportReport, directory: string): string {
  return gaps
    .map(({ keyword, effect, places }) => {
      const [first] = places;
      const at = first === undefined ? {} : { file: relativeTo(directory, first.file), line: first.line };
      const more = places.length > 1 ? ` (${places.length} places)` : '';
      return `${githubCommand('note', { ...at, title: 'no effect yet' }, `${keyword}: ${effect}${more}`)}\n`;
    })
    .join('');
}

function placesText(places: readonly Position[]): string {
  const shown = places.slice(0, MOST_PLACES).map(({ file, line }) => `${printable(file)}:${line}`);
  const more = places.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}
