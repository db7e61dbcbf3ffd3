/** `-t`: keepalived's test of a configuration, with its exit statuses. `holdfast check` looks further. */
import { appendFileSync } from 'node:fs';
import { PLAIN, renderText } from '../../config/render/text.js';
import { readConfiguration } from '../read-configuration.js';
import { choosePaint } from './check/colour.js';
import type { Options } from './cli.js';

/** Says every mistake on stderr, or appends it to `logFile`; answers the exit status. */
export function testConfiguration(options: Options, logFile: string | undefined): number {
  const { diagnostics, exitStatus } = readConfiguration(options, true);
  const paint = logFile === undefined ? choosePaint('auto', process.stderr.isTTY === true, process.env) : PLAIN;
  const text = diagnostics.map(diagnostic => `${renderText(diagnostic, paint)}\n`).join('');
  if (logFile === undefined) {
    process.stderr.write(text);
    return exitStatus;
  }
  try {
    appendFileSync(logFile, text);
  } catch (error) {
    process.stderr.write(`${text}holdfast: cannot write to ${logFile}: ${String(error)}\n`);
  }
  return exitStatus;
}
