/** Plain text of a fixed width, for a terminal. */

const WIDTH = 100;

/** Breaks at blanks; the first line starts with `first`, the others with `indent` blanks, as many unless told. */
export function wrap(text: string, first = '', indent = first.length): readonly string[] {
  const lead = ' '.repeat(indent);
  const lines: string[] = [];
  let line = first;
  let empty = true;
  for (const word of text.split(' ')) {
    if (!empty && line.length + 1 + word.length > WIDTH) {
      lines.push(line);
      line = lead;
      empty = true;
    }
    line += empty ? word : ` ${word}`;
    empty = false;
  }
  lines.push(line);
  return lines;
}

/** Two columns: names, and what is said about each. */
export function columns(rows: readonly (readonly [name: string, text: string])[], indent = 2): readonly string[] {
  const widest = Math.min(32, Math.max(0, ...rows.map(([name]) => name.length)));
  const lead = ' '.repeat(indent);
  return rows.flatMap(([name, text]) => {
    const first = `${lead}${name.padEnd(widest)}  `;
    // A very long name has its line for itself.
    if (name.length <= widest) return wrap(text, first);
    return [`${lead}${name}`, ...wrap(text, ' '.repeat(indent + widest + 2))];
  });
}

/** A sentence from a meaning: tables write them with a small letter and no full stop. */
export function sentence(text: string): string {
  const begun = /^[`<]/.test(text) ? text : text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
