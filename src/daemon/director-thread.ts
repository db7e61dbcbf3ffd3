/**
 * Entry of the director's thread: gives the director its real ports and keeps it alive. An exception here is logged
 * and survived, for the thread that sends adverts must never lose its scripts and its log over one bad event.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Duration, toMilliseconds } from '../base/duration.js';
import { now } from '../sys/clock.js';
import { writeDumpFile } from '../sys/dump-file.js';
import { runProcess } from '../sys/process.js';
import { Director } from './director.js';
import { openLogOutputs } from './log-outputs.js';
import { createLogWriter } from './log-writer.js';
import type { DirectorData, ToDirector, ToVrrp } from './messages.js';
import { readConfiguration } from './read-configuration.js';

const port = parentPort;
if (port === null) throw new Error('director-thread runs as a worker of the daemon');
const { options, pending, running } = workerData as DirectorData;

const writer = createLogWriter(openLogOutputs(options), { detail: options.detail > 0, clock: Date.now });
const director = new Director(
  {
    post: (message: ToVrrp) => port.postMessage(message),
    load() {
      const loaded = readConfiguration(options, false);
      return { ...loaded, exitStatus: loaded.startStatus };
    },
    run: runProcess,
    writer,
    writeDump: (name, text) => writeDumpFile(name, text),
    now,
    epoch: Date.now,
    umask: () => process.umask(),
    after(wait: Duration, action: () => void) {
      const timer = setTimeout(action, toMilliseconds(wait));
      return () => clearTimeout(timer);
    },
    soon: setImmediate,
  },
  { dumpsConfiguration: options.dumpsConfiguration },
);

function survive(what: string): (reason: unknown) => void {
  return reason => {
    const stack = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
    director.log({ level: 'error', text: `${what} in the director`, fields: { code: 'internal-error', stack } });
  };
}
process.on('uncaughtException', survive('Uncaught exception'));
process.on('unhandledRejection', survive('Unhandled rejection'));

port.on('message', (message: ToDirector) => {
  if (message.kind === 'log') Atomics.sub(pending, 0, 1);
  try {
    director.handle(message);
  } catch (reason) {
    survive('Exception')(reason);
  }
});
for (const text of options.notices) director.log({ level: 'warn', text, fields: { code: 'command-line' } });
director.start(running);
