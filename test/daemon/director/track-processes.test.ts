import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, seconds, ZERO } from '../../../src/base/duration.js';
import { TrackProcesses } from '../../../src/daemon/director/track-processes.js';
import type { ProcessEventPorts } from '../../../src/sys/process-events.js';
import type { TrackProcessSettings } from '../../../src/vrrp/settings.js';
import { VirtualTime } from '../../support/virtual-time.js';

const WEB: TrackProcessSettings = {
  name: 'web',
  process: 'nginx',
  parameters: [],
  matching: 'none',
  fullCommand: false,
  weight: { weight: 0, reverse: false },
  quorum: 1,
  terminateDelay: ZERO,
  forkDelay: ZERO,
};

/** A machine with processes, by number: their names. */
function machine(running: Readonly<Record<number, string>> = {}) {
  const time = new VirtualTime();
  const processes = new Map(Object.entries(running).map(([pid, name]) => [Number(pid), name]));
  const world = { ports: undefined as ProcessEventPorts | undefined, isRefused: false, scans: 0, opened: 0 };
  const reports: string[] = [];
  const buffers: string[] = [];
  const lines: string[] = [];
  const it = new TrackProcesses(
    {
      now: () => time.now(),
      after: (wait, action) => time.after(wait, action),
      watchProcesses(ports) {
        if (world.isRefused) throw new Error('ECONNREFUSED');
        world.ports = ports;
        world.opened++;
        return {
          setReceiveBuffer: (bytes, forced) => void buffers.push(`${bytes} ${forced}`),
          close() {
            world.ports = undefined;
          },
        };
      },
      listProcesses() {
        world.scans++;
        return [...processes.keys()];
      },
      readProcess(pid) {
        const name = processes.get(pid);
        return name === undefined ? undefined : { name, commandLine: `${name}\0` };
      },
    },
    line => void lines.push(`${line.level} ${line.text}`),
    (name, verdict) => void reports.push(`${name} ${verdict}`),
  );
  const exec = (pid: number, name: string) => {
    processes.set(pid, name);
    world.ports?.onEvent({ kind: 'changed', pid });
  };
  const fork = (parent: number, pid: number) => {
    processes.set(pid, processes.get(parent)!);
    world.ports?.onEvent({ kind: 'fork', pid, parent });
  };
  const exit = (pid: number) => {
    processes.delete(pid);
    world.ports?.onEvent({ kind: 'exit', pid });
  };
  return { it, time, world, processes, reports, buffers, lines, exec, fork, exit };
}

test('what runs at the start is the answer, what starts and ends later is reported', () => {
  const { it, reports, exec, exit } = machine({ 7: 'nginx', 8: 'bash' });
  assert.deepEqual(
    [...it.configure([WEB, { ...WEB, name: 'db', process: 'postgres' }])],
    [
      ['web', 'up'],
      ['db', 'down'],
    ],
  );
  exec(9, 'postgres');
  exec(8, 'nginx');
  exit(7);
  exit(8);
  exit(8);
  assert.deepEqual(reports, ['db up', 'web down']);
});

test('a fork counts like its parent until it runs something else', () => {
  const { it, reports, fork, exec } = machine({ 7: 'nginx', 20: 'bash' });
  it.configure([{ ...WEB, quorum: 2 }]);
  fork(20, 21);
  assert.deepEqual(reports, []);
  fork(7, 8);
  exec(8, 'sh');
  assert.deepEqual(reports, ['web up', 'web down']);
});

test('a delay holds a change back, and a change back ends it', async () => {
  const { it, time, reports, exec, exit } = machine({ 7: 'nginx' });
  it.configure([{ ...WEB, terminateDelay: seconds(1) }]);
  exit(7);
  await time.advance(milliseconds(900));
  exec(9, 'nginx');
  await time.advance(seconds(5));
  assert.deepEqual(reports, []);
  exit(9);
  await time.advance(milliseconds(999));
  assert.deepEqual(reports, []);
  await time.advance(milliseconds(1));
  assert.deepEqual(reports, ['web down']);
});

test('a process that has ended before it could be looked at never counts', () => {
  const { it, world, reports } = machine();
  it.configure([WEB]);
  world.ports?.onEvent({ kind: 'changed', pid: 9 });
  world.ports?.onEvent({ kind: 'exit', pid: 9 });
  assert.deepEqual(reports, []);
});

test('lost events: all processes are looked at anew', () => {
  const { it, world, processes, reports, lines } = machine({ 7: 'nginx' });
  it.configure([WEB]);
  processes.delete(7);
  world.ports?.onLost();
  processes.set(8, 'nginx');
  world.ports?.onLost();
  assert.deepEqual(reports, ['web down', 'web up']);
  assert.match(lines[0] ?? '', /^warn the kernel dropped process events/);
});

test('a reload leaves an unchanged tracker and its delay alone, and looks for a new one', async () => {
  const { it, time, world, reports, exit } = machine({ 7: 'nginx', 8: 'postgres' });
  const late = { ...WEB, terminateDelay: seconds(1) };
  it.configure([late]);
  exit(7);
  await time.advance(milliseconds(600));
  const db = { ...WEB, name: 'db', process: 'postgres' };
  assert.deepEqual(
    [...it.configure([{ ...late }, db])],
    [
      ['web', 'up'],
      ['db', 'up'],
    ],
  );
  assert.deepEqual([world.scans, world.opened], [2, 1]);
  await time.advance(milliseconds(400));
  assert.deepEqual(reports, ['web down']);
  it.configure([]);
  assert.equal(world.ports, undefined);
});

test('where the kernel does not tell, nothing is tracked, and one line says so', () => {
  const { it, world, lines } = machine({ 7: 'nginx' });
  world.isRefused = true;
  assert.deepEqual([...it.configure([WEB])], []);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /^error processes cannot be tracked, .*ECONNREFUSED/);
});

test('what ends the daemon ends every delay', async () => {
  const { it, time, reports, exit } = machine({ 7: 'nginx' });
  it.configure([{ ...WEB, terminateDelay: seconds(1) }]);
  exit(7);
  it.close();
  await time.advance(seconds(5));
  assert.deepEqual(reports, []);
});

test('the socket that hears of processes gets the receive buffer that is asked for, at each configuration', () => {
  const { it, buffers } = machine();
  it.configure([WEB]);
  it.configure([WEB], { size: 300_000, forced: true });
  it.configure([]);
  assert.deepEqual(buffers, ['undefined false', '300000 true']);
});
