/** The sample configuration for a pair of web servers, as it stands in conf/, before real nginx and a real client. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allowances } from '../demo/allowance.js';
import { withLab } from '../lib/lab.js';
import { pairAndClient } from '../topology/pair.js';
import { nginxPair, servedBy } from '../topology/pair-nginx.js';

test('a web server that dies hands its address over, and healed gets it back, while its agent lives on', () =>
  withLab(pairAndClient, async lab => {
    const { alpha, nginx, probe } = await nginxPair(lab, 'holdfast');
    nginx.alpha.kill();
    await servedBy(lab, probe, 'bravo', 20_000);
    await lab.nginx('alpha');
    await servedBy(lab, probe, 'alpha', 20_000);
    assert.ok(alpha.isRunning);
  }));

test('what an event may cost is computed from the configuration', () => {
  const master = 'script x\ninterval 2\ntimeout 1\nfall 3\npriority 150\nadvert_int 1';
  assert.deepEqual(allowances(master, 'priority 100\nadvert_int 1'), {
    serverDeath: 3 * 2_000 + 1_000 + 3_609.375,
    linkCut: 3_609.375,
    gracefulStop: 609.375,
    preemption: 0,
  });
  assert.equal(allowances(master, 'version 3\npriority 156\nadvert_int 0.1').linkCut, 300 + (100 * 100) / 256);
});
