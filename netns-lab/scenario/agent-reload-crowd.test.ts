/** Reloads under load: whoever is not concerned does not notice, neither its adverts nor its scripts. */
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Lab, withLab } from '../lib/lab.js';
import { single } from '../topology/pair.js';

const INSTANCES = 50;
/** ms */
const INTERVAL = 100;
const RELOADS = 10;
/**
 * An advert that is missed makes a gap of two intervals. Between one and that lies what a machine busy with the rest of a
 * lab costs; how late exactly is the bench's business (`reload`).
 */
const GAP_OF_ONE_MISSED = 1.9 * INTERVAL;

const instance = (vrid: number, priority: number, lines = '') => `vrrp_instance VI_${vrid} {
    interface eth0
    virtual_router_id ${vrid}
    version 3
    advert_int ${INTERVAL / 1_000}
    priority ${priority}
    garp_master_delay 0
    garp_master_repeat 1
    ${lines}
    virtual_ipaddress {
        10.77.1.${vrid}/32
    }
}
`;

const head = 'global_defs {\n    router_id lab\n    enable_script_security\n    script_user root\n}\n';

/** After so many reloads, each of which has changed the next instance. */
function crowd(reloads: number): string {
  const all = Array.from({ length: INSTANCES }, (_, i) => instance(i + 1, i < reloads ? 101 : 100));
  return head + all.join('');
}

const masters = async (lab: Lab) => (await lab.addresses('alpha')).filter(text => text.startsWith('10.77.1.')).length;

test('each of ten reloads changes one of fifty masters, and none misses an advert', () =>
  withLab(single, async lab => {
    const agent = lab.agent('alpha', 'holdfast', crowd(0), { quiet: true });
    await lab.eventually('alpha is master of all', () => masters(lab), INSTANCES, 15_000);
    await lab.sniffer.nextAdvert('a round of adverts', ({ vrid }) => vrid === INSTANCES, 5_000);
    const from = Date.now();
    for (let number = 1; number <= RELOADS; number++) {
      const changed = lab.sniffer.nextAdvert(
        `the new priority of VI_${number}`,
        ({ vrid, priority }) => vrid === number && priority === 101,
        5_000,
      );
      agent.reload(crowd(number));
      await changed;
    }
    const seen = lab.sniffer.adverts().filter(({ at }) => at >= from);
    const last = new Map<number, number>();
    const missed: string[] = [];
    for (const { vrid, at, priority } of seen) {
      const gap = at - (last.get(vrid) ?? at);
      if (gap > GAP_OF_ONE_MISSED) missed.push(`VI_${vrid} after ${gap.toFixed(1)} ms`);
      if (priority === 0) missed.push(`VI_${vrid} said farewell`);
      last.set(vrid, at);
    }
    assert.equal(last.size, INSTANCES);
    assert.deepEqual(missed, []);
    for (let vrid = 1; vrid <= INSTANCES; vrid++) assert.deepEqual(agent.states(`VI_${vrid}`), ['BACKUP', 'MASTER']);
  }));

test('a track script runs on at its own pace, with what it has counted', () =>
  withLab(single, async lab => {
    const directory = lab.directoryOf('alpha');
    const path = (name: string) => join(directory, name);
    writeFileSync(path('check'), `#!/bin/sh\necho >>${path('runs')}\ntest ! -e ${path('fails')}\n`, { mode: 0o755 });
    const runs = () => (existsSync(path('runs')) ? readFileSync(path('runs'), 'utf8').length : 0);
    // Ten minutes between two runs: each run that is seen is one that a reload has started.
    const often = { interval: 1, fall: 3 };
    const configuration = (priority: number, seldom = 600) =>
      `${head}vrrp_script often {
    script ${path('check')}
    interval ${often.interval}
    fall ${often.fall}
    rise 1
}
vrrp_script seldom {
    script ${path('seldom')}
    interval ${seldom}
}
${instance(51, 100, 'track_script {\n often\n seldom\n}')}${instance(52, priority)}`;
    writeFileSync(path('seldom'), `#!/bin/sh\necho >>${path('seldom-runs')}\n`, { mode: 0o755 });
    const seldomRuns = () => (existsSync(path('seldom-runs')) ? readFileSync(path('seldom-runs'), 'utf8').length : 0);

    const agent = lab.agent('alpha', 'holdfast', configuration(100), { quiet: true });
    await lab.heldBy('10.77.1.51', ['alpha'], 10_000);
    // Failures are counted across reloads: the third one in a row is the one that counts, reloads or not.
    writeFileSync(path('fails'), '');
    const atFailure = runs();
    let priority = 100;
    while (agent.state('VI_51') === 'MASTER') {
      priority++;
      const changed = lab.sniffer.nextAdvert(
        'the other one',
        each => each.vrid === 52 && each.priority === priority,
        5_000,
      );
      agent.reload(configuration(priority));
      await changed;
      const before = runs();
      await lab.eventually('the next run', () => runs() > before || agent.state('VI_51') !== 'MASTER', true, 5_000);
      assert.ok(runs() - atFailure <= often.fall + 1, `${runs() - atFailure} runs failed, and it is still up`);
    }
    assert.equal(agent.state('VI_51'), 'FAULT');
    assert.ok(priority > 101, 'there were reloads between the failures');
    assert.equal(seldomRuns(), 1, 'a reload has started no run of a script that it did not change');
    const beforeChange = seldomRuns();
    agent.reload(configuration(priority, 700));
    await lab.eventually('one that it changed begins anew', seldomRuns, beforeChange + 1, 5_000);
  }));
