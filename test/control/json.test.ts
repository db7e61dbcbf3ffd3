import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instant, milliseconds, seconds } from '../../src/base/duration.js';
import { type JsonInstance, renderJson } from '../../src/control/json.js';
import type { InstanceSettings } from '../../src/vrrp/settings.js';
import type { InstanceView } from '../../src/vrrp/view.js';
import { load } from '../support/fake-machine.js';
import { instanceView } from '../support/instance-view.js';

/** The settings of the one instance of a configuration. */
function configured(lines: string): InstanceSettings {
  const { settings } = load(`vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    ${lines}
  }`);
  const instance = settings?.vrrp.instances[0];
  assert.ok(instance !== undefined);
  return instance;
}

const ADDRESS = 'virtual_ipaddress {\n10.0.0.5/24\n}';
const CLOCK = { now: instant(5_000_000), epoch: 1_700_000_010_000 };

function shown(settings: InstanceSettings, view: Partial<InstanceView> = {}, more: Partial<JsonInstance> = {}): string {
  const instance: JsonInstance = {
    settings,
    view: instanceView(view),
    scripts: {},
    mails: false,
    reportsDeleted: false,
    trackedScripts: [],
    ...more,
  };
  return renderJson({ version: 1, instances: [instance], processes: [], clock: CLOCK });
}

function data(text: string): Record<string, unknown> {
  const [first] = JSON.parse(text) as { data: Record<string, unknown> }[];
  assert.ok(first !== undefined);
  return first.data;
}

test('the dump is one line, with slashes and moments as keepalived writes them', () => {
  const text = shown(configured(ADDRESS), { lastTransition: instant(3_500_007) });
  assert.ok(text.endsWith('}]\n') && text.indexOf('\n') === text.length - 1);
  assert.ok(text.includes('"vips":["10.0.0.5\\/24 dev eth0 scope global"]'), text);
  assert.ok(text.includes('"last_transition":1700000008.500007,'), text);
  assert.ok(text.startsWith('[{"data":{"iname":"VI_1","dont_track_primary":0,'), text);
});

test('version 2 puts the instances under a key of their own', () => {
  assert.equal(renderJson({ version: 2, instances: [], processes: [], clock: CLOCK }), '{"vrrp":[]}\n');
  assert.equal(renderJson({ version: 1, instances: [], processes: [], clock: CLOCK }), '[]\n');
});

test('version 2 shows tracked processes beside the instances', () => {
  const { settings } = load(`vrrp_track_process web {
    process nginx -g "daemon off;"
    param_match initial
    quorum 2
    quorum_max 9
    weight 5 reverse
    terminate_delay 0.5
    fork_delay 2
  }`);
  const process = settings?.vrrp.trackProcesses[0];
  assert.ok(process !== undefined);
  const processes = [{ settings: process, count: 3, isQuorate: true, awaits: 'exit' as const }];
  const text = renderJson({ version: 2, instances: [], processes, clock: CLOCK });
  assert.equal(
    text,
    '{"vrrp":[],"track_process":[{"process":"nginx","parameters":"-g daemon off;","param_match":"initial",' +
      '"min_processes":2,"max_processes":9,"current_processes":3,"have_quorum":true,"weight":-5,"terminate_delay":0.5,' +
      '"fork_delay":2,"fork_delay_timer_running":false,"terminate_delay_timer_running":true,"full_command":false}]}\n',
  );
  assert.equal(renderJson({ version: 1, instances: [], processes, clock: CLOCK }), '[]\n');
});

test('states are keepalived’s numbers; a master has its addresses set', () => {
  const settings = configured(ADDRESS);
  for (const [state, number] of [
    ['INIT', 0],
    ['BACKUP', 1],
    ['MASTER', 2],
    ['FAULT', 3],
  ] as const) {
    const seen = data(shown(settings, { state }));
    assert.deepEqual([seen.state, seen.wantstate, seen.vipset], [number, number, state === 'MASTER']);
    assert.deepEqual(seen.vips, [`10.0.0.5/24 dev eth0 scope global${state === 'MASTER' ? ' set' : ''}`]);
  }
});

test('intervals are seconds with the decimals they need, a delay is whole seconds', () => {
  const text = shown(configured(`version 3\nadvert_int 0.25\npreempt_delay 2.7\n${ADDRESS}`), {
    masterAdvertInterval: milliseconds(100),
  });
  assert.ok(text.includes('"adver_int":0.25,"master_adver_int":0.1,'), text);
  assert.ok(text.includes('"preempt_delay":2,'), text);
  assert.ok(shown(configured(ADDRESS), { masterAdvertInterval: seconds(2) }).includes('"master_adver_int":2,'));
});

test('scripts and tracked scripts are command lines in quotes; what is not set has no key', () => {
  const bare = Object.keys(data(shown(configured(ADDRESS))));
  for (const key of ['script', 'script_master', 'evips', 'track_script', 'track_ifp', 'auth_data']) {
    assert.ok(!bare.includes(key), key);
  }
  const full = data(
    shown(configured(ADDRESS), {}, { scripts: { script: ['/n', 'a b'] }, trackedScripts: [['/chk', '-x']] }),
  );
  assert.equal(full.script, "'/n' 'a b'");
  assert.deepEqual(full.track_script, ["'/chk' '-x'"]);
});

test('a password is never shown', () => {
  const text = shown(configured(`authentication {\nauth_type PASS\nauth_pass secret\n}\n${ADDRESS}`));
  assert.ok(!text.includes('secret'));
  const { auth_type, auth_data } = data(text);
  assert.deepEqual([auth_type, auth_data], [1, '********']);
});

test('every option of an address has its word, in keepalived’s order', () => {
  const settings = configured(`virtual_ipaddress {
      10.0.0.5/24 brd 10.0.0.255 scope site label eth0:a noprefixroute no_track
      10.0.0.6 peer 10.0.0.7
      10.0.0.8/24 scope 77
    }
    virtual_ipaddress_excluded {
      fd00::8/64 -nodad home mngtmpaddr noprefixroute autojoin no_track preferred_lft 60
      fd00::9
      fd00::a/64
    }`);
  const { vips, evips } = data(shown(settings));
  assert.deepEqual(vips, [
    '10.0.0.5/24 brd 10.0.0.255 dev eth0 scope site label eth0:a noprefixroute no_track',
    '10.0.0.6 dev eth0 scope global peer 10.0.0.7/32',
    '10.0.0.8/24 dev eth0 scope 77',
  ]);
  assert.deepEqual(evips, [
    'fd00::8/64 dev eth0 scope global home -nodad mngtmpaddr noprefixroute autojoin no_track preferred_lft 60',
    'fd00::9 dev eth0 scope global deprecated',
    'fd00::a/64 dev eth0 scope global preferred_lft forever',
  ]);
});
