/**
 * `vrrp_delay_after_boot`: instances stay passive until the machine has been up for so long. A time namespace
 * (time_namespaces(7)) gives the agent a machine that has just booted.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { conf } from '../lib/conf-text.js';
import { withLab } from '../lib/lab.js';
import { ALPHA, pair, VIP } from '../topology/pair.js';

/** Seconds since the machine was booted (proc_uptime(5)). */
const uptime = () => Number.parseFloat(readFileSync('/proc/uptime', 'utf8'));

const FAST = { version: 3, advertInt: 0.1, priority: 100 } as const;
/** Three adverts and the skew of priority 100, in seconds. */
const MASTER_DOWN = 0.3609;
/** /proc/uptime has two digits behind the point. */
const GRAIN = 0.02;

/** Runs a program as on a machine that was booted at this uptime of the real one. */
const bootedAt = (moment: number) => ['unshare', '--time', `--boottime=-${moment}`, '--fork', '--kill-child'];

test('a node that has just booted waits, and longer than from the start of the program', () =>
  withLab(pair, async lab => {
    const boot = Math.floor(uptime()) - 10;
    const delay = 15;
    const epochOfBoot = Date.now() / 1_000 - uptime() + boot;
    const globals = `vrrp_startup_delay 0.1\nvrrp_delay_after_boot ${delay}`;
    const agent = lab.agent('alpha', 'holdfast', conf({ ...FAST, globals }), { under: bootedAt(boot) });
    await lab.eventually('it has started', () => agent.state(), 'BACKUP', 8_000);
    await lab.heldBy(VIP, ['alpha'], 12_000);
    const first = lab.sniffer.adverts(ALPHA.address)[0]!.at / 1_000 - epochOfBoot;
    assert.ok(first > delay + MASTER_DOWN - GRAIN, `first advert ${first} s after boot, not before ${delay}`);
  }));

test('a node that was booted longer ago does not wait', () =>
  withLab(pair, async lab => {
    const under = bootedAt(Math.floor(uptime()) - 100);
    const config = conf({ ...FAST, globals: 'vrrp_delay_after_boot 50' });
    const agent = lab.agent('alpha', 'holdfast', config, { under });
    await lab.heldBy(VIP, ['alpha'], 8_000);
    assert.match(agent.log(), /Entering MASTER STATE: no advert heard for 0\.\d+ s/);
  }));
