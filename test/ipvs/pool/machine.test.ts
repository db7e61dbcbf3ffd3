/**
 * Failure and recovery as keepalived 2.4 was seen to go through them: each row of a table is what it wrote and ran, and
 * what its kernel had then.
 */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { step } from '../../../src/ipvs/pool/machine.js';
import { tellStory } from './story.js';

const SCRIPTS = 'quorum_up "/bin/check quorum_up"\nquorum_down "/bin/check quorum_down"';

function real(last: number, lines = '', port = 80): string {
  return `real_server 10.77.1.${last} ${port} {
    notify_up "/bin/check notify_up ${last}"
    notify_down "/bin/check notify_down ${last}"
    ${lines}
    TCP_CHECK { }
  }\n`;
}

function virtual(lines: string, servers: string, service = '10.77.0.1 80'): string {
  return `virtual_server ${service} {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n${SCRIPTS}\n${lines}\n${servers}}\n`;
}

const RS1 = 'RS [10.77.1.1]:tcp:80 [10.77.0.1]:tcp:80';
const RS2 = 'RS [10.77.1.2]:tcp:80 [10.77.0.1]:tcp:80';
const VS = 'VS [10.77.0.1]:tcp:80';
const VS_UP = [`${VS} UP`, 'R quorum_up'];
const VS_DOWN = [`${VS} DOWN`, 'R quorum_down'];

test('quorum 3 with hysteresis 1 and two servers of weight 2', () => {
  const story = tellStory(virtual('quorum 3\nhysteresis 1', real(1, 'weight 2') + real(2, 'weight 2')));
  assert.deepEqual(story.heard(), VS_UP);
  assert.deepEqual(story.table(), ['10.77.1.1:80 -w 2', '10.77.1.2:80 -w 2']);
  assert.deepEqual(story.log(), ['Gained quorum 3+1=4 <= 4 for VS [10.77.0.1]:tcp:80']);

  story.down(1);
  assert.deepEqual(story.heard(), [`${RS1} DOWN`, 'R notify_down 1']);
  assert.deepEqual(story.table(), ['10.77.1.2:80 -w 2']);

  story.quiet().down(2);
  assert.deepEqual(story.log(), [
    'Removing service [10.77.1.2]:tcp:80 from VS [10.77.0.1]:tcp:80',
    'Lost quorum 3-1=2 > 0 for VS [10.77.0.1]:tcp:80',
  ]);
  assert.deepEqual(story.heard(), [`${RS2} DOWN`, 'R notify_down 2', ...VS_DOWN]);
  assert.deepEqual(story.table(), []);

  story.up(2);
  assert.deepEqual(story.heard(), [`${RS2} UP`, 'R notify_up 2']);
  assert.deepEqual(story.table(), ['10.77.1.2:80 -w 2']);

  story.quiet().up(1);
  assert.deepEqual(story.heard(), [`${RS1} UP`, 'R notify_up 1', ...VS_UP]);
  assert.deepEqual(story.log(), [
    'Adding service [10.77.1.1]:tcp:80 to VS [10.77.0.1]:tcp:80',
    'Gained quorum 3+1=4 <= 4 for VS [10.77.0.1]:tcp:80',
  ]);

  assert.deepEqual(story.stop().heard(), []);
});

test('a sorry server, omega, and servers told at the start', () => {
  const lines = 'quorum 2\nomega\nsorry_server 10.77.1.3 90';
  const story = tellStory(virtual(lines, real(1) + real(2)), 'rs_init_notifies');
  assert.deepEqual(story.heard(), [`${RS1} UP`, 'R notify_up 1', `${RS2} UP`, 'R notify_up 2', ...VS_UP]);
  assert.deepEqual(story.table(), ['10.77.1.1:80 -w 1', '10.77.1.2:80 -w 1']);
  assert.deepEqual(story.log(), ['Gained quorum 2+0=2 <= 2 for VS [10.77.0.1]:tcp:80']);

  story.down(1);
  assert.deepEqual(story.heard(), [`${RS1} DOWN`, 'R notify_down 1', ...VS_DOWN]);
  assert.deepEqual(story.table(), ['10.77.1.3:90 -w 1']);
  assert.deepEqual(story.log(), [
    'Removing service [10.77.1.1]:tcp:80 from VS [10.77.0.1]:tcp:80',
    'Lost quorum 2-0=2 > 1 for VS [10.77.0.1]:tcp:80',
    'Adding sorry server [10.77.1.3]:tcp:90 to VS [10.77.0.1]:tcp:80',
    'Removing alive servers from the pool for VS [10.77.0.1]:tcp:80',
  ]);
  assert.equal(story.changes(), 1);

  story.down(2);
  assert.deepEqual(story.heard(), [`${RS2} DOWN`, 'R notify_down 2']);
  story.up(1);
  assert.deepEqual(story.heard(), [`${RS1} UP`, 'R notify_up 1']);
  assert.deepEqual(story.table(), ['10.77.1.3:90 -w 1']);
  assert.equal(story.changes(), 0, 'the kernel is left alone while the sorry server stands in');

  story.quiet().up(2);
  assert.deepEqual(story.heard(), [`${RS2} UP`, 'R notify_up 2', ...VS_UP]);
  assert.deepEqual(story.table(), ['10.77.1.1:80 -w 1', '10.77.1.2:80 -w 1']);
  assert.deepEqual(story.log(), [
    'Adding service [10.77.1.2]:tcp:80 to VS [10.77.0.1]:tcp:80',
    'Gained quorum 2+0=2 <= 2 for VS [10.77.0.1]:tcp:80',
    'Removing sorry server [10.77.1.3]:tcp:90 from VS [10.77.0.1]:tcp:80',
    'Adding alive servers to the pool for VS [10.77.0.1]:tcp:80',
  ]);

  story.stop();
  assert.deepEqual(story.heard(), [`${RS1} DOWN`, 'R notify_down 1', `${RS2} DOWN`, 'R notify_down 2', ...VS_DOWN]);
});

test('alpha with servers that are inhibited, and so is the sorry server', () => {
  const lines = 'alpha\ninhibit_on_failure\nsorry_server 10.77.1.3 90\nsorry_server_inhibit';
  const story = tellStory(virtual(lines, real(1) + real(2)));
  const table = (one: number, two: number, sorry: number) => [
    `10.77.1.1:80 -w ${one}`,
    `10.77.1.2:80 -w ${two}`,
    `10.77.1.3:90 -w ${sorry}`,
  ];
  assert.deepEqual(story.heard(), VS_DOWN);
  assert.deepEqual(story.table(), table(0, 0, 1));

  story.up(1, { first: true }).up(2, { first: true });
  assert.deepEqual(story.heard(), [`${RS1} UP`, 'R notify_up 1', ...VS_UP, `${RS2} UP`, 'R notify_up 2']);
  assert.deepEqual(story.table(), table(1, 1, 0));

  assert.deepEqual(story.down(1).heard(), [`${RS1} DOWN`, 'R notify_down 1']);
  assert.deepEqual(story.table(), table(0, 1, 0));
  assert.deepEqual(story.down(2).heard(), [`${RS2} DOWN`, 'R notify_down 2', ...VS_DOWN]);
  assert.deepEqual(story.table(), table(0, 0, 1));
  assert.deepEqual(story.up(1).heard(), [`${RS1} UP`, 'R notify_up 1', ...VS_UP]);
  assert.deepEqual(story.table(), table(1, 0, 0));
});

test('alpha: what is said at the start, and where the living are when a sorry server has another method', () => {
  const lines = 'alpha\nsorry_server 10.77.1.3 90\nsorry_server_lvs_method NAT';
  const story = tellStory(virtual(lines, real(1) + real(2, 'inhibit_on_failure')));
  assert.deepEqual(story.table(), ['10.77.1.2:80 -w 0', '10.77.1.3:90 -w 1']);
  assert.deepEqual(story.log(), [
    'Starting with quorum down 1-0=1 > 0 for VS [10.77.0.1]:tcp:80',
    'Adding sorry server [10.77.1.3]:tcp:90 to VS [10.77.0.1]:tcp:80',
    'Removing alive servers from the pool for VS [10.77.0.1]:tcp:80',
  ]);
});

test('alpha without a sorry server is silent at the start, and tells of a dead server once', () => {
  const story = tellStory(virtual('alpha', real(1, 'TCP_CHECK { }') + real(2)));
  assert.deepEqual([story.heard(), story.table()], [[], []]);

  assert.deepEqual(story.down(1, { first: true }).heard(), [`${RS1} DOWN`, 'R notify_down 1']);
  assert.deepEqual(story.down(1, { first: true, check: 1 }).heard(), [], 'it is known to be down already');
  assert.deepEqual(story.up(1).heard(), [], 'one of its checks still fails');
  assert.deepEqual(story.up(1, { check: 1 }).heard(), [`${RS1} UP`, 'R notify_up 1', ...VS_UP]);
});

test('a server is down as soon as one of its checks fails, and up when all succeed', () => {
  const story = tellStory(virtual('', real(1, 'TCP_CHECK { }'))).quiet();
  assert.deepEqual(story.down(1, { check: 1 }).heard(), [`${RS1} DOWN`, 'R notify_down 1', ...VS_DOWN]);
  assert.deepEqual(story.down(1, { check: 0 }).heard(), []);
  assert.deepEqual(story.up(1, { check: 1 }).heard(), []);
  assert.deepEqual(story.up(1, { check: 0 }).heard(), [`${RS1} UP`, 'R notify_up 1', ...VS_UP]);
});

test('a server without checks is up, whatever alpha says', () => {
  const story = tellStory(virtual('alpha', 'real_server 10.77.1.1 80 { }\n'));
  assert.deepEqual(story.heard(), VS_UP);
  assert.deepEqual(story.table(), ['10.77.1.1:80 -w 1']);
});

test('a verdict that says what is known changes nothing', () => {
  const story = tellStory(virtual('', real(1))).quiet();
  story.up(1).down(1).quiet().down(1);
  assert.deepEqual([story.heard(), story.mail(), story.log(), story.changes()], [[], [], [], 0]);
});

test('a living server that inhibits stays with weight 0 while the sorry server stands in', () => {
  const story = tellStory(virtual('quorum 2\nsorry_server 10.77.1.3 90', real(1) + real(2, 'inhibit_on_failure')));
  assert.deepEqual(story.down(1).table(), ['10.77.1.2:80 -w 0', '10.77.1.3:90 -w 1']);
});

test('the table is said to change before anybody is told', () => {
  const { pools } = tellStory(virtual('', real(1)));
  const at = { virtualServer: 0, realServer: 0, check: 0 };
  const kinds = step(pools, { kind: 'verdict', at, up: false, first: true, checkName: 'TCP' }).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['table-changed', 'log', 'tell', 'log', 'tell']);
});

const NAMES: readonly (readonly [string, string, string, readonly string[]])[] = [
  [
    'IPv6',
    virtual('', 'real_server fd77:1::1 8080 {\nTCP_CHECK { }\n}\n', 'fd77::1 80'),
    '',
    ['RS [fd77:1::1]:tcp:8080 [fd77::1]:tcp:80 DOWN', 'VS [fd77::1]:tcp:80 DOWN'],
  ],
  [
    'SCTP',
    virtual('', 'real_server 10.77.1.1 82 {\nTCP_CHECK { }\n}\n', '10.77.0.1 82'),
    'SCTP',
    ['RS [10.77.1.1]:sctp:82 [10.77.0.1]:sctp:82 DOWN', 'VS [10.77.0.1]:sctp:82 DOWN'],
  ],
  [
    'a mark',
    virtual('', 'real_server 10.77.1.1 {\nTCP_CHECK {\nconnect_port 80\n}\n}\n', 'fwmark 7'),
    '',
    ['RS [10.77.1.1]:none:0 FWM 7 DOWN', 'VS FWM 7 DOWN'],
  ],
];

for (const [what, text, protocol, lines] of NAMES) {
  test(`names in FIFO lines: ${what}`, () => {
    const story = tellStory(protocol === '' ? text : text.replace('protocol TCP', `protocol ${protocol}`)).quiet();
    const server = story.pools.list[0]!.settings.realServers[0]!.port;
    assert.deepEqual(
      story
        .down(server)
        .heard()
        .filter(line => !line.startsWith('R ')),
      lines,
    );
  });
}

test('names in FIFO lines: virtual servers of one group are counted', () => {
  const group = 'virtual_server_group G {\n10.77.0.1 80\n}\n';
  const text = group + virtual('', real(1), 'group G') + virtual('', real(1, '', 8081), 'group G');
  const story = tellStory(text);
  assert.deepEqual(story.heard(), ['VS [G]:0 UP', 'R quorum_up', 'VS [G]:1 UP', 'R quorum_up']);
  assert.equal(story.down(8081, { virtualServer: 1 }).heard()[0], 'RS [10.77.1.1]:tcp:8081 [G]:1 DOWN');
});

test('a place that the settings do not have is refused', () => {
  const { pools } = tellStory(virtual('', real(1)));
  const give = (virtualServer: number, realServer: number, check: number) => () =>
    step(pools, { kind: 'added-weight', at: { virtualServer, realServer, check }, addedWeight: 1 });
  assert.throws(give(1, 0, 0), /no real server 0 of virtual server 1/);
  assert.throws(give(0, 1, 0), /no real server 1 of virtual server 0/);
  assert.throws(give(0, 0, 1), /no checker 1 of real server 0/);
});

test('after the stop nothing is heard', () => {
  const story = tellStory(virtual('omega', real(1)))
    .stop()
    .quiet();
  assert.deepEqual(story.down(1).heard(), []);
  assert.deepEqual(story.stop().heard(), []);
});

test('omega tells of what was up', () => {
  const story = tellStory(virtual('omega\nquorum 2\nsorry_server 10.77.1.3 90', real(1) + real(2)))
    .down(1)
    .quiet();
  assert.deepEqual(story.stop().heard(), [`${RS2} DOWN`, 'R notify_down 2']);
});
