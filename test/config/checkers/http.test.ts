import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkOf, checksOf, type ServerText, said } from './server.js';

function http(lines: string, options: ServerText = {}, kind = 'HTTP_GET') {
  return checkOf('http', `${kind} {;${lines};}`, options);
}

function url(lines: string, options: ServerText = {}) {
  const { urls } = http(`url {;path /;${lines};}`, options);
  assert.equal(urls.length, 1);
  return urls[0]!;
}

const URL = 'url {;path /;}';

test('a url needs nothing but a path', () => {
  assert.deepEqual(url(''), {
    path: '/',
    host: '10.0.1.1:80',
    statuses: [{ first: 200, last: 299 }],
    closesTls: false,
  });
  assert.deepEqual(
    http('url {;path /a;};url {;path "";};url {;path /c;}').urls.map(one => one.path),
    ['/a', '', '/c'],
  );
});

test('a checker without a url is dropped, and a url without a path', () => {
  assert.deepEqual(said('HTTP_GET {;}'), ['url-missing!']);
  assert.deepEqual(checksOf('HTTP_GET {;}'), []);
  assert.deepEqual(said('HTTP_GET {;url {;status_code 200;};}'), ['url-path-missing!', 'url-missing!']);
  assert.equal(http(`${URL};url {;status_code 200;}`).urls.length, 1);
});

test('the last of several paths counts, and that is said', () => {
  assert.equal(http('url {;path /a;path /b;}').urls[0]!.path, '/b');
  assert.deepEqual(said('HTTP_GET {;url {;path /a;path /b;};}'), ['value-twice']);
});

test('a digest is kept in small letters, the first of two', () => {
  const digest = '0123456789ABCDEF0123456789abcdef';
  assert.equal(url(`digest ${digest}`).digest, digest.toLowerCase());
  assert.equal(url(`digest ${digest};digest ${'0'.repeat(32)}`).digest, digest.toLowerCase());
  assert.equal(url('digest 0123').digest, undefined);
});

test('status codes add up; what is none is left out', () => {
  assert.deepEqual(url('status_code 200 201-204;status_code 404').statuses, [
    { first: 200, last: 200 },
    { first: 201, last: 204 },
    { first: 404, last: 404 },
  ]);
  assert.deepEqual(url('status_code 99 250').statuses, [{ first: 250, last: 250 }]);
  assert.deepEqual(url('status_code 300-200').statuses, [{ first: 200, last: 299 }]);
});

test('the Host header is the nearest virtualhost, or address and port of the target', () => {
  const names = { virtual: 'virtualhost vs.example', real: 'virtualhost rs.example' };
  assert.equal(url('virtualhost u.example', names).host, 'u.example');
  assert.equal(http(`virtualhost c.example;${URL}`, names).urls[0]!.host, 'c.example');
  assert.equal(url('', names).host, 'rs.example');
  assert.equal(url('', { virtual: names.virtual }).host, 'vs.example');
  assert.equal(http(`connect_port 443;${URL}`).urls[0]!.host, '10.0.1.1:443');
  assert.equal(url('', { address: '2001:db8::5 80' }).host, '[2001:db8::5]:80');
});

test('a TLS server is told sni_name, or the virtualhost of url, checker or virtual server', () => {
  const names = { virtual: 'virtualhost v.example', real: 'virtualhost r.example' };
  const sni = (lines: string, options: ServerText = {}) => http(`${lines};${URL}`, options, 'SSL_GET').urls[0]!;
  assert.equal(sni('enable_sni').serverName, undefined);
  assert.equal(sni('enable_sni;virtualhost c.example').serverName, 'c.example');
  assert.deepEqual([sni('enable_sni', names).serverName, sni('enable_sni', names).host], ['v.example', 'r.example']);
  assert.equal(sni('enable_sni', { real: names.real }).serverName, undefined);
  assert.equal(sni('sni_name s.example;virtualhost c.example').serverName, 's.example');
  assert.equal(sni('sni_name;virtualhost c.example').serverName, 'c.example');
  assert.equal(sni('virtualhost c.example').serverName, undefined);
  assert.equal(sni('enable_sni off;virtualhost c.example').serverName, undefined);
  assert.deepEqual(said(`SSL_GET {;enable_sni;${URL};}`), ['sni-nameless']);
});

test('TLS settings of a check without TLS do nothing, and that is said', () => {
  assert.deepEqual(said(`HTTP_GET {;enable_sni;${URL};}`), ['tls-unused']);
  assert.equal(http(`enable_sni;virtualhost a;${URL}`).urls[0]!.serverName, undefined);
});

test('a url may close TLS sessions otherwise than its checker', () => {
  const closes = (lines: string) => http(lines, {}, 'SSL_GET').urls.map(({ closesTls }) => closesTls);
  assert.deepEqual(closes(`tls_compliant;${URL};url {;path /b;tls_compliant false;}`), [true, false]);
  assert.deepEqual(closes(`${URL};url {;path /b;tls_compliant;}`), [false, true]);
});

test('the version of HTTP is 1.0 unless it is said', () => {
  const protocol = (word: string) => http(`${word};${URL}`).protocol;
  assert.deepEqual(
    ['', 'http_protocol 1.0c', 'http_protocol 1.0C', 'http_protocol 1.1', 'http_protocol 2'].map(protocol),
    ['1.0', '1.0C', '1.0C', '1.1', '1.0'],
  );
  assert.equal(http(`fast_recovery;${URL}`).fastRecovery, true);
  assert.deepEqual([http(URL).tls, http(URL, {}, 'SSL_GET').tls], [false, true]);
});

test('a pattern loses its escapes once before it is compiled', () => {
  const pattern = (line: string) => url(line).body?.pattern;
  assert.equal(pattern(String.raw`regex "a\.c"`), 'a.c');
  assert.equal(pattern(String.raw`regex "a\\.c"`), String.raw`a\.c`);
  assert.equal(pattern(String.raw`regex 'b\'c\x41'`), "b'cA");
  assert.equal(pattern("regex 'ab c'"), 'ab c');
  assert.equal(pattern('regex "it\'s"'), "it's");
  assert.equal(pattern('regex ""'), '');
  assert.equal(pattern('regex'), undefined);
  assert.equal(pattern('regex "x y" z'), undefined);
});

test('a pattern has options and limits', () => {
  const lines = 'regex "b";regex_options caseless foo;regex_options utf;regex_min_offset 5;regex_max_offset 50';
  assert.deepEqual(url(lines).body, {
    pattern: 'b',
    options: ['caseless', 'utf'],
    minOffset: 5,
    maxOffset: 50,
    mustMatch: true,
  });
  assert.deepEqual(url('regex_no_match;regex "b"').body, {
    pattern: 'b',
    options: [],
    minOffset: 0,
    mustMatch: false,
  });
});

test('what is wrong with a pattern is said, though keepalived is silent', () => {
  const about = (lines: string) => said(`HTTP_GET {;url {;path /;${lines};};}`);
  assert.deepEqual(about('regex "(bad"'), ['regex-invalid']);
  assert.deepEqual(about('regex'), ['regex-missing']);
  assert.deepEqual(about('regex a b'), ['words-extra']);
  assert.deepEqual(about('regex a;regex b'), ['value-twice']);
  assert.deepEqual(about('regex_no_match'), ['regex-unset']);
  assert.deepEqual(about('regex a;regex_options caseles'), ['option-unknown']);
  assert.deepEqual(about('regex a;regex_min_offset x'), ['number-invalid']);
  assert.deepEqual(about('regex a;regex_min_offset 9;regex_max_offset 8'), ['regex-offset-order']);
});
