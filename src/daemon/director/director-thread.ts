/**
 * Entry of the director's thread: gives the director its real ports and keeps it alive. An exception here is logged
 * and survived, for the thread that sends adverts must never lose its scripts and its log over one bad event.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { type Duration, toMilliseconds } from '../../base/duration.js';
import { now } from '../../sys/clock.js';
import { writeDumpFile } from '../../sys/dump-file.js';
import { openFifo } from '../../sys/fifo.js';
import { watchFiles } from '../../sys/file-watch.js';
import { linkFacts, makeDirectory, readBeginning, removeFile, writeFileAnew } from '../../sys/files.js';
import { interfaceKind } from '../../sys/interface-facts.js';
import { type LinkPoll, openLinkPoll } from '../../sys/link-poll.js';
import { sendMail } from '../../sys/mail.js';
import { reloadFilePath } from '../../sys/pid-file.js';
import { endChildGroup, runProcess } from '../../sys/process.js';
import { listProcesses, readProcess, watchProcesses } from '../../sys/process-events.js';
import { nameThread } from '../../sys/process-name.js';
import type { DirectorData, ToDirector, ToVrrp } from '../messages.js';
import { configurationText, readConfiguration } from '../read-configuration.js';
import { Director } from './director.js';
import { openLogOutputs } from './log-outputs.js';
import { createLogWriter } from './log-writer.js';
import { becomeOrdinary, withStartLimits } from './ordinary.js';

const port = parentPort;
if (port === null) throw new Error('director-thread runs as a worker of the daemon');
const { options, pending, processStart, running, leftBehind } = workerData as DirectorData;
nameThread('director');
becomeOrdinary(processStart);

const writer = createLogWriter(openLogOutputs(options), { detail: options.detail > 0, clock: Date.now });
/** Opened when a link is first polled. */
let links: LinkPoll | undefined;
const director = new Director(
  {
    post: (message: ToVrrp) => port.postMessage(message),
    load() {
      const loaded = readConfiguration(options, false);
      return { ...loaded, exitStatus: loaded.startStatus };
    },
    run: request => withStartLimits(processStart, () => runProcess(request)),
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
    leftBehind,
    leaves: behind => port.postMessage({ kind: 'left-behind', behind } satisfies ToVrrp),
    endLeftBehind: endChildGroup,
    sendMail,
    writeFile: writeFileAnew,
    makeDirectory,
    configurationText: () => configurationText(options),
    pid: process.pid,
    removeFile,
    standardReloadFile: reloadFilePath,
    watchFiles,
    watchProcesses,
    listProcesses,
    readProcess,
    readBeginning,
    pollLink: (name, method) => {
      links ??= openLinkPoll();
      return links.ask(name, method);
    },
    interfaceKind,
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
