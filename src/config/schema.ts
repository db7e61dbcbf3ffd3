/**
 * The YAML form as a JSON Schema (draft 2020-12), for editors: made of the same tables that the reader goes by. It is
 * about form and limits of single values; what belongs together is for a check to say.
 */
import { ROOT } from './keywords/root.js';
import type { KeywordRow, KeywordTable } from './keywords/row.js';
import { isNamed, namesUser } from './keywords/shape.js';

/** A schema, or a part of one. */
export type Schema = boolean | { readonly [keyword: string]: unknown };

const NOTHING: Schema = { type: 'null' };
const WORD: Schema = { $ref: '#/$defs/word' };
const COMMAND: Schema = { $ref: '#/$defs/command' };

/** What many keywords take. */
const COMMON: Readonly<Record<string, Schema>> = {
  word: { type: ['string', 'number', 'boolean'] },
  words: { type: 'array', items: WORD, minItems: 1 },
  lines: { type: ['array', 'null'], items: { anyOf: [WORD, { $ref: '#/$defs/words' }] } },
  command: { anyOf: [{ type: 'string' }, { $ref: '#/$defs/words' }] },
  script: script({}),
  'script-with-user': script({ user: WORD, group: WORD }),
};

function script(user: Readonly<Record<string, Schema>>): Schema {
  const properties = { command: COMMAND, ...user };
  return { anyOf: [COMMAND, { type: 'object', properties, required: ['command'], additionalProperties: false }] };
}

/** The schema as the text of a file, which ends in a line break. */
export function renderSchema(): string {
  return `${JSON.stringify(configurationSchema(), undefined, 2)}\n`;
}

/** The schema of a whole configuration. */
export function configurationSchema(): Schema {
  const definitions = new Definitions();
  const root = definitions.of(ROOT, {
    $schema: { description: 'Where the schema of this file is, for editors', type: 'string' },
    ...Object.fromEntries(['', 'r', 'm', 'w', 'b', 'a'].map(letter => [`include${letter}`, included(letter)])),
  });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    title: 'Holdfast configuration',
    description: 'keepalived.conf in YAML: the same keywords, each with its value.',
    ...root,
    $defs: { ...COMMON, ...definitions.all() },
  };
}

function included(letter: string): Schema {
  const strict =
    letter === '' ? '' : '; a file that cannot be had is an error, as keepalived.conf has it for this word';
  return {
    description: `YAML files (patterns) whose content belongs here${strict}`,
    ...orList({ type: 'string' }),
  };
}

/** The contents of blocks, each described once. */
class Definitions {
  readonly #names = new Map<KeywordTable, string>();
  readonly #schemas = new Map<string, Schema>();

  all(): Readonly<Record<string, Schema>> {
    return Object.fromEntries(this.#schemas);
  }

  /** A reference to the content of a block. */
  of(table: KeywordTable, more: Readonly<Record<string, Schema>> = {}): { readonly $ref: string } {
    let name = this.#names.get(table);
    if (name === undefined) {
      name = this.#freeName(table.block);
      this.#names.set(table, name);
      const mapping = { $ref: `#/$defs/${name}-keywords` };
      this.#schemas.set(name, { anyOf: [mapping, { type: 'array', items: mapping }] });
      this.#schemas.set(`${name}-keywords`, this.#mapping(table, more));
    }
    return { $ref: `#/$defs/${name}` };
  }

  /** Blocks of different places may have the same name. */
  #freeName(block: string): string {
    const plain = block === ROOT.block ? 'configuration' : block.replace(/[^A-Za-z0-9]+/g, '_');
    let name = plain;
    for (let i = 2; this.#schemas.has(name); i++) name = `${plain}_${i}`;
    return name;
  }

  #mapping(table: KeywordTable, more: Readonly<Record<string, Schema>>): Schema {
    const rows = [...table.rows.values()];
    return {
      type: ['object', 'null'],
      properties: {
        ...Object.fromEntries(rows.map(row => [row.name, { ...about(row), ...this.#value(row, table) }])),
        '<<': { description: 'Mappings whose keys belong here, too' },
        ...more,
      },
      ...(table === ROOT ? { patternProperties: { '^x-': { description: 'A place for anchors' } } } : {}),
      additionalProperties: false,
    };
  }

  #value(row: KeywordRow, table: KeywordTable): { readonly [keyword: string]: unknown } {
    switch (row.type) {
      case 'block':
        if (isNamed(row)) return { type: ['object', 'null'], additionalProperties: this.of(row.content!) };
        return row.repeats === true ? orList(this.of(row.content!)) : this.of(row.content!);
      case 'entries': {
        const lines = {
          type: ['array', 'null'],
          items: { anyOf: [WORD, { type: 'array', items: WORD, minItems: 1 }] },
        };
        return isNamed(row) ? { type: ['object', 'null'], additionalProperties: lines } : lines;
      }
      default: {
        const one = line(row, table);
        return row.repeats === true ? orList(one) : one;
      }
    }
  }
}

/** What an editor shows beside the keyword. */
function about(row: KeywordRow) {
  const unit = row.unit === undefined || (row.unit === 's' && row.type === 'seconds') ? '' : ` (${row.unit})`;
  const usage = row.usage === undefined ? '' : `: ${row.usage}`;
  const since = row.since === undefined ? '' : `; keepalived has it since ${row.since}`;
  const effect = row.noEffect === undefined ? '' : `; accepted, but ${row.noEffect}`;
  const old = row.replacedBy === undefined ? '' : `; write \`${row.replacedBy}\` instead`;
  const isReference = typeof row.default === 'string' && row.choices?.includes(row.default) !== true;
  return {
    description: `${row.meaning}${unit}${usage}${isReference ? `; default: ${row.default}` : ''}${since}${effect}${old}`,
    ...(row.default === undefined || isReference ? {} : { default: row.default }),
    ...(row.replacedBy === undefined ? {} : { deprecated: true }),
  };
}

/** The value of a keyword that is one line in keepalived.conf. */
function line(row: KeywordRow, table: KeywordTable): { readonly [keyword: string]: unknown } {
  const optional = row.least === 0 ? ['null'] : [];
  switch (row.type) {
    case 'flag':
      return { type: ['boolean', 'null'] };
    case 'boolean':
      return { enum: [true, false, null, 'on', 'yes', 'off', 'no'] };
    case 'integer':
      return { type: ['integer', ...optional], ...limits(row) };
    case 'seconds':
      return { type: ['number', ...optional], ...limits(row) };
    case 'choice':
      return { enum: [...row.choices!.flatMap(asWritten), ...(row.least === 0 ? [null] : [])] };
    case 'script': {
      const one = { $ref: namesUser(table) ? '#/$defs/script-with-user' : '#/$defs/script' };
      return row.least === 0 ? { anyOf: [one, NOTHING] } : one;
    }
    case 'words': {
      const list = { type: 'array', items: WORD, ...(row.least > 1 ? { minItems: row.least } : {}) };
      return { anyOf: [WORD, list, ...(row.least === 0 ? [NOTHING] : [])] };
    }
    default:
      return { type: ['string', 'number', 'boolean', ...optional] };
  }
}

/** A choice and, when YAML takes the word for something else, what it takes it for. */
function asWritten(choice: string): readonly (string | number | boolean)[] {
  if (/^\d+$/.test(choice)) return [choice, Number(choice)];
  return choice === 'true' || choice === 'false' ? [choice, choice === 'true'] : [choice];
}

function limits({ range }: KeywordRow) {
  return range === undefined ? {} : { minimum: range[0], maximum: range[1] };
}

function orList(one: { readonly [keyword: string]: unknown }): { readonly [keyword: string]: unknown } {
  return { anyOf: [one, { type: 'array', items: one }] };
}
