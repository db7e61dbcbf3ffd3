import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compare } from '../../support/lint.js';

const service = (address: string, lines: string, ...real: readonly string[]): string =>
  `virtual_server ${address} 80 {\nprotocol TCP\nlb_algo rr\nlb_kind DR\n${lines}\n${real.map(one => `real_server ${one} 80 {\nweight 1\n}\n`).join('')}}\n`;

const said = (first: string, second: string) =>
  compare(first, second).diagnostics.map(({ at, code, text }) => `${at?.file}:${at?.line} ${code}: ${text}`);

test('directors that balance alike', () => {
  const one = service('10.0.0.1', '', '10.1.0.1', '10.1.0.2');
  const other = service('10.0.0.1', '', '10.1.0.2', '10.1.0.1');
  assert.deepEqual(said(one, other), []);
});

test('a service that only one director has', () => {
  const both = service('10.0.0.1', '', '10.1.0.1');
  const found = said(both + service('10.0.0.2', '', '10.1.0.1'), both);
  assert.deepEqual(found, [
    'a.conf:10 compare-virtual-server: a.conf balances tcp 10.0.0.2:80, b.conf does not: there these services have no real servers',
  ]);
});

test('real servers and schedulers that differ', () => {
  const found = said(
    service('10.0.0.1', '', '10.1.0.1', '10.1.0.2'),
    service('10.0.0.1', 'lvs_sched wlc', '10.1.0.1', '10.1.0.3'),
  );
  assert.equal(found.length, 1);
  assert.match(found[0]!, /^b\.conf:1 compare-virtual-server: tcp 10\.0\.0\.1:80 is balanced differently/);
  assert.match(
    found[0]!,
    /the scheduler is rr and wlc; only a\.conf has 10\.1\.0\.2 port 80; only b\.conf has 10\.1\.0\.3 port 80$/,
  );
});
