/** One interface that an instance has asked for: made, made anew when it is lost, and removed. */
import { clearTimeout, setImmediate, setTimeout } from 'node:timers';
import type { LogLine } from '../../../base/log.js';
import type { LinkState } from '../../../sys/links.js';
import { sameBytes } from '../../../wire/reader.js';
import type { AllottedDevice } from './allotment.js';
import type { LinkReports } from './link-reports.js';
import { isDevice, type MakingPorts, makeDevice } from './make-device.js';
import { giveSender, linkLocalOf } from './sender-address.js';

export interface OwnDevicePorts extends MakingPorts {
  readonly reports: LinkReports;
}

/** A name that is taken may come free one day. */
const RETRY_MS = 10_000;
/** Somebody who removes a device again and again shall not keep us busy. */
const REST_MS = 1_000;

export class OwnDevice {
  readonly allotted: AllottedDevice;
  readonly #ports: OwnDevicePorts;
  #making: Promise<void> | undefined;
  /** A trial to come, because the last one failed or was a moment ago. */
  #retry: NodeJS.Timeout | undefined;
  #isBegun = false;
  /** Of the link that was made or taken up. */
  #index: number | undefined;
  /** When it was made anew last, in milliseconds of `performance.now`. */
  #renewedAt: number | undefined;
  /** What was said last of a failure, so that it is said once. */
  #said: string | undefined;
  #isGivenUp = false;

  constructor(allotted: AllottedDevice, ports: OwnDevicePorts) {
    this.allotted = allotted;
    this.#ports = ports;
  }

  get base(): LinkState | undefined {
    return this.#ports.links.byName(this.allotted.request.base);
  }

  /** The device as the kernel has it; undefined while it is not there. */
  get link(): LinkState | undefined {
    const { base } = this;
    const link = base && this.#ports.links.byName(this.allotted.name);
    if (base === undefined || link === undefined) return undefined;
    // The one that was made is ours even if somebody has changed it.
    return link.index === this.#index || isDevice(link, this.allotted.request, base) ? link : undefined;
  }

  /** Never begun, and nothing speaks against it. */
  get isMissing(): boolean {
    return !this.#isBegun && this.base !== undefined;
  }

  /** Makes it, or takes up the one that is there. Settles when it is up, or when that was refused. */
  make(): Promise<void> {
    this.#making ??= this.#makeOnce().finally(() => {
      this.#making = undefined;
    });
    return this.#making;
  }

  /**
   * Makes it if it is not there, when what came together has been read: a base that goes takes its devices with it, and
   * the kernel tells of them first.
   */
  makeSoon(): void {
    setImmediate(() => {
      if (this.#isGivenUp || this.#making !== undefined) return;
      if (this.base === undefined || this.link !== undefined) return;
      clearTimeout(this.#retry);
      this.#retry = undefined;
      const now = performance.now();
      const rest = this.#renewedAt === undefined ? 0 : this.#renewedAt + REST_MS - now;
      if (rest > 0) {
        this.#makeLater(rest);
        return;
      }
      this.#renewedAt = now;
      void this.make();
    });
  }

  /** The link of its name has changed. */
  noteChange(link: LinkState, previous: LinkState): void {
    if (sameBytes(link.mac, previous.mac)) return;
    const change = `from ${macText(previous.mac)} to ${macText(link.mac)}`;
    this.#say('warn', `somebody has changed the MAC address of ${link.name} ${change}`);
  }

  /** An address of the interface below may have changed: what adverts are sent with over IPv6 follows it. */
  async followBase(): Promise<void> {
    await this.#making;
    const { base, link } = this;
    const wanted = base && linkLocalOf(base, this.#ports);
    if (this.#isGivenUp || base === undefined || link === undefined || wanted === undefined) return;
    const outcome = await giveSender(link.index, wanted, this.#ports);
    if (outcome === 'changed') this.#say('info', `${link.name} sends with ${wanted.text}, as ${base.name} does`);
    else if (outcome !== 'as-it-was') this.#say('warn', outcome.message);
  }

  /** It is not asked for any more: nothing is made from now on. Settles when nothing is under way either. */
  async giveUp(): Promise<void> {
    this.#isGivenUp = true;
    clearTimeout(this.#retry);
    await this.#making;
  }

  /** Removes it from the kernel. */
  async remove(): Promise<void> {
    await this.giveUp();
    const { link } = this;
    if (link === undefined) return;
    const refusal = await this.#ports.kernel.remove(link.index, link.name);
    if (refusal === undefined) this.#say('info', `removed the interface ${link.name}`);
    else if (refusal.code !== 'ENODEV') {
      this.#say('error', `cannot remove the interface ${link.name}: ${refusal.message}`);
      return;
    }
    await this.#ports.reports.gone(link.index);
  }

  async #makeOnce(): Promise<void> {
    const { base } = this;
    if (base === undefined || this.#isGivenUp) return;
    this.#isBegun = true;
    try {
      const refusal = await makeDevice(this.allotted, base, this.#ports);
      // Without its base there is nothing to be made, and nothing to be said.
      if (refusal !== undefined && this.base?.index === base.index) this.#failed(refusal.message);
      else {
        this.#said = undefined;
        this.#index = this.#ports.links.byName(this.allotted.name)?.index;
      }
    } catch (error) {
      this.#failed(error instanceof Error ? error.message : String(error));
    }
  }

  #failed(text: string): void {
    if (this.#said !== text) this.#say('error', `cannot make the interface ${this.allotted.name}: ${text}`);
    this.#said = text;
    this.#makeLater(RETRY_MS);
  }

  #makeLater(wait: number): void {
    if (this.#isGivenUp || this.#retry !== undefined) return;
    this.#retry = setTimeout(() => {
      this.#retry = undefined;
      this.makeSoon();
    }, wait);
  }

  #say(level: LogLine['level'], text: string): void {
    const { name, request } = this.allotted;
    const fields = { code: 'own-device', interface: name, instance: request.instance };
    this.#ports.log({ level, text: `(${request.instance}) ${text}`, fields });
  }
}

function macText(mac: Uint8Array): string {
  return [...mac].map(byte => byte.toString(16).padStart(2, '0')).join(':');
}
