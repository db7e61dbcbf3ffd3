import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { lint, places } from '../../support/lint.js';

const pair = (first: string, second: string): string =>
  `vrrp_sync_group G {\ngroup {\nA\nB\n}\n}\n${instanceText(first, { name: 'A' })}${instanceText(second, { name: 'B', vrid: 52, addresses: '10.1.0.1/24' })}`;

test('`nopreempt` of one member holds back the group', () => {
  const found = lint(pair('nopreempt', ''));
  assert.deepEqual(places(found), ['10 lint-group-preempt']);
  assert.match(found[0]!.text, /`nopreempt` of \(A\) holds back the whole group G: \(B\) will not preempt/);
  assert.deepEqual(lint(pair('nopreempt', 'nopreempt')), []);
});

test('the slowest member sets the pace', () => {
  assert.deepEqual(places(lint(pair('', 'advert_int 3'))), ['18 lint-group-pace']);
  assert.deepEqual(lint(pair('advert_int 2', 'advert_int 3')), []);
});
