import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toSeconds } from '../../../src/base/duration.js';
import type { CheckSettings } from '../../../src/health/settings.js';
import { checkOf, checksOf, loadServer, type ServerText, said } from './server.js';

const KINDS = {
  tcp: 'TCP_CHECK {;BODY;}',
  http: 'HTTP_GET {;url {;path /;};BODY;}',
  smtp: 'SMTP_CHECK {;BODY;}',
  dns: 'DNS_CHECK {;BODY;}',
  misc: 'MISC_CHECK {;misc_path /bin/check;BODY;}',
  udp: 'UDP_CHECK {;BODY;}',
  ping: 'PING_CHECK {;BODY;}',
} as const;

type Scheduled = keyof typeof KINDS;

/** retry, delay_before_retry, warmup, delay_loop, alpha, log_all_failures; times in seconds. */
function schedule(kind: Scheduled, body: string, options: ServerText = {}) {
  const { schedule: found } = checkOf(kind, KINDS[kind].replace('BODY', body), options);
  const { retries, retryDelay, warmup, interval, alpha, logsAllFailures } = found;
  return [retries, toSeconds(retryDelay), toSeconds(warmup), toSeconds(interval), alpha, logsAllFailures];
}

test('every kind of check has its own patience', () => {
  const found = Object.fromEntries((Object.keys(KINDS) as Scheduled[]).map(kind => [kind, schedule(kind, '')]));
  assert.deepEqual(found, {
    tcp: [1, 1, 6, 6, false, false],
    http: [1, 3, 6, 6, false, false],
    smtp: [1, 1, 6, 6, false, false],
    dns: [3, 6, 6, 6, false, false],
    misc: [0, 1, 6, 6, false, false],
    udp: [1, 1, 6, 6, false, false],
    ping: [1, 1, 6, 6, false, false],
  });
});

test('a check takes from the real server what it does not say, and the real server from the virtual one', () => {
  const virtual = 'retry 9;delay_before_retry 8;warmup 7;alpha';
  const real = 'retry 5;delay_before_retry 4;warmup 3;delay_loop 2;alpha off';
  const own = 'retry 0;delay_before_retry 0;warmup 0;delay_loop 1.5;alpha;log_all_failures';
  for (const kind of Object.keys(KINDS) as Scheduled[]) {
    assert.deepEqual(schedule(kind, '', { virtual }), [9, 8, 7, 6, true, false], kind);
    assert.deepEqual(schedule(kind, '', { virtual, real }), [5, 4, 3, 2, false, false], kind);
    assert.deepEqual(schedule(kind, own, { virtual, real }), [0, 0, 0, 1.5, true, true], kind);
  }
});

test('a warm-up and the patience of DNS follow the delay of the check itself', () => {
  assert.deepEqual(schedule('tcp', 'delay_loop 2'), [1, 1, 2, 2, false, false]);
  assert.deepEqual(schedule('dns', 'delay_loop 2'), [3, 2, 2, 2, false, false]);
  assert.deepEqual(schedule('dns', '', { real: 'delay_loop 9' }), [3, 9, 9, 9, false, false]);
});

test('checker_log_all_failures is for every check that does not say otherwise', () => {
  const before = 'global_defs {\nrouter_id a\nchecker_log_all_failures\n}\n';
  assert.equal(schedule('tcp', '', { before })[5], true);
  assert.equal(schedule('tcp', 'log_all_failures no', { before })[5], false);
});

test('nb_get_retry is an old name of retry', () => {
  assert.equal(schedule('http', 'nb_get_retry 2')[0], 2);
  assert.deepEqual(said(KINDS.http.replace('BODY', 'nb_get_retry 2')), ['keyword-deprecated!']);
});

function target(body: string, options: ServerText = {}, kind: Exclude<Scheduled, 'misc'> = 'tcp') {
  const found = checkOf(kind, KINDS[kind].replace('BODY', body), options).target;
  return { ...found, address: found.address.text, source: found.source?.text, timeout: toSeconds(found.timeout) };
}

test('a check connects to the real server unless it says where to', () => {
  const plain = { address: '10.0.1.1', port: 80, source: undefined, timeout: 5, mark: 0 };
  assert.deepEqual(target(''), plain);
  assert.deepEqual(target('', { virtual: 'connect_timeout 8' }), { ...plain, timeout: 8 });
  assert.deepEqual(target('', { virtual: 'connect_timeout 8', real: 'connect_timeout 4' }), { ...plain, timeout: 4 });
  const all =
    'connect_ip 10.0.2.2;connect_port 99;bindto 10.0.2.1;bind_port 33;bind_if eth0;connect_timeout 1.5;fwmark 5';
  for (const kind of Object.keys(KINDS) as Scheduled[]) {
    if (kind === 'misc') continue;
    assert.deepEqual(target(all, {}, kind), {
      address: '10.0.2.2',
      port: 99,
      source: '10.0.2.1',
      sourcePort: 33,
      interface: 'eth0',
      timeout: 1.5,
      mark: 5,
    });
  }
});

test('a value that cannot be used leaves the one before it', () => {
  const twice = 'connect_port 81;connect_port 0;connect_ip 10.0.2.2;connect_ip x;connect_timeout 3;connect_timeout 0';
  assert.deepEqual(target(twice), { address: '10.0.2.2', port: 81, source: undefined, timeout: 3, mark: 0 });
  assert.deepEqual(schedule('tcp', 'retry 5;retry 5x;delay_loop 2;delay_loop 0').slice(0, 4), [5, 1, 2, 2]);
});

test('outside a test a time is used up to what is no number', () => {
  const text = 'TCP_CHECK {;delay_loop 5x;connect_timeout 1.1234567;retry 2x;}';
  const { settings, diagnostics } = loadServer(text, { test: false });
  const [check] = settings!.checks[0]!.checks as readonly Extract<CheckSettings, { kind: 'tcp' }>[];
  assert.deepEqual([toSeconds(check!.schedule.interval), toSeconds(check!.target.timeout)], [5, 1.123457]);
  assert.equal(check!.schedule.retries, 1);
  assert.equal(diagnostics.filter(({ code }) => code === 'number-invalid').length, 3);
});

test('source and target of a check are of one family', () => {
  assert.equal(target('bindto 2001:db8::2').source, undefined);
  assert.deepEqual(said('TCP_CHECK {;bindto 2001:db8::2;}'), ['checker-family!']);
  assert.equal(target('connect_ip 2001:db8::1;bindto 2001:db8::2').source, '2001:db8::2');
  const cut = target('bindto 10.0.0.9;connect_ip 2001:db8::1');
  assert.deepEqual([cut.address, cut.source], ['10.0.1.1', '10.0.0.9']);
});

test('a link-local address is checked through its interface or not at all', () => {
  assert.deepEqual(checksOf('TCP_CHECK {;connect_ip fe80::1;}'), []);
  assert.deepEqual(said('TCP_CHECK {;connect_ip fe80::1;}'), ['checker-link-local!']);
  assert.equal(target('connect_ip fe80::1;bind_if eth0').interface, 'eth0');
  assert.deepEqual(said('TCP_CHECK {;}', { address: 'fe80::1 80' }), ['checker-link-local!']);
});

test('an interface that is not there, and a port that is missing, are pointed out', () => {
  assert.deepEqual(said('TCP_CHECK {;bind_if nope;}'), ['bind-interface-missing']);
  const text =
    'virtual_server fwmark 3 {\nlb_algo rr\nlb_kind DR\nreal_server 10.0.0.1 {\nTCP_CHECK {\n}\nPING_CHECK {\n}\n}\n}\n';
  const codes = loadServer('', { before: `global_defs {\nrouter_id a\n}\n${text}` }).diagnostics.map(one => one.code);
  assert.equal(codes.filter(code => code === 'checker-port-missing').length, 1);
});

test('only the address before a prefix or a range is used', () => {
  assert.equal(target('connect_ip 10.0.2.2/24').address, '10.0.2.2');
  assert.deepEqual(said('TCP_CHECK {;connect_ip 10.0.2.2-9;}'), ['server-address-cut']);
});
