/**
 * What systemd is told of a service that says how it is (sd_notify(3), `Type=notify`): one datagram a message, which is
 * given to the kernel without waiting. Nobody listens outside of such a unit, and then all of this is nothing.
 */
import { type Duration, type Instant, microseconds } from '../base/duration.js';
import { datagramSender } from './datagram.js';

export interface ServiceManager {
  /** `READY=1`: started, or through with a reload. */
  ready(): void;
  /** `RELOADING=1`, with the moment of it. */
  reloading(at: Instant): void;
  /** `STOPPING=1`. */
  stopping(): void;
  /** One line for people. */
  status(text: string): void;
  /** `WATCHDOG=1`: alive. */
  alive(): void;
  /** systemd ends a service that was not `alive` for this long; absent: it does not look. */
  readonly watchdog?: Duration;
}

/** Undefined when nobody listens. Takes its variables out of the environment: scripts are not the service. */
export function serviceManager(environment: NodeJS.ProcessEnv = process.env): ServiceManager | undefined {
  const { NOTIFY_SOCKET: path, WATCHDOG_USEC: interval, WATCHDOG_PID: watched } = environment;
  for (const name of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete environment[name];
  if (path === undefined || !/^[/@]./.test(path)) return undefined;
  const send = datagramSender(path);
  const say = (...lines: readonly string[]) => void send(Buffer.from(lines.join('\n')));
  const isWatched = interval !== undefined && /^[1-9]\d{0,14}$/.test(interval);
  const isForUs = watched === undefined || watched === String(process.pid);
  return {
    ready: () => say('READY=1'),
    reloading: at => say('RELOADING=1', `MONOTONIC_USEC=${at}`),
    stopping: () => say('STOPPING=1'),
    status: text => say(`STATUS=${text.replace(/\n/g, ' ')}`),
    alive: () => say('WATCHDOG=1'),
    ...(isWatched && isForUs ? { watchdog: microseconds(Number(interval)) } : {}),
  };
}
