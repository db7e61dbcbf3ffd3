/** What is said to somebody who wrote nearly the right word. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type FakeMachine, instanceText, load } from '../support/fake-machine.js';

/** The hints of all mistakes, in their order. */
const hints = (text: string, machine: FakeMachine = {}): readonly (string | undefined)[] =>
  load(text, machine).diagnostics.map(({ hint }) => hint);

const server = (check: string) =>
  `virtual_server 10.0.0.1 80 {\nlb_algo rr\nlb_kind DR\nreal_server 10.0.0.2 80 {\n${check}\n}\n}`;

/** Of errors: all but the warnings that load balancing does not happen yet, and of what else is left out here. */
const serverHints = (text: string) =>
  load(text)
    .diagnostics.filter(({ severity, code }) => severity === 'error' && !/missing$/.test(code))
    .map(({ hint }) => hint);

test('an unknown keyword', () => {
  const rows: readonly [string, string | undefined][] = [
    ['prority 100', 'did you mean `priority`?'],
    ['virtual_router 51', 'did you mean `virtual_router_id`?'],
    ['interface_name eth0', 'did you mean `interface`?'],
    ['vrrp_garp_master_delay 1', 'did you mean `garp_master_delay`?'],
    ['router_id alpha', '`router_id` belongs into `global_defs`'],
    ['something_else 1', undefined],
  ];
  for (const [line, hint] of rows) assert.deepEqual(hints(instanceText(line)), [hint], line);
  assert.deepEqual(hints('global_defs {\nlvs_id alpha\n}'), ['write `router_id`']);
  assert.deepEqual(hints('interface eth0'), ['`interface` belongs into `vrrp_instance`']);
});

test('a name that another block has replaced', () => {
  assert.deepEqual(serverHints(server('TCP_CHECK {\nnb_get_retry 3\n}')), ['write `retry`']);
});

test('a keyword of the block around it points at the brace that is missing', () => {
  const text =
    'vrrp_instance VI {\ninterface eth0\nvirtual_router_id 51\nauthentication {\nvirtual_ipaddress {\n10.0.0.1\n}\n}';
  const found = load(text).diagnostics.find(({ code }) => code === 'keyword-unknown');
  assert.match(found?.text ?? '', /^unknown keyword `virtual_ipaddress` in `authentication`/, 'it is no password');
  assert.equal(
    found?.hint,
    '`virtual_ipaddress` belongs into `vrrp_instance`: perhaps the `}` of `authentication` is missing before it',
  );
});

test('a keyword with a sign of another language, wherever it belongs', () => {
  assert.deepEqual(hints('interface: eth0'), ['write `interface VALUE`, without `:`']);
  assert.match(hints(instanceText(`priority \${P:-5}`))[1] ?? '', /a default value in it is not known/);
});

test('one of a few words', () => {
  assert.deepEqual(hints(instanceText('state Master')), ['write it as `MASTER`']);
  assert.deepEqual(hints(instanceText('state BACKUPP')), ['did you mean `BACKUP`?']);
  const found = load(server('').replace('rr', 'wrrr')).diagnostics.find(({ code }) => code === 'choice-unknown');
  assert.match(found?.text ?? '', /`lb_algo` is rr, wrr, .* or twos, not `wrrr`/);
  assert.equal(found?.hint, 'did you mean `wrr`?');
  assert.deepEqual(serverHints(server('').replace('lb_kind', 'protocol TPC\nlb_kind')), ['did you mean `TCP`?']);
});

test('an interface', () => {
  const text = instanceText('', { head: 'interface ethO' });
  assert.deepEqual(hints(text, { names: ['eth0', 'lo'] }), ['did you mean `eth0`?']);
  assert.deepEqual(hints(text, { names: ['ens192', 'lo'] }), [
    'there are ens192, lo; with `dynamic_interfaces` in `global_defs` it may appear later',
  ]);
  assert.deepEqual(hints(text), ['with `dynamic_interfaces` in `global_defs` it may appear later']);
});

const secured = (script: string, user = 'root') =>
  `global_defs {\nenable_script_security\nscript_user root\n}\nvrrp_script chk {\nscript "${script}"\nuser ${user}\n}\n${instanceText('track_script {\nchk\n}')}`;

const files = {
  '/': { kind: 'directory', mode: 0o755 },
  '/opt': { kind: 'directory', mode: 0o777 },
  '/opt/x.sh': { mode: 0o755 },
  '/usr': { kind: 'directory', mode: 0o755 },
  '/usr/mine.sh': { mode: 0o755, uid: 1000 },
  '/usr/group.sh': { mode: 0o775, gid: 7 },
  '/usr/plain.sh': { mode: 0o644 },
  '/usr/a b.sh': { mode: 0o777 },
} as const;

test('a script that is not safe is told what to run, and one that is missing which name is near', () => {
  const rows: readonly [string, string | undefined][] = [
    ['/opt/x.sh', 'run `chmod go-w /opt`'],
    ['/usr/mine.sh', 'run `chown root /usr/mine.sh`'],
    ['/usr/group.sh', 'run `chmod g-w /usr/group.sh`'],
    ['/usr/plain.sh', 'give it execute permission with `chmod +x`'],
    ['/usr/plan.sh', 'did you mean `/usr/plain.sh`?'],
    ["'/usr/a b.sh'", undefined],
  ];
  for (const [script, hint] of rows) assert.deepEqual(hints(secured(script), { files }), [hint], script);
});

test('a user or a group of scripts', () => {
  assert.equal(hints(secured('/usr/mine.sh', 'nobdy'), { files })[0], 'did you mean `nobody`?');
  assert.equal(hints(secured('/usr/mine.sh', 'nobody nogrup'), { files })[0], 'did you mean `nogroup`?');
});

test('a tracker that stands above and was refused is not said to be missing', () => {
  const found = load(secured('/usr/mine.sh', 'nobdy'), { files }).diagnostics.find(
    ({ code }) => code === 'track-script-unknown',
  );
  assert.equal(found?.hint, 'mend the mistake that is reported there');
  assert.deepEqual(
    found?.related?.map(({ at, text }) => `${at.line} ${text}`),
    ['5 it stands here'],
  );
  assert.deepEqual(hints(instanceText('track_script {\nchk\n}')), [
    'a `vrrp_script` must be defined before it is tracked',
  ]);
});
