/** Order statistics and a table, all the arithmetic the benches share. */

/** The q-quantile (0 to 1) by nearest rank; NaN of nothing. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.max(0, Math.ceil(q * sorted.length) - 1))] ?? Number.NaN;
}

export const median = (values: readonly number[]) => quantile(values, 0.5);

/** Prints rows under headings, numbers to the right. */
export function printTable(title: string, headings: readonly string[], rows: readonly (readonly string[])[]): void {
  const widths = headings.map((heading, i) => Math.max(heading.length, ...rows.map(row => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    cells.map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0))).join('  ');
  console.log(`\n${title}\n${line(headings)}\n${widths.map(width => '-'.repeat(width)).join('  ')}`);
  for (const row of rows) console.log(line(row));
}

export const ms = (value: number, digits = 2) => `${value.toFixed(digits)} ms`;

/** One thing that was to be reached. */
export interface Goal {
  readonly text: string;
  readonly isReached: boolean;
}

export const atLeast = (what: string, value: number, bound: number, unit: string): Goal => ({
  text: `${what} ${said(value, unit)} (at least ${said(bound, unit)})`,
  isReached: value >= bound,
});

export const atMost = (what: string, value: number, bound: number, unit: string): Goal => ({
  text: `${what} ${said(value, unit)} (at most ${said(bound, unit)})`,
  isReached: value <= bound,
});

const said = (value: number, unit: string) => `${Number(value.toFixed(2))}${unit && ` ${unit}`}`;

/** One line for what holdfast was to reach. Goals that one program alone cannot answer, for want of the other, are left out. */
export function printVerdict(goals: readonly Goal[]): void {
  const known = goals.filter(({ text }) => !/NaN|Infinity/.test(text));
  for (const { text, isReached } of known) console.log(`${isReached ? 'reached' : 'MISSED '}  ${text}`);
}
