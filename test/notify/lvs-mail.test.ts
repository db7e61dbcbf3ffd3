import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LvsEvent } from '../../src/ipvs/pool/effect.js';
import { lvsLetterOf } from '../../src/notify/lvs-mail.js';

const told = { virtualServer: 0, virtualServerName: '[10.77.0.1]:tcp:80', isFarewell: false, isNotified: true };
const server: LvsEvent = {
  kind: 'real-server',
  realServer: 0,
  realServerName: '[10.77.1.1]:tcp:8080',
  up: false,
  ...told,
};

test('a letter about a real server names its virtual server', () => {
  assert.deepEqual(lvsLetterOf({ ...server, mailText: 'TCP CHECK failed on service' }, 'lb1'), {
    subject: '[lb1] Realserver [10.77.1.1]:tcp:8080 of virtual server [10.77.0.1]:tcp:80 - DOWN',
    body: '=> TCP CHECK failed on service <=',
  });
});

test('a letter about a quorum has its arithmetic', () => {
  const event: LvsEvent = { kind: 'quorum', up: true, ...told, mailText: 'Gained quorum 2+0=2 <= 3' };
  assert.deepEqual(lvsLetterOf(event, 'lb1'), {
    subject: '[lb1] Virtualserver [10.77.0.1]:tcp:80 - UP',
    body: '=> Gained quorum 2+0=2 <= 3 <=',
  });
});

test('an event that is not mailed has no letter', () => {
  assert.equal(lvsLetterOf(server, 'lb1'), undefined);
});
