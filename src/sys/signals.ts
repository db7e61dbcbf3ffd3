/**
 * Real-time signals. keepalived takes some (36: JSON, 63: clear statistics), and monitoring sends them; their default is
 * to kill the process, which must not be how an address is lost. Node listens to named signals only. Its own watcher of
 * signals, libuv's, takes any number, so that is what is asked here. Node 24 does not lend it any more: there the signals
 * are ignored, and the daemon says so.
 */
import { guarded } from './addon-callback.js';
import { ignoreSignal, swallowSignal } from './libc.js';

/** glibc keeps 32 and 33 for its threads. */
const FIRST = 34;
const LAST = 64;

/**
 * Ignores them all, until somebody listens. What this process starts, and what replaces it (execve(2)), is born with them
 * ignored.
 */
export function ignoreRealTimeSignals(): void {
  for (let number = FIRST; number <= LAST; number++) ignoreSignal(number);
}

/**
 * Calls back for some real-time signals; the others do nothing. Answers with those that could not be listened to. Scripts
 * started from now on are born with none of them ignored.
 */
export function takeRealTimeSignals(handlers: ReadonlyMap<number, () => void>): number[] {
  for (let number = FIRST; number <= LAST; number++) swallowSignal(number);
  const Watcher = signalWatcher();
  return [...handlers].flatMap(([number, handler]) => (listen(Watcher, number, handler) ? [] : [number]));
}

/** A watcher of one signal (`SignalWrap` of Node, uv_signal_t of libuv). */
interface SignalWatcher {
  onsignal: () => void;
  /** 0, or minus errno. */
  start(number: number): number;
  unref(): void;
}

type SignalWatcherClass = new () => SignalWatcher;

/** Living watchers: one that is collected hears nothing. */
const watchers = new Set<SignalWatcher>();

function listen(Watcher: SignalWatcherClass | undefined, number: number, handler: () => void): boolean {
  if (Watcher === undefined) return false;
  const watcher = new Watcher();
  watcher.unref();
  watcher.onsignal = () => guarded(handler);
  if (watcher.start(number) !== 0) return false;
  watchers.add(watcher);
  return true;
}

function signalWatcher(): SignalWatcherClass | undefined {
  const before = process.noDeprecation;
  // A word about how Node would rather be asked is of no use to who runs a daemon.
  process.noDeprecation = true;
  try {
    const lend: unknown = Reflect.get(process, 'binding');
    if (typeof lend !== 'function') return undefined;
    const lent: unknown = Reflect.apply(lend, process, ['signal_wrap']);
    const found: unknown = typeof lent === 'object' && lent !== null ? Reflect.get(lent, 'Signal') : undefined;
    return isWatcherClass(found) ? found : undefined;
  } catch {
    return undefined;
  } finally {
    if (before === undefined) delete process.noDeprecation;
    else process.noDeprecation = before;
  }
}

function isWatcherClass(found: unknown): found is SignalWatcherClass {
  if (typeof found !== 'function') return false;
  const { prototype } = found;
  return ['start', 'unref'].every(method => typeof Reflect.get(prototype, method) === 'function');
}
