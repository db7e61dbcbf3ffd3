import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds } from '../../../src/base/duration.js';
import type { LogLine } from '../../../src/base/log.js';
import { createLogWriter, renderText, type SinkForm } from '../../../src/daemon/director/log-writer.js';
import type { LogSink } from '../../../src/sys/log-sink.js';

const AT = Date.UTC(2026, 10, 21, 10, 18, 34, 123);

interface FakeSink extends LogSink {
  readonly lines: string[];
  makeRoom(lost: number): void;
  finish(): void;
}

function fakeSink(): FakeSink {
  const lines: string[] = [];
  let report: (lost: number) => void = () => {};
  let finish = () => {};
  const flushed = new Promise<void>(resolve => {
    finish = resolve;
  });
  return {
    lines,
    lost: 0,
    write: line => void lines.push(line),
    onRoom: given => {
      report = given;
    },
    flush: () => flushed,
    close: () => {},
    makeRoom: lost => report(lost),
    finish: () => finish(),
  };
}

function writerTo(form: SinkForm, detail = false) {
  const sink = fakeSink();
  return { sink, writer: createLogWriter([{ form, sink }], { detail, clock: () => AT }) };
}

const TEXT_ROWS: readonly (readonly [LogLine, string])[] = [
  [
    { level: 'info', text: '(VI_1) Entering MASTER STATE' },
    '2026-11-21T10:18:34.123Z info  (VI_1) Entering MASTER STATE',
  ],
  [
    { level: 'error', text: 'no', fields: { code: 'bad-thing', count: 3, ready: false, absent: undefined } },
    '2026-11-21T10:18:34.123Z error no  code=bad-thing count=3 ready=false',
  ],
  [
    { level: 'warn', text: 'x', fields: { why: 'two words', empty: '', quote: 'a"b', equals: 'a=b' } },
    '2026-11-21T10:18:34.123Z warn  x  why="two words" empty="" quote="a\\"b" equals="a=b"',
  ],
  [
    { level: 'info', text: 'forged\n2026 info  line \x1b[2J\u009b', fields: { name: 'a\nb' } },
    '2026-11-21T10:18:34.123Z info  forged\\x0a2026 info  line \\x1b[2J\\x9b  name="a\\nb"',
  ],
];

for (const [line, text] of TEXT_ROWS) {
  test(`as text: ${JSON.stringify(line.text)} is one line: ${JSON.stringify(text)}`, () => {
    assert.equal(renderText(line, AT), text);
  });
}

test('the JSON form is one object a line, with the moment of the event', () => {
  const { sink, writer } = writerTo({ kind: 'json' });
  writer.log({ level: 'warn', text: 'a\nb', fields: { code: 'c', count: 2 } }, AT + 1_000);
  writer.log({ level: 'info', text: 'later' });
  assert.deepEqual(
    sink.lines.map(line => JSON.parse(line)),
    [
      { level: 'warn', time: '2026-11-21T10:18:35.123Z', code: 'c', count: 2, msg: 'a\nb' },
      { level: 'info', time: '2026-11-21T10:18:34.123Z', msg: 'later' },
    ],
  );
  assert.ok(sink.lines.every(line => line.endsWith('}\n') && line.indexOf('\n') === line.length - 1));
});

test('syslog gets the severity of the level and the text without time and level', () => {
  const { sink, writer } = writerTo({ kind: 'syslog', to: { facility: 3, ident: 'holdfast', pid: 7 } }, true);
  for (const level of ['error', 'warn', 'info', 'debug'] as const) writer.log({ level, text: 't', fields: { a: 1 } });
  assert.deepEqual(
    sink.lines.map(line => line.replace(/>.*: /, '> ')),
    ['<27> t  a=1', '<28> t  a=1', '<30> t  a=1', '<31> t  a=1'],
  );
});

test('debug lines appear with -D only', () => {
  const quiet = writerTo({ kind: 'text' });
  const detailed = writerTo({ kind: 'text' }, true);
  for (const { writer } of [quiet, detailed]) writer.log({ level: 'debug', text: 'd' });
  assert.deepEqual([quiet.sink.lines.length, detailed.sink.lines.length], [0, 1]);
});

test('lines a sink lost are told in that sink when it has room again', () => {
  const { sink, writer } = writerTo({ kind: 'text' });
  writer.log({ level: 'info', text: 'x' });
  sink.makeRoom(7);
  assert.match(sink.lines[1] ?? '', /warn {2}7 log lines were lost: .* {2}code=log-lines-lost lost=7\n$/);
});

test('flushing waits for every sink, but not for ever', async () => {
  const { sink, writer } = writerTo({ kind: 'text' });
  assert.equal(await writer.flush(milliseconds(1)), false);
  sink.finish();
  assert.equal(await writer.flush(milliseconds(60_000)), true);
});
