import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../src/base/address.js';
import { instant, milliseconds, seconds, ZERO } from '../../src/base/duration.js';
import { type DataDump, renderData } from '../../src/control/data.js';
import { instanceSettings, virtualAddress } from '../support/instance-settings.js';
import { instanceView } from '../support/instance-view.js';

const EPOCH = new Date(2026, 10, 21, 8, 58, 40, 0).getTime();
const nobody = { name: 'nobody', uid: 65534, gid: 65534 };

function dump(changes: Partial<DataDump> = {}): DataDump {
  return {
    routerId: 'R1',
    scriptSecurity: true,
    umask: 0o177,
    globals: {
      garpInterval: ZERO,
      gnaInterval: milliseconds(1.5),
      startupDelay: ZERO,
      logsUnknownVrids: false,
      dynamicInterfaces: false,
      allowIfChanges: false,
      delayAfterBoot: ZERO,
    },
    instances: [instanceSettings()],
    scripts: [],
    scriptStatus: new Map(),
    trackers: { files: [], processes: [] },
    notify: new Map(),
    syncGroups: [],
    views: [],
    foreignVrids: new Map(),
    clock: { now: instant(10_000_000), epoch: EPOCH },
    ...changes,
  };
}

test('a master is shown under keepalived’s headings and labels', () => {
  const text = renderData(
    dump({
      instances: [
        instanceSettings({
          version: 3,
          addresses: [virtualAddress('10.99.0.50/24'), virtualAddress('10.99.0.51/24', { label: 'eth0:x' })],
          trackScripts: [{ name: 'chk', weight: 2, reverse: false }],
        }),
      ],
      notify: new Map([
        ['VI_1', [{ label: 'Master state transition script', command: ['/n.sh', 'a b'], user: nobody }]],
      ]),
      views: [
        instanceView({
          version: 3,
          state: 'MASTER',
          effectivePriority: 102,
          source: '10.99.0.1',
          lastTransition: instant(9_294_377),
          lastReason: 'no advert for 3.609 s',
          nextDeadline: instant(10_500_000),
        }),
      ],
    }),
  );
  const whole = Math.floor(EPOCH / 1_000);
  assert.equal(
    text,
    `------< Global definitions >------
 Router ID = R1
 Dynamic interfaces = false
 Gratuitous ARP interval = 0.000000
 Gratuitous NA interval = 0.001500
 Script security enabled
 umask = 0177
------< VRRP Topology >------
 VRRP Instance = VI_1
   VRRP Version = 3
   State = MASTER
   Number of interface and track script faults = 0
   Last transition = ${whole - 1}.294377 (Sat Nov 21 08:58:39.294377 2026)
   Last reason = no advert for 3.609 s
   Read timeout = ${whole}.500000 (Sat Nov 21 08:58:40.500000 2026)
   Interface = eth0
   Using src_ip = 10.99.0.1
   Multicast address 224.0.0.18
   Gratuitous ARP delay = 5
   Gratuitous ARP repeat = 5
   Gratuitous ARP refresh = 0
   Gratuitous ARP refresh repeat = 1
   Gratuitous ARP lower priority delay = 5
   Gratuitous ARP lower priority repeat = 5
   Down timer adverts = 3
   Send advert after receive lower priority advert = true
   Send advert after receive higher priority advert = false
   Virtual Router ID = 51
   Priority = 100
   Effective priority = 102
   Total priority = 102
   Advert interval = 1000 milli-sec
   Preempt = enabled
   Virtual IP (2):
     10.99.0.50/24 dev eth0 scope global set
     10.99.0.51/24 dev eth0 scope global label eth0:x set
   Tracked scripts :
     chk weight 2
   Master state transition script = '/n.sh' 'a b', uid:gid 65534:65534
`,
  );
});

test('how adverts prove where they come from is shown, and no secret', () => {
  const secret = new TextEncoder().encode('secret-of-32-bytes-that-is-shown');
  const shown = (changes: Parameters<typeof instanceSettings>[0]) =>
    renderData(dump({ instances: [instanceSettings(changes)] }));
  assert.match(shown({ authentication: { kind: 'ah', password: secret } }), /^ {3}Authentication type = IPSEC_AH$/m);
  const hmac = {
    keys: [
      { id: 7, secret },
      { id: 9, secret },
    ],
    activeKey: 9,
    timeWindow: seconds(5),
    antiReplay: 'time',
    mode: 'permissive',
  } as const;
  const text = shown({ hmac });
  const lines = ['   Signed adverts (auth_hmac) = permissive', '     Keys = 7, 9 (active)'];
  assert.ok(text.includes(`${lines.join('\n')}\n     Anti-replay = time, window 5 secs\n`), text);
  assert.match(shown({ hmac: { ...hmac, antiReplay: 'monotonic' } }), /Anti-replay = monotonic$/m);
  assert.doesNotMatch(text, /secret|115/);
});

test('a backup shows who is master, its peers, and what holds it; never its password', () => {
  const text = renderData(
    dump({
      instances: [
        instanceSettings({
          authentication: { kind: 'pass', password: new TextEncoder().encode('secret12') },
          preemptDelay: seconds(3),
          unicast: { peers: [{ address: address('10.99.0.2'), minTtl: 0, maxTtl: 255 }], ttl: 255, checksSource: true },
          excludedAddresses: [virtualAddress('fd99::5/64')],
          trackInterfaces: [{ name: 'eth1', weight: -5, reverse: true }],
        }),
      ],
      views: [
        instanceView({ faults: ['eth1 is down'], master: { address: '10.99.0.2', priority: 150 }, state: 'BACKUP' }),
      ],
    }),
  );
  for (const line of [
    '   Number of interface and track script faults = 1\n     eth1 is down\n',
    '   Master router = 10.99.0.2\n   Master priority = 150\n',
    '   Advert interval = 1 sec\n',
    '   Preempt delay = 3 secs\n',
    '   Authentication type = SIMPLE_PASSWORD\n   Password = ********\n',
    '   Virtual IP (1):\n     10.99.0.50/24 dev eth0 scope global\n',
    '   Virtual IP Excluded :\n     fd99::5/64 dev eth0 scope global preferred_lft forever\n',
    '   Unicast TTL = 255\n   Check unicast src : yes\n   Unicast Peer :\n     10.99.0.2 min_ttl 0 max_ttl 255\n',
    '   Tracked interfaces :\n     eth1 weight -5 reverse\n',
  ]) {
    assert.ok(text.includes(line), `missing:\n${line}\nin:\n${text}`);
  }
  assert.doesNotMatch(text, /secret|Multicast address/);
});

test('scripts are shown with what they last said and who tracks them', () => {
  const weight = { weight: 0, reverse: false };
  const common = { interval: milliseconds(1_500), timeout: seconds(1), rise: 1, fall: 2, weight, user: nobody };
  const text = renderData(
    dump({
      instances: [instanceSettings({ trackScripts: [{ name: 'chk', weight: -20, reverse: false }] })],
      scripts: [
        { name: 'chk', command: ['/chk.sh', 'a'], ...common },
        { name: 'file', command: [], opensFile: '/run/ok', ...common },
      ],
      scriptStatus: new Map([['chk', { verdict: 'down', isRunning: true }]]),
    }),
  );
  assert.ok(
    text.endsWith(`------< VRRP Scripts >------
 VRRP Script = chk
   Command = '/chk.sh' 'a'
   Interval = 1.5 sec
   Timeout = 1 sec
   Weight = 0
   Rise = 1
   Fall = 2
   Status = BAD
   Script uid:gid = 65534:65534
   Tracking instances :
     VI_1, weight -20
   State = running
 VRRP Script = file
   Command = </run/ok
   Interval = 1.5 sec
   Timeout = 1 sec
   Weight = 0
   Rise = 1
   Fall = 2
   Status = INIT
   Script uid:gid = 65534:65534
   Tracking instances :
   State = idle
`),
    text,
  );
});

test('dropped adverts are shown by reason, those of keepalived’s statistics and the others', () => {
  const { counters } = instanceView();
  const views = [instanceView({ counters: { ...counters, ttlErrors: 2, checksumErrors: 7 } })];
  assert.match(renderData(dump({ views })), /^ {3}Adverts dropped = TTL 2, checksum 7$/m);
  assert.doesNotMatch(renderData(dump({ views: [instanceView()] })), /dropped/);
});

test('adverts for unknown VRIDs are shown by interface', () => {
  const text = renderData(dump({ foreignVrids: new Map([['eth0', 12]]) }));
  assert.match(text, /^ Adverts for unknown VRIDs on eth0 = 12$/m);
});

test('a sync group is shown with its state, its members and its scripts', () => {
  const text = renderData(
    dump({
      instances: [instanceSettings(), instanceSettings({ name: 'VI_2', vrid: 52 })],
      syncGroups: [
        {
          name: 'G',
          members: ['VI_1', 'VI_2'],
          mails: true,
          scripts: [{ label: 'Generic state transition script', command: ['/n.sh', 'x'], user: nobody }],
        },
      ],
      views: [
        instanceView({ state: 'FAULT', faults: ['VI_2 of the sync group G has a fault'] }),
        instanceView({ name: 'VI_2', state: 'FAULT', hasOwnFault: true, faults: ['interface eth1 is down'] }),
      ],
    }),
  );
  const of = (heading: string) => text.split(heading)[1]?.split(/^------/m)[0];
  assert.match(of(' VRRP Instance = VI_2\n') ?? '', /^ {3}VRRP Version = 2\n {3}Sync group = G\n {3}State = FAULT\n/);
  assert.equal(
    of('------< VRRP Sync groups >------\n'),
    ` VRRP Sync Group = G, FAULT
   Num member fault 1, num member init 0
   VRRP member instances :
     VI_1
     VI_2
   Using smtp notification = yes
   Generic state transition script = '/n.sh' 'x', uid:gid 65534:65534
`,
  );
});
