/**
 * Entry of the director's thread: gives the director its real ports and keeps it alive. An exception here is logged
 * and survived, for the thread that sends adverts must never lose its scripts and its log over one bad event.
 */
import { getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type Duration, toMilliseconds } from '../../base/duration.js';
import { now } from '../../sys/clock.js';
import { writeDumpFile } from '../../sys/dump-file.js';
import { openFifo } from '../../sys/fifo.js';
import { watchFiles } from '../../sys/file-watch.js';
import { linkFacts, readBeginning, removeFile, writeFileAnew } from '../../sys/files.js';
import { sendMail } from '../../sys/mail.js';
import { reloadFilePath } from '../../sys/pid-file.js';
import { runProcess } from '../../sys/process.js';
import { listProcesses, readProcess, watchProcesses } from '../../sys/process-events.js';
import type { DirectorData, ToDirector, ToVrrp } from '../messages.js';
import { readConfiguration } from '../read-configuration.js';
import { Director } from './director.js';
import { openLogOutputs } from './log-outputs.js';
import { createLogWriter } from './log-writer.js';

// The unit raises the priority of the whole process for the sake of the VRRP thread. On Linux this concerns the calling
// thread alone, and the scripts it will start.
if (getPriority() < 0) setPriority(0);

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
    writeDump: ({ name, directory }, text) => writeDumpFile(name, text, directory),
    now,
    epoch: Date.now,
    umask: () => process.umask(),
    after(wait: Duration, action: () => void) {
      const timer = setTimeout(action, toMilliseconds(wait));
      return () => clearTimeout(timer);
    },
    soon: setImmediate,
    openFifo,
    sendMail,
    writeFile: writeFileAnew,
    removeFile,
    standardReloadFile: reloadFilePath,
    watchFiles,
    watchProcesses,
    listProcesses,
    readProcess,
    readBeginning,
    exists: path => linkFacts(path) !== undefined,
  },
  {
    dumpsConfiguration: options.dumpsConfiguration,
    ...(options.umask === undefined ? {} : { umask: options.umask }),
  },
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
