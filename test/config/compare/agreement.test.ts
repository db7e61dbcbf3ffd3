import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText } from '../../support/fake-machine.js';
import { compare } from '../../support/lint.js';

/** Two nodes with different priorities that differ in these lines, too. */
const pair = (first: string, second: string) =>
  compare(instanceText(`priority 150\n${first}`), instanceText(`priority 100\n${second}`));

const auth = (type: string, password: string): string =>
  `authentication {\nauth_type ${type}\nauth_pass ${password}\n}`;

test('nodes that match have nothing to be said of, and one MASTER', () => {
  const { diagnostics, verdicts } = pair('', '');
  assert.deepEqual(diagnostics, []);
  assert.deepEqual(verdicts, [
    {
      about: 'VRID 51 (VI, IPv4)',
      text: 'a.conf is MASTER while all is well: priority 150 before b.conf with 100',
      master: 'a.conf',
    },
  ]);
});

test('what makes nodes deaf to each other is an error with both places, and ends in two masters', () => {
  const rows: readonly [string, string, string, RegExp][] = [
    ['version 3', '', 'compare-version', /a\.conf:5 says 3, in b\.conf it is 2/],
    ['advert_int 2', 'advert_int 3', 'compare-advert-int', /a\.conf:5 says 2 s, b\.conf:5 says 3 s/],
    [
      'mcast_dst_ip 224.0.0.19',
      '',
      'compare-group-address',
      /a\.conf:5 says 224\.0\.0\.19, in b\.conf it is 224\.0\.0\.18/,
    ],
    ['unicast_peer {\n10.0.0.12\n}', '', 'compare-mode', /a\.conf:5 says unicast, in b\.conf it is multicast/],
    [auth('PASS', 'one'), '', 'compare-authentication', /a\.conf:5 says PASS, in b\.conf it is none/],
    [auth('PASS', 'one'), auth('PASS', 'two'), 'compare-authentication', /`auth_pass` of a\.conf and b\.conf differs/],
  ];
  for (const [first, second, code, text] of rows) {
    const { diagnostics, verdicts } = pair(first, second);
    assert.deepEqual(
      diagnostics.map(one => [one.severity, one.code]),
      [['error', code]],
      code,
    );
    assert.match(diagnostics[0]!.text, text);
    assert.equal(diagnostics[0]!.at?.file, 'b.conf');
    assert.deepEqual(
      diagnostics[0]!.related?.map(({ at }) => at.file),
      ['a.conf'],
    );
    assert.equal(verdicts[0]?.master, undefined);
    assert.match(verdicts[0]!.text, /^a\.conf and b\.conf do not hear each other: both become MASTER$/);
  }
});

test('passwords are compared by the eight bytes that count, and never shown', () => {
  assert.deepEqual(pair(auth('PASS', 'longsecretA'), auth('PASS', 'longsecretB')).diagnostics, []);
  const { diagnostics, verdicts } = pair(auth('PASS', 'alpha'), auth('PASS', 'omega'));
  assert.equal(diagnostics[0]?.at?.line, 5);
  assert.doesNotMatch(JSON.stringify([diagnostics, verdicts]), /alpha|omega/);
});

test('version 3 lives with different intervals', () => {
  const { diagnostics, verdicts } = pair('version 3\nadvert_int 1', 'version 3\nadvert_int 0.5');
  assert.deepEqual(
    diagnostics.map(one => [one.severity, one.code]),
    [['warning', 'compare-advert-int']],
  );
  assert.equal(verdicts[0]?.master, 'a.conf');
});

test('a file with nothing to read is left out', () => {
  assert.deepEqual(compare(instanceText()), { diagnostics: [], verdicts: [] });
});
