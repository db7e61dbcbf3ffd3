/** The nodes of one YAML document as what a configuration is made of: keys with values, words, and their places. */
import type { Alias, Document, Node, Range, Scalar, YAMLMap } from 'yaml';
import type { Diagnostics, Position } from '../diagnostics.js';
import { splitWords } from '../lexer.js';
import { makeWord, type Word } from '../token.js';
import type { YamlFile } from './document.js';
import type { FileText } from './file-text.js';
import { yamlPackage } from './package.js';

/** Null: nothing stands there. */
export type YamlNode = Node | null;

/** One key of a mapping and what belongs to it. */
export interface KeyedValue {
  /** Without quotes. */
  readonly key: string;
  readonly keyNode: Scalar;
  readonly value: YamlNode;
}

/** What a node is to a person; an alias is what it stands for. */
export type NodeKind = 'nothing' | 'boolean' | 'text' | 'list' | 'mapping';

/** Beyond the nodes of the file, aliases and merge keys may make a configuration larger by this many. */
const MOST_REPEATED = 1_000_000;
/** So many characters of a word count as one more value. */
const CHARACTERS_PER_VALUE = 64;
/** Merge keys may lead to mappings with merge keys. */
const DEEPEST_MERGE = 16;

/** Asks the nodes of one document for what they hold, with aliases followed. */
export class Nodes {
  readonly diagnostics: Diagnostics;
  readonly #text: FileText;
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #hidden = new Set<YamlNode>();
  #left: number;
  readonly #package = yamlPackage();

  constructor({ text, document }: YamlFile, diagnostics: Diagnostics) {
    this.#text = text;
    this.diagnostics = diagnostics;
    // Without aliases nothing is repeated, and nobody has to look for what they mean.
    const { targets, count } = text.text.includes('*')
      ? this.#findTargets(document)
      : { targets: new Map<Alias, Node>(), count: Number.POSITIVE_INFINITY };
    this.#targets = targets;
    this.#left = count + MOST_REPEATED + text.text.length / CHARACTERS_PER_VALUE;
  }

  kind(node: YamlNode): NodeKind {
    const value = this.resolve(node);
    if (this.#package.isMap(value)) return 'mapping';
    if (this.#package.isSeq(value)) return 'list';
    if (!this.#package.isScalar(value) || value.value === null) return 'nothing';
    return typeof value.value === 'boolean' ? 'boolean' : 'text';
  }

  /** What an alias stands for; anything else stands for itself. */
  resolve(node: YamlNode): YamlNode {
    if (!this.#package.isAlias(node)) return node;
    return this.#targets.get(node) ?? null;
  }

  /** The items of a list; empty when it is none. */
  items(node: YamlNode): readonly YamlNode[] {
    const list = this.resolve(node);
    if (!this.#package.isSeq(list)) return [];
    const items = list.items.map(item => (this.#package.isNode(item) ? item : null));
    return this.#spend(items.length + 1, node) ? items : [];
  }

  /** The keys of a mapping in order, with those of its merge keys (`<<`); each key once. Empty when it is none. */
  pairs(node: YamlNode): readonly KeyedValue[] {
    const map = this.resolve(node);
    if (!this.#package.isMap(map)) return [];
    return this.#pairs(map, 0);
  }

  /** The bytes of a scalar, Latin-1; empty when it is none. */
  raw(node: YamlNode): string {
    const scalar = this.resolve(node);
    return this.#package.isScalar(scalar) ? rawOf(scalar) : '';
  }

  /** The text of a scalar as it was written, which for a number is not always what YAML makes of it. */
  word(node: YamlNode): Word | undefined {
    const scalar = this.resolve(node);
    if (!this.#package.isScalar(scalar)) return undefined;
    const raw = rawOf(scalar);
    if (!this.#spend(raw.length / CHARACTERS_PER_VALUE, scalar)) return undefined;
    if (!/[\x00\n]/.test(raw)) return makeWord(raw, this.at(scalar));
    const text = 'a word cannot hold a line break or a NUL; it is ignored';
    this.diagnostics.error(this.at(scalar), 'yaml-control-character', text);
    return undefined;
  }

  /** A scalar cut into words as a line of keepalived.conf is, where double quotes keep blanks together. */
  line(node: YamlNode): readonly Word[] | undefined {
    const whole = this.word(node);
    if (whole === undefined) return undefined;
    const { words, unterminated } = splitWords(whole.raw);
    const place = (offset: number) => this.#inside(node, whole, offset);
    if (unterminated !== undefined) {
      const text = 'this `"` is never closed; what follows it is ignored';
      this.diagnostics.error(place(unterminated), 'quote-unterminated', text, { class: 'unmatched-quote' });
    }
    return words.map(({ text, offset }) => makeWord(text, place(offset)));
  }

  at(node: YamlNode): Position {
    return this.#text.at(node?.range?.[0] ?? 0);
  }

  /** Where the last character of the node stands. */
  endOf(node: YamlNode): Position {
    const [start, end] = this.#range(node);
    return this.#text.at(Math.max(start, end - 1));
  }

  /** Lines of this value are never shown, wherever it was written. */
  hide({ keyNode, value }: KeyedValue): void {
    for (const node of [keyNode, value, this.resolve(value)]) {
      if (this.#hidden.has(node)) continue;
      this.#hidden.add(node);
      const [start, end] = this.#range(node);
      const last = this.#text.lineOf(Math.max(start, end - 1));
      const first = this.#text.at(start);
      for (let line = first.line; line <= last; line++) this.diagnostics.hide({ ...first, line });
    }
  }

  /** Which node each alias means: the last of that name above it, as YAML 1.2.2, 7.1 says. */
  #findTargets(document: Document.Parsed): { readonly targets: ReadonlyMap<Alias, Node>; readonly count: number } {
    const named = new Map<string, Node>();
    const targets = new Map<Alias, Node>();
    let count = 0;
    this.#package.visit(document, {
      Node: (_, node) => {
        count++;
        if (this.#package.isAlias(node)) {
          const target = named.get(node.source);
          if (target !== undefined) targets.set(node, target);
          else {
            const text = 'no anchor (`&name`) of this name stands above it; there is no value';
            this.diagnostics.error(this.at(node), 'yaml-alias', text);
          }
        } else if (node.anchor !== undefined) named.set(node.anchor, node);
      },
    });
    return { targets, count };
  }

  #pairs(map: YAMLMap, depth: number): readonly KeyedValue[] {
    if (!this.#spend(map.items.length + 1, map)) return [];
    const own = new Map<string, KeyedValue>();
    for (const { key, value } of map.items) {
      const keyNode = this.resolve(this.#package.isNode(key) ? key : null);
      if (!this.#package.isScalar(keyNode)) {
        const at = this.at(this.#package.isNode(key) ? key : map);
        this.diagnostics.error(at, 'yaml-key', 'a key of this mapping is no plain text; it is ignored');
        continue;
      }
      const text = rawOf(keyNode);
      if (isMerge(keyNode)) continue;
      if (own.has(text)) {
        const line = this.at(own.get(text)!.keyNode).line;
        const sentence = `this key stands in line ${line} of the same mapping already; this one is ignored`;
        this.diagnostics.error(this.at(keyNode), 'yaml-key-twice', sentence, {
          hint: 'write a list of mappings where the order of equal keywords matters',
        });
      } else own.set(text, { key: text, keyNode, value: this.#package.isNode(value) ? value : null });
    }
    const merges = map.items.filter(({ key }) => this.#package.isScalar(key) && isMerge(key));
    if (merges.length === 0) return [...own.values()];
    return this.#merged(map, own, depth);
  }

  /** The pairs in their order, those of merged mappings where the `<<` stands. The mapping's own keys come first. */
  #merged(map: YAMLMap, own: ReadonlyMap<string, KeyedValue>, depth: number): readonly KeyedValue[] {
    const all: KeyedValue[] = [];
    const taken = new Set(own.keys());
    for (const { key, value } of map.items) {
      if (!this.#package.isScalar(key) || !isMerge(key)) {
        const keyNode = this.resolve(this.#package.isNode(key) ? key : null);
        const pair = this.#package.isScalar(keyNode) ? own.get(rawOf(keyNode)) : undefined;
        if (pair?.keyNode === keyNode) all.push(pair!);
        continue;
      }
      const source = this.#package.isNode(value) ? value : null;
      const sources = this.kind(source) === 'list' ? this.items(source) : [source];
      for (const one of sources) {
        const merged = this.resolve(one);
        if (!this.#package.isMap(merged) || depth >= DEEPEST_MERGE) {
          const text = depth >= DEEPEST_MERGE ? 'merge keys lead in circles or too deep' : '`<<` takes a mapping';
          this.diagnostics.error(this.at(key), 'yaml-merge', `${text}; it is ignored`);
          continue;
        }
        for (const pair of this.#pairs(merged, depth + 1)) {
          if (taken.has(pair.key)) continue;
          taken.add(pair.key);
          all.push(pair);
        }
      }
    }
    return all;
  }

  /** False when aliases have multiplied the file beyond reason. */
  #spend(nodes: number, at: YamlNode): boolean {
    if (this.#left < 0) return false;
    this.#left -= nodes;
    if (this.#left >= 0) return true;
    const text = `aliases repeat more than ${MOST_REPEATED} values; the rest is ignored`;
    this.diagnostics.error(this.at(at), 'yaml-alias-limit', text);
    return false;
  }

  /** Columns inside a scalar are known when its text stands in the file as it is. */
  #inside(node: YamlNode, whole: Word, offset: number): Position {
    const scalar = this.resolve(node);
    const [start, end] = this.#range(scalar);
    const quotes = end - start - whole.raw.length;
    if (whole.raw !== whole.text || (quotes !== 0 && quotes !== 2)) return whole.at;
    return { ...whole.at, column: whole.at.column + quotes / 2 + offset };
  }

  #range(node: YamlNode): Range {
    return node?.range ?? [0, 0, 0];
  }
}

/** Latin-1, one character a byte, as all words are. */
function rawOf(scalar: Scalar): string {
  const { value, source, type } = scalar;
  if (value instanceof Uint8Array) return Buffer.from(value).toString('latin1');
  const text = typeof value === 'string' ? value : (source ?? '');
  const bytes = /[^\x00-\x7f]/.test(text) ? Buffer.from(text, 'utf8').toString('latin1') : text;
  return type === 'BLOCK_LITERAL' || type === 'BLOCK_FOLDED' ? withoutFinalBreaks(bytes) : bytes;
}

/** The line breaks that end a block scalar belong to its form. */
function withoutFinalBreaks(text: string): string {
  let end = text.length;
  while (end > 0 && text[end - 1] === '\n') end--;
  return text.slice(0, end);
}

function isMerge({ value, type }: Scalar): boolean {
  return (value === '<<' || typeof value === 'symbol') && type === 'PLAIN';
}
