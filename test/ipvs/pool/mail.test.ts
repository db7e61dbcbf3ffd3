/** What is mailed: changes of servers unless `smtp_alert` says otherwise, of quorums only where it says so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { step } from '../../../src/ipvs/pool/machine.js';
import { tellStory } from './story.js';

function text(lines: string, ofServers = '', checks = 'TCP_CHECK { }\nTCP_CHECK {\nconnect_port 81\n}'): string {
  const servers = [1, 2].map(last => `real_server 10.77.1.${last} 80 {\n${ofServers}\n${checks}\n}\n`).join('');
  return `virtual_server 10.77.0.1 80 {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n${lines}\n${servers}}\n`;
}

const rs = (last: number, state: string, said: string) =>
  `[lb1] Realserver [10.77.1.${last}]:tcp:80 of virtual server [10.77.0.1]:tcp:80 - ${state} => ${said} <=`;
const vs = (state: string, said: string) => `[lb1] Virtualserver [10.77.0.1]:tcp:80 - ${state} => ${said} <=`;

test('each check of a server is mailed', () => {
  const story = tellStory(text(''));
  assert.deepEqual(story.mail(), [], 'nothing of the start');
  assert.deepEqual(story.down(1).mail(), [rs(1, 'DOWN', 'TCP CHECK failed on service')]);
  story.quiet().down(1, { check: 1 });
  assert.deepEqual(story.mail(), [rs(1, 'DOWN', 'TCP CHECK failed on service')]);
  assert.deepEqual(story.heard(), [], 'but only the mail is told');
  assert.deepEqual(story.up(1).up(1, { check: 1 }).mail(), [
    rs(1, 'UP', 'TCP CHECK succeed on service'),
    rs(1, 'UP', 'TCP CHECK succeed on service'),
  ]);
});

test('no_checker_emails: only what becomes of the server', () => {
  const story = tellStory(text(''), 'no_checker_emails');
  assert.equal(story.down(1).down(1, { check: 1 }).up(1).mail().length, 1);
  assert.deepEqual(story.up(1, { check: 1 }).mail(), [rs(1, 'UP', 'TCP CHECK succeed on service')]);
});

test('a server that does not want mail gets none, for its checks neither', () => {
  const story = tellStory(text('', 'smtp_alert false'));
  assert.deepEqual(story.down(1).mail(), []);
  const at = { virtualServer: 0, realServer: 0, check: 1 };
  const effects = step(story.pools, { kind: 'verdict', at, up: false, first: false, checkName: 'TCP' });
  assert.deepEqual(effects, [], 'a check that changes nothing is told to nobody');
});

test('smtp_alert of a virtual server mails its quorum, with the arithmetic', () => {
  const story = tellStory(text('smtp_alert', 'smtp_alert false'));
  assert.deepEqual(story.mail(), [vs('UP', 'Starting with quorum up')]);
  assert.deepEqual(story.down(1).down(2).mail(), [vs('DOWN', 'Lost quorum 1-0=1 > 0')]);
  assert.deepEqual(story.up(2).mail(), [vs('UP', 'Gained quorum 1+0=1 <= 1')]);
});

test('a quorum that is missing from the start is mailed when a sorry server comes in', () => {
  assert.deepEqual(tellStory(text('smtp_alert\nalpha')).mail(), []);
  const story = tellStory(text('smtp_alert\nalpha\nsorry_server 10.77.1.3 80'));
  assert.deepEqual(story.mail(), [vs('DOWN', 'Starting with quorum down 1-0=1 > 0')]);
});

test('servers told at the start by rs_init_notifies are not mailed', () => {
  assert.deepEqual(tellStory(text(''), 'rs_init_notifies').mail(), []);
});

test('what a reload takes out is not mailed, what it changes is', () => {
  const story = tellStory(text('smtp_alert')).quiet().reload(text('smtp_alert\nquorum 2'));
  assert.deepEqual(story.mail(), []);
  story.reload(text('smtp_alert\nquorum 2', 'weight 2')).down(1).quiet().reload(text('smtp_alert\nquorum 2'));
  assert.deepEqual(story.mail(), [vs('DOWN', 'Lost quorum 2-0=2 > 1')]);
  assert.deepEqual(story.reload('').mail(), []);
});

test('omega mails the end', () => {
  const story = tellStory(text('smtp_alert\nomega')).quiet().stop();
  assert.deepEqual(story.mail(), [
    rs(1, 'DOWN', 'Shutting down'),
    rs(2, 'DOWN', 'Shutting down'),
    vs('DOWN', 'Shutting down'),
  ]);
});
