import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, test } from 'node:test';
import { reportLocalGroups, reportsLocalGroups } from '../../src/sys/local-igmp.js';
import { type NftablesSocket, openNftablesSocket } from '../../src/sys/nftables-socket.js';
import type { TableChange, TableRequest } from '../../src/wire/netlink/nftables/request.js';
import { ip } from './namespace.js';

let socket: NftablesSocket;

before(() => {
  ip('link set lo up');
  socket = openNftablesSocket();
});
after(() => socket.close());

const to = (table: string, ...changes: TableChange[]): TableRequest[] =>
  changes.map(change => ({ family: 'ip', table, change }));
const set = (id: number): TableChange => ({ kind: 'add-set', set: { name: `s${id}`, key: ['ipv4_addr'] }, id });
const element = (name: string, ...bytes: number[]): TableChange => ({
  kind: 'add-elements',
  set: name,
  elements: [{ key: Uint8Array.from(bytes) }],
});
const shown = () => execFileSync('nft', ['list', 'ruleset'], { encoding: 'utf8' });

test('a batch is made, and nft shows it', async () => {
  assert.equal(await socket.hasTable('ip', 'one'), false);
  assert.equal(await socket.commit(to('one', { kind: 'add-table' }, set(1), element('s1', 10, 0, 0, 1))), undefined);
  assert.equal(await socket.hasTable('ip', 'one'), true);
  assert.equal(await socket.hasTable('ip6', 'one'), false);
  assert.match(shown(), /table ip one \{\s+set s1 \{\s+type ipv4_addr\s+elements = \{ 10\.0\.0\.1 \}/);
});

test('of a batch with a mistake nothing is made, and the mistake is named, wherever it stands', async () => {
  for (const changes of [
    [element('s9', 10, 0, 0, 1), set(2)],
    [set(2), element('s9', 10, 0, 0, 1), set(3)],
    [set(2), set(3), element('s9', 10, 0, 0, 1)],
  ]) {
    const refused = await socket.commit(to('one', ...changes));
    assert.equal(refused?.message, 'NFT_MSG_NEWSETELEM ip one s9: ENOENT (errno 2)');
    assert.doesNotMatch(shown(), /s2/);
  }
});

test('batches and questions wait for each other', async () => {
  const outcomes = await Promise.all([
    socket.commit(to('two', { kind: 'add-table' }, set(1))),
    socket.hasTable('ip', 'two'),
    socket.commit(to('three', set(1))),
    socket.commit(to('two', { kind: 'delete-table' })),
    socket.hasTable('ip', 'two'),
    socket.commit([]),
  ]);
  assert.deepEqual(
    outcomes.map(each => (typeof each === 'object' ? each.code : each)),
    [undefined, true, 'ENOENT', undefined, false, undefined],
  );
});

test('what is asked of a closed socket is refused', async () => {
  const closed = openNftablesSocket();
  const underWay = closed.commit(to('four', { kind: 'add-table' }));
  closed.close();
  assert.equal((await underWay)?.code, 'ECANCELED');
});

test('reports about groups of 224.0.0.x are switched off and on', () => {
  assert.equal(reportsLocalGroups(), true);
  assert.equal(reportLocalGroups(false), undefined);
  assert.equal(reportsLocalGroups(), false);
  assert.equal(reportLocalGroups(true), undefined);
  assert.equal(reportsLocalGroups(), true);
});
