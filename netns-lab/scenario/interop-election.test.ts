/**
 * One life of a pair in every dialect: election, a graceful stop, the takeover, the return and preemption. Real
 * keepalived is one end, both ways round, and must find nothing to complain of in our packets.
 */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { complaints } from '../lib/complaints.js';
import { conf } from '../lib/conf-text.js';
import { ALL, endsTitle } from '../lib/ends.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair, VIP, VIP_LINK_LOCAL, VIP6 } from '../topology/pair.js';

interface Dialect {
  readonly name: string;
  readonly version: 2 | 3;
  readonly family: 4 | 6;
  readonly advertInt: number;
  /** Instance lines of a node, given its own and its peer's address of the family. */
  readonly lines?: (own: string, peer: string) => string;
  /** Where adverts of alpha go. */
  readonly destination: string;
  /** Their TTL or hop limit where it is not 255. */
  readonly ttl?: number;
}

const unicast = (own: string, peer: string) => `unicast_src_ip ${own}\nunicast_peer {\n${peer}\n}`;

const DIALECTS: readonly Dialect[] = [
  {
    name: 'v2 with PASS',
    version: 2,
    family: 4,
    advertInt: 1,
    lines: () => 'authentication {\nauth_type PASS\nauth_pass secret\n}',
    destination: '224.0.0.18',
  },
  { name: 'v3 over IPv4 at 100 ms', version: 3, family: 4, advertInt: 0.1, destination: '224.0.0.18' },
  { name: 'v3 over IPv6 at 100 ms', version: 3, family: 6, advertInt: 0.1, destination: 'ff02::12' },
  { name: 'v2 over IPv6', version: 2, family: 6, advertInt: 1, destination: 'ff02::12' },
  { name: 'v2 to unicast peers', version: 2, family: 4, advertInt: 1, lines: unicast, destination: BRAVO.address },
  { name: 'v3 to unicast peers', version: 3, family: 4, advertInt: 0.1, lines: unicast, destination: BRAVO.address },
  {
    name: 'v3 to IPv6 unicast peers',
    version: 3,
    family: 6,
    advertInt: 0.1,
    lines: unicast,
    destination: BRAVO.linkLocal,
    ttl: 64, // the kernel's default: keepalived sets a hop limit for unicast only when `unicast_ttl` asks for it
  },
];

describe('a pair of agents', { concurrency: 3 }, () => {
  for (const dialect of DIALECTS)
    for (const ends of ALL) {
      test(`${endsTitle(ends)}, ${dialect.name}: elect, stop gracefully, take over, return and preempt`, () =>
        withLab(pair, async lab => {
          const { version, family, advertInt } = dialect;
          const vips = family === 4 ? [VIP] : [VIP_LINK_LOCAL, VIP6];
          const vip = vips.at(-1)!;
          const interval = advertInt * 1_000;
          const skew = ((256 - 100) * (version === 2 ? 1_000 : interval)) / 256;
          const masterDown = 3 * interval + skew;
          const config = (priority: number, own: string, peer: string) =>
            conf({ version, family, advertInt, priority, instance: dialect.lines?.(own, peer) ?? '' });
          const [own, peer] = family === 4 ? [ALPHA.address, BRAVO.address] : [ALPHA.linkLocal, BRAVO.linkLocal];
          const alphaConfig = config(150, own, peer);
          const alpha = lab.agent('alpha', ends[0], alphaConfig);
          const bravo = lab.agent('bravo', ends[1], config(100, peer, own));

          await lab.heldBy(vip, ['alpha'], masterDown + 8_000);
          const advert = await lab.sniffer.nextAdvert(
            "alpha's advert",
            seen => seen.sourceMac === ALPHA.mac,
            interval * 4,
          );
          const { destination, ttl, vrid, priority } = advert;
          assert.deepEqual(
            {
              version: advert.version,
              destination,
              ttl,
              vrid,
              priority,
              interval: advert.interval,
              addresses: advert.addresses,
            },
            {
              version,
              destination: dialect.destination,
              ttl: dialect.ttl ?? 255,
              vrid: 51,
              priority: 150,
              interval,
              addresses: vips,
            },
          );
          assert.equal(advert.authType, dialect.name.includes('PASS') ? 1 : 0);
          await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 2_000);

          const farewell = lab.sniffer.nextAdvert("alpha's farewell", seen => seen.priority === 0, 4_000);
          const entrance = lab.sniffer.nextAdvert("bravo's first advert", seen => seen.sourceMac === BRAVO.mac, 8_000);
          assert.deepEqual(await alpha.stop(), { status: 0, signal: null });
          const waited = (await entrance).at - (await farewell).at;
          // RFC 9568 6.4.2: after priority 0 the backup waits its skew time and not the whole master-down interval.
          assert.ok(waited > skew - 1 && waited < masterDown, `bravo took over after ${waited} ms, skew is ${skew} ms`);
          await lab.heldBy(vip, ['bravo'], 2_000);

          const again = lab.agent('alpha', ends[0], alphaConfig);
          await lab.heldBy(vip, ['alpha'], masterDown + 8_000);
          await lab.eventually('bravo yielded', () => bravo.state(), 'BACKUP', 2_000);
          assert.deepEqual([...complaints(again), ...complaints(bravo)], []);
        }));
    }
});
