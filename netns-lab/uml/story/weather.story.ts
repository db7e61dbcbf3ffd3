/** A wire that delays, loses and reorders: adverts of a master that lives are late or missing, and nobody may take over. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../../lib/conf-text.js';
import { endsTitle, MIXED } from '../../lib/ends.js';
import { type Lab, withLab } from '../../lib/lab.js';
import { inside } from '../../lib/namespaces.js';
import { run } from '../../lib/run.js';
import { Sniffer } from '../../lib/sniffer.js';
import { ALPHA, pair, VIP } from '../../topology/pair.js';

/** `tc` commands on the port of the switch that leads to bravo. */
async function weather(lab: Lab, commands: readonly string[]): Promise<void> {
  for (const command of commands) {
    const words = command.replace('BRAVO', 'dev p-bravo').split(' ');
    await run(inside(lab.network.switchNamespace, ['tc', ...words]));
  }
}

/** Of three adverts (protocol 51, for they are signed) in a row two are lost: one more, and the backup would have to take over. */
const LOSS = [
  'qdisc add BRAVO clsact',
  'filter add BRAVO egress protocol ip u32 match ip protocol 51 0xff action drop random determ pass 3',
];
/** Every third packet overtakes the one before it. */
const REORDER = ['qdisc replace BRAVO root netem delay 1200ms reorder 100% gap 3'];

async function arrivals(lab: Lab): Promise<Sniffer> {
  const sniffer = await Sniffer.start(lab.network.namespace('bravo'), 'eth0');
  lab.onClose(() => sniffer.stop());
  return sniffer;
}

async function more(lab: Lab, sniffer: Sniffer, count: number, within: number): Promise<void> {
  const before = sniffer.adverts(ALPHA.mac).length;
  const seen = () => sniffer.adverts(ALPHA.mac).length - before >= count;
  await lab.eventually(`${count} more adverts of alpha arrive`, seen, true, within);
}

const settings = { version: 2 as const, instance: 'authentication {\nauth_type AH\nauth_pass secret\n}' };

describe('weather', { concurrency: 2 }, () => {
  for (const ends of MIXED) {
    test(`delay, loss and reordering, ${endsTitle(ends)}`, () =>
      withLab(pair, async lab => {
        const alpha = lab.agent('alpha', ends[0], conf({ ...settings, priority: 150 }));
        await lab.eventually('alpha is a backup', () => alpha.state(), 'BACKUP', 10_000);
        // The lowest priority waits longest (RFC 9568 6.1, skew time): room for a machine that is late itself.
        const bravo = lab.agent('bravo', ends[1], conf({ ...settings, priority: 1 }));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        await lab.eventually('bravo is a backup', () => bravo.state(), 'BACKUP', 10_000);
        const arrived = await arrivals(lab);
        await more(lab, arrived, 1, 3_000);

        await weather(lab, ['qdisc add BRAVO root netem delay 100ms 30ms', ...LOSS]);
        const sent = lab.sniffer.adverts(ALPHA.mac).length;
        await more(lab, arrived, 3, 12_000);
        assert.ok(lab.sniffer.adverts(ALPHA.mac).length - sent > 3, 'adverts were lost');
        assert.deepEqual([alpha.states(), bravo.states()], [['BACKUP', 'MASTER'], ['BACKUP']]);

        await weather(lab, ['qdisc del BRAVO clsact', ...REORDER]);
        const sequence = () => arrived.adverts(ALPHA.mac).map(({ ah }) => ah?.sequence ?? 0);
        const overtakings = () => sequence().filter((number, i) => number < (sequence()[i - 1] ?? 0)).length;
        await lab.eventually('two adverts were overtaken', overtakings, 2, 10_000);
        assert.deepEqual([alpha.states(), bravo.states()], [['BACKUP', 'MASTER'], ['BACKUP']]);

        await weather(lab, ['qdisc replace BRAVO root netem loss 100%']);
        await lab.heldBy(VIP, ['alpha', 'bravo'], 8_000);
        await weather(lab, ['qdisc del BRAVO root']);
        await lab.heldBy(VIP, ['alpha'], 8_000);
        assert.deepEqual(
          [alpha.states(), bravo.states()],
          [
            ['BACKUP', 'MASTER'],
            ['BACKUP', 'MASTER', 'BACKUP'],
          ],
        );
      }));
  }
});
