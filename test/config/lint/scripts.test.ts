import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { lint } from '../../support/lint.js';

const GLOBALS = 'global_defs {\nenable_script_security\nscript_user root\n}\n';
const files = { '/bin/sh': { text: '', mode: 0o755 }, '/bin/echo': { text: '', mode: 0o755 } };

const script = (command: string) =>
  lint(`${GLOBALS}vrrp_script s {\nscript "${command}"\n}\n${instanceText('track_script {\ns\n}')}`, { files });

test('what only a shell understands is passed on as an argument', () => {
  for (const command of [
    '/bin/check a | wc',
    '/bin/check && true',
    '/bin/check > /tmp/x',
    '/bin/check 2>&1',
    '/bin/check x; y',
    '/bin/check $(date)',
    '/bin/check `date`',
    '/bin/check ~/x',
    '/bin/check >/dev/null',
  ]) {
    const found = script(command);
    assert.deepEqual(
      found.map(({ code, at }) => `${at?.line} ${code}`),
      ['6 lint-script-shell'],
      command,
    );
  }
  for (const command of ['/bin/check -a b', '/bin/check --x=1;2', '/bin/check a>b', "/bin/sh -c '/bin/check | wc'"]) {
    assert.deepEqual(script(command), [], command);
  }
});

test('a shell is given one word to run', () => {
  assert.match(script('/bin/sh -c pidof nginx')[0]!.text, /gives the shell only `pidof` to run/);
  assert.deepEqual(script("/bin/sh -c 'pidof nginx'"), []);
  assert.deepEqual(script('/bin/sh /etc/check.sh -c x y'), []);
});

test('notify scripts are no different', () => {
  const [found, ...more] = lint(GLOBALS + instanceText('notify_master "/bin/echo up > /run/state"'), { files });
  assert.deepEqual(more, []);
  assert.match(found!.text, /`notify_master` of \(VI\) is not run by a shell: `>` is passed to \/bin\/echo/);
});

test('scripts of groups are no different, and missing ones neither', () => {
  const group = 'vrrp_sync_group G {\ngroup {\nVI\n}\nnotify_fault "/nowhere x > y"\n}\n';
  assert.deepEqual(
    lint(GLOBALS + group + instanceText()).map(({ at, code }) => `${at?.line} ${code}`),
    ['9 lint-script-shell'],
  );
});

test('a path that only bash takes for a connection', () => {
  assert.deepEqual(
    script('</dev/tcp/127.0.0.1/80').map(({ code }) => code),
    ['lint-script-network'],
  );
  assert.deepEqual(script('</var/run/x'), []);
});

test('an argument is not repeated: it may be a secret', () => {
  assert.doesNotMatch(JSON.stringify(script('/bin/check s3cret;')), /s3cret;` is passed/);
});
