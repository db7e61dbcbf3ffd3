/** Texts of load balancing for tests, and what they come to. */
import assert from 'node:assert/strict';
import type { LoadOptions } from '../../../src/config/load.js';
import type { Settings } from '../../../src/config/settings.js';
import type { VirtualServerSettings } from '../../../src/ipvs/settings.js';
import { load } from '../../support/fake-machine.js';

export const HEAD = 'lb_algo rr\nlb_kind NAT\nprotocol TCP\n';

export function real(lines = '', address = '10.0.1.1 80'): string {
  return `real_server ${address} {\n${lines}\n}\n`;
}

export function virtual(lines = '', { service = '10.0.0.1 80', head = HEAD, servers = real() } = {}): string {
  return `virtual_server ${service} {\n${head}${lines}\n${servers}}\n`;
}

export function group(...entries: readonly string[]): string {
  return `virtual_server_group G {\n${entries.join('\n')}\n}\n`;
}

/** Settings of a start, which lives with every mistake in these texts. */
export function settingsOf(text: string, options: Partial<LoadOptions> = {}): Settings {
  const { settings, unusable } = load(text, {}, { test: false, ...options });
  assert.ok(settings, unusable);
  return settings;
}

/** The one virtual server of a text. */
export function builtOf(text: string): VirtualServerSettings {
  const { virtualServers } = settingsOf(text).lvs;
  assert.equal(virtualServers.length, 1);
  return virtualServers[0]!;
}

/** `LINE CODE` of everything that is said, except that load balancing is not done yet. */
export function saidOf(text: string, test = true): readonly string[] {
  const { diagnostics } = load(text, {}, { test });
  return diagnostics.filter(({ code }) => code !== 'no-effect-yet').map(({ at, code }) => `${at?.line ?? '-'} ${code}`);
}
