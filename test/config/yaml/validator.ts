/** As much of JSON Schema (draft 2020-12) as the generated schema uses; an unknown keyword is an error of the test. */
import type { Schema } from '../../../src/config/schema.js';

const ANNOTATIONS = new Set(['$schema', '$defs', 'title', 'description', 'default', 'deprecated']);

type Part = Readonly<Record<string, unknown>>;

/** Where `value` breaks the schema, as paths; empty when it does not. */
export function violations(schema: Schema, value: unknown, root: Part, path = ''): readonly string[] {
  if (typeof schema === 'boolean') return schema ? [] : [path];
  return Object.entries(schema).flatMap(([keyword, rule]) => {
    if (ANNOTATIONS.has(keyword)) return [];
    const check = CHECKS[keyword];
    if (check === undefined) throw new Error(`the schema uses \`${keyword}\`, which this validator does not know`);
    return check(rule, value, root, path, schema);
  });
}

type Check = (rule: unknown, value: unknown, root: Part, path: string, schema: Part) => readonly string[];

const CHECKS: Readonly<Record<string, Check>> = {
  $ref: (rule, value, root, path) => {
    const found = String(rule)
      .slice(2)
      .split('/')
      .reduce<unknown>((at, name) => (isPart(at) ? at[name] : undefined), root);
    if (!isSchema(found)) throw new Error(`the schema refers to ${String(rule)}, which is not there`);
    return violations(found, value, root, path);
  },
  anyOf: (rule, value, root, path) => {
    const answers = list(rule).map(one => violations(isSchema(one) ? one : false, value, root, path));
    return answers.some(answer => answer.length === 0) ? [] : (answers.toSorted(deepest)[0] ?? [path]);
  },
  type: (rule, value, _, path) => (list(rule).some(type => hasType(value, String(type))) ? [] : [path]),
  enum: (rule, value, _, path) => (list(rule).includes(value) ? [] : [path]),
  minimum: (rule, value, _, path) => (typeof value !== 'number' || value >= Number(rule) ? [] : [path]),
  maximum: (rule, value, _, path) => (typeof value !== 'number' || value <= Number(rule) ? [] : [path]),
  minItems: (rule, value, _, path) => (!Array.isArray(value) || value.length >= Number(rule) ? [] : [path]),
  required: (rule, value, _, path) =>
    list(rule).flatMap(name => (isPart(value) && !(String(name) in value) ? [`${path}/${String(name)}`] : [])),
  items: (rule, value, root, path) =>
    Array.isArray(value) && isSchema(rule)
      ? value.flatMap((item, i) => violations(rule, item, root, `${path}/${i}`))
      : [],
  properties: (rule, value, root, path) =>
    Object.entries(isPart(rule) ? rule : {}).flatMap(([name, one]) =>
      isPart(value) && Object.hasOwn(value, name) && isSchema(one)
        ? violations(one, value[name], root, `${path}/${name}`)
        : [],
    ),
  patternProperties: () => [],
  additionalProperties: (rule, value, root, path, { properties, patternProperties }) => {
    if (!isPart(value) || !isSchema(rule)) return [];
    const patterns = Object.keys(isPart(patternProperties) ? patternProperties : {}).map(one => new RegExp(one));
    return Object.keys(value)
      .filter(name => !(isPart(properties) && Object.hasOwn(properties, name)) && !patterns.some(one => one.test(name)))
      .flatMap(name => violations(rule, value[name], root, `${path}/${name}`));
  },
};

/** The alternative that got furthest says most. */
function deepest(one: readonly string[], other: readonly string[]): number {
  return (other[0]?.length ?? 0) - (one[0]?.length ?? 0);
}

function hasType(value: unknown, type: string): boolean {
  switch (type) {
    case 'null':
      return value === null;
    case 'array':
      return Array.isArray(value);
    case 'object':
      return isPart(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

function isPart(value: unknown): value is Part {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'boolean' || isPart(value);
}

function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
