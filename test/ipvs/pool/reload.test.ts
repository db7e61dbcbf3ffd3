/** Reloads as keepalived 2.4 was seen to make them: only what differs is done, and told. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tellStory } from './story.js';

const SCRIPTS = 'quorum_up "/bin/check quorum_up"\nquorum_down "/bin/check quorum_down"';

function real(port: number, lines = '', check = 'TCP_CHECK { }'): string {
  const scripts = `notify_up "/bin/check notify_up ${port}"\nnotify_down "/bin/check notify_down ${port}"`;
  return `real_server 10.77.1.1 ${port} {\n${scripts}\n${lines}\n${check}\n}\n`;
}

function virtual(lines: string, servers: string, service = '10.77.0.1 80'): string {
  return `virtual_server ${service} {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n${SCRIPTS}\n${lines}\n${servers}}\n`;
}

const rs = (port: number, state: string) => `RS [10.77.1.1]:tcp:${port} [10.77.0.1]:tcp:80 ${state}`;
const VS = 'VS [10.77.0.1]:tcp:80';
const SORRY = 'sorry_server 10.77.1.3 90';

test('one service through six reloads', () => {
  // 8001 of weight 1 and 8002 of weight 2 are up, 8009 is down.
  const story = tellStory(virtual('', real(8001) + real(8002, 'weight 2') + real(8009)));
  story.down(8009).quiet();

  story.reload(virtual('', real(8001, 'weight 5') + real(8002, 'weight 2') + real(8009) + real(8008)));
  assert.deepEqual(story.heard(), []);
  assert.deepEqual(story.table(), ['10.77.1.1:8001 -w 5', '10.77.1.1:8002 -w 2', '10.77.1.1:8008 -w 1']);
  assert.deepEqual(story.down(8008).heard(), [rs(8008, 'DOWN'), 'R notify_down 8008']);

  story.reload(virtual('', real(8001, 'weight 5') + real(8009) + real(8003, 'weight 3')));
  assert.deepEqual(story.heard(), [rs(8002, 'DOWN'), 'R notify_down 8002'], 'not of 8008, which was down already');
  assert.deepEqual(story.table(), ['10.77.1.1:8001 -w 5', '10.77.1.1:8003 -w 3']);

  story.reload(
    virtual(`quorum 12\n${SORRY}`, real(8001, 'weight 5') + real(8009, 'weight 9') + real(8003, 'weight 3')),
  );
  assert.deepEqual(story.heard(), [`${VS} DOWN`, 'R quorum_down']);
  assert.deepEqual(story.table(), ['10.77.1.3:90 -w 1']);

  story.reload(virtual(`quorum 2\n${SORRY}`, real(8001, 'weight 5') + real(8009) + real(8003, 'weight 3')));
  assert.deepEqual(story.heard(), [`${VS} UP`, 'R quorum_up']);
  assert.deepEqual(story.table(), ['10.77.1.1:8001 -w 5', '10.77.1.1:8003 -w 3']);

  const other = real(8003, 'weight 3').replace('10.77.1.1', '10.77.1.9');
  story.reload(virtual(`quorum 2\nalpha\n${SORRY}`, real(8001, 'weight 5') + real(8009) + other));
  assert.deepEqual(story.heard(), [rs(8003, 'DOWN'), 'R notify_down 8003']);
  assert.deepEqual(story.table(), ['10.77.1.1:8001 -w 5']);

  story.reload(virtual('', real(8001, 'weight 5'), '10.77.0.1 81'));
  assert.deepEqual(story.heard(), [
    `${VS} DOWN`,
    'R quorum_down',
    rs(8001, 'DOWN'),
    'R notify_down 8001',
    'VS [10.77.0.1]:tcp:81 UP',
    'R quorum_up',
  ]);

  story.reload('');
  assert.deepEqual(story.heard(), [
    'VS [10.77.0.1]:tcp:81 DOWN',
    'R quorum_down',
    'RS [10.77.1.1]:tcp:8001 [10.77.0.1]:tcp:81 DOWN',
    'R notify_down 8001',
  ]);
  assert.deepEqual(story.pools.list, []);
});

test('the same settings again say nothing, whatever the state', () => {
  for (const lines of ['', SORRY, `quorum 2\nhysteresis 1\n${SORRY}`, 'alpha', `alpha\n${SORRY}`]) {
    const text = virtual(lines, real(8001) + real(8002));
    const story = tellStory(text);
    for (const change of [() => story, () => story.down(8001), () => story.down(8002), () => story.up(8001)]) {
      const table = change().quiet().table();
      story.reload(text);
      assert.deepEqual([story.heard(), story.mail(), story.log(), story.table()], [[], [], [], table], lines);
    }
  }
});

test('rs_init_notifies is for the start of the program', () => {
  const story = tellStory(virtual('', real(8001)), 'rs_init_notifies');
  assert.deepEqual(story.heard().slice(0, 2), [rs(8001, 'UP'), 'R notify_up 8001']);
  story.reload(virtual('', real(8001) + real(8002)), 'rs_init_notifies');
  assert.deepEqual(story.heard(), []);
  story.reload(virtual('', real(8001) + real(8002)) + virtual('', real(8003), '10.77.0.2 80'), 'rs_init_notifies');
  assert.deepEqual(story.heard(), ['VS [10.77.0.2]:tcp:80 UP', 'R quorum_up']);
});

test('farewells run the scripts there were, and everything else those there are', () => {
  const before = virtual('', real(8001) + real(8002));
  const story = tellStory(before).quiet();
  story.reload(
    virtual(`quorum 2\n${SORRY}`, real(8002) + real(8003, 'alpha')).replaceAll('/bin/check ', '/bin/check new '),
  );
  assert.deepEqual(story.heard(), [rs(8001, 'DOWN'), 'R notify_down 8001', `${VS} DOWN`, 'R new quorum_down']);
});

test('a dynamic weight stays, and a server without it takes the new one', () => {
  const misc = 'MISC_CHECK {\nmisc_path /bin/check\nmisc_dynamic\n}';
  const text = (weight: number) =>
    virtual('', real(8001, `weight ${weight}`, misc) + real(8002, `weight ${weight}`, misc));
  const story = tellStory(text(10)).weigh(8001, 4).quiet().reload(text(20));
  assert.deepEqual(story.table(), ['10.77.1.1:8001 -w 4', '10.77.1.1:8002 -w 20']);
});

test('a server whose failing check is taken out is up, and says so', () => {
  const story = tellStory(virtual('', real(8001) + real(8002)))
    .down(8001)
    .quiet();
  story.reload(virtual('', real(8001, '', '') + real(8002)));
  assert.deepEqual(story.heard(), [rs(8001, 'UP'), 'R notify_up 8001']);
  assert.deepEqual(story.table(), ['10.77.1.1:8001 -w 1', '10.77.1.1:8002 -w 1']);
});

test('a sorry server that comes while there is no quorum is told of; one that changes or goes is not', () => {
  const story = tellStory(virtual('alpha', real(8001)));
  assert.deepEqual(story.heard(), []);

  story.reload(virtual(`alpha\n${SORRY}`, real(8001)));
  assert.deepEqual(story.heard(), [`${VS} DOWN`, 'R quorum_down']);
  assert.deepEqual(story.table(), ['10.77.1.3:90 -w 1']);

  story.quiet().reload(virtual('alpha\nsorry_server 10.77.1.4 90', real(8001)));
  assert.deepEqual(story.heard(), []);
  assert.deepEqual(story.log(), [
    'Removing sorry server [10.77.1.3]:tcp:90 from VS [10.77.0.1]:tcp:80',
    'Adding alive servers to the pool for VS [10.77.0.1]:tcp:80',
    'Adding sorry server [10.77.1.4]:tcp:90 to VS [10.77.0.1]:tcp:80',
    'Removing alive servers from the pool for VS [10.77.0.1]:tcp:80',
  ]);
  assert.deepEqual(story.table(), ['10.77.1.4:90 -w 1']);

  story.quiet().reload(virtual('alpha\nsorry_server 10.77.1.4 91', real(8001)));
  assert.equal(story.log()[2], 'Adding sorry server [10.77.1.4]:tcp:91 to VS [10.77.0.1]:tcp:80');

  story.reload(virtual('alpha', real(8001)));
  assert.deepEqual([story.heard(), story.table()], [[], []]);
});

test('a virtual server that is taken out without quorum tells only of the living', () => {
  const story = tellStory(virtual(`quorum 2\n${SORRY}`, real(8001) + real(8002)))
    .down(8001)
    .quiet()
    .reload('');
  assert.deepEqual(story.heard(), [rs(8002, 'DOWN'), 'R notify_down 8002']);
});

test('places move with the settings', () => {
  const one = virtual('', real(8001) + real(8002));
  const story = tellStory(one).down(8001).quiet();
  story.reload(virtual('', real(9000), '10.77.0.9 80') + virtual('', real(8002) + real(8001))).quiet();
  assert.deepEqual(story.table(1), ['10.77.1.1:8002 -w 1']);
  assert.deepEqual(story.up(8001, { virtualServer: 1 }).heard(), [rs(8001, 'UP'), 'R notify_up 8001']);
});
