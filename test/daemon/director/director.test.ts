import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, seconds } from '../../../src/base/duration.js';
import type { LogLine } from '../../../src/base/log.js';
import { ok } from '../../../src/base/result.js';
import type { Diagnostic } from '../../../src/config/diagnostics.js';
import type { Settings } from '../../../src/config/settings.js';
import { Director, diagnosticText, type Loaded } from '../../../src/daemon/director/director.js';
import type { ToVrrp } from '../../../src/daemon/messages.js';
import { unpackSettings } from '../../../src/daemon/packed-settings.js';
import type { FileWatchPorts } from '../../../src/sys/file-watch.js';
import type { TrackFileSettings } from '../../../src/vrrp/settings.js';
import { load } from '../../support/fake-machine.js';
import { instanceSettings } from '../../support/instance-settings.js';
import { instanceView } from '../../support/instance-view.js';
import { FakeProcesses, settled, VirtualTime } from '../../support/virtual-time.js';

const user = { name: 'root', uid: 0, gid: 0 };

function settingsWith(changes: Partial<Settings> = {}): Settings {
  const empty = load('').settings!;
  return {
    ...empty,
    process: { ...empty.process, routerId: 'R1', scriptSecurity: true },
    vrrp: { ...empty.vrrp, instances: [instanceSettings()] },
    scripts: [
      {
        name: 'chk',
        command: ['/chk'],
        interval: seconds(1),
        timeout: seconds(1),
        rise: 1,
        fall: 1,
        weight: { weight: 0, reverse: false },
        user,
      },
    ],
    notify: [{ instance: 'VI_1', master: { command: ['/m'], user }, generic: { command: ['/g'], user } }],
    files: ['/etc/x.conf'],
    ...changes,
  };
}

const MISTAKE: Diagnostic = {
  severity: 'error',
  code: 'number-range',
  text: 'priority is 1 to 255, not 300',
  at: { file: '/etc/x.conf', line: 14, column: 12 },
  hint: 'use 200',
};

function director(first: Loaded = { settings: settingsWith(), diagnostics: [], exitStatus: 0 }, dumps = false) {
  const time = new VirtualTime();
  const processes = new FakeProcesses(time);
  const posted: ToVrrp[] = [];
  const lines: LogLine[] = [];
  const files = new Map<string, string>();
  const written: string[] = [];
  const mails: string[] = [];
  const world = {
    loaded: first as Loaded | Error,
    failsToWrite: false,
    watched: [] as string[],
    watch: undefined as FileWatchPorts | undefined,
  };
  const it = new Director(
    {
      post: message => posted.push(message),
      load() {
        if (world.loaded instanceof Error) throw world.loaded;
        return world.loaded;
      },
      run: processes.run,
      writer: { log: line => void lines.push(line), flush: async () => true, close() {} },
      async writeDump({ name }, text) {
        if (world.failsToWrite) throw new Error('ENOSPC');
        files.set(name, text);
        return `/tmp/${name}`;
      },
      now: () => time.now(),
      epoch: () => 0,
      umask: () => 0o177,
      after: (wait, action) => time.after(wait, action),
      soon: action => void setImmediate(action),
      leftBehind: { fifos: [], readers: [] },
      leaves: () => undefined,
      endLeftBehind: () => undefined,
      openFifo: ({ path }) =>
        ok({ path, isOurs: true, write: line => void written.push(`${path} ${line}`), close() {} }),
      async sendMail(mail) {
        mails.push(mail.subject);
      },
      writeFile: (path, text) => void files.set(path, text),
      makeDirectory: () => undefined,
      configurationText: () => undefined,
      pid: 1,
      removeFile: path => void files.delete(path),
      standardReloadFile: () => '/run/keepalived.reload',
      watchFiles: ports => {
        world.watch = ports;
        return {
          expect(paths) {
            world.watched = [...paths];
          },
          close() {},
        };
      },
      readBeginning: path => files.get(path),
      watchProcesses: () => ({ setReceiveBuffer() {}, close() {} }),
      listProcesses: () => [],
      readProcess: () => undefined,
      pollLink: () => undefined,
      interfaceKind: () => undefined,
      exists: path => files.has(path),
    },
    { dumpsConfiguration: dumps },
  );
  const texts = () => lines.map(line => `${line.level} ${line.text}`);
  const kinds = () => posted.map(message => message.kind);
  const argvs = () => processes.all.map(each => each.request.command.join(' '));
  return { it, time, processes, posted, kinds, lines, texts, argvs, files, world, written, mails };
}

test('a good configuration is announced first, then its scripts run and report', async () => {
  const { it, posted, kinds, processes } = director();
  it.start();
  await processes.last.end({ exit: 0 });
  assert.deepEqual(kinds(), ['configure', 'script']);
  assert.ok(posted[0]?.kind === 'configure' && !posted[0].reload && posted[0].process.routerId === 'R1');
  assert.deepEqual(posted[1], { kind: 'script', name: 'chk', verdict: 'up' });
});

test('an unusable configuration gives up with the status, saying every mistake with its place', () => {
  const { it, posted, texts, processes } = director({
    diagnostics: [MISTAKE],
    exitStatus: 2,
    unusable: 'vrrp_instance VI_1 cannot be used',
  });
  it.start();
  const place = '/etc/x.conf:14:12: error: priority is 1 to 255, not 300 (use 200)';
  assert.equal(diagnosticText(MISTAKE), place);
  assert.deepEqual(posted, [{ kind: 'give-up', status: 2, text: `${place}\nvrrp_instance VI_1 cannot be used` }]);
  assert.deepEqual(texts(), [`error ${place}`, 'error vrrp_instance VI_1 cannot be used']);
  assert.equal(processes.all.length, 0);
});

test('a reason to give up that is one of the mistakes is said once', () => {
  const { it, posted, texts } = director({ diagnostics: [MISTAKE], exitStatus: 2, unusable: MISTAKE.text });
  it.start();
  const lines = [diagnosticText(MISTAKE), 'the configuration cannot be used'];
  assert.deepEqual(posted, [{ kind: 'give-up', status: 2, text: lines.join('\n') }]);
  assert.deepEqual(texts(), [`error ${lines[0]}`, `error ${lines[1]}`]);
});

test('at the start a mistake that keepalived lives with is said and lived with', () => {
  const { it, kinds, texts } = director({ settings: settingsWith(), diagnostics: [MISTAKE], exitStatus: 5 });
  it.start();
  assert.deepEqual(kinds(), ['configure']);
  assert.equal(texts().length, 1);
});

test('a reload with an error changes nothing and says why', async () => {
  const { it, kinds, texts, world } = director();
  it.start();
  world.loaded = { settings: settingsWith({ scripts: [] }), diagnostics: [MISTAKE], exitStatus: 5 };
  it.handle({ kind: 'reload' });
  await settled();
  assert.deepEqual(kinds(), ['configure', 'reload-refused']);
  assert.equal(texts().at(-1), 'error Reload refused, the running configuration stays: 1 error');
});

test('a fault of our own while reading is survived: what runs stays', async () => {
  const { it, kinds, texts, world } = director();
  it.start();
  world.loaded = new Error('boom');
  it.handle({ kind: 'reload' });
  await settled();
  assert.deepEqual(kinds(), ['configure', 'reload-refused']);
  assert.deepEqual(texts(), [
    'error internal error while reading: boom',
    'error Reload refused, the running configuration stays: the new one cannot be used',
  ]);
});

test('a good reload is announced as one, warnings or not', async () => {
  const { it, posted, world } = director();
  it.start();
  const warning: Diagnostic = { severity: 'warning', code: 'no-effect-yet', text: 'look at this' };
  world.loaded = { settings: settingsWith({ scripts: [] }), diagnostics: [warning], exitStatus: 5 };
  it.handle({ kind: 'reload' });
  await settled();
  assert.deepEqual(
    posted.map(message => message.kind === 'configure' && message.reload),
    [false, true],
  );
});

test('notifications start in the order of their events, side by side, one a turn', async () => {
  const { it, argvs } = director({ settings: settingsWith({ scripts: [] }), diagnostics: [], exitStatus: 0 });
  it.start();
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'BACKUP', priority: 100 });
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'MASTER', priority: 100 });
  assert.deepEqual(argvs(), ['/g INSTANCE VI_1 BACKUP 100']);
  for (let turn = 0; turn < 5; turn++) await settled();
  // None of them has ended.
  assert.deepEqual(argvs(), ['/g INSTANCE VI_1 BACKUP 100', '/m', '/g INSTANCE VI_1 MASTER 100']);
});

test('a notify script that fails or cannot be started is said', async () => {
  const { it, processes, texts } = director({
    settings: settingsWith({ scripts: [] }),
    diagnostics: [],
    exitStatus: 0,
  });
  it.start();
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'FAULT', priority: 1 });
  await processes.last.end({ exit: 3 });
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'BACKUP', priority: 1 });
  await settled();
  await processes.last.end({ error: 'EACCES' });
  assert.deepEqual(texts(), [
    'info (VI_1) notify script /g for FAULT failed (exited with status 3)',
    'error (VI_1) notify script /g for BACKUP could not be started (EACCES)',
  ]);
});

test('the statistics and the state are written under keepalived’s names', async () => {
  const { it, files, texts } = director();
  it.start();
  const views = [instanceView({ state: 'MASTER' })];
  it.handle({ kind: 'dump', what: 'stats', views, foreignVrids: new Map() });
  it.handle({ kind: 'dump', what: 'data', views, foreignVrids: new Map() });
  await settled();
  assert.deepEqual([...files.keys()].sort(), ['keepalived.data', 'keepalived.stats']);
  assert.match(files.get('keepalived.data') ?? '', / VRRP Instance = VI_1\n {3}VRRP Version = 2\n {3}State = MASTER\n/);
  assert.match(files.get('keepalived.data') ?? '', /Master state transition script = '\/m', uid:gid 0:0/);
  assert.deepEqual(texts(), [
    'info Wrote statistics to /tmp/keepalived.stats',
    'info Wrote state to /tmp/keepalived.data',
  ]);
});

test('a dump that cannot be written is said and survived', async () => {
  const { it, texts, world } = director();
  it.start();
  world.failsToWrite = true;
  it.handle({ kind: 'dump', what: 'data', views: [], foreignVrids: new Map() });
  await settled();
  assert.deepEqual(texts(), ['error Cannot write keepalived.data: ENOSPC']);
});

test('-d logs the configuration as it was understood', () => {
  const { it, texts } = director(undefined, true);
  it.start();
  assert.ok(texts().includes('info  VRRP Instance = VI_1'));
});

test('the end: track scripts first, then stop scripts have their time, then all is drained', async () => {
  const { it, processes, kinds } = director();
  it.start();
  const check = processes.last;
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'STOP', priority: 100 });
  const stopScript = processes.last;
  it.handle({ kind: 'stop' });
  assert.ok(check.isTold);
  await settled();
  assert.deepEqual(kinds(), ['configure']);
  await stopScript.end({ exit: 0 });
  assert.deepEqual(kinds(), ['configure']);
  await check.end({ signal: 'SIGTERM' });
  await settled();
  assert.deepEqual(kinds(), ['configure', 'drained']);
  assert.ok(!stopScript.isTold);
});

test('a stop script that does not end is told to after a second, and the daemon ends', async () => {
  const { it, time, processes, kinds } = director();
  it.start();
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'STOP', priority: 100 });
  it.handle({ kind: 'stop' });
  await time.advance(milliseconds(999));
  assert.ok(!processes.last.isTold);
  await time.advance(milliseconds(1));
  await settled();
  assert.ok(processes.last.isTold);
  assert.deepEqual(kinds(), ['configure', 'drained']);
});

test('a track script that does not heed TERM is killed in the end; a stop script is not', async () => {
  const { it, time, processes, kinds } = director();
  it.start();
  const check = processes.last;
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'STOP', priority: 100 });
  it.handle({ kind: 'stop' });
  await time.advance(seconds(1));
  await settled();
  assert.deepEqual([check.isTold, check.isKilled], [true, true]);
  assert.deepEqual([processes.last.isTold, processes.last.isKilled], [true, false]);
  assert.deepEqual(kinds(), ['configure', 'drained']);
});

test('scripts still queued when the end comes are started before it', async () => {
  const { it, argvs, kinds, processes } = director({
    settings: settingsWith({ scripts: [] }),
    diagnostics: [],
    exitStatus: 0,
  });
  it.start();
  for (const state of ['MASTER', 'STOP'] as const) it.handle({ kind: 'notify', instance: 'VI_1', state, priority: 1 });
  it.handle({ kind: 'stop' });
  for (let turn = 0; turn < 5; turn++) await settled();
  assert.deepEqual(argvs(), ['/m', '/g INSTANCE VI_1 MASTER 1', '/g INSTANCE VI_1 STOP 1']);
  for (const each of processes.all) await each.end({ exit: 0 });
  assert.deepEqual(kinds(), ['configure', 'drained']);
});

test('a reload that comes after the stop is not looked at', async () => {
  const { it, world, texts } = director();
  it.start();
  it.handle({ kind: 'stop' });
  world.loaded = new Error('must not be read');
  it.handle({ kind: 'reload' });
  await settled();
  assert.deepEqual(texts(), []);
});

test('reloads asked for together are one', async () => {
  const { it, kinds } = director();
  it.start();
  for (let i = 0; i < 100; i++) it.handle({ kind: 'reload' });
  await settled();
  assert.deepEqual(kinds(), ['configure', 'configure']);
});

test('a director that takes the place of one that died goes on with what runs, whatever the files say by now', () => {
  const first = director();
  first.it.start();
  const running = first.posted.find(message => message.kind === 'configure')?.running;
  const second = director({ settings: settingsWith({ notify: [] }), diagnostics: [MISTAKE], exitStatus: 5 });
  second.it.start(running);
  assert.deepEqual(
    second.posted.map(message => message.kind === 'configure' && unpackSettings(message.running)),
    [settingsWith()],
  );
  assert.deepEqual(second.argvs(), ['/chk']);
  assert.deepEqual(second.texts(), []);
});

test('a startup script runs once the pid files are ours, and everything waits for its end', async () => {
  const settings = settingsWith();
  const startup = { command: ['/up'], user, timeout: seconds(10) };
  const { it, kinds, argvs, processes } = director({
    settings: { ...settings, process: { ...settings.process, startup } },
    diagnostics: [],
    exitStatus: 0,
  });
  it.start();
  assert.deepEqual([kinds(), argvs()], [['claim'], []]);
  it.handle({ kind: 'claimed' });
  it.handle({ kind: 'reload' });
  await settled();
  assert.deepEqual([kinds(), argvs()], [['claim'], ['/up']]);
  assert.deepEqual(processes.last.request.timeout, seconds(10));
  await processes.last.end({ exit: 1 });
  await settled();
  assert.deepEqual(kinds(), ['claim', 'configure']);
});

test('a stop while the startup script runs ends it, and nothing begins', async () => {
  const settings = settingsWith();
  const startup = { command: ['/up'], user, timeout: seconds(10) };
  const { it, kinds, processes } = director({
    settings: { ...settings, process: { ...settings.process, startup } },
    diagnostics: [],
    exitStatus: 0,
  });
  it.start();
  it.handle({ kind: 'claimed' });
  await settled();
  const stopped = it.stop();
  await settled();
  assert.ok(processes.last.isTold);
  await processes.last.end({ signal: 'SIGTERM' });
  await stopped;
  assert.deepEqual(kinds(), ['claim', 'drained']);
});

test('a shutdown script is the last to run, with its own time', async () => {
  const settings = settingsWith({ scripts: [] });
  const shutdown = { command: ['/down'], user, timeout: seconds(7) };
  const { it, kinds, argvs, processes, time } = director({
    settings: { ...settings, process: { ...settings.process, shutdown } },
    diagnostics: [],
    exitStatus: 0,
  });
  it.start();
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'STOP', priority: 100 });
  await settled();
  void it.stop();
  await settled();
  assert.deepEqual(argvs(), ['/g INSTANCE VI_1 STOP 100']);
  time.advance(milliseconds(1_000));
  await settled();
  assert.deepEqual(argvs(), ['/g INSTANCE VI_1 STOP 100', '/down']);
  assert.deepEqual(processes.last.request.timeout, seconds(7));
  assert.ok(!kinds().includes('drained'));
  await processes.last.end({ exit: 0 });
  await settled();
  assert.ok(kinds().includes('drained'));
});

test('a reload has its file while it goes on, and its log of the test', async () => {
  const settings = settingsWith();
  const reload = { ...settings.process.reload, marker: { kind: 'standard' as const }, testLog: '/check.log' };
  const { it, files, world, kinds } = director({
    settings: { ...settings, process: { ...settings.process, reload } },
    diagnostics: [],
    exitStatus: 0,
  });
  it.start();
  it.handle({ kind: 'reload' });
  await settled();
  assert.deepEqual([...files.keys()].sort(), ['/check.log', '/run/keepalived.reload']);
  it.handle({ kind: 'reloaded' });
  assert.deepEqual([...files], [['/check.log', '']]);
  world.loaded = { diagnostics: [MISTAKE], exitStatus: 5 };
  it.handle({ kind: 'reload' });
  await settled();
  assert.deepEqual([...files], [['/check.log', `${diagnosticText(MISTAKE)}\n`]]);
  assert.equal(kinds().at(-1), 'reload-refused');
});

test('FIFOs get a line of every event, mail what is to be mailed; a removed instance is told by the settings it had', async () => {
  const server = { host: '192.0.2.1', port: 25 };
  const empty = settingsWith();
  const settings = settingsWith({
    notify: [{ instance: 'VI_1', mails: true }],
    fifos: { all: { path: '/all', owner: user }, vrrp: { path: '/vrrp', owner: user }, writesStatesOnReload: false },
    mail: { ...empty.mail, server, recipients: ['a@example.com'] },
  });
  const { it, written, mails, world, kinds } = director({ settings, diagnostics: [], exitStatus: 0 });
  it.start();
  assert.deepEqual(kinds(), ['claim'], 'a second daemon must not start readers');
  it.handle({ kind: 'claimed' });
  await settled();
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'MASTER', priority: 100 });
  await settled();
  world.loaded = { settings: { ...settings, notify: [] }, diagnostics: [], exitStatus: 0 };
  it.handle({ kind: 'reload' });
  await settled();
  it.handle({ kind: 'notify', instance: 'VI_1', state: 'DELETED', priority: 100 });
  it.handle({ kind: 'reloaded' });
  await settled();
  assert.deepEqual(written, [
    '/all INSTANCE "VI_1" MASTER 100\n',
    '/vrrp INSTANCE "VI_1" MASTER 100\n',
    '/all INSTANCE "VI_1" FAULT 100\n',
    '/vrrp INSTANCE "VI_1" FAULT 100\n',
  ]);
  assert.deepEqual(mails, [
    '[R1] VRRP Instance VI_1 - Entering MASTER state',
    '[R1] VRRP Instance VI_1 - Entering FAULT state',
  ]);
});

const LOAD = { name: 'load', path: '/run/load', weight: { weight: 1, reverse: false } };

function tracking(file: Partial<TrackFileSettings> = {}): Loaded {
  const settings = settingsWith({ scripts: [] });
  const vrrp = { ...settings.vrrp, trackFiles: [{ ...LOAD, ...file }] };
  return { settings: { ...settings, vrrp }, diagnostics: [], exitStatus: 0 };
}

const filesOf = (message: ToVrrp | undefined) =>
  message?.kind === 'configure' ? [...message.tracked.files] : undefined;

test('the numbers in tracked files come with the configuration, their changes by themselves', () => {
  const { it, posted, files, world } = director(tracking());
  files.set('/run/load', '10\n');
  it.start();
  assert.deepEqual(filesOf(posted[0]), [['load', 10]]);
  assert.deepEqual(world.watched, ['/run/load']);
  files.set('/run/load', '0x20\n');
  world.watch?.changed('/run/load');
  world.watch?.changed('/run/load');
  files.delete('/run/load');
  world.watch?.changed('/run/load');
  assert.deepEqual(posted.slice(1), [
    { kind: 'file', name: 'load', value: 32 },
    { kind: 'file', name: 'load', value: 0 },
  ]);
});

test('a number that is out of range is ignored: the last one goes on to count', () => {
  const { it, posted, files, world, texts } = director(tracking());
  files.set('/run/load', '10\n');
  it.start();
  files.set('/run/load', '99999999999\n');
  world.watch?.changed('/run/load');
  assert.equal(posted.length, 1);
  assert.deepEqual(texts(), ['warn track_file load: 99999999999 in /run/load is out of range and ignored']);
});

test('a reload reads tracked files anew, and watches those it names', () => {
  const { it, posted, files, world } = director(tracking());
  it.start();
  world.loaded = tracking({ path: '/run/other' });
  files.set('/run/other', '7');
  it.handle({ kind: 'reload' });
  return settled().then(() => {
    assert.deepEqual(filesOf(posted[1]), [['load', 7]]);
    assert.deepEqual(world.watched, ['/run/other']);
  });
});

for (const [title, initial, before, after] of [
  ['creates a missing file', { value: 3, overwrites: false }, undefined, '3\n'],
  ['leaves a file that is there', { value: 3, overwrites: false }, '9\n', '9\n'],
  ['overwrites it when told so', { value: -3, overwrites: true }, '9\n', '-3\n'],
] as const) {
  test(`init_file ${title}, once the pid files are taken`, async () => {
    const { it, posted, kinds, files } = director(tracking({ initial }));
    if (before !== undefined) files.set('/run/load', before);
    it.start();
    assert.deepEqual([kinds(), files.get('/run/load')], [['claim'], before]);
    it.handle({ kind: 'claimed' });
    await settled();
    assert.equal(files.get('/run/load'), after);
    assert.deepEqual(filesOf(posted[1]), [['load', Number(after)]]);
  });
}

test('a reload does not write the initial number again, unless the file is gone', async () => {
  const { it, files, world } = director(tracking({ initial: { value: 3, overwrites: true } }));
  it.start();
  it.handle({ kind: 'claimed' });
  await settled();
  files.set('/run/load', '8\n');
  world.loaded = tracking({ initial: { value: 4, overwrites: true } });
  it.handle({ kind: 'reload' });
  await settled();
  assert.equal(files.get('/run/load'), '8\n');
  files.delete('/run/load');
  it.handle({ kind: 'reload' });
  await settled();
  assert.equal(files.get('/run/load'), '4\n');
});
