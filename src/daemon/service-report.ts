/**
 * What systemd hears of the service, from the thread that carries VRRP: that it lives is then no claim of somebody else's.
 * Every word is one datagram that waits for nobody.
 */
import { toMilliseconds } from '../base/duration.js';
import { now } from '../sys/clock.js';
import type { ServiceManager } from '../sys/systemd-notify.js';
import type { InstanceView } from '../vrrp/view.js';

/** Changes that come together are one line. */
const STATUS_PAUSE_MS = 200;
/** Signs of life in the time after which systemd ends the service; sd_watchdog_enabled(3) asks for two. */
const SIGNS_OF_LIFE = 4;

export class ServiceReport {
  readonly #manager: ServiceManager;
  readonly #views: () => readonly InstanceView[];
  #pending: NodeJS.Timeout | undefined;
  #isReady = false;
  #isStopping = false;

  constructor(manager: ServiceManager, views: () => readonly InstanceView[]) {
    this.#manager = manager;
    this.#views = views;
    const { watchdog } = manager;
    if (watchdog !== undefined) setInterval(() => manager.alive(), toMilliseconds(watchdog) / SIGNS_OF_LIFE).unref();
  }

  /** Started, or through with a reload, be it refused. */
  ready(): void {
    this.#isReady = true;
    this.#manager.ready();
    this.changed();
  }

  reloading(): void {
    if (this.#isReady) this.#manager.reloading(now());
  }

  stopping(): void {
    this.#isStopping = true;
    clearTimeout(this.#pending);
    this.#manager.stopping();
  }

  /** The state of an instance may have changed. */
  changed(): void {
    if (!this.#isReady || this.#isStopping || this.#pending !== undefined) return;
    this.#pending = setTimeout(() => {
      this.#pending = undefined;
      this.#manager.status(statusText(this.#views()));
    }, STATUS_PAUSE_MS);
    this.#pending.unref();
  }
}

/** e.g. `VRRP: 2 MASTER, 1 FAULT`. */
export function statusText(views: readonly Pick<InstanceView, 'state'>[]): string {
  const counts = (['MASTER', 'BACKUP', 'FAULT'] as const).flatMap(state => {
    const count = views.filter(view => view.state === state).length;
    return count === 0 ? [] : [`${count} ${state}`];
  });
  return counts.length === 0 ? 'no VRRP instance' : `VRRP: ${counts.join(', ')}`;
}
