/** One real server with checkers, loaded whole. */
import assert from 'node:assert/strict';
import type { CheckSettings } from '../../../src/health/settings.js';
import { type FakeMachine, load } from '../../support/fake-machine.js';

export const GLOBALS = 'global_defs {\nrouter_id a\nenable_script_security\nscript_user root\n}\n';

export interface ServerText {
  /** Before the virtual server. */
  readonly before?: string;
  readonly virtual?: string;
  readonly real?: string;
  readonly address?: string;
}

/** The checkers stand at the end of the real server; semicolons end lines. */
export function serverText(
  checkers: string,
  { before = GLOBALS, virtual = '', real = '', address = '10.0.1.1 80' }: ServerText = {},
): string {
  const service = address.includes(':') ? '2001:db8::1' : '10.0.0.1';
  const text = `${before}virtual_server ${service} 80 {
protocol TCP
lb_algo rr
lb_kind NAT
delay_loop 6
${virtual}
real_server ${address} {
${real}
${checkers}
}
}
`;
  return text.replaceAll(';', '\n');
}

export function loadServer(
  checkers: string,
  options: ServerText & { readonly test?: boolean } = {},
  machine?: FakeMachine,
) {
  return load(serverText(checkers, options), machine, { test: options.test ?? true });
}

/** All checks of the one real server. */
export function checksOf(checkers: string, options: ServerText = {}, machine?: FakeMachine): readonly CheckSettings[] {
  const { settings } = loadServer(checkers, options, machine);
  return settings?.checks.flatMap(({ checks }) => checks) ?? [];
}

/** The only check there is, of this kind. */
export function checkOf<K extends CheckSettings['kind']>(
  kind: K,
  checkers: string,
  options: ServerText = {},
): Extract<CheckSettings, { kind: K }> {
  const checks = checksOf(checkers, options);
  assert.equal(checks.length, 1, `one check, not ${checks.length}`);
  const is = (one: CheckSettings): one is Extract<CheckSettings, { kind: K }> => one.kind === kind;
  const [check] = checks.filter(is);
  assert.ok(check, `a check of kind ${kind}`);
  return check;
}

/** `CODE` of everything that was said about checkers, `CODE!` when keepalived's test counts it. */
export function said(checkers: string, options: ServerText & { readonly test?: boolean } = {}): readonly string[] {
  const { diagnostics } = loadServer(checkers, options);
  return diagnostics
    .filter(({ code }) => code !== 'no-effect-yet')
    .map(one => `${one.code}${one.class === undefined ? '' : '!'}`);
}
