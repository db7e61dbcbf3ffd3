import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { lint, places } from '../../support/lint.js';

const GLOBALS = 'global_defs {\nenable_script_security\nscript_user root\n}\n';

const withScript = (script: string, instance = '', tracked = 's'): string =>
  `${GLOBALS}vrrp_script s {\nscript /bin/check\n${script}\n}\n${instanceText(`${instance}\ntrack_script {\n${tracked}\n}`)}`;

const codes = (text: string): readonly string[] => lint(text).map(({ code }) => code);

test('adverts that leave no room for a pause, and adverts too rare to be quick', () => {
  const hasty = lint(instanceText('version 3\nadvert_int 0.03'));
  assert.deepEqual(places(hasty), ['5 lint-advert-fast']);
  assert.match(hasty[0]!.text, /silent for 0\.108 s counts as dead/);
  assert.deepEqual(codes(instanceText('version 3\nadvert_int 0.1')), []);
  assert.deepEqual(codes(instanceText('advert_int 10')), ['lint-advert-slow']);
  assert.deepEqual(codes(instanceText('advert_int 8')), []);
  assert.deepEqual(codes(instanceText('version 3\nadvert_int 0.1\ndown_timer_adverts 1')), ['lint-advert-fast']);
});

test('a script that may run longer than its interval', () => {
  const found = lint(withScript('interval 2\ntimeout 5'));
  assert.deepEqual(places(found), ['8 lint-script-timeout']);
  assert.deepEqual(codes(withScript('interval 5\ntimeout 5')), []);
});

test('a script that notices a failure long after a dead node would be noticed', () => {
  const found = lint(withScript('interval 30\nfall 2'));
  assert.deepEqual(places(found), ['7 lint-script-slow']);
  assert.match(found[0]!.text, /up to 60 s after it .* dead node after 3\.609 s/);
  assert.deepEqual(codes(withScript('interval 10\nfall 2')), []);
  assert.deepEqual(codes(withScript('interval 30', 'advert_int 5')), []);
});

test('a weight that changes back before an advert has told it', () => {
  assert.deepEqual(codes(withScript('interval 1\nweight -20', 'advert_int 3')), ['lint-script-unheard']);
  assert.deepEqual(codes(withScript('interval 1\nweight -20\nrise 2', 'advert_int 3')), []);
  assert.deepEqual(codes(withScript('interval 1', 'advert_int 3')), [], 'a fault is told at once');
});

test('a script that several instances track is judged once', () => {
  const other = instanceText('track_script {\ns\n}', { name: 'W', vrid: 52, addresses: '10.0.0.2/24' });
  assert.deepEqual(codes(withScript('interval 2\ntimeout 5') + other), ['lint-script-timeout']);
});
