import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../../support/fake-machine.js';
import { real, saidOf, settingsOf, virtual } from './text.js';

const SECURE = 'global_defs {\nenable_script_security\nscript_user root\n}\n';
const ROOT = { name: 'root', uid: 0, gid: 0 };

test('scripts of virtual and real servers carry the places of their servers', () => {
  const text =
    SECURE +
    virtual('', { service: '10.0.0.9 80', servers: '' }) +
    virtual() +
    virtual('quorum_up "/bin/check up"\nquorum_down /bin/check', {
      service: '10.0.0.2 80',
      servers: real() + real('notify_up /bin/check\nnotify_down "/bin/check down" web', '10.0.1.2 80'),
    });
  const { virtualServerNotify, realServerNotify } = settingsOf(text);
  assert.deepEqual(virtualServerNotify, [
    {
      virtualServer: 1,
      quorumUp: { command: ['/bin/check', 'up'], user: ROOT },
      quorumDown: { command: ['/bin/check'], user: ROOT },
    },
  ]);
  assert.deepEqual(realServerNotify, [
    {
      virtualServer: 1,
      realServer: 1,
      up: { command: ['/bin/check'], user: ROOT },
      down: { command: ['/bin/check', 'down'], user: { name: 'web', uid: 1000, gid: 1001 } },
    },
  ]);
});

test('the first of two scripts is kept, and an empty one is none', () => {
  assert.deepEqual(saidOf(SECURE + virtual('quorum_up /bin/check\nquorum_up /bin/tool')), ['10 notify-twice']);
  const { virtualServerNotify } = settingsOf(SECURE + virtual('quorum_up /bin/check\nquorum_up /usr/bin/tool'));
  assert.deepEqual(virtualServerNotify[0]?.quorumUp?.command, ['/bin/check']);
  assert.deepEqual(saidOf(SECURE + virtual('quorum_up ""')), ['9 script-empty']);
  assert.deepEqual(settingsOf(SECURE + virtual('quorum_up ""')).virtualServerNotify, []);
});

test('a script that is missing is found by a test, but does not count there', () => {
  const { diagnostics, exitStatus } = load(SECURE + virtual('quorum_up /bin/nothing'));
  assert.deepEqual([exitStatus, diagnostics.some(({ code }) => code === 'script-unusable')], [0, true]);
});

test('checks carry the places of their servers, and TLS settings stand beside them', () => {
  const check = 'TCP_CHECK {\n}\n';
  const text =
    'SSL {\nca /etc/ca.pem\npassword secret\n}\n' +
    virtual('', { servers: real() + real(check, '10.0.1.2 81') }) +
    virtual('', { service: '10.0.0.2 80', servers: real(`${check}${check}`) });
  const { checks, checkTls } = settingsOf(text);
  assert.deepEqual(
    checks.map(one => [one.virtualServer, one.realServer, one.checks.length]),
    [
      [0, 1, 1],
      [1, 0, 2],
    ],
  );
  assert.deepEqual(checkTls, { ca: '/etc/ca.pem', password: 'secret' });
});

test('a check goes to the port that packets go to, or else to the one that is written', () => {
  const port = (service: string, kind: string) => {
    const head = `lb_algo rr\nlb_kind ${kind}\n${service.startsWith('fwmark') ? '' : 'protocol TCP\n'}`;
    const text = virtual('', { service, head, servers: real('TCP_CHECK {\n}', '10.0.1.1 81') });
    const [check] = settingsOf(text).checks[0]?.checks ?? [];
    return check?.kind === 'tcp' ? check.target.port : undefined;
  };
  assert.equal(port('10.0.0.1 80', 'NAT'), 81);
  assert.equal(port('10.0.0.1 80', 'DR'), 80);
  assert.equal(port('fwmark 5', 'DR'), 81);
});

test('the line of a pass phrase is never shown', () => {
  const { diagnostics } = load('SSL {\npassword one\npassword two\n}\n');
  const found = diagnostics.find(({ code }) => code === 'ssl-twice');
  assert.deepEqual([found?.at?.line, found?.source], [3, undefined]);
});
