/** Real keepalived and we with virtual MACs, as a pair: whoever is master, a client knows one MAC for the address. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { endsTitle, MIXED } from '../lib/ends.js';
import { withLab } from '../lib/lab.js';
import { pairAndClient, VIP } from '../topology/pair.js';

const VIRTUAL_MAC = '00:00:5e:00:01:33';
const fast = { version: 3 as const, advertInt: 0.2 };

describe('an interface with a virtual MAC in a pair', { concurrency: 2 }, () => {
  for (const ends of MIXED) {
    test(`${endsTitle(ends)}: the addresses move, and a client knows one MAC for them`, () =>
      withLab(pairAndClient, async lab => {
        const [alpha, bravo] = ends;
        const config = (priority: number) => conf({ ...fast, priority, instance: 'use_vmac' });
        const known = async () => {
          const neighbours = await lab.run('client', ['ip', '-j', 'neigh', 'show', VIP]);
          return (JSON.parse(neighbours) as { lladdr?: string }[]).map(({ lladdr }) => lladdr);
        };
        // Or the kernel would ask for the client by eth0 in the name of the virtual address. Both leave that to operators.
        for (const node of ['alpha', 'bravo']) {
          await lab.run(node, ['sh', '-c', 'echo 2 > /proc/sys/net/ipv4/conf/all/arp_announce']);
        }
        const first = lab.agent('alpha', alpha, config(150));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const second = lab.agent('bravo', bravo, config(100));
        await lab.eventually('bravo listens', () => second.state(), 'BACKUP', 8_000);
        const probe = await lab.probe('client', { address: VIP, port: 80, ask: 'kernel' });
        const answeredSince = (since: number) =>
          probe.attempts.some(({ asked, outcome }) => asked > since && outcome === 'answered');
        await lab.eventually('alpha answers the client', () => answeredSince(0), true, 8_000);
        assert.deepEqual(await known(), [VIRTUAL_MAC]);

        assert.deepEqual(await first.stop(), { status: 0, signal: null });
        await lab.heldBy(VIP, ['bravo'], 8_000);
        const moved = Date.now();
        await lab.eventually('bravo answers the client', () => answeredSince(moved), true, 8_000);
        assert.deepEqual(await known(), [VIRTUAL_MAC]);

        lab.agent('alpha', alpha, config(150));
        await lab.heldBy(VIP, ['alpha'], 8_000);
        const returned = Date.now();
        await lab.eventually('alpha answers the client again', () => answeredSince(returned), true, 8_000);
        assert.deepEqual(await known(), [VIRTUAL_MAC]);
        const macs = lab.sniffer.adverts().map(({ sourceMac }) => sourceMac);
        assert.deepEqual([...new Set(macs)], [VIRTUAL_MAC]);
      }));
  }
});
