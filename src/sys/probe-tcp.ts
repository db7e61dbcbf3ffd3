/** TCP connections of health checks. */
import { type Duration, toMilliseconds, toSeconds } from '../base/duration.js';
import { err, ok, type Result } from '../base/result.js';
import { closeDescriptor, type ReadableWatch, watchWritable } from './libc.js';
import { beginConnect, connectFault, openProbeSocket, type ProbeEndpoint, type ProbeFault } from './probe-socket.js';

/** Something under way. */
export interface Probe {
  /** Ends it; nothing is called back any more. Harmless when it has ended. */
  cancel(): void;
}

/**
 * Connects within `timeout`. `done` is called once, later; a descriptor it is given is its own to close, and never
 * blocks.
 */
export function connectTcp(
  to: ProbeEndpoint,
  timeout: Duration,
  done: (result: Result<number, ProbeFault>) => void,
): Probe {
  const opened = openProbeSocket('tcp', to);
  const begun = opened.ok ? beginConnect(opened.value, to) : opened;
  let watch: ReadableWatch | undefined;
  let isOver = false;
  const end = (fault: ProbeFault | undefined) => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    watch?.close();
    if (!opened.ok) return done(opened);
    if (fault === undefined) return done(ok(opened.value));
    closeDescriptor(opened.value);
    done(err(fault));
  };
  const timer = setTimeout(() => end(noConnection(timeout)), toMilliseconds(timeout));
  if (!opened.ok || !begun.ok) {
    const fault = begun.ok ? undefined : begun.error;
    setImmediate(() => end(fault));
  } else watch = watchWritable(opened.value, () => end(connectFault(opened.value)));
  return {
    cancel() {
      if (isOver) return;
      isOver = true;
      clearTimeout(timer);
      watch?.close();
      if (opened.ok) closeDescriptor(opened.value);
    },
  };
}

/** Whether a connection is accepted, and nothing else. `done` is called once, later. */
export function probeTcp(to: ProbeEndpoint, timeout: Duration, done: (fault: ProbeFault | undefined) => void): Probe {
  return connectTcp(to, timeout, result => {
    if (result.ok) closeDescriptor(result.value);
    done(result.ok ? undefined : result.error);
  });
}

function noConnection(timeout: Duration): ProbeFault {
  return { code: 'timeout', detail: `no connection within ${toSeconds(timeout)} s` };
}
