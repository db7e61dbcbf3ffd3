/** `holdfast check`: configurations to a report on standard output and an exit status. */
import { hostname } from 'node:os';
import type { ConfigurationPorts } from '../../../config/ports.js';
import { renderGithub } from '../../../config/render/github.js';
import { renderJson } from '../../../config/render/json.js';
import { type CheckReport, tally } from '../../../config/render/report.js';
import {
  renderSupport,
  renderSupportGithub,
  renderSupportJson,
  type SupportReport,
} from '../../../config/render/support.js';
import { type Paint, renderReport } from '../../../config/render/text.js';
import { type CommandEnd, type CommandPorts, processPorts } from '../command.js';
import { CHECK_USAGE, type CheckArguments, parseCheckArguments } from './arguments.js';
import { type CheckRequest, checkFiles, listSupport } from './check-files.js';
import { choosePaint } from './colour.js';
import { elsewhere, STDIN, withInterfaces, withStandardInput } from './machine.js';

/** Exit statuses: no errors, errors, nothing could be judged. */
const CLEAN = 0;
const MISTAKES = 1;
const UNUSABLE = 2;

/** Does what the arguments behind `check` say. Never throws for anything in them or in a file. */
export function runCheck(argv: readonly string[], ports: CommandPorts = processPorts()): CommandEnd {
  const parsed = parseCheckArguments(argv);
  if (!parsed.ok) return unusable(`holdfast check: ${parsed.error}\nTry 'holdfast check --help'.\n`);
  if (parsed.value === 'help') return { status: CLEAN, stdout: CHECK_USAGE, stderr: '' };
  const arguments_ = parsed.value;
  const machine = chooseMachine(arguments_, ports);
  if (typeof machine === 'string') return unusable(`holdfast check: ${machine}\n`);
  const requests = requestsOf(arguments_);
  const paint = choosePaint(arguments_.colour, ports.isTerminal, ports.machine.environment);
  if (arguments_.support) {
    const { files, gaps } = listSupport(requests, machine, arguments_);
    const unreadable = files.filter(file => !file.readable).map(({ path, reason }) => `${path}: ${reason}\n`);
    if (unreadable.length > 0) return unusable(unreadable.map(line => `holdfast check: ${line}`).join(''));
    const paths = [...new Set(files.map(file => file.path))];
    return { status: CLEAN, stdout: supportText({ files: paths, gaps }, arguments_, paint, machine), stderr: '' };
  }
  const report = checkFiles(requests, machine, arguments_);
  return {
    status: statusOf(report, arguments_.strict),
    stdout: reportText(report, arguments_, paint, machine),
    stderr: '',
  };
}

function unusable(stderr: string): CommandEnd {
  return { status: UNUSABLE, stdout: '', stderr };
}

function statusOf({ files, diagnostics }: CheckReport, strict: boolean): number {
  if (files.some(file => !file.readable)) return UNUSABLE;
  const { errors, warnings } = tally(diagnostics);
  return errors > 0 || (strict && warnings > 0) ? MISTAKES : CLEAN;
}

/** The machine to judge against, or why there is none. */
function chooseMachine(
  { paths, interfaces, looksAtSystem }: CheckArguments,
  { machine, readStandardInput }: CommandPorts,
): ConfigurationPorts | string {
  const judged = !looksAtSystem
    ? elsewhere(machine)
    : interfaces === undefined
      ? machine
      : withInterfaces(machine, interfaces);
  if (!paths.includes('-')) return judged;
  try {
    return withStandardInput(judged, readStandardInput());
  } catch (reason) {
    return `standard input cannot be read: ${reason instanceof Error ? reason.message : String(reason)}`;
  }
}

function requestsOf({ paths, configIds }: CheckArguments): readonly CheckRequest[] {
  // keepalived: the node name up to its first dot, unless -i says otherwise
  const fallback = configIds[0] ?? hostname().split('.')[0] ?? '';
  return paths.map((path, i) => ({ path: path === '-' ? STDIN : path, configId: configIds[i] ?? fallback }));
}

function reportText(
  report: CheckReport,
  { format }: CheckArguments,
  paint: Paint,
  { workingDirectory }: ConfigurationPorts,
): string {
  switch (format) {
    case 'json':
      return renderJson(report);
    case 'github':
      return renderGithub(report, workingDirectory);
    case 'text':
      return renderReport(report, paint);
  }
}

function supportText(
  report: SupportReport,
  { format }: CheckArguments,
  paint: Paint,
  { workingDirectory }: ConfigurationPorts,
): string {
  switch (format) {
    case 'json':
      return renderSupportJson(report);
    case 'github':
      return renderSupportGithub(report, workingDirectory);
    case 'text':
      return renderSupport(report, paint);
  }
}
