/** The nodes that are compared, and how a mismatch between two of them is said. */
import type { InstanceSettings } from '../../vrrp/settings.js';
import type { DiagnosticCode } from '../codes/index.js';
import { type Diagnostic, Diagnostics, type Position, type RelatedPlace } from '../diagnostics.js';
import type { LoadedConfiguration } from '../load.js';
import type { Places } from '../places.js';
import type { Settings } from '../settings.js';

/** One node: its name in sentences, usually the path of its file, and its configuration. */
export interface NodeConfiguration {
  readonly name: string;
  readonly loaded: LoadedConfiguration;
}

/** A node while it is compared. */
export interface Node {
  readonly name: string;
  readonly settings: Settings;
  readonly places: Places;
  /** What the reading has said. */
  readonly said: readonly Diagnostic[];
  /** Takes what is found in the files of this node. */
  readonly found: Diagnostics;
}

/** Undefined when there was nothing to read. */
export function nodeOf({ name, loaded }: NodeConfiguration): Node | undefined {
  const { examination, diagnostics: said } = loaded;
  if (examination === undefined) return undefined;
  const { settings, places, reading } = examination;
  return { name, settings, places, said, found: new Diagnostics(reading) };
}

/** An instance and the node it is on. */
export interface Member {
  readonly node: Node;
  readonly instance: InstanceSettings;
}

/** Where a keyword of the instance stands, or else the instance. */
export function placeOf({ node, instance }: Member, keyword: string): Position | undefined {
  return node.places.keyword(instance.name, keyword);
}

/** Something two members say differently about the same virtual router. */
export interface Mismatch {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning' | 'note';
  /** Of the instance; its place is shown, unless it stands in the block `inside`. */
  readonly keyword: string;
  readonly inside?: string;
  /** What each of the two has, first and second; undefined for what must not be shown. */
  readonly values?: readonly [string, string];
  /** What comes of it, as the end of the sentence. */
  readonly consequence: string;
  readonly hint?: string;
}

/**
 * Says it in the file of the second member, with the place in that of the first. Two nodes may share a file, whose
 * lines then mean something else for each.
 */
export function sayMismatch(first: Member, second: Member, mismatch: Mismatch): void {
  const { code, severity, keyword, inside = keyword, values, consequence, hint } = mismatch;
  const { name } = second.instance;
  const what =
    values === undefined
      ? `\`${keyword}\` of ${first.node.name} and ${second.node.name} differs`
      : `${said(first, keyword, values[0])}, ${said(second, keyword, values[1])}`;
  const text = `(${name}) ${values === undefined ? '' : `\`${keyword}\`: `}${what}: ${consequence}`;
  const related = relatedTo(first, inside, values?.[0]);
  second.node.found[severity](placeOf(second, inside), code, text, { class: 'none', hint, related });
}

/** `a.conf:12 says 51`, or `in a.conf it is 1` where the keyword is not written. */
function said(member: Member, keyword: string, value: string): string {
  const { node, instance } = member;
  const at = placeOf(member, keyword);
  if (at === undefined || !node.places.wrote(instance.name, keyword)) return `in ${node.name} it is ${value}`;
  // A name that is more than the path says which of two nodes with the same file is meant.
  const where =
    node.name.startsWith(at.file) && node.name !== at.file ? `${node.name} line ${at.line}` : `${at.file}:${at.line}`;
  return `${where} says ${value}`;
}

/** The place of a keyword in the other node's file, for `related`. */
export function relatedTo(member: Member, keyword: string, value?: string): readonly RelatedPlace[] {
  const at = placeOf(member, keyword);
  return at === undefined
    ? []
    : [{ at, text: `(${member.instance.name}) of ${member.node.name}${value === undefined ? '' : `: ${value}`}` }];
}

/** `(VI_1) of a.conf` */
export function memberName({ node, instance }: Member): string {
  return `(${instance.name}) of ${node.name}`;
}
