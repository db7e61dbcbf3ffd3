import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds, toSeconds } from '../../../src/base/duration.js';
import type { MiscCheck, SmtpCheck } from '../../../src/health/settings.js';
import { checkOf, checksOf, GLOBALS, loadServer, said } from './server.js';

const ascii = (bytes: Uint8Array) => Buffer.from(bytes).toString('latin1');
const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString('hex');

test('checkers keep their order', () => {
  const kinds = checksOf('TCP_CHECK {;};PING_CHECK {;};SMTP_CHECK {;};TCP_CHECK {;}').map(({ kind }) => kind);
  assert.deepEqual(kinds, ['tcp', 'ping', 'smtp', 'tcp']);
});

test('SMTP_CHECK introduces itself by the usual name or another one', () => {
  assert.equal(checkOf('smtp', 'SMTP_CHECK {;}').heloName, 'smtpchecker.keepalived.org');
  assert.equal(checkOf('smtp', 'SMTP_CHECK {;helo_name a;helo_name b;}').heloName, 'b');
});

test('hosts of SMTP_CHECK are checks of their own, with the timing and the name of the block', () => {
  const targets = (text: string) =>
    (checksOf(text) as readonly SmtpCheck[]).map(({ target, schedule, heloName }) => [
      `${target.address.text} ${target.port}`,
      toSeconds(target.timeout),
      schedule.retries,
      heloName,
    ]);
  const hosts = 'host {;connect_port 26;retry 7;};host {;connect_ip 10.0.2.2;connect_timeout 2;}';
  assert.deepEqual(targets(`SMTP_CHECK {;${hosts};helo_name h;}`), [
    ['10.0.1.1 26', 5, 7, 'h'],
    ['10.0.2.2 80', 2, 7, 'h'],
  ]);
  assert.deepEqual(targets(`SMTP_CHECK {;${hosts};retry 4;connect_timeout 3;}`), [
    ['10.0.1.1 80', 3, 4, 'smtpchecker.keepalived.org'],
    ['10.0.1.1 26', 5, 4, 'smtpchecker.keepalived.org'],
    ['10.0.2.2 80', 2, 4, 'smtpchecker.keepalived.org'],
  ]);
  assert.deepEqual(targets('SMTP_CHECK {;host {;connect_ip fe80::1;};}'), [
    ['10.0.1.1 80', 5, 1, 'smtpchecker.keepalived.org'],
  ]);
  assert.deepEqual(said(`SMTP_CHECK {;${hosts};}`), ['keyword-deprecated', 'keyword-deprecated']);
});

test('DNS_CHECK asks for the SOA of the root unless it is told', () => {
  const question = (lines: string) => {
    const { type, name } = checkOf('dns', `DNS_CHECK {;${lines};}`);
    return `${type} ${name}`;
  };
  assert.equal(question(''), 'SOA .');
  assert.equal(question('type aaaa;name www.example.org'), 'AAAA www.example.org');
  assert.equal(question('name example.org.'), 'SOA example.org');
  assert.equal(question('name .'), 'SOA .');
  assert.equal(question('name a.example;type TXT'), 'TXT a.example');
  assert.equal(question('name ab.cd;name ab..cd;type SRV'), 'SOA ab.cd');
  assert.equal(question(`name ${'a'.repeat(64)}.org`), 'SOA .');
  assert.equal(question(`name ${'a'.repeat(63)}.org`), `SOA ${'a'.repeat(63)}.org`);
});

test('a name that keepalived misunderstands is asked for, and pointed out', () => {
  assert.deepEqual(said('DNS_CHECK {;name a.example;}'), ['dns-name-short-label!']);
  assert.deepEqual(said('DNS_CHECK {;name a;}'), []);
  assert.deepEqual(said(`DNS_CHECK {;name ${'a.'.repeat(127)}org;}`), ['dns-name-invalid']);
});

test('UDP_CHECK sends a sentence and needs no reply unless it is told', () => {
  const plain = checkOf('udp', 'UDP_CHECK {;}');
  assert.equal(ascii(plain.payload), 'keepalived check - keepalived ch');
  assert.equal(plain.reply, undefined);
  assert.equal(hex(checkOf('udp', 'UDP_CHECK {;payload 01 02 0aFf;}').payload), '01020aff');
  assert.equal(hex(checkOf('udp', 'UDP_CHECK {;payload "0102 03";}').payload), '010203');
  assert.equal(hex(checkOf('udp', 'UDP_CHECK {;payload 01;payload zz;}').payload), '01');
});

test('a UDP reply is compared where no x stands', () => {
  const reply = (lines: string) => {
    const { reply: found } = checkOf('udp', `UDP_CHECK {;${lines};}`);
    return found === undefined ? undefined : [hex(found.bytes), hex(found.mask), found.minLength, found.maxLength];
  };
  assert.deepEqual(reply('require_reply'), ['', '', 0, 255]);
  assert.deepEqual(reply('require_reply 01xX2x 04'), ['01002004', 'ff00f0ff', 0, 255]);
  assert.deepEqual(reply('require_reply 01;require_reply'), ['01', 'ff', 0, 255]);
  assert.deepEqual(reply('require_reply 01;min_reply_length 2;max_reply_length 9'), ['01', 'ff', 2, 9]);
  assert.equal(reply('min_reply_length 2'), undefined);
});

test('limits of a UDP reply that cannot be met, or that do nothing, are pointed out', () => {
  assert.deepEqual(said('UDP_CHECK {;require_reply 01;min_reply_length 300;}'), ['reply-length-order!']);
  assert.deepEqual(said('UDP_CHECK {;require_reply;min_reply_length 3;}'), ['reply-length-unused']);
  assert.deepEqual(said('UDP_CHECK {;payload 0 102;}'), ['hex-odd']);
  assert.deepEqual(said('UDP_CHECK {;payload ff;require_reply fx;}'), []);
});

test('MISC_CHECK runs a script with its arguments as its user', () => {
  assert.deepEqual(checkOf('misc', `MISC_CHECK {;misc_path "/bin/check 'a b' c";user nobody adm;}`), {
    kind: 'misc',
    schedule: {
      retries: 0,
      retryDelay: seconds(1),
      warmup: seconds(6),
      interval: seconds(6),
      alpha: false,
      logsAllFailures: false,
    },
    command: ['/bin/check', 'a b', 'c'],
    user: { name: 'nobody', uid: 65534, gid: 4 },
    timeout: seconds(6),
    dynamic: false,
  });
});

test("a script may run as long as the virtual server's delay, whatever the check's own delay is", () => {
  const misc = (lines: string, real = '') => checkOf('misc', `MISC_CHECK {;misc_path /bin/check;${lines};}`, { real });
  assert.equal(toSeconds(misc('delay_loop 2', 'delay_loop 3').timeout), 6);
  assert.equal(toSeconds(misc('misc_timeout 4').timeout), 4);
  assert.equal(toSeconds(misc('misc_timeout 0').timeout), 6);
  assert.equal(misc('misc_dynamic').dynamic, true);
});

test('a script that cannot run makes no check', () => {
  assert.deepEqual(checksOf('MISC_CHECK {;misc_path /no/such;}'), []);
  assert.deepEqual(said('MISC_CHECK {;misc_path /no/such;}'), ['script-unusable']);
  assert.deepEqual(said('MISC_CHECK {;}'), ['script-missing!']);
  assert.deepEqual(said('MISC_CHECK {;misc_path /bin/check;user who;}'), ['script-user-unknown!']);
  assert.deepEqual(checksOf('MISC_CHECK {;misc_path /bin/check;user who;}'), []);
  assert.deepEqual(said('MISC_CHECK {;misc_path /bin/check a;}'), ['words-extra']);
  const weak = { files: { '/opt/weak': { mode: 0o777 } } };
  const { settings, diagnostics } = loadServer('MISC_CHECK {;misc_path /opt/weak;}', {}, weak);
  assert.deepEqual(settings?.checks, []);
  assert.ok(diagnostics.some(({ code, class: found }) => code === 'script-insecure' && found === undefined));
});

test('the security of scripts is judged by what stands below, too', () => {
  const weak = { files: { '/opt/weak': { mode: 0o777 } } };
  const before = 'global_defs {\nrouter_id a\nscript_user root\n}\n';
  const text = 'MISC_CHECK {;misc_path /opt/weak;}';
  const [check] = checksOf(text, { before }, weak) as readonly MiscCheck[];
  assert.deepEqual(check?.command, ['/opt/weak']);
  assert.equal(loadServer(text, { before }, weak).exitStatus, 6);
});

const FILES = `${GLOBALS}track_file f {\nfile /tmp/x\nweight 3 reverse\n}\ntrack_file g {\nfile /tmp/y\n}\n`;

test('FILE_CHECK takes its weight from the file unless it has one', () => {
  const file = (lines: string) => {
    const { file: name, weight, reverse } = checkOf('file', `FILE_CHECK {;${lines};}`, { before: FILES });
    return [name, weight, reverse];
  };
  assert.deepEqual(file('track_file f'), ['f', 3, true]);
  assert.deepEqual(file('weight 5;track_file f'), ['f', 5, false]);
  assert.deepEqual(file('track_file f;weight 5 noreverse'), ['f', 5, false]);
  assert.deepEqual(file('track_file f;weight 6 foo'), ['f', 3, true]);
  assert.deepEqual(file('weight 6 reverse;weight 7;track_file f'), ['f', 7, false]);
  assert.deepEqual(file('track_file f;track_file g'), ['g', 1, false]);
});

test('a file that FILE_CHECK cannot find is a mistake with a hint', () => {
  const { diagnostics } = loadServer('FILE_CHECK {;track_file ff;}', { before: FILES });
  const found = diagnostics.find(({ code }) => code === 'track-file-unknown');
  assert.equal(found?.hint, 'did you mean `f`?');
  assert.deepEqual(checksOf('FILE_CHECK {;track_file ff;}', { before: FILES }), []);
});

const SESSIONS = `${GLOBALS}bfd_instance bb {\nneighbor_ip 10.0.1.1\n}\nbfd_instance vv {\nneighbor_ip 10.0.1.2\nvrrp\n}\n`;

test('BFD_CHECK names a session that is defined above and tells checkers', () => {
  const about = (lines: string) => said(`BFD_CHECK {;${lines};}`, { before: SESSIONS });
  const check = checkOf('bfd', 'BFD_CHECK {;name bb;}', { before: SESSIONS, real: 'alpha' });
  assert.deepEqual(check, { kind: 'bfd', session: 'bb', alpha: true });
  assert.equal(checkOf('bfd', 'BFD_CHECK {;name bb;alpha;}', { before: SESSIONS }).alpha, true);
  assert.deepEqual(about(''), ['bfd-name-missing!']);
  assert.deepEqual(about('name b c'), ['words-extra!']);
  assert.deepEqual(about('name vv'), ['bfd-unknown!']);
  assert.deepEqual(about('name nope'), ['bfd-unknown!']);
});

test('a session is watched once by a real server', () => {
  const twice = 'BFD_CHECK {;name bb;};BFD_CHECK {;name bb;}';
  assert.deepEqual(said(twice, { before: SESSIONS }), ['bfd-check-twice!']);
  assert.equal(checksOf(twice, { before: SESSIONS }).length, 1);
});
