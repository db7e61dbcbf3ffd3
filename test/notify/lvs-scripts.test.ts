import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LvsEvent } from '../../src/ipvs/pool/effect.js';
import { LvsScripts } from '../../src/notify/lvs-scripts.js';
import type { NotifyCommand } from '../../src/notify/settings.js';

const root = { name: 'root', uid: 0, gid: 0 };

function command(...words: readonly string[]): NotifyCommand {
  return { command: words, user: root };
}

const told = { virtualServerName: 'V', isFarewell: false, isNotified: true };

function quorum(virtualServer: number, up: boolean): LvsEvent {
  return { kind: 'quorum', virtualServer, up, ...told };
}

function server(virtualServer: number, realServer: number, up: boolean): LvsEvent {
  return { kind: 'real-server', virtualServer, realServer, realServerName: 'R', up, ...told };
}

const SETTINGS = {
  virtualServerNotify: [{ virtualServer: 1, quorumUp: command('/n', 'QUP', 'a', 'b c'), quorumDown: command('/q') }],
  realServerNotify: [
    { virtualServer: 1, realServer: 11, up: command('/u') },
    { virtualServer: 11, realServer: 1, down: command('/d') },
  ],
};

function configured(): LvsScripts {
  const scripts = new LvsScripts();
  scripts.configure(SETTINGS);
  return scripts;
}

const ROWS: readonly (readonly [string, LvsEvent, readonly string[] | undefined])[] = [
  ['a quorum gained', quorum(1, true), ['/n', 'QUP', 'a', 'b c']],
  ['a quorum lost', quorum(1, false), ['/q']],
  ['a quorum nobody asked about', quorum(0, true), undefined],
  ['a server up', server(1, 11, true), ['/u']],
  ['the same server down', server(1, 11, false), undefined],
  ['a server down', server(11, 1, false), ['/d']],
  ['a server nobody asked about', server(1, 1, true), undefined],
  ['what is for the mail alone', { ...server(1, 11, true), isNotified: false }, undefined],
];

for (const [what, event, argv] of ROWS) {
  test(`${what} runs ${argv === undefined ? 'nothing' : `${argv.join(' ')}, and nothing is added`}`, () => {
    assert.deepEqual(configured().commandFor(event)?.command, argv);
  });
}

test('each script keeps its user', () => {
  const nobody = { name: 'nobody', uid: 65534, gid: 65534 };
  const scripts = new LvsScripts();
  scripts.configure({
    virtualServerNotify: [],
    realServerNotify: [{ virtualServer: 0, realServer: 0, up: { command: ['/u'], user: nobody } }],
  });
  assert.equal(scripts.commandFor(server(0, 0, true))?.user, nobody);
});

test('a farewell goes by the settings there were, and not by those before', () => {
  const scripts = configured();
  scripts.configure({ virtualServerNotify: [], realServerNotify: [] });
  const farewell = { ...quorum(1, false), isFarewell: true };
  assert.equal(scripts.commandFor(quorum(1, false)), undefined);
  assert.deepEqual(scripts.commandFor(farewell)?.command, ['/q']);
  scripts.configure({ virtualServerNotify: [], realServerNotify: [] });
  assert.equal(scripts.commandFor(farewell), undefined);
});
