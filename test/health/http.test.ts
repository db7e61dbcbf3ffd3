import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { encodeHttpRequest, HttpReply, LONGEST_HEADER } from '../../src/health/http.js';
import type { Outcome } from '../../src/health/outcome.js';
import type { HttpUrl } from '../../src/health/settings.js';
import { httpUrl } from '../support/check-run.js';
import { seededRandom } from '../support/random.js';

const bytes = (text: string) => Uint8Array.from(Buffer.from(text, 'latin1'));
const md5 = (text: string) => createHash('md5').update(text).digest('hex');

/** The pieces come in one read each, then the server closes. */
function judge(url: HttpUrl, ...pieces: readonly string[]): Outcome {
  const reply = new HttpReply(url);
  for (const piece of pieces) {
    const outcome = reply.feed(bytes(piece));
    if (outcome !== undefined) return outcome;
  }
  return reply.finish();
}

/** `up`, `down`, and the remark. */
function verdict(outcome: Outcome): string {
  if (!outcome.ok) return 'down';
  return outcome.remark === undefined ? 'up' : `up; ${outcome.remark}`;
}

const REQUESTS: readonly (readonly ['1.0' | '1.0C' | '1.1', Partial<HttpUrl>, string])[] = [
  ['1.0', {}, 'GET /x HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: 10.77.1.1:2001\r\n\r\n'],
  ['1.1', {}, 'GET /x HTTP/1.1\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: 10.77.1.1:2001\r\n\r\n'],
  [
    '1.0C',
    { host: 'www.example.org' },
    'GET /x HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: www.example.org\r\n\r\n',
  ],
  [
    '1.0',
    { host: '[fd77:1::1]:2001' },
    'GET /x HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: [fd77:1::1]:2001\r\n\r\n',
  ],
  ['1.0', { path: 'rel' }, 'GET rel HTTP/1.0\r\nUser-Agent: KeepAliveClient\r\nHost: 10.77.1.1:2001\r\n\r\n'],
];

for (const [protocol, url, expected] of REQUESTS) {
  test(`the request of ${protocol} for ${url.path ?? '/x'} from ${url.host ?? 'its address'}`, () => {
    assert.equal(Buffer.from(encodeHttpRequest(protocol, httpUrl(url))).toString('latin1'), expected);
  });
}

test('a path beyond ASCII is sent as UTF-8', () => {
  const request = Buffer.from(encodeHttpRequest('1.0', httpUrl({ path: '/ü' })));
  assert.equal(request.subarray(0, 8).toString('hex'), '474554202fc3bc20');
});

const ABC = { digest: md5('abc') };
const OK_3 = 'HTTP/1.0 200 OK\r\nContent-Length: 3\r\n\r\n';

// What keepalived made of each answer.
const ANSWERS: readonly (readonly [string, Partial<HttpUrl>, readonly string[], string])[] = [
  ['the body has the digest', ABC, [`${OK_3}abc`], 'up'],
  [
    'more bytes than Content-Length: the digest is of so many',
    ABC,
    [`${OK_3}abcdef`],
    'up; answered with 6 bytes of /x, where Content-Length says 3',
  ],
  [
    'fewer bytes than Content-Length',
    ABC,
    ['HTTP/1.0 200 OK\r\nContent-Length: 10\r\n\r\nabc'],
    'up; answered with 3 bytes of /x, where Content-Length says 10',
  ],
  ['another status', ABC, ['HTTP/1.0 404 Not\r\n\r\nabc'], 'down'],
  [
    'another status that is wanted',
    { ...ABC, statuses: [{ first: 404, last: 404 }] },
    ['HTTP/1.0 404 Not\r\n\r\nabc'],
    'up',
  ],
  [
    'chunks are not put together',
    ABC,
    ['HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n'],
    'down',
  ],
  ['the body in two reads', { digest: md5('abcdef') }, ['HTTP/1.1 200 OK\r\n\r\nabc', 'def'], 'up'],
  ['lines that end with LF alone', {}, ['HTTP/1.1 200 OK\n\nabc'], 'down'],
  ['no blank behind the code', {}, ['HTTP/1.1 204\r\n\r\n'], 'down'],
  ['a blank and no reason behind the code', {}, ['HTTP/1.1 204 \r\n\r\n'], 'up'],
  ['any version', {}, ['HTTP/2 200 OK\r\n\r\n'], 'up'],
  ['100 Continue is a status as any', {}, ['HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n\r\n'], 'down'],
  ['a redirection', {}, ['HTTP/1.0 301 M\r\n\r\n'], 'down'],
  [
    'a redirection that is wanted',
    {
      statuses: [
        { first: 300, last: 302 },
        { first: 404, last: 404 },
      ],
    },
    ['HTTP/1.0 301 M\r\n\r\n'],
    'up',
  ],
  ['no status line', {}, ['garbage\r\n\r\n'], 'down'],
  ['a status line that is not the first', {}, ['x\r\nHTTP/1.1 200 OK\r\n\r\n'], 'down'],
  ['nothing', {}, [], 'down'],
  ['a header without an end', {}, ['HTTP/1.1 200 OK\r\n'], 'down'],
  ['the digest of an empty body', { digest: md5('') }, ['HTTP/1.1 200 OK\r\n\r\n'], 'up'],
  ['Content-Length in small letters', {}, ['HTTP/1.1 200 OK\r\ncontent-length:3\r\n\r\nabc'], 'up'],
];

for (const [says, url, pieces, expected] of ANSWERS) {
  test(`${says}: ${expected}`, () => assert.equal(verdict(judge(httpUrl(url), ...pieces)), expected));
}

test('how the answer is cut into reads makes no difference', () => {
  const whole = 'HTTP/1.0 200 OK\r\nServer: x\r\nContent-Length: 7\r\n\r\naaabaaa';
  const url = httpUrl({ digest: 'e2624ec0dfffffc4d129587428189624' });
  for (let cut = 0; cut <= whole.length; cut++) {
    assert.equal(verdict(judge(url, whole.slice(0, cut), whole.slice(cut))), 'up', `cut at ${cut}`);
  }
  assert.equal(verdict(judge(url, ...whole)), 'up', 'byte by byte');
});

test('the reasons name what was wanted and what came', () => {
  const reason = (outcome: Outcome) => (outcome.ok ? '' : `${outcome.fault.code}: ${outcome.fault.detail}`);
  assert.equal(reason(judge(httpUrl())), 'closed: the connection was closed without an answer');
  assert.equal(reason(judge(httpUrl(), 'HTTP/1.0 503 Busy\r\n\r\n')), 'denied: /x answers with status 503');
  assert.equal(
    reason(judge(httpUrl(), '\x1b[2J')),
    'malformed: the answer has no end of a header: "\\u001b[2J"',
    'no control character reaches the log',
  );
  assert.equal(
    reason(judge(httpUrl(ABC), 'HTTP/1.0 200 OK\r\n\r\nx')),
    `mismatch: the MD5 digest of /x is ${md5('x')}, not ${md5('abc')}`,
  );
});

test('a header without an end is not waited for for ever', () => {
  const reply = new HttpReply(httpUrl());
  const piece = new Uint8Array(1024).fill(65);
  let fed = 0;
  let outcome: Outcome | undefined;
  while (outcome === undefined && fed < 2 * LONGEST_HEADER) {
    outcome = reply.feed(piece);
    fed += piece.length;
  }
  assert.equal(outcome?.ok, false);
  assert.equal(fed, LONGEST_HEADER + 1024);
});

test('random bytes are judged, never thrown at', () => {
  const random = seededRandom(11);
  for (let i = 0; i < 500; i++) {
    const piece = Uint8Array.from({ length: Math.floor(random() * 80) }, () => Math.floor(random() * 256));
    const reply = new HttpReply(httpUrl(ABC));
    reply.feed(bytes('HTTP/1.1 200 OK\r\n'.slice(0, Math.floor(random() * 18))));
    reply.feed(piece);
    assert.equal(reply.finish().ok, false);
  }
});
