/** What `ipvs.test.ts` has a guest do: our tables in a real IPVS, as ipvsadm(8) sees them. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import { after, test } from 'node:test';
import { address } from '../../src/base/address.js';
import { seconds } from '../../src/base/duration.js';
import { serviceKeeper } from '../../src/daemon/lvs/service-keeper.js';
import { type PoolView, UNLISTED } from '../../src/ipvs/pool/view.js';
import type { LvsSettings } from '../../src/ipvs/settings.js';
import { layoutServices } from '../../src/ipvs/table.js';
import { openIpvsSocket } from '../../src/sys/ipvs.js';
import { settingsOf } from '../../test/config/lvs/text.js';
import { TABLES } from '../../test/ipvs/tables.js';

const ipvsadm = (...args: readonly string[]) => execFileSync('ipvsadm', args, { encoding: 'utf8' });
/** The kernel has an order of its own. */
const saved = () =>
  ipvsadm('-Sn')
    .split('\n')
    .flatMap(line => inOneOrder(line.trim()) || [])
    .sort();
/** ipvsadm 1.31 writes the options of a service in another order than ipvsadm 1.30. */
const inOneOrder = (line: string) => line.replace(/ (-b \S+)( .*)$/, '$2 $1');

const socket = await openIpvsSocket();
after(() => socket.close());

/** A keeper of its own, as after a start. */
function start() {
  const errors: string[] = [];
  let pools: PoolView[] = [];
  const keeper = serviceKeeper({
    port: socket,
    viewOf: place => pools[place]!,
    onRefusal: ({ message }) => errors.push(message),
  });
  const configure = (lvs: LvsSettings, views?: readonly PoolView[]) => {
    pools = views?.slice() ?? allWell(lvs);
    return keeper.configure(layoutServices(lvs));
  };
  return { keeper, errors, configure, pools: () => pools };
}

const allWell = ({ virtualServers }: LvsSettings): PoolView[] =>
  virtualServers.map(({ realServers }) => ({
    weights: realServers.map(({ weight }) => weight),
    sorryWeight: UNLISTED,
  }));

const lvsOf = (text: string) => settingsOf(text).lvs;

for (const { title, text, pools, table } of TABLES) {
  test(`table: ${title}`, async () => {
    const run = start();
    await run.configure(lvsOf(text), pools);
    assert.deepEqual(saved(), table.map(inOneOrder).sort());
    // A start afterwards finds everything as it shall be, and changes nothing.
    const asked: unknown[] = [];
    const again = serviceKeeper({
      port: {
        table: socket.table,
        apply: commands => {
          asked.push(...commands);
          return socket.apply(commands);
        },
      },
      viewOf: place => run.pools()[place]!,
      onRefusal: ({ message }) => run.errors.push(message),
    });
    await again.configure(layoutServices(lvsOf(text)));
    assert.deepEqual(asked, []);
    await again.remove();
    assert.deepEqual(saved(), []);
    assert.deepEqual(run.errors, []);
  });
}

const web = (servers: string, lines = '') =>
  lvsOf(`virtual_server 10.77.0.1 80 {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n${lines}\n${servers}\n}\n`);

test('what somebody changes by hand is repaired, what is his own stays', async () => {
  const run = start();
  await run.configure(web('real_server 10.77.1.1 80 { }\nreal_server 10.77.1.2 80 { uthreshold 9 }'));
  const before = saved();
  ipvsadm('-E', '-t', '10.77.0.1:80', '-s', 'wlc', '-p', '9');
  ipvsadm('-d', '-t', '10.77.0.1:80', '-r', '10.77.1.1:80');
  ipvsadm('-e', '-t', '10.77.0.1:80', '-r', '10.77.1.2:80', '-g', '-w', '7');
  ipvsadm('-a', '-t', '10.77.0.1:80', '-r', '10.77.1.3:80', '-m');
  ipvsadm('-A', '-u', '10.77.0.9:53', '-s', 'rr');
  await run.keeper.repair();
  assert.deepEqual(saved(), [...before, '-A -u 10.77.0.9:53 -s rr'].sort());
  const [limited] = (await socket.destinations(keyed())).filter(one => one.destination.upperThreshold === 9);
  assert.equal(limited?.destination.address.text, '10.77.1.2');
  await run.keeper.remove();
  assert.deepEqual(saved(), ['-A -u 10.77.0.9:53 -s rr']);
  await socket.flush();
  assert.deepEqual([saved(), run.errors], [[], []]);
});

const keyed = () => ({ kind: 'address', protocol: 'tcp', address: address('10.77.0.1'), port: 80 }) as const;

test('a change that meets a table it does not know is done all the same', async () => {
  const run = start();
  await run.configure(web('real_server 10.77.1.1 80 { }'));
  ipvsadm('-C');
  run.pools()[0] = { weights: [5], sorryWeight: UNLISTED };
  await run.keeper.poolChanged(0);
  assert.deepEqual(saved(), ['-A -t 10.77.0.1:80 -s rr', '-a -t 10.77.0.1:80 -r 10.77.1.1:80 -m -w 5']);
  await run.keeper.remove();
  assert.deepEqual([saved(), run.errors], [[], []]);
});

test('persistence, its engine and flags are changed in place', async () => {
  const run = start();
  const head = 'virtual_server 10.77.0.1 80 {\nlb_kind NAT\nprotocol UDP\n';
  const tail = 'real_server 10.77.1.1 80 { }\n}\n';
  for (const [lines, expected] of [
    ['lb_algo rr\npersistence_timeout 50\npersistence_engine sip', '-s rr -p 50 --pe sip'],
    ['lb_algo rr\npersistence_timeout 60\npersistence_granularity 255.255.255.0', '-s rr -p 60 -M 255.255.255.0'],
    ['lb_algo sh\nsh-port', '-s sh -b sh-port'],
    ['lb_algo rr\nops', '-s rr -o'],
    ['lb_algo rr', '-s rr'],
  ] as const) {
    await run.configure(lvsOf(`${head}${lines}\n${tail}`));
    assert.deepEqual(saved(), [`-A -u 10.77.0.1:80 ${expected}`, '-a -u 10.77.0.1:80 -r 10.77.1.1:80 -m -w 1'].sort());
  }
  await run.keeper.remove();
  assert.deepEqual(run.errors, []);
});

test('a refusal names server, service and reason, and the rest is done', async () => {
  const run = start();
  await run.configure(web('real_server 10.77.1.1 80 { uthreshold 3\nlthreshold 9 }\nreal_server 10.77.1.2 80 { }'));
  assert.deepEqual(saved(), ['-A -t 10.77.0.1:80 -s rr', '-a -t 10.77.0.1:80 -r 10.77.1.2:80 -m -w 1']);
  assert.deepEqual(run.errors, [
    'IPVS NEW_DEST 10.77.1.1:80 of tcp 10.77.0.1:80 weight 1 thresholds 9 to 3: ERANGE (errno 34)',
  ]);
  await run.keeper.remove();
  assert.deepEqual(saved(), []);
});

test('a scheduler that the kernel lacks costs one complaint', async () => {
  const run = start();
  const lvs = web('real_server 10.77.1.1 80 { }\nreal_server 10.77.1.2 80 { }');
  const [one] = lvs.virtualServers;
  await run.configure({ ...lvs, virtualServers: [{ ...one!, scheduler: 'none-such' as 'rr' }] });
  assert.deepEqual(run.errors, ['IPVS NEW_SERVICE tcp 10.77.0.1:80 scheduler none-such: ENOENT (errno 2)']);
  assert.deepEqual(saved(), []);
});

test('timeouts, daemons, counters and the version', async () => {
  const { tcp, tcpFin, udp } = await socket.timeouts();
  assert.deepEqual([tcp, tcpFin, udp], [900, 120, 300].map(seconds));
  await socket.setTimeouts({ tcp: seconds(100), udp: seconds(33) });
  assert.match(ipvsadm('-Ln', '--timeout'), /100 120 33/);
  await socket.setTimeouts({ tcp, tcpFin, udp });
  const daemon = { interface: 'lo', syncId: 7, maxLength: 1400, group: address('224.0.0.90'), port: 8850, ttl: 3 };
  await socket.startDaemon({ state: 'master', ...daemon });
  await socket.startDaemon({ state: 'backup', ...daemon });
  assert.deepEqual(await socket.daemons(), [
    { state: 'master', ...daemon },
    { state: 'backup', ...daemon },
  ]);
  await socket.stopDaemon('master');
  await socket.stopDaemon('backup');
  assert.deepEqual(await socket.daemons(), []);
  await socket.zero();
  assert.match((await socket.info()).version, /^1\.\d+\.\d+$/);
  await assert.rejects(socket.stopDaemon('master'), /IPVS DEL_DAEMON master: ESRCH/);
});

test('a thousand services of ten servers, and one changed weight', async t => {
  const servers = Array.from({ length: 10 }, (_, i) => `real_server 10.78.0.${i + 1} 80 { }`).join('\n');
  const text = Array.from(
    { length: 1_000 },
    (_, i) => `virtual_server 10.79.${i >> 8}.${i & 0xff} 80 {\nlb_algo rr\nlb_kind NAT\nprotocol TCP\n${servers}\n}\n`,
  ).join('');
  const lvs = lvsOf(text);
  const run = start();
  const took = async (what: string, act: () => Promise<void>) => {
    const begun = performance.now();
    await act();
    t.diagnostic(`${what}: ${((performance.now() - begun) / 1_000).toFixed(3)} s`);
  };
  await took('1,000 x 10 made', () => run.configure(lvs));
  assert.equal(saved().length, 11_000);
  for (const weight of [7, 8, 9]) {
    run.pools()[500] = { weights: [weight, ...Array(9).fill(1)], sorryWeight: UNLISTED };
    await took('one weight', () => run.keeper.poolChanged(500));
  }
  assert.ok(saved().includes('-a -t 10.79.1.244:80 -r 10.78.0.1:80 -m -w 9'));
  await took('all looked at', () => run.keeper.repair());
  await took('all removed', () => run.keeper.remove());
  assert.deepEqual([saved(), run.errors], [[], []]);
});
