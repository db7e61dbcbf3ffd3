/**
 * The difference between two values of plain data, as plain data itself: what is carried from one to the other is only
 * what differs, and applying it leaves every part that did not change the very object it was. So a list of a thousand
 * things in which one has changed costs its owner the one, and whatever is kept about the others stays good.
 */

/** How to make a value of the one it replaces. */
export type Change =
  | { readonly kind: 'same' }
  | { readonly kind: 'new'; readonly value: unknown }
  /** Of an object: fields that differ, and names of those that are not there any more. */
  | {
      readonly kind: 'fields';
      readonly fields: readonly (readonly [name: string, change: Change])[];
      readonly gone: readonly string[];
    }
  | { readonly kind: 'list'; readonly items: readonly ListItem[] };

/** An entry of a list: the place in the list before of one that is equal, or how to make it. */
export type ListItem = number | MadeItem;

/** `from` is the place in the list before of the one it is made of; undefined: of nothing. */
export interface MadeItem {
  readonly from?: number;
  readonly change: Change;
}

const SAME: Change = { kind: 'same' };

/** What makes `after` of `before`. */
export function changeOf(before: unknown, after: unknown): Change {
  if (Object.is(before, after)) return SAME;
  if (before instanceof Uint8Array && after instanceof Uint8Array) {
    const isEqual = before.length === after.length && before.every((byte, i) => byte === after[i]);
    return isEqual ? SAME : { kind: 'new', value: after };
  }
  if (Array.isArray(before) && Array.isArray(after)) {
    const items = changeOfList(before, after);
    const isEqual = before.length === after.length && items.every((item, i) => item === i);
    return isEqual ? SAME : { kind: 'list', items };
  }
  if (isRecord(before) && isRecord(after)) return changeOfRecord(before, after);
  return { kind: 'new', value: after };
}

/** What makes each entry of `after`; an entry with a name is made of the one that has it, whatever its place. */
export function changeOfList(before: readonly unknown[], after: readonly unknown[]): readonly ListItem[] {
  const find = finder(before);
  return after.map((entry, i): ListItem => {
    // Nearly always it stands where it stood; then nothing has to be looked up.
    if (i < before.length && nameOf(before[i]) === nameOf(entry) && isSame(before[i], entry)) return i;
    const from = find(entry);
    if (from === undefined) return { change: { kind: 'new', value: entry } };
    const change = changeOf(before[from], entry);
    return change.kind === 'same' ? from : { from, change };
  });
}

/** Carries a change out. Throws when it is not one of this value. */
export function applyChange(before: unknown, change: Change): unknown {
  switch (change.kind) {
    case 'same':
      return before;
    case 'new':
      return change.value;
    case 'list':
      if (!Array.isArray(before)) throw new Error('the change of a list is given to something else');
      return change.items.map(item => applyItem(before, item));
    case 'fields': {
      if (!isRecord(before)) throw new Error('the change of an object is given to something else');
      const after = { ...before };
      for (const name of change.gone) delete after[name];
      for (const [name, each] of change.fields) after[name] = applyChange(before[name], each);
      return after;
    }
  }
}

/** The entry that an item of the change of a list stands for. Throws when that list was another one. */
export function applyItem<Entry>(before: readonly Entry[], item: ListItem): unknown {
  if (typeof item !== 'number')
    return applyChange(item.from === undefined ? undefined : before[item.from], item.change);
  if (item >= before.length) throw new Error(`the change of a list with an entry ${item} is given to a shorter one`);
  return before[item];
}

function changeOfRecord(before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): Change {
  const gone = Object.keys(before).filter(name => !(name in after));
  const fields: (readonly [string, Change])[] = [];
  for (const [name, value] of Object.entries(after)) {
    const change: Change = name in before ? changeOf(before[name], value) : { kind: 'new', value };
    if (change.kind !== 'same') fields.push([name, change]);
  }
  return gone.length + fields.length === 0 ? SAME : { kind: 'fields', fields, gone };
}

function isSame(before: unknown, after: unknown): boolean {
  return changeOf(before, after).kind === 'same';
}

/** Finds the place in a list of what an entry is to be made of: the one of its name, or one that is equal. */
function finder(list: readonly unknown[]): (entry: unknown) => number | undefined {
  let places: Map<string, number> | undefined;
  return entry => {
    places ??= new Map(list.map((each, i) => [identityOf(each), i]));
    return places.get(identityOf(entry));
  };
}

function identityOf(entry: unknown): string {
  return nameOf(entry) ?? JSON.stringify(entry, (_, value) => (typeof value === 'bigint' ? `${value}n` : value)) ?? '';
}

function nameOf(entry: unknown): string | undefined {
  return isRecord(entry) && typeof entry.name === 'string' ? entry.name : undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
