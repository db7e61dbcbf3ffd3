import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Diagnostic } from '../../../src/config/diagnostics.js';
import { endColumn } from '../../../src/config/render/place.js';
import { type CheckReport, tallyText } from '../../../src/config/render/report.js';
import { COLOURED, renderReport, renderText } from '../../../src/config/render/text.js';

function mistake(source: string, column: number, more: Partial<Diagnostic> = {}): Diagnostic {
  const at = { file: '/x.conf', line: 3, column };
  return { severity: 'error', code: 'number-range', text: 'too much', at, source, ...more };
}

/** The source line and the marks below it. */
function marked(source: string, column: number): readonly string[] {
  return renderText(mistake(source, column)).split('\n').slice(1);
}

test('the word that is wrong is underlined, at any tab width', () => {
  assert.deepEqual(marked('\tpriority 300', 11), ['    \tpriority 300', '    \t         ^~~']);
  assert.deepEqual(marked('priority 300', 1), ['    priority 300', '    ^~~~~~~~']);
  assert.deepEqual(marked('a { b }', 3), ['    a { b }', '      ^']);
  assert.deepEqual(marked('auth {x}', 7), ['    auth {x}', '          ^']);
});

test('a quoted word is underlined with its quotes, an open one to the end of the line', () => {
  assert.deepEqual(marked('script "/bin/a b" root', 8)[1], '           ^~~~~~~~~~');
  assert.deepEqual(marked('script "/bin/a b', 8)[1], '           ^~~~~~~~~');
});

test('a place inside a word is one caret, and one beyond the line shows the line alone', () => {
  assert.equal(marked('10.0.0.1/99', 10)[1], '             ^');
  assert.deepEqual(marked('short', 40), ['    short']);
});

test('columns count bytes, so that letters of several bytes do not move the caret', () => {
  const source = 'router_id "Zürich" x';
  const column = Buffer.byteLength('router_id "Zürich" ') + 1;
  assert.deepEqual(marked(source, column)[1], `    ${' '.repeat('router_id "Zürich" '.length)}^`);
  assert.equal(endColumn('ü wörd', 4), 4 + Buffer.byteLength('wörd'));
  assert.equal(endColumn('x', 9), undefined);
});

test('everything that helps to find and mend a mistake stands below it', () => {
  const at = { file: '/b.conf', line: 7, column: 2, includedFrom: [{ file: '/a.conf', line: 4 }] };
  const related = [{ at: { file: '/c.conf', line: 1, column: 5 }, text: 'says 51' }];
  assert.equal(
    renderText({ severity: 'warning', code: 'vrid-twice', text: 'twice', at, source: ' x 5', hint: 'choose', related }),
    [
      '/b.conf:7:2: warning[vrid-twice]: twice',
      '     x 5',
      '     ^',
      '    included from /a.conf:4',
      '    /c.conf:1:5: says 51',
      '    hint: choose',
    ].join('\n'),
  );
});

test('a mistake without a place has none, and a file name cannot steer the terminal', () => {
  assert.equal(renderText({ severity: 'error', code: 'file-unusable', text: 'gone' }), 'error[file-unusable]: gone');
  const at = { file: '/\x1b[2J.conf', line: 1, column: 1 };
  assert.equal(
    renderText({ severity: 'note', code: 'number-range', text: 't', at }),
    '/?[2J.conf:1:1: note[number-range]: t',
  );
});

test('colours change nothing but colours', () => {
  const one = mistake('priority 300', 10, { hint: 'less' });
  const painted = renderText(one, COLOURED);
  assert.match(painted, /\x1b\[1;31merror\[number-range\]:\x1b\[0m/);
  assert.equal(painted.replace(/\x1b\[[0-9;]*m/g, ''), renderText(one));
});

test('a report ends with a count, and says when the daemon would refuse to start', () => {
  const report: CheckReport = {
    files: [{ path: '/x.conf', readable: true, starts: false, reason: 'no interface' }],
    diagnostics: [mistake('priority 300', 10), { severity: 'note', code: 'number-range', text: 'n' }],
    verdicts: [{ about: 'virtual router 51', text: 'a.conf would be MASTER' }],
  };
  assert.deepEqual(renderReport(report).split('\n').slice(-5), [
    'note[number-range]: n',
    'virtual router 51: a.conf would be MASTER',
    '/x.conf: the daemon would refuse to start: no interface',
    '/x.conf: 1 error, 1 note',
    '',
  ]);
});

test('counts are spelled as people do', () => {
  assert.equal(tallyText({ errors: 0, warnings: 0, notes: 0 }), 'no mistakes');
  assert.equal(tallyText({ errors: 2, warnings: 1, notes: 0 }), '2 errors, 1 warning');
  assert.equal(tallyText({ errors: 0, warnings: 0, notes: 3 }), '3 notes');
});
