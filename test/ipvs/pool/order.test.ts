/** What holds whatever happens, in whatever order. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { viewOf } from '../../../src/ipvs/pool/pool.js';
import { type Story, tellStory } from './story.js';

const SERVERS = [1, 2, 3];

function text(quorum: number, hysteresis: number, sorry: boolean, inhibits: boolean, alpha: boolean): string {
  const servers = SERVERS.map(
    last => `real_server 10.77.1.${last} 80 {\nweight ${last}\nTCP_CHECK { }\nTCP_CHECK {\nconnect_port 81\n}\n}\n`,
  ).join('');
  return `virtual_server 10.77.0.1 80 {
    lb_algo rr
    lb_kind NAT
    protocol TCP
    quorum ${quorum}
    hysteresis ${hysteresis}
    ${inhibits ? 'inhibit_on_failure' : ''}
    ${alpha ? 'alpha' : ''}
    ${sorry ? 'sorry_server 10.77.1.9 80' : ''}
    ${servers}}\n`;
}

const TEXTS = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 0, max: 2 }), fc.boolean(), fc.boolean(), fc.boolean())
  .map(([quorum, hysteresis, sorry, inhibits, alpha]) =>
    text(quorum, Math.min(hysteresis, quorum - 1), sorry, inhibits, alpha),
  );

const SERVER = fc.constantFrom(...SERVERS);
const CHECK = fc.constantFrom(0, 1);

/** Named, so that a counterexample tells a story. */
const DEEDS = fc.oneof(
  fc.record({
    deed: fc.constantFrom('up' as const, 'down' as const),
    server: SERVER,
    check: CHECK,
    first: fc.boolean(),
  }),
  fc.record({ deed: fc.constant('weigh' as const), server: SERVER, weight: fc.option(fc.integer({ min: 0, max: 3 })) }),
  fc.record({ deed: fc.constant('reload' as const), text: TEXTS }),
);

type Deed = typeof DEEDS extends fc.Arbitrary<infer Value> ? Value : never;

function perform(story: Story, deed: Deed): void {
  switch (deed.deed) {
    case 'up':
    case 'down':
      story[deed.deed](deed.server, deed);
      break;
    case 'weigh':
      story.weigh(deed.server, deed.weight ?? undefined);
      break;
    case 'reload':
      story.reload(deed.text);
  }
}

test('sums, quorum, table and what is told of them agree, whatever happens', () => {
  fc.assert(
    fc.property(TEXTS, fc.array(DEEDS, { maxLength: 40 }), (start, deeds) => {
      const story = tellStory(start);
      const told = new Map<string, string>();
      const listen = () => {
        for (const line of story.heard()) {
          const [, who = '', state = ''] = /^(.*) (UP|DOWN)$/.exec(line) ?? [];
          assert.notEqual(told.get(who), state, `${line} is told twice in a row`);
          told.set(who, state);
        }
      };
      listen();
      for (const deed of deeds) {
        const before = viewOf(story.pools.list[0]!);
        story.changes();
        perform(story, deed);
        listen();
        const pool = story.pools.list[0]!;
        const { quorum, hysteresis, sorryServer } = pool.settings;
        const sum = pool.servers.reduce((total, { isAlive, weight }) => total + (isAlive ? weight : 0), 0);
        assert.equal(pool.sum, sum);
        if (sum >= quorum + hysteresis) assert.ok(pool.hasQuorum);
        if (sum === 0 || sum < quorum - hysteresis) assert.ok(!pool.hasQuorum);
        for (const { isAlive, standings } of pool.servers)
          assert.equal(
            isAlive,
            standings.every(({ up }) => up),
          );
        const view = viewOf(pool);
        assert.equal(view.sorryWeight === 1, sorryServer !== undefined && !pool.hasQuorum);
        assert.equal(pool.isSorryServerIn, view.sorryWeight === 1);
        if (deed.deed !== 'reload') {
          const isOther = JSON.stringify(view) !== JSON.stringify(before);
          assert.equal(story.changes(), isOther ? 1 : 0, 'the table is said to have changed when it has');
        }
      }
    }),
    { numRuns: 300 },
  );
});
