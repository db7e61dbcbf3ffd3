/** The part of the state dump about tracked files and processes, in keepalived's words. */
import { type Duration, toSeconds } from '../base/duration.js';
import type { InstanceSettings, TrackFileSettings, TrackProcessSettings, Weight } from '../vrrp/settings.js';

export interface ShownFile {
  readonly settings: TrackFileSettings;
  readonly value: number;
}

export interface ShownProcess {
  readonly settings: TrackProcessSettings;
  readonly count: number;
  readonly isQuorate: boolean;
  /** The delay that runs. */
  readonly awaits?: 'fork' | 'exit';
}

export interface ShownTrackers {
  readonly files: readonly ShownFile[];
  readonly processes: readonly ShownProcess[];
}

export function trackerLines({ files, processes }: ShownTrackers, instances: readonly InstanceSettings[]): string[] {
  const lines: string[] = [];
  if (files.length > 0) lines.push('------< VRRP Track files >------');
  for (const { settings, value } of files) {
    lines.push(
      ` Track file = ${settings.name}`,
      `   File = ${settings.path}`,
      `   Status = ${value}`,
      `   Weight = ${weightText(settings.weight)}`,
      ...trackingLines(settings.name, 'trackFiles', instances),
    );
  }
  if (processes.length > 0) lines.push('------< VRRP Track processes >------');
  for (const shown of processes) {
    lines.push(...processLines(shown), ...trackingLines(shown.settings.name, 'trackProcesses', instances));
  }
  return lines;
}

function processLines({ settings, count, isQuorate, awaits }: ShownProcess): string[] {
  const { name, process, parameters, quorum, quorumMax, terminateDelay, forkDelay } = settings;
  return [
    ` VRRP Track process = ${name}`,
    `   Process = ${[process, ...parameters].join(' ')}`,
    `   Min processes = ${quorum}`,
    ...(quorumMax === undefined ? [] : [`   Max processes = ${quorumMax}`]),
    `   Current processes = ${count}`,
    `   Have quorum = ${isQuorate}`,
    `   Weight = ${weightText(settings.weight)}`,
    `   Terminate delay = ${delayText(terminateDelay)}`,
    `   Fork delay = ${delayText(forkDelay)}`,
    `   Fork delay timer ${awaits === 'fork' ? '' : 'not '}running`,
    `   Terminate delay timer ${awaits === 'exit' ? '' : 'not '}running`,
    `   Full command = ${settings.fullCommand}`,
  ];
}

function trackingLines(
  name: string,
  list: 'trackFiles' | 'trackProcesses',
  instances: readonly InstanceSettings[],
): string[] {
  const trackers = instances.flatMap(instance =>
    instance[list].filter(each => each.name === name).map(each => `     ${instance.name}, weight ${weightText(each)}`),
  );
  return ['   Tracking instances :', ...trackers];
}

function weightText({ weight, reverse }: Weight): string {
  return `${weight}${reverse ? ' reverse' : ''}`;
}

function delayText(delay: Duration): string {
  return `${toSeconds(delay).toFixed(6)}s`;
}
