/**
 * A ledger: what an RFC asks of a VRRP router, rule by rule, each with the proof that we keep it. A rule has two
 * tests: one in which it applies and is kept, and one in which it does not apply, or somebody breaks it. Where we do
 * otherwise on purpose the title says so and the tests show what we do.
 */
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';

const ROOT = new URL('../../', import.meta.url);
/** A test that proves a rule elsewhere. */
const PLACE = /\b(?:test|netns-lab)\/[\w/.-]+\.ts\b/g;

/** The words of RFC 2119; `defines` is for formulas, formats and lists of actions that are written without them. */
export type Level = 'MUST' | 'MUST NOT' | 'SHOULD' | 'SHOULD NOT' | 'MAY' | 'defines';

interface Stated {
  /** Number of the section, as in the RFC. */
  readonly section: string;
  readonly level: Level;
  /** The rule in a few words of our own. */
  readonly says: string;
}

export interface ProvedRule extends Stated {
  /** What we do instead, and with whom we share it. */
  readonly deviation?: string;
  /** The case the rule is about. */
  holds(): void;
  /** The other case: the rule broken by a neighbour, or not applying. */
  otherwise(): void;
}

/** A rule that is not this program's to keep. */
export interface RuleApart extends Stated {
  /** Whose it is instead, or where it is proved. */
  readonly apart: string;
}

export type Rule = ProvedRule | RuleApart;

/**
 * Registers the tests of a ledger. `sections` lists the sections that ask something of a router: one without a rule,
 * or a rule in none of them, fails.
 */
export function ledger(rfc: string, sections: Readonly<Record<string, string>>, rules: readonly Rule[]): void {
  test(`${rfc}: every section that asks something of a router has its rules here, and each rule its own title`, () => {
    const ruled = new Set(rules.map(rule => rule.section));
    assert.deepEqual(
      Object.keys(sections).filter(section => !ruled.has(section)),
      [],
      'sections without a rule',
    );
    assert.deepEqual(
      [...ruled].filter(section => !(section in sections)),
      [],
      'rules of sections that are not listed',
    );
    const titles = rules.map(rule => titleOf(rfc, rule));
    assert.deepEqual(
      titles.filter((title, i) => titles.indexOf(title) !== i),
      [],
      'rules said twice',
    );
  });

  test(`${rfc}: a rule that is not proved here says whose it is`, () => {
    const silent = rules.filter(rule => 'apart' in rule && rule.apart.length < 20);
    assert.deepEqual(silent, []);
    const places = rules.flatMap(rule => ('apart' in rule ? (rule.apart.match(PLACE) ?? []) : []));
    assert.deepEqual(
      places.filter(place => !existsSync(new URL(place, ROOT))),
      [],
      'tests that are named and not there',
    );
  });

  for (const rule of rules) {
    if ('apart' in rule) continue;
    const title = titleOf(rfc, rule);
    test(title, () => rule.holds());
    test(`${title} - and otherwise`, () => rule.otherwise());
  }
}

function titleOf(rfc: string, rule: Rule): string {
  const deviation = 'deviation' in rule && rule.deviation !== undefined ? ` [deviation, ${rule.deviation}]` : '';
  return `${rfc} ${rule.section} ${rule.level}: ${rule.says}${deviation}`;
}
