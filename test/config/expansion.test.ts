import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Expansion } from '../../src/config/expansion.js';
import { renderText } from '../../src/config/render/text.js';
import { instanceText, load } from '../support/fake-machine.js';

/** `COLUMN CODE: the line as it was read` of each mistake. */
const read = (text: string): readonly string[] =>
  load(text).diagnostics.map(
    ({ at, code, readAs }) => `${at?.column} ${code}${readAs === undefined ? '' : `: ${readAs}`}`,
  );

test('a mistake in a definition is shown where the definition is used, with what it stands for', () => {
  const rows: readonly [string, string, readonly string[]][] = [
    ['$P=300', 'priority\t$P', ['10 number-range: priority\t300']],
    ['$P=3', `priority \${P}00`, ['10 number-range: priority 300']],
    ['$K=priority', '$K 300', ['4 number-range: priority 300']],
    ['$K=prioritx', '  $K 3', ['3 keyword-unknown: prioritx 3']],
    ['$A=x', 'prioritx $A', ['1 keyword-unknown: prioritx x']],
    ['$A=x', '@alpha priority 300 $A', ['17 number-range: priority 300 x']],
  ];
  for (const [definition, line, expected] of rows) {
    assert.deepEqual(read(`${definition}\n${instanceText(line)}`), expected, line);
  }
});

test('lines that a sequence or a definition produces have the place of what produced them', () => {
  const sequence = instanceText(`virtual_ipaddress_excluded {\n ~SEQ(i, 1, 2) 10.1.\${i} dev eth0\n}`);
  assert.deepEqual(read(sequence), ['16 address-invalid: 10.1.1 dev eth0', '16 address-invalid: 10.1.2 dev eth0']);
  const block = `$B=\\\n priority 300 \\\n odd 1\n${instanceText('  $B')}`;
  assert.deepEqual(read(block), ['3 keyword-unknown: odd 1', '3 number-range: priority 300']);
});

test('the whole reference is underlined, braces and all', () => {
  const [mistake] = load(`$P=300\n${instanceText(`priority \${P}`)}`).diagnostics;
  assert.deepEqual(renderText(mistake!).split('\n').slice(1), [
    `    priority \${P}`,
    '             ^~~~',
    '    read as: priority 300',
  ]);
});

test('a secret in a definition is not shown, neither where it is used nor where it stands', () => {
  const texts = [
    `$X=s3cret\n${instanceText('authentication {\nauth_type PASS\n$X 1\nodd $X\n}\nauth_pass $X')}`,
    `$X=\\\n auth_pass s3cret\n${instanceText('$X')}`,
    `$X=s3cret \\\n\n${instanceText('authentication {\n auth_pass $X\n $X\n}')}`,
  ];
  for (const text of texts) {
    const { diagnostics } = load(text);
    assert.notEqual(diagnostics.length, 0);
    assert.doesNotMatch(JSON.stringify(diagnostics), /s3cret/);
  }
});

test('words before and behind all references keep their columns', () => {
  const word = fc.stringMatching(/^[a-z.]{1,6}$/);
  fc.assert(
    fc.property(
      fc.array(word, { maxLength: 4 }),
      fc.array(word),
      fc.array(word, { minLength: 1 }),
      (head, value, tail) => {
        const written = [...head, '$X', ...tail].join(' ');
        const expanded = [...head, ...value, ...tail].join(' ');
        const expansion = new Expansion(written, expanded);
        let offset = 0;
        for (const [i, one] of head.entries()) {
          assert.equal(expansion.writtenAt(offset), offset, `head ${i}`);
          offset += one.length + 1;
        }
        const last = expansion.writtenAt(expanded.length - tail.at(-1)!.length);
        assert.ok(last <= written.length - tail.at(-1)!.length && last >= Math.min(offset, written.indexOf('$X')));
      },
    ),
  );
});
