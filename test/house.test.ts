/**
 * The house keeps its own rules: who may import whom (CONTRIBUTING, "Who may import whom"), and only `sys` touches the
 * world. Reads the imports of `src` as text.
 */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import { test } from 'node:test';

const root = new URL('../src', import.meta.url).pathname;

/** Folder -> what it may import: a folder (anything in it), or one file of it. */
const RULES: Record<string, readonly (string | RegExp)[]> = {
  base: [],
  wire: ['base'],
  vrrp: ['base', 'wire'],
  ipvs: ['base', 'wire'],
  health: ['base', 'wire'],
  bfd: ['base', 'wire'],
  config: ['base', /^(vrrp|notify|ipvs|health|bfd)\/settings\.ts$/],
  notify: ['base', /^ipvs\/pool\/effect\.ts$/, /^(vrrp|notify)\/(view|effect|settings)\.ts$/],
  control: ['base', /^vrrp\/(view|effect|settings)\.ts$/],
  sys: ['base', 'wire'],
  daemon: ['base', 'wire', 'vrrp', 'ipvs', 'config', 'notify', 'control', 'sys'],
};

/** Node's modules that open descriptors, start processes or read clocks. */
const WORLDLY =
  /^node:(fs|net|dgram|child_process|worker_threads|http|https|dns|tls|os|process|timers|perf_hooks)(\/|$)/;

/** Node's modules and packages that reach the world: only these folders may. */
const MAY_TOUCH_THE_WORLD = new Set(['sys', 'daemon']);

interface Import {
  readonly from: string;
  readonly specifier: string;
}

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return sources(path);
    return entry.name.endsWith('.ts') ? [path] : [];
  });
}

function imports(): Import[] {
  return sources(root).flatMap(path => {
    const text = readFileSync(path, 'utf8');
    const found = text.matchAll(
      /(?:^|\n)\s*(?:import|export)\s[^;'"]*?from\s+'([^']+)'|import\(\s*'([^']+)'\s*\)|(?:^|\n)import\s+'([^']+)'/g,
    );
    return [...found].map(match => ({ from: relative(root, path), specifier: match[1] ?? match[2] ?? match[3] ?? '' }));
  });
}

test('every import stays within what its folder may reach for', () => {
  const broken: string[] = [];
  for (const { from, specifier } of imports()) {
    if (!specifier.startsWith('.')) continue;
    const target = normalize(join(dirname(from), specifier)).replace(/\.js$/, '.ts');
    const [folder = '', ...rest] = from.split('/');
    const [targetFolder] = target.split('/');
    if (rest.length === 0 || folder === targetFolder) continue; // main.ts, or the own folder
    const allowed = RULES[folder];
    assert.ok(allowed, `src/${folder} has no rule: give it one here and in CONTRIBUTING`);
    const fits = allowed.some(rule => (typeof rule === 'string' ? rule === targetFolder : rule.test(target)));
    if (!fits) broken.push(`${from} imports ${target}`);
  }
  assert.deepEqual(broken, []);
});

test('only sys and daemon reach for the world; the cores decide on values alone', () => {
  const broken = imports()
    .filter(({ from, specifier }) => WORLDLY.test(specifier) && !MAY_TOUCH_THE_WORLD.has(from.split('/')[0] ?? ''))
    .filter(({ from }) => from !== 'main.ts')
    .map(({ from, specifier }) => `${from} imports ${specifier}`);
  assert.deepEqual(broken, []);
});

test('the cores read no clock and draw no lots', () => {
  const broken: string[] = [];
  for (const path of sources(root)) {
    const name = relative(root, path);
    if (!/^(base|wire|vrrp|config|notify|control)\//.test(name)) continue;
    const code = readFileSync(path, 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/[^\n]*/g, '');
    const found = code.match(
      /\b(Date\.now|new Date\(\)|performance\.now|process\.hrtime|setTimeout|setInterval|setImmediate|Math\.random)\b/,
    );
    if (found) broken.push(`${name} uses ${found[0]}`);
  }
  assert.deepEqual(broken, []);
});

test('koffi stays behind sys/libc.ts and raw-socket behind one file', () => {
  const users = (name: string) => [
    ...new Set(
      imports()
        .filter(i => i.specifier === name)
        .map(i => i.from),
    ),
  ];
  assert.deepEqual(users('koffi'), ['sys/libc.ts']);
  assert.equal(users('raw-socket').length, 1);
});

test('nobody imports daemon but the entry point', () => {
  const guests = imports()
    .filter(({ from, specifier }) => specifier.includes('daemon/') && !from.startsWith('daemon/') && from !== 'main.ts')
    .map(({ from }) => from);
  assert.deepEqual(guests, []);
});
