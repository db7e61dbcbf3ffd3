/** What a simple password is worth: a recorded advert is as good as a living master, to both programs. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pairAndClient, VIP } from '../topology/pair.js';

const PASS = 'authentication {\nauth_type PASS\nauth_pass abcdefgh\n}';

describe('a recorded advert with its password', { concurrency: 2 }, () => {
  for (const kind of ['keepalived', 'holdfast'] as const) {
    test(`${kind}: keeps a backup waiting as long as it is replayed, and no longer`, () =>
      withLab(pairAndClient, async lab => {
        const config = (priority: number) => conf({ priority, instance: PASS });
        const alpha = lab.agent('alpha', 'keepalived', config(150));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const bravo = lab.agent('bravo', kind, config(100));
        const recorded = await lab.sniffer.nextAdvert('one of alpha', ({ source }) => source === ALPHA.address, 4_000);
        await lab.eventually('bravo is backup', () => bravo.state(), 'BACKUP', 8_000);
        const thief = await lab.injector('client');
        // Five seconds of it, from the last moments of alpha on; a backup waits 3.6 s.
        const replay = thief.repeat(lab.sniffer.frameOf(recorded), 100, 50);
        await alpha.crash();
        await replay;
        assert.deepEqual(bravo.states(), ['BACKUP']);
        const counted = await bravo.statistics('VI_1');
        assert.equal(counted['Authentication Errors/Failure'], 0);
        assert.ok((counted['Advertisements/Received'] ?? 0) >= 50, 'each was taken for an advert');
        await lab.eventually('bravo takes over', () => lab.sniffer.adverts(BRAVO.address).length > 0, true, 8_000);
      }));
  }
});
