import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../../../src/base/log.js';
import { err, ok } from '../../../src/base/result.js';
import { Fifos, type LeftBehind } from '../../../src/daemon/director/fifos.js';
import type { FifoRequest } from '../../../src/sys/fifo.js';
import { FakeProcesses, VirtualTime } from '../../support/virtual-time.js';

const user = { name: 'root', uid: 0, gid: 0 };
const script = { command: ['/read', 'x'], user };

function fifos(leftBehind: LeftBehind = { fifos: [], readers: [] }) {
  const processes = new FakeProcesses(new VirtualTime());
  const lines: LogLine[] = [];
  const requests: FifoRequest[] = [];
  const events: string[] = [];
  const world = { answer: undefined as string | undefined, refusal: undefined as string | undefined };
  const left: LeftBehind[] = [];
  const it = new Fifos({
    leftBehind,
    leaves: behind => void left.push(behind),
    endLeftBehind: pid => void events.push(`${pid} ended`),
    openFifo(request) {
      requests.push(request);
      if (world.refusal !== undefined) return err(world.refusal);
      const { path } = request;
      return ok({
        path,
        isOurs: path !== '/theirs',
        write(line) {
          if (world.answer === undefined) events.push(`${path} ${line}`);
          return world.answer;
        },
        close: () => void events.push(`${path} closed`),
      });
    },
    run: processes.run,
    log: line => void lines.push(line),
  });
  const texts = () => lines.map(line => line.text);
  return { it, processes, requests, events, texts, world, left };
}

test('a FIFO is made with keepalived’s mode less the umask, and its reader is given the path', () => {
  const { it, requests, processes } = fifos();
  it.configure({ all: { path: '/a', owner: user, script }, writesStatesOnReload: false }, 0o177);
  it.configure({ all: { path: '/a', owner: user }, writesStatesOnReload: false }, 0o022);
  assert.deepEqual(
    requests.map(({ mode }) => mode),
    [0o600, 0o644],
  );
  assert.deepEqual(processes.last.request.command, ['/read', 'x', '/a']);
});

test('a reload ends the reader and makes the FIFO anew', () => {
  const { it, processes, events } = fifos();
  const settings = { all: { path: '/a', owner: user, script }, writesStatesOnReload: false };
  it.configure(settings, 0o177);
  it.configure(settings, 0o177);
  assert.deepEqual(events, ['/a closed']);
  assert.deepEqual(
    processes.all.map(each => each.isTold),
    [true, false],
  );
});

test('lost lines are said once, and counted when it goes on', () => {
  const { it, texts, world, events } = fifos();
  it.configure({ vrrp: { path: '/v', owner: user }, writesStatesOnReload: false }, 0o177);
  world.answer = 'EAGAIN';
  for (let i = 0; i < 3; i++) it.write('lost\n');
  world.answer = undefined;
  it.write('kept\n');
  assert.deepEqual(events, ['/v kept\n']);
  assert.deepEqual(texts(), [
    'FIFO: lines to /v are lost: it is full, nobody reads it',
    'FIFO: /v takes lines again; 3 were lost',
  ]);
});

test('a FIFO that cannot be had is said, and its reader not started', () => {
  const { it, texts, world, processes } = fifos();
  world.refusal = '/a is there, and no FIFO';
  it.configure({ all: { path: '/a', owner: user, script }, writesStatesOnReload: false }, 0o177);
  it.write('x\n');
  assert.deepEqual(texts(), ['FIFO: /a is there, and no FIFO; nothing is written to it']);
  assert.equal(processes.all.length, 0);
});

test('a reader that ends while it is needed is said; one at the end is not', async () => {
  const { it, texts, processes } = fifos();
  it.configure({ all: { path: '/a', owner: user, script }, writesStatesOnReload: false }, 0o177);
  await processes.last.end({ exit: 3 });
  assert.deepEqual(texts(), ['FIFO: the reader /read of /a failed (exited with status 3); lines wait for another one']);
  it.configure({ all: { path: '/a', owner: user, script }, writesStatesOnReload: false }, 0o177);
  it.close();
  await processes.last.end({ exit: 0 });
  await it.readersEnded();
  assert.equal(texts().length, 1);
});

test('whoever comes after a director that died knows what to tidy up', async () => {
  const { it, processes, left } = fifos();
  const vrrp = { path: '/theirs', owner: user };
  it.configure({ all: { path: '/a', owner: user, script }, vrrp, writesStatesOnReload: false }, 0o177);
  assert.deepEqual(left.at(-1), { fifos: ['/a'], readers: [1_001] });
  await processes.last.end({ exit: 0 });
  assert.deepEqual(left.at(-1), { fifos: ['/a'], readers: [] });
});

test('a successor ends the readers of its predecessor, and its FIFOs are its own, once', () => {
  const { it, events, requests } = fifos({ fifos: ['/a'], readers: [77] });
  const settings = {
    all: { path: '/a', owner: user, script },
    vrrp: { path: '/b', owner: user },
    writesStatesOnReload: false,
  };
  it.configure(settings, 0o177);
  it.configure(settings, 0o177);
  assert.deepEqual(events, ['77 ended', '/a closed', '/b closed']);
  assert.deepEqual(
    requests.map(({ wasMadeHere }) => wasMadeHere),
    [true, false, false, false],
  );
});
