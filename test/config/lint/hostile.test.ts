import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { compare, lint } from '../../support/lint.js';

const LINES = [
  'vrrp_instance A {',
  'vrrp_instance B {',
  'vrrp_sync_group G {',
  'vrrp_script s {',
  'virtual_server 10.0.0.1 80 {',
  'real_server 10.0.0.2 80 {',
  'group {',
  'A',
  'B',
  'interface eth0',
  'interface eth1',
  'virtual_router_id 1',
  'virtual_router_id 2',
  'priority 255',
  'priority 100 // x',
  'state MASTER;',
  'nopreempt',
  'version 3',
  'advert_int 0.01',
  'script "/bin/check > x"',
  'script "</dev/tcp/x"',
  'weight -253',
  'weight 253 reverse',
  'track_script {',
  's',
  'track_interface {',
  'eth1 weight 20',
  'unicast_src_ip 10.0.0.1',
  'unicast_peer {',
  '10.0.0.1',
  'virtual_ipaddress {',
  '10.0.0.1/24',
  'fe80::1/64',
  'authentication {',
  'auth_type PASS',
  'auth_pass x',
  'auth_hmac {',
  'use_vmac',
  '}',
  '}',
  '}',
  '\u2028\u00a0"',
];

const text = fc.array(fc.constantFrom(...LINES), { maxLength: 60 }).map(lines => lines.join('\n'));

test('lints and comparisons live with whatever could be read', () => {
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      const addresses = [{ device: 'eth0', address: '10.0.0.1', prefixLength: 24 }];
      const { diagnostics, verdicts } = compare(a, b, c);
      for (const { class: counts, code } of [...lint(a, { addresses }), ...diagnostics]) {
        assert.equal(counts, undefined);
        assert.match(code, /^(lint|compare)-/);
      }
      for (const verdict of verdicts) assert.match(verdict.about, /^VRID \d+ \(/);
    }),
    { numRuns: 300 },
  );
});
