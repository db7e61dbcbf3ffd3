/** The checksums of version 3 over IPv4 that are met in the field: what is sent, and what is heard of them. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { ALL, endsTitle } from '../lib/ends.js';
import { bytesOf } from '../lib/forge.js';
import type { SeenAdvert } from '../lib/frames.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair, VIP } from '../topology/pair.js';

/** Slow enough for a machine that is busy with other labs: a backup waits for more than a second. */
const FAST = { version: 3, advertInt: 0.3 } as const;
const GROUP = '224.0.0.18';

function unicast(from: string, to: string, priority: number, more = '', globals = ''): string {
  return conf({ ...FAST, priority, globals, instance: `unicast_src_ip ${from}\nunicast_peer {\n${to}\n}\n${more}` });
}

const alphaConf = (priority: number, more = '') => unicast(ALPHA.address, BRAVO.address, priority, more);
const bravoConf = (priority: number, more = '') => unicast(BRAVO.address, ALPHA.address, priority, more);

/** One's complement sum of 16-bit words (RFC 1071); 0xffff when a packet with its checksum is whole. */
function sumOf(...parts: readonly Buffer[]): number {
  const all = Buffer.concat(parts);
  let sum = 0;
  for (let at = 0; at < all.length; at += 2) sum += all.readUInt16BE(at);
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

/** Over which pseudo header an advert's checksum is: that of its own way, of the multicast group, or none. */
function coverage(lab: Lab, advert: SeenAdvert): string {
  const frame = lab.sniffer.frameOf(advert);
  const pdu = frame.subarray(34, 14 + frame.readUInt16BE(16));
  const over = (destination: string) =>
    sumOf(bytesOf(advert.source), bytesOf(destination), Buffer.from([0, 112, 0, pdu.length]), pdu) === 0xffff;
  if (over(advert.destination)) return 'destination';
  if (over(GROUP)) return 'group';
  return sumOf(pdu) === 0xffff ? 'none' : 'wrong';
}

/** Of the last `count` adverts of a node. */
const coverages = (lab: Lab, address: string, count = 5) =>
  lab.sniffer
    .adverts(address)
    .slice(-count)
    .map(advert => coverage(lab, advert));

async function adverts(lab: Lab, address: string, count: number) {
  const before = lab.sniffer.adverts(address).length;
  const sent = () => lab.sniffer.adverts(address).length;
  await lab.eventually(`${count} more adverts from ${address}`, sent, seen => seen >= before + count, count * 1_000);
}

async function start(lab: Lab, node: 'alpha' | 'bravo', kind: AgentKind, config: string) {
  const agent = lab.agent(node, kind, config);
  await lab.eventually(
    `${node} runs`,
    () => agent.state(),
    state => state !== '',
    8_000,
  );
  return agent;
}

describe('checksums of version 3', { concurrency: 3 }, () => {
  for (const kind of ['keepalived', 'holdfast'] as const) {
    test(`${kind}: \`old_unicast_checksum\` is over the multicast group`, () =>
      withLab(pair, async lab => {
        await start(lab, 'alpha', kind, alphaConf(150, 'old_unicast_checksum'));
        await adverts(lab, ALPHA.address, 5);
        assert.deepEqual(coverages(lab, ALPHA.address), Array(5).fill('group'));
      }));

    test(`${kind}: with \`never\` a peer that uses the old checksum is not heard`, () =>
      withLab(pair, async lab => {
        const alpha = await start(lab, 'alpha', kind, alphaConf(100, 'old_unicast_checksum never'));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        await adverts(lab, ALPHA.address, 5);
        await start(lab, 'bravo', 'keepalived', bravoConf(150, 'old_unicast_checksum'));
        await lab.heldBy(VIP, ['alpha', 'bravo'], 8_000);
        // Of either, for what keepalived 2.2.7 drops puts off its own next advert: one of two may fall silent.
        const all = () => lab.sniffer.adverts().length;
        const from = all();
        await lab.eventually('ten more adverts', all, count => count >= from + 10, 10_000);
        assert.equal(alpha.state(), 'MASTER');
        assert.deepEqual(coverages(lab, ALPHA.address), Array(5).fill('destination'));
      }));
  }

  for (const ends of ALL) {
    test(`${endsTitle(ends)}: a master with the old checksum is followed by a peer that adapts, and yields to it`, () =>
      withLab(pair, async lab => {
        await start(lab, 'alpha', ends[0], alphaConf(150, 'old_unicast_checksum'));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const bravo = await start(lab, 'bravo', ends[1], bravoConf(100));
        await adverts(lab, ALPHA.address, 15);
        assert.deepEqual(bravo.states(), ['BACKUP']);
        assert.deepEqual(coverages(lab, ALPHA.address), Array(5).fill('group'));
      }));
  }

  test('a peer that knows the old checksum only is answered with it, and yields', () =>
    withLab(pair, async lab => {
      const bravo = await start(lab, 'bravo', 'keepalived', bravoConf(100, 'old_unicast_checksum'));
      await lab.heldBy(VIP, ['bravo'], 8_000);
      const alpha = await start(lab, 'alpha', 'holdfast', alphaConf(150));
      await lab.eventually('bravo yielded', () => bravo.state(), 'BACKUP', 8_000);
      await lab.heldBy(VIP, ['alpha'], 4_000);
      await adverts(lab, ALPHA.address, 10);
      assert.deepEqual(coverages(lab, ALPHA.address), Array(5).fill('group'));
      assert.equal(bravo.state(), 'BACKUP');
      assert.match(alpha.log(), /Setting unicast VRRPv3 checksum to old version for 10\.77\.0\.2/);
    }));

  for (const [title, globals, instance] of [
    ['of an instance', '', 'v3_checksum_as_v2'],
    ['of all', 'v3_checksum_as_v2', ''],
  ] as const) {
    test(`\`v3_checksum_as_v2\` ${title} leaves the pseudo header out, and both forms are heard`, () =>
      withLab(pair, async lab => {
        const bare = conf({ ...FAST, priority: 150, globals, instance });
        const standard = conf({ ...FAST, priority: 100 });
        const alpha = await start(lab, 'alpha', 'holdfast', bare);
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const bravo = await start(lab, 'bravo', 'holdfast', standard);
        await adverts(lab, ALPHA.address, 15);
        assert.deepEqual(coverages(lab, ALPHA.address), Array(5).fill('none'));
        assert.deepEqual(bravo.states(), ['BACKUP']);
        // The other way: the one that leaves it out hears one that does not.
        bravo.reload(conf({ ...FAST, priority: 200 }));
        await lab.heldBy(VIP, ['bravo'], 8_000);
        await adverts(lab, BRAVO.address, 10);
        assert.deepEqual(coverages(lab, BRAVO.address), Array(5).fill('destination'));
        assert.equal(alpha.state(), 'BACKUP');
      }));
  }
});
