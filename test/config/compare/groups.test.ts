import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

const GROUP = 'vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\n';

function node(a: number, b: number, group = GROUP): string {
  const first = instanceText(`priority ${a}`, { name: 'A' });
  return `${group}${first}${instanceText(`priority ${b}`, { name: 'B', vrid: 52, addresses: '10.1.0.1/24' })}`;
}

const said = (...nodes: readonly string[]) =>
  compare(...nodes).diagnostics.map(({ at, code }) => `${at?.file}:${at?.line} ${code}`);

test('groups that agree on their favourite are fine', () => {
  assert.deepEqual(said(node(150, 150), node(100, 100)), []);
});

test('members with favourites on different nodes pull apart', () => {
  assert.deepEqual(said(node(150, 100), node(100, 150)), ['a.conf:1 compare-group-split']);
});

test('a group that another node does not have', () => {
  assert.deepEqual(said(node(150, 150), node(100, 100, '')), ['a.conf:1 compare-group']);
});
