/** Masters that fail in different ways, at 100 ms adverts so that the stories are short; both ends, both programs. */
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { complaints } from '../lib/complaints.js';
import { conf } from '../lib/conf-text.js';
import { ALL, type Ends, endsTitle } from '../lib/ends.js';
import { type Lab, withLab } from '../lib/lab.js';
import { ALPHA, BRAVO, pair, VIP } from '../topology/pair.js';

const INTERVAL = 100;
/** 3 adverts and the skew of priority 100 (RFC 9568 6.1). */
const MASTER_DOWN = 3 * INTERVAL + ((256 - 100) * INTERVAL) / 256;

const fast = { version: 3 as const, advertInt: INTERVAL / 1_000 };

/** Starts alpha (priority 150), then, when that is master, bravo; so bravo has never been one. */
async function elected(lab: Lab, ends: Ends, instance = '', blocks = '') {
  const alphaConfig = conf({ ...fast, priority: 150, instance, blocks, globals: 'enable_script_security' });
  const alpha = lab.agent('alpha', ends[0], alphaConfig);
  await lab.heldBy(VIP, ['alpha'], 8_000);
  const untracked = instance.replace(/track_script \{[^}]*\}/, '');
  const bravo = lab.agent('bravo', ends[1], conf({ ...fast, priority: 100, instance: untracked }));
  await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 8_000);
  await adverts(lab, ALPHA.address, 4);
  assert.deepEqual(lab.sniffer.adverts(BRAVO.address), []);
  return { alpha, bravo, alphaConfig };
}

/** Time from alpha's last advert before bravo's first one to that one, in ms. */
function silenceBeforeTakeover(lab: Lab): number {
  const entrance = lab.sniffer.adverts(BRAVO.address)[0]!;
  return entrance.at - lab.sniffer.adverts(ALPHA.address).findLast(advert => advert.at < entrance.at)!.at;
}

/** Waits until a node has sent `count` more adverts. */
async function adverts(lab: Lab, address: string, count: number) {
  const before = lab.sniffer.adverts(address).length;
  const sent = () => lab.sniffer.adverts(address).length >= before + count;
  await lab.eventually(`${count} more adverts from ${address}`, sent, true, count * INTERVAL * 4 + 2_000);
}

function scenario(title: string, story: (lab: Lab, ends: Ends) => Promise<void>) {
  for (const ends of ALL) {
    test(`${endsTitle(ends)}: ${title}`, () =>
      withLab(pair, async lab => {
        await story(lab, ends);
        assert.deepEqual(lab.agents.flatMap(complaints), []);
      }));
  }
}

describe('failover', { concurrency: 3 }, () => {
  scenario('a master that crashes is replaced after the master-down interval', async (lab, ends) => {
    const { alpha } = await elected(lab, ends);
    await alpha.crash();
    await lab.eventually('bravo is master', () => lab.sniffer.adverts(BRAVO.address).length > 0, true, 4_000);
    const silence = silenceBeforeTakeover(lab);
    // The backup counts from the moment it has read the advert, so it is never early; late only by the machine's load.
    assert.ok(silence > MASTER_DOWN - 1, `bravo took over after ${silence} ms, master-down is ${MASTER_DOWN} ms`);
    // The crashed node still carries the address: nobody was left to remove it. The wire was told who has it now.
    await lab.eventually('both carry it', () => lab.holders(VIP), ['alpha', 'bravo'], 2_000);
    await lab.eventually(
      'bravo announced it',
      () => lab.sniffer.announcements(VIP).at(-1)?.sourceMac,
      BRAVO.mac,
      2_000,
    );
  });

  scenario('a pulled cable faults the master, and plugged in again it preempts', async (lab, ends) => {
    const { alpha, bravo } = await elected(lab, ends);
    await lab.network.unplug('alpha');
    await lab.heldBy(VIP, ['bravo'], 4_000);
    assert.equal(await lab.eventually('alpha noticed', () => alpha.state(), 'FAULT', 2_000), 'FAULT');
    await lab.network.plug('alpha');
    await lab.heldBy(VIP, ['alpha'], 4_000);
    await lab.eventually('bravo yielded', () => bravo.state(), 'BACKUP', 2_000);
  });

  scenario('a silent cut makes two masters, and its end leaves the right one', async (lab, ends) => {
    const { alpha, bravo } = await elected(lab, ends);
    await lab.network.isolate('alpha');
    await lab.heldBy(VIP, ['alpha', 'bravo'], 4_000);
    await lab.network.rejoin('alpha');
    await lab.heldBy(VIP, ['alpha'], 4_000);
    await lab.eventually('bravo yielded', () => bravo.state(), 'BACKUP', 2_000);
    assert.equal(alpha.state(), 'MASTER');
  });

  scenario('with nopreempt the returned one stays backup', async (lab, ends) => {
    const { alpha, bravo, alphaConfig } = await elected(lab, ends, 'nopreempt');
    await alpha.stop();
    await lab.heldBy(VIP, ['bravo'], 4_000);
    const again = lab.agent('alpha', ends[0], alphaConfig);
    await lab.eventually('alpha is back', () => again.states().includes('BACKUP'), true, 8_000);
    const back = lab.sniffer.adverts(ALPHA.address).length;
    await adverts(lab, BRAVO.address, 15); // four master-down intervals
    assert.equal(lab.sniffer.adverts(ALPHA.address).length, back);
    assert.deepEqual(await lab.holders(VIP), ['bravo']);
    assert.equal(bravo.state(), 'MASTER');
    await bravo.stop();
    await lab.heldBy(VIP, ['alpha'], 4_000); // but a master that leaves is replaced
  });

  scenario('a failing script faults the master, a healed one brings it back', async (lab, ends) => {
    const flag = `${lab.directoryOf('alpha')}/broken`;
    const blocks = `vrrp_script chk {
    script "/usr/bin/test ! -e ${flag}"
    interval 1
    timeout 1
    user root
}`;
    const { alpha, bravo } = await elected(lab, ends, 'track_script {\nchk\n}', blocks);
    const farewell = lab.sniffer.nextAdvert("alpha's farewell", seen => seen.priority === 0, 6_000);
    writeFileSync(flag, '');
    await farewell;
    await lab.heldBy(VIP, ['bravo'], 4_000);
    await lab.eventually('alpha is in fault', () => alpha.state(), 'FAULT', 2_000);
    rmSync(flag);
    await lab.heldBy(VIP, ['alpha'], 6_000);
    await lab.eventually('bravo yielded', () => bravo.state(), 'BACKUP', 2_000);
  });

  scenario('a script with a weight only lowers the priority', async (lab, ends) => {
    const flag = `${lab.directoryOf('alpha')}/broken`;
    const blocks = `vrrp_script chk {
    script "/usr/bin/test ! -e ${flag}"
    interval 1
    weight -60
    user root
}`;
    const { alpha } = await elected(lab, ends, 'track_script {\nchk\n}', blocks);
    await lab.sniffer.nextAdvert('alpha at full priority', seen => seen.priority === 150, 4_000);
    writeFileSync(flag, '');
    await lab.heldBy(VIP, ['bravo'], 6_000);
    await lab.eventually('alpha is a backup', () => alpha.state(), 'BACKUP', 2_000);
    assert.ok(!alpha.states().includes('FAULT'));
    rmSync(flag);
    await lab.heldBy(VIP, ['alpha'], 6_000);
  });
});
