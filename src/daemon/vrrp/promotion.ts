/**
 * `promote_secondaries`: the kernel setting of the same name (ip-sysctl of the kernel's documentation) on the interfaces
 * of the instances that ask for it, so that the other addresses of a network stay when the first one is removed. It is
 * set when the instance begins, or its interface appears, and given back at the stop; as with keepalived, a reload that
 * takes the keyword out leaves it set until then.
 */
import type { Log } from '../../base/log.js';
import type { Sysctl, SysctlWrite } from '../../sys/sysctl.js';
import type { InstanceSettings } from '../../vrrp/settings.js';

export interface PromotionPorts {
  write(sysctl: Sysctl, value: number): SysctlWrite;
  readonly log: Log;
}

export class Promotion {
  readonly #ports: PromotionPorts;
  /** Interfaces of instances that ask for it now. */
  #wanted: ReadonlySet<string> = new Set();
  /** What was changed, and how it was before. */
  readonly #changed = new Map<string, number>();

  constructor(ports: PromotionPorts) {
    this.#ports = ports;
  }

  /** The instances that run from now on; those whose interface is not there yet wait for `appeared`. */
  configure(instances: readonly InstanceSettings[], isThere: (name: string) => boolean): void {
    this.#wanted = new Set(instances.filter(each => each.promotesSecondaries).map(each => each.interface));
    for (const name of this.#wanted) if (isThere(name)) this.#set(name);
  }

  /** An interface has come: it has the settings of a new one, whatever was set under its name before. */
  appeared(name: string): void {
    this.#changed.delete(name);
    if (this.#wanted.has(name)) this.#set(name);
  }

  /** Gives back what was changed. */
  stop(): void {
    for (const [name, before] of this.#changed) {
      // The interface may be gone by now, and its settings with it: that is no news.
      this.#ports.write({ family: 4, interface: name, name: SETTING }, before);
    }
    this.#changed.clear();
  }

  #set(name: string): void {
    if (this.#changed.has(name)) return;
    const { before, error } = this.#ports.write({ family: 4, interface: name, name: SETTING }, 1);
    if (error === undefined) {
      if (before !== undefined && before !== 1) this.#changed.set(name, before);
      return;
    }
    const hint = `set net.ipv4.conf.${name}.promote_secondaries to 1 yourself`;
    const text = `other addresses will go with the first one of their network: ${error.message}; ${hint}`;
    this.#ports.log({ level: 'warn', text, fields: { code: 'promote-secondaries', interface: name } });
  }
}

const SETTING = 'promote_secondaries';
