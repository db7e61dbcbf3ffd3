/** The forms for programs: JSON, and GitHub's workflow commands. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { githubCommand, renderGithub } from '../../../src/config/render/github.js';
import { renderJson } from '../../../src/config/render/json.js';
import type { CheckReport } from '../../../src/config/render/report.js';
import { renderSupport, renderSupportGithub, renderSupportJson } from '../../../src/config/render/support.js';

const REPORT: CheckReport = {
  files: [
    { path: '/repo/a.conf', readable: true, starts: true },
    { path: '/repo/b.conf', readable: true, starts: false, reason: 'no interface' },
  ],
  diagnostics: [
    {
      severity: 'error',
      code: 'number-range',
      class: 'invalid-number',
      text: '`priority` is 1 to 255, not 300',
      at: { file: '/repo/a.conf', line: 3, column: 12, includedFrom: [{ file: '/repo/main.conf', line: 9 }] },
      source: '  priority 300',
      hint: '100% sure?',
      related: [{ at: { file: '/repo/b.conf', line: 4, column: 1 }, text: 'says 200' }],
    },
    { severity: 'note', code: 'too-many-diagnostics', text: '5 more' },
  ],
  verdicts: [{ about: 'router 51', text: 'a is MASTER' }],
};

test('the JSON form has the documented shape', () => {
  assert.deepEqual(JSON.parse(renderJson(REPORT)), {
    version: 1,
    files: [
      { path: '/repo/a.conf', readable: true, starts: true },
      { path: '/repo/b.conf', readable: true, starts: false, reason: 'no interface' },
    ],
    diagnostics: [
      {
        file: '/repo/a.conf',
        line: 3,
        column: 12,
        endColumn: 15,
        severity: 'error',
        code: 'number-range',
        message: '`priority` is 1 to 255, not 300',
        hint: '100% sure?',
        source: '  priority 300',
        includedFrom: [{ file: '/repo/main.conf', line: 9 }],
        related: [{ file: '/repo/b.conf', line: 4, column: 1, message: 'says 200' }],
      },
      { severity: 'note', code: 'too-many-diagnostics', message: '5 more' },
    ],
    verdicts: [{ about: 'router 51', text: 'a is MASTER' }],
    summary: { errors: 1, warnings: 0, notes: 1 },
  });
});

test('each mistake is one workflow command with paths from the root of the repository', () => {
  const lines = renderGithub(REPORT, '/repo').trimEnd().split('\n');
  assert.deepEqual(lines, [
    '::error file=a.conf,line=3,col=12,endColumn=14,title=number-range::`priority` is 1 to 255, not 300%0A' +
      'hint: 100%25 sure?%0Ab.conf:4: says 200%0Aincluded from main.conf:9',
    '::notice title=too-many-diagnostics::5 more',
    '::notice::router 51: a is MASTER',
    '::error file=b.conf,title=no start::the daemon would refuse to start: no interface',
  ]);
});

test('nothing in a file can end a workflow command or begin another one', () => {
  const hostile = 'a,b:c%d\r\n::set-output name=x::y';
  assert.equal(
    githubCommand('warning', { file: hostile, line: 1 }, hostile),
    '::warning file=a%2Cb%3Ac%25d%0D%0A%3A%3Aset-output name=x%3A%3Ay,line=1::a,b:c%25d%0D%0A::set-output name=x::y',
  );
});

const PLACES = [1, 2, 3, 4, 5, 6, 7, 8].map(line => ({ file: '/repo/a.conf', line, column: 3 }));
const SUPPORT = {
  files: ['/repo/a.conf'],
  gaps: [{ keyword: 'smtp_alert', block: 'vrrp_instance', effect: 'no mail is sent yet', places: PLACES }],
};

test('what has no effect is listed once for each keyword, with the first places', () => {
  assert.equal(
    renderSupport(SUPPORT),
    'smtp_alert in vrrp_instance: no mail is sent yet\n' +
      '    /repo/a.conf:1, /repo/a.conf:2, /repo/a.conf:3, /repo/a.conf:4, /repo/a.conf:5, /repo/a.conf:6 and 2 more\n' +
      '/repo/a.conf: one thing is used that has no effect yet\n',
  );
  assert.equal(renderSupport({ files: ['a'], gaps: [] }), 'a: everything that is used has its effect\n');
});

test('the same for programs', () => {
  assert.deepEqual(JSON.parse(renderSupportJson(SUPPORT)), {
    version: 1,
    files: ['/repo/a.conf'],
    withoutEffect: [{ keyword: 'smtp_alert', block: 'vrrp_instance', effect: 'no mail is sent yet', places: PLACES }],
  });
  assert.equal(
    renderSupportGithub(SUPPORT, '/repo'),
    '::notice file=a.conf,line=1,title=no effect yet::smtp_alert: no mail is sent yet (8 places)\n',
  );
});
