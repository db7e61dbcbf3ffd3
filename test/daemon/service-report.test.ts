import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds } from '../../src/base/duration.js';
import { ServiceReport, statusText } from '../../src/daemon/service-report.js';
import type { ServiceManager } from '../../src/sys/systemd-notify.js';
import { eventually } from '../support/eventually.js';
import { instanceView } from '../support/instance-view.js';

function manager(more: Partial<ServiceManager> = {}) {
  const said: string[] = [];
  const it: ServiceManager = {
    ready: () => void said.push('ready'),
    reloading: () => void said.push('reloading'),
    stopping: () => void said.push('stopping'),
    status: text => void said.push(text),
    alive: () => void said.push('alive'),
    ...more,
  };
  return { it, said };
}

test('the status counts the instances by state', () => {
  assert.equal(statusText([]), 'no VRRP instance');
  const states = ['BACKUP', 'MASTER', 'FAULT', 'MASTER'] as const;
  assert.equal(statusText(states.map(state => ({ state }))), 'VRRP: 2 MASTER, 1 BACKUP, 1 FAULT');
});

test('a reload before the start is none; after it systemd hears of begin, end and changes', async () => {
  const { it, said } = manager();
  const report = new ServiceReport(it, () => [instanceView({ state: 'MASTER' })]);
  report.changed();
  report.reloading();
  assert.deepEqual(said, []);
  report.ready();
  report.reloading();
  report.ready();
  await eventually(() => said.length >= 4, 'the status');
  assert.deepEqual(said, ['ready', 'reloading', 'ready', 'VRRP: 1 MASTER']);
  report.stopping();
  report.changed();
  assert.equal(said.at(-1), 'stopping');
});

test('signs of life come well within the time of the watchdog', async () => {
  const { it, said } = manager({ watchdog: milliseconds(200) });
  new ServiceReport(it, () => []);
  const begun = performance.now();
  await eventually(() => said.length >= 2, 'two signs of life');
  assert.ok(performance.now() - begun < 2_000);
  assert.deepEqual([...new Set(said)], ['alive']);
});
