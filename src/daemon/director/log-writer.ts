/**
 * Log lines to text, and text to every sink. pino writes the JSON form; the text form is for people and for syslog:
 *
 *   2026-11-21T10:18:34.123Z info  (VI_1) Entering MASTER STATE  reason=timeout
 */
import { type Logger, pino } from 'pino';
import { type Duration, toMilliseconds } from '../../base/duration.js';
import type { LogFields, LogLevel, LogLine } from '../../base/log.js';
import type { LogSink } from '../../sys/log-sink.js';
import { renderSyslog, type SyslogSettings, type SyslogSeverity } from '../../sys/syslog.js';

export type SinkForm =
  | { readonly kind: 'text' }
  | { readonly kind: 'json' }
  | { readonly kind: 'syslog'; readonly to: SyslogSettings };

export interface LogOutput {
  readonly form: SinkForm;
  readonly sink: LogSink;
}

export interface LogWriter {
  /** `at` is the moment of the event in milliseconds since 1970; default: now. Never blocks, never throws. */
  log(line: LogLine, at?: number): void;
  /** True when everything was handed over within `patience`. */
  flush(patience: Duration): Promise<boolean>;
  close(): void;
}

const SEVERITY: Record<LogLevel, SyslogSeverity> = { error: 3, warn: 4, info: 6, debug: 7 };

/** `detail` (`-D`) lets `debug` lines through. */
export function createLogWriter(
  outputs: readonly LogOutput[],
  { detail, clock }: { readonly detail: boolean; readonly clock: () => number },
): LogWriter {
  const writers = outputs.map(({ form, sink }) => ({ write: writerOf(form, sink), sink }));
  for (const { write, sink } of writers) {
    sink.onRoom(lost => write(lostLines(lost), clock()));
  }
  return {
    log(line, at = clock()) {
      if (line.level === 'debug' && !detail) return;
      for (const { write } of writers) write(line, at);
    },
    async flush(patience) {
      let alarm: NodeJS.Timeout | undefined;
      const late = new Promise<boolean>(resolve => {
        alarm = setTimeout(() => resolve(false), toMilliseconds(patience));
      });
      const written = Promise.all(writers.map(({ sink }) => sink.flush())).then(() => true);
      const done = await Promise.race([written, late]);
      clearTimeout(alarm);
      return done;
    },
    close() {
      for (const { sink } of writers) sink.close();
    },
  };
}

function lostLines(lost: number): LogLine {
  return {
    level: 'warn',
    text: `${lost} log line${lost === 1 ? ' was' : 's were'} lost: this log could not take them in time`,
    fields: { code: 'log-lines-lost', lost },
  };
}

function writerOf(form: SinkForm, sink: LogSink): (line: LogLine, at: number) => void {
  if (form.kind === 'text') return (line, at) => sink.write(`${renderText(line, at)}\n`);
  if (form.kind === 'syslog') {
    return (line, at) => sink.write(renderSyslog(form.to, SEVERITY[line.level], renderBody(line), new Date(at)));
  }
  // pino asks for the time while it writes; the moment of the event is handed to it that way.
  let moment = 0;
  const logger: Logger = pino(
    {
      level: 'debug',
      base: null,
      timestamp: () => `,"time":"${new Date(moment).toISOString()}"`,
      formatters: { level: label => ({ level: label }) },
    },
    { write: (text: string) => sink.write(text) },
  );
  return (line, at) => {
    moment = at;
    logger[line.level](line.fields ?? {}, line.text);
  };
}

/** One line without its newline. */
export function renderText(line: LogLine, at: number): string {
  return `${new Date(at).toISOString()} ${line.level.padEnd(5)} ${renderBody(line)}`;
}

function renderBody(line: LogLine): string {
  const fields = renderFields(line.fields);
  return fields === '' ? plain(line.text) : `${plain(line.text)}  ${fields}`;
}

function renderFields(fields: LogFields | undefined): string {
  return Object.entries(fields ?? {})
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => `${name}=${quoted(String(value))}`)
    .join(' ');
}

/** Values with blanks, quotes or nothing in them are quoted, so that a line can be taken apart again. */
function quoted(value: string): string {
  return /^[^\s"=\x00-\x1f\x7f]+$/.test(value) ? value : JSON.stringify(value);
}

/** One event is one line: whatever a name or a packet carried cannot begin another or steer a terminal. */
function plain(text: string): string {
  return text.replace(/[\x00-\x1f\x7f-\x9f]/g, found => `\\x${found.charCodeAt(0).toString(16).padStart(2, '0')}`);
}
