/** Statements to the text of a keepalived.conf. */
import type { Diagnostics, Position } from '../diagnostics.js';
import { isNamed } from '../keywords/shape.js';
import type { Statement } from '../parser.js';
import { writeLine, writeScriptLine } from './conf-line.js';

const INDENT = '    ';

/**
 * Each block with its keywords indented, a blank line between the blocks of the top level. A line that cannot be
 * written in this form is reported where it stands, and left out.
 */
export function writeKeepalivedConf(statements: readonly Statement[], diagnostics: Diagnostics): string {
  const lines: string[] = [];
  let afterBlock = false;
  for (const statement of statements) {
    const isBlock = statement.row.type === 'block' || statement.row.type === 'entries';
    if (lines.length > 0 && (isBlock || afterBlock)) lines.push('');
    afterBlock = isBlock;
    writeStatement(statement, '', lines, diagnostics);
  }
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}

function writeStatement(statement: Statement, indent: string, lines: string[], diagnostics: Diagnostics): void {
  const { row, words, body, entries, at } = statement;
  const raws = words.map(({ raw }) => raw);
  const put = (line: ReturnType<typeof writeLine>, place: Position, end = ''): boolean => {
    if (line.ok) lines.push(`${indent}${line.value}${end}`);
    else {
      const text = `this line of \`${row.name}\` cannot be written in keepalived.conf: ${line.error}; it is left out`;
      diagnostics.error(place, 'convert-unwritable', text, { class: 'none' });
    }
    return line.ok;
  };
  switch (row.type) {
    case 'script':
      put(writeScriptLine(row.name, raws, indent.length), at);
      return;
    case 'block':
    case 'entries': {
      if (!put(writeLine(row.name, isNamed(row) ? raws : [], indent.length + 2), at, ' {')) return;
      const inner = indent + INDENT;
      for (const one of body) writeStatement(one, inner, lines, diagnostics);
      for (const entry of entries) {
        const line = writeLine(
          undefined,
          entry.words.map(({ raw }) => raw),
          inner.length,
        );
        if (line.ok) lines.push(`${inner}${line.value}`);
        else put(line, entry.at);
      }
      lines.push(`${indent}}`);
      return;
    }
    default:
      put(writeLine(row.name, raws, indent.length), at);
  }
}
