/**
 * Signals by number, beside keepalived: 36 writes a JSON dump that existing exporters can read, 63 writes the statistics
 * and begins them anew.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { type Agent, type AgentKind, parseStatistics } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { pair, VIP } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 10_000;
const JSON_DUMP = 36;
const STATISTICS_CLEAR = 63;

/** Instances of every kind that shows in the dump: master and backup, IPv4 and IPv6, unicast, with a password. */
const CONFIG = conf({
  version: 3,
  advertInt: 0.25,
  priority: 150,
  globals: 'enable_script_security\nscript_user root\nvrrp_garp_master_refresh 7',
  vips: [
    `${VIP}/24`,
    '10.77.0.101 brd 10.77.0.255 scope link label eth0:a',
    '10.77.0.102/32 no_track',
    '10.77.0.103 peer 10.77.0.104',
    '10.77.0.105/24 noprefixroute',
  ],
  instance: `virtual_ipaddress_excluded {
      fd00::5/64
      fd00::6
      fd00::7/64 preferred_lft 5000
      fd00::8/64 -nodad
    }
    track_script {
      chk
    }
    track_interface {
      lo
    }
    preempt_delay 2.5
    garp_lower_prio_delay 5
    notify_deleted
    smtp_alert
    notify "/usr/bin/true 'a b' c"
    notify_master /usr/bin/true
    notify_backup /usr/bin/true
    notify_fault /usr/bin/true
    notify_stop /usr/bin/true
    notify_master_rx_lower_pri "/usr/bin/true /x"`,
  blocks: `vrrp_script chk {
      script "/usr/bin/test 'a b' = 'a b'"
      interval 1
    }
    vrrp_instance VI_2 {
      interface eth0
      virtual_router_id 52
      advert_int 1
      dont_track_primary
      garp_master_delay 2
      garp_master_refresh 3
      garp_master_repeat 4
      garp_master_refresh_repeat 2
      garp_lower_prio_delay 6
      garp_lower_prio_repeat 7
      lower_prio_no_advert
      higher_prio_send_advert
      skip_check_adv_addr
      nopreempt
      authentication {
        auth_type PASS
        auth_pass hello
      }
      virtual_ipaddress {
        10.77.0.121/24
      }
    }
    vrrp_instance VI_3 {
      interface eth0
      virtual_router_id 53
      version 3
      native_ipv6
      virtual_ipaddress {
        fe80::100
        fd77::100/64
      }
    }
    vrrp_instance VI_4 {
      interface eth0
      virtual_router_id 54
      version 3
      priority 90
      strict_mode on
      virtual_ipaddress {
        10.77.0.141/24
      }
    }`,
});

/** Options of routes and rules that keepalived writes as it reads them; of a locked `congctl` and `from all` it makes something else. */
const ROUTING = conf({
  version: 3,
  advertInt: 0.25,
  priority: 255,
  instance: `virtual_routes {
      default via 10.77.0.254
      10.50.0.0/24 via 10.77.0.254 dev eth0 metric 5 table 100
      src 10.77.0.1 10.51.0.0/24 via 10.77.0.254 dev eth0 no_track
      blackhole 10.52.0.0/24
      unreachable 10.55.0.0/24 tos 4
      append 10.46.0.0/24 dev eth0
      add 10.49.0.0/24 dev eth0 quickack 0 mtu lock 1400
      10.54.0.0/24 nexthop via 10.77.0.254 dev eth0 weight 2 nexthop via 10.77.0.253 dev eth0 weight 3 onlink realms 3/4
      10.40.0.0/24 dev eth0 mtu 1400 advmss lock 1300 window 5 initcwnd 7 initrwnd 8 reordering 4 rto_min 300ms cwnd 9
      10.41.0.0/24 dev eth0 ssthresh 7 features ecn rtt 300ms rttvar 2s hoplimit 9 fastopen_no_cookie 1 realms 7
      10.44.0.0/24 dev eth0 encap ip id 5 dst 10.77.0.254 src 10.77.0.1 tos 4 ttl 9 flags 1
      10.43.0.0/24 dev eth0 encap mpls 100/200
      10.120.0.0/24 via 10.77.0.254 dev eth0 src 10.77.0.1 tos 0x10 table 77 scope link metric 9 onlink ttl-propagate disabled
    }
    virtual_rules {
      from 10.60.0.0/24 iif eth0 goto 1100 priority 1000
      ipproto tcp sport 10-20 dport 80-80 uidrange 1-2 priority 1001 table 5
      from fd66::/64 table 9 priority 1002
      fwmark 9 l3mdev priority 1004
      from 10.71.0.1 unreachable priority 1005
      to 10.73.0.0/16 dsfield 0x10 prohibit priority 1007
      not from 10.74.0.0/24 to 10.0.0.0/8 table 101 priority 600 fwmark 5/0xff realms 1/2 suppress_prefixlength 8
      from 10.75.0.0/24 table 1001 priority 601 oif eth0 tunnel-id 77
      from 10.0.0.3 blackhole priority 607 no_track protocol 40
      from 10.0.0.4 table 5 priority 608 no_track realms 6
    }`,
});

/** The other end: master of VI_2 until it leaves. */
const PEER = `vrrp_instance VI_2 {
  interface eth0
  virtual_router_id 52
  priority 200
  advert_int 1
  authentication {
    auth_type PASS
    auth_pass hello
  }
  virtual_ipaddress {
    10.77.0.121/24
  }
}`;

interface Dumped {
  readonly data: Record<string, unknown>;
  readonly stats: Record<string, number>;
}

function signal(agent: Agent, number: number): void {
  execFileSync('kill', [`-${number}`, String(agent.pid)]);
}

/** The file that a signal brings about. */
async function dumped(lab: Lab, agent: Agent, number: number, name: string, whole: RegExp): Promise<string> {
  const path = join(agent.place.directory, name);
  rmSync(path, { force: true });
  signal(agent, number);
  const read = () => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  return lab.eventually(`${name} after signal ${number}`, read, text => whole.test(text), WITHIN);
}

async function jsonOf(lab: Lab, agent: Agent): Promise<Dumped[]> {
  return JSON.parse(await dumped(lab, agent, JSON_DUMP, 'keepalived.json', /\]\n$/)) as Dumped[];
}

/** What both programs must say alike. Times and counts of packets are each run's own. */
function comparable({ data, stats }: Dumped) {
  const { last_transition, auth_data, vips, evips, ...rest } = data;
  assert.equal(typeof last_transition, 'number');
  assert.ok(Math.abs(Number(last_transition) - Date.now() / 1000) < 120, `last_transition ${last_transition}`);
  // A packet filter of strict mode is keepalived's own affair; a password is nobody's (it hides it since 2.4).
  const words = (list: unknown) =>
    Array.isArray(list) ? list.map(each => String(each).replace(/ nftable_set$/, '')) : list;
  // The counters of signed adverts are new in 2.4.
  const counters = Object.keys(stats).filter(key => !key.startsWith('auth_ext_'));
  return {
    order: Object.keys(data),
    data: { ...rest, vips: words(vips), evips: words(evips), hasPassword: auth_data !== undefined },
    counters,
    masterships: [stats.become_master, stats.release_master],
  };
}

/** Both dumps of one run: with VI_2 as backup, and with VI_2 as master. */
async function story(kind: AgentKind) {
  let seen: { backup: Dumped[]; master: Dumped[] } | undefined;
  await withLab(pair, async lab => {
    const peer = lab.agent('bravo', 'keepalived', PEER);
    await lab.heldBy('10.77.0.121', ['bravo'], WITHIN);
    const agent = lab.agent('alpha', kind, CONFIG);
    // Before it listens to signals, this one ends it.
    await lab.eventually('it takes part', () => agent.state(), 'MASTER', WITHIN);
    const states = async () => (await jsonOf(lab, agent)).map(({ data }) => data.state);
    // VI_2, VI_3, VI_4, VI_1: in the order of the file.
    await lab.eventually('all but one are master', states, [1, 2, 2, 2], WITHIN);
    const heard = async () => (await jsonOf(lab, agent)).map(({ data }) => data.master_priority);
    await lab.eventually('the other end was heard', heard, [200, 0, 0, 0], WITHIN);
    const backup = await jsonOf(lab, agent);
    await peer.stop();
    await lab.eventually('all are master', states, [2, 2, 2, 2], WITHIN);
    seen = { backup, master: await jsonOf(lab, agent) };
  });
  assert.ok(seen !== undefined);
  return seen;
}

/** Node 24 cannot hear signals by number: the daemon says so, ignores them and goes on. */
const hearsNumbers = Number(process.versions.node.split('.')[0]) < 24;

describe('signals by number', { concurrency: 2 }, () => {
  if (!hearsNumbers) {
    test('holdfast on a Node that cannot hear them says so, and survives them', () =>
      withLab(pair, async lab => {
        const agent = lab.agent('alpha', 'holdfast', conf({ version: 3, advertInt: 0.1, priority: 100 }));
        await lab.heldBy(VIP, ['alpha'], WITHIN);
        assert.match(agent.log(), /signal 36/);
        for (const number of [36, STATISTICS_CLEAR]) process.kill(agent.pid, number);
        const sent = async () => (await agent.statistics('VI_1'))['Advertisements/Sent'] ?? 0;
        const before = await sent();
        await lab.eventually('it goes on sending', sent, count => count > before, WITHIN);
      }));
    return;
  }

  test('36: the JSON dump says what keepalived’s says, key by key', async () => {
    const [theirs, ours] = await Promise.all([story('keepalived'), story('holdfast')]);
    for (const when of ['backup', 'master'] as const) {
      assert.deepEqual(ours[when].map(comparable), theirs[when].map(comparable));
    }
  });

  test('36: routes and rules are written as keepalived writes them', async () => {
    const [theirs, ours] = await Promise.all(
      KINDS.map(async kind => {
        let data: Record<string, unknown> = {};
        await withLab(pair, async lab => {
          const agent = lab.agent('alpha', kind, ROUTING);
          await lab.heldBy(VIP, ['alpha'], WITHIN);
          data = (await jsonOf(lab, agent))[0]?.data ?? {};
        });
        const { vroutes, vrules } = data;
        return { vroutes, vrules, order: Object.keys(data) };
      }),
    );
    assert.ok(Array.isArray(theirs?.vroutes) && theirs.vroutes.length === 13 && Array.isArray(theirs.vrules));
    assert.deepEqual(ours, theirs);
  });

  for (const kind of KINDS) {
    test(`${kind}: 63 writes the statistics and begins them anew`, () =>
      withLab(pair, async lab => {
        const agent = lab.agent('alpha', kind, conf({ version: 3, advertInt: 0.1, priority: 100 }));
        await lab.heldBy(VIP, ['alpha'], WITHIN);
        const whole = /Priority Zero:\n\s+Received: \d+\n\s+Sent: \d+\n$/;
        const text = await dumped(lab, agent, STATISTICS_CLEAR, 'keepalived.stats', whole);
        const first = parseStatistics(text, 'VI_1');
        assert.equal(first['Became master'], 1);
        assert.ok((first['Advertisements/Sent'] ?? 0) > 0);
        const later = await agent.statistics('VI_1');
        assert.equal(later['Became master'], 0);
        // It goes on counting, and sends as before.
        const sent = async () => (await agent.statistics('VI_1'))['Advertisements/Sent'] ?? 0;
        await lab.eventually('adverts are counted again', sent, count => count > 0, WITHIN);
        assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      }));
  }
});
