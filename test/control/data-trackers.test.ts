import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, ZERO } from '../../src/base/duration.js';
import { trackerLines } from '../../src/control/data-trackers.js';
import { vrrpSettings } from '../support/vrrp-settings.js';

test('tracked files and processes are shown with what they say and who tracks them', () => {
  const weight = { weight: -2, reverse: true };
  const instance = vrrpSettings({
    name: 'VI_1',
    trackFiles: [{ name: 'load', ...weight }],
    trackProcesses: [{ name: 'web', weight: 0, reverse: false }],
  });
  const file = { name: 'load', path: '/run/load', weight: { weight: 1, reverse: false } };
  const process = {
    name: 'web',
    process: 'nginx',
    parameters: ['-g', 'x'],
    matching: 'exact' as const,
    fullCommand: false,
    weight,
    quorum: 1,
    quorumMax: 4,
    terminateDelay: milliseconds(1_500),
    forkDelay: ZERO,
  };
  const shown = {
    files: [{ settings: file, value: 16 }],
    processes: [{ settings: process, count: 0, isQuorate: true, awaits: 'exit' as const }],
  };
  assert.deepEqual(trackerLines(shown, [instance]), [
    '------< VRRP Track files >------',
    ' Track file = load',
    '   File = /run/load',
    '   Status = 16',
    '   Weight = 1',
    '   Tracking instances :',
    '     VI_1, weight -2 reverse',
    '------< VRRP Track processes >------',
    ' VRRP Track process = web',
    '   Process = nginx -g x',
    '   Min processes = 1',
    '   Max processes = 4',
    '   Current processes = 0',
    '   Have quorum = true',
    '   Weight = -2 reverse',
    '   Terminate delay = 1.500000s',
    '   Fork delay = 0.000000s',
    '   Fork delay timer not running',
    '   Terminate delay timer running',
    '   Full command = false',
    '   Tracking instances :',
    '     VI_1, weight 0',
  ]);
});

test('nothing is said where nothing is tracked', () => {
  assert.deepEqual(trackerLines({ files: [], processes: [] }, []), []);
});
