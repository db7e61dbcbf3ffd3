/**
 * What a part of the program may say. Levels follow syslog's meaning: `error` needs someone, `warn` may, `info` tells
 * the story of a node (transitions, start, stop), `debug` is the detail that `-D` asks for.
 */
export type LogLevel = 'error' | 'warn' | 'info' | 'debug';

/** Structured context. Never a secret: a password or key must not be put here. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export interface LogLine {
  readonly level: LogLevel;
  /** A sentence an operator can grep. Instance lines start with `(NAME) `, as keepalived's do. */
  readonly text: string;
  /** `code` is a stable kebab-case word shared by logs, counters and docs. */
  readonly fields?: LogFields;
}

/** Where log lines go. Never blocks and never throws. */
export type Log = (line: LogLine) => void;
