/** Which logs there are, from the command line: the console with `-l`, syslog unless `-G`. */
import { isTerminal, openDescriptorSink } from '../../sys/log-sink.js';
import { hasSystemLog, openSyslogSink, systemLogSender } from '../../sys/syslog.js';
import type { Options } from '../command/cli.js';
import type { LogOutput } from './log-writer.js';

const STDOUT = 1;

/** In front and without a syslog daemon (a container), the console is better than no log at all. */
export function showsOnConsole(options: Options): boolean {
  return options.logsToConsole || (options.logsToSyslog && options.foreground && !hasSystemLog());
}

export function openLogOutputs(options: Options): LogOutput[] {
  const outputs: LogOutput[] = [];
  if (options.logsToSyslog) {
    const to = { facility: options.facility, ident: 'holdfast', pid: process.pid };
    outputs.push({ form: { kind: 'syslog', to }, sink: openSyslogSink(systemLogSender()) });
  }
  if (showsOnConsole(options)) {
    const kind = options.logFormat ?? (isTerminal(STDOUT) ? 'text' : 'json');
    outputs.push({ form: { kind }, sink: openDescriptorSink(STDOUT) });
  }
  return outputs;
}
