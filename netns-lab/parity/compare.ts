/** Two observations, facet by facet: what stands in one of them only. */

/** Lines by facet: a table of the kernel, packets, calls. */
export type Observation = Readonly<Record<string, readonly string[]>>;

export interface Difference {
  readonly facet: string;
  /** Lines that only keepalived's side has. */
  readonly keepalived: readonly string[];
  readonly holdfast: readonly string[];
}

/** Lines that are not in both, in their order; a facet whose lines are the same in another order differs by all of them. */
export function compare(keepalived: Observation, holdfast: Observation): Difference[] {
  const facets = new Set([...Object.keys(keepalived), ...Object.keys(holdfast)]);
  return [...facets].flatMap(facet => {
    const [theirs, ours] = [keepalived[facet] ?? [], holdfast[facet] ?? []];
    const difference = { facet, keepalived: without(theirs, ours), holdfast: without(ours, theirs) };
    if (difference.keepalived.length + difference.holdfast.length > 0) return [difference];
    const isSame = theirs.every((text, i) => text === ours[i]);
    return isSame ? [] : [{ facet, keepalived: theirs, holdfast: ours }];
  });
}

/** A multiset's difference. */
function without(lines: readonly string[], others: readonly string[]): string[] {
  const counts = new Map<string, number>();
  for (const other of others) counts.set(other, (counts.get(other) ?? 0) + 1);
  return lines.filter(text => {
    const left = counts.get(text) ?? 0;
    counts.set(text, left - 1);
    return left <= 0;
  });
}

/** For a failure's message. */
export const describeDifference = ({ facet, keepalived, holdfast }: Difference): string =>
  [
    `${facet}:`,
    ...keepalived.map(text => `  only keepalived: ${text}`),
    ...holdfast.map(text => `  only holdfast:   ${text}`),
  ].join('\n');
