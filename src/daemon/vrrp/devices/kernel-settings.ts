/**
 * Settings of the kernel without which a VMAC works badly (ip-sysctl of the kernel's documentation): the interface below
 * must not answer ARP for addresses of the VMAC, the VMAC must take packets of its own network although the route there
 * leads through the interface below, and its addresses must not go with the first of them. IPv4 only.
 */
import type { Log } from '../../../base/log.js';
import { readSysctl, type Sysctl, type SysctlWrite, writeSysctl } from '../../../sys/sysctl.js';

export interface KernelSettingsPorts {
  readonly read: (sysctl: Sysctl) => number | undefined;
  readonly write: (sysctl: Sysctl, value: number) => SysctlWrite;
  readonly log: Log;
}

/** `/proc/sys` of this network namespace. */
export const KERNEL: Omit<KernelSettingsPorts, 'log'> = { read: readSysctl, write: writeSysctl };

/** What was changed for the time being. */
interface Raised {
  readonly sysctl: Sysctl;
  readonly before: number;
  readonly set: number;
}

const ENOENT = 2;

export class KernelSettings {
  readonly #ports: KernelSettingsPorts;
  #raised: Raised[] = [];

  constructor(ports: KernelSettingsPorts) {
    this.#ports = ports;
  }

  /** Of a VMAC for IPv4; `others` are all interfaces that are not made by us. */
  suitVmac(device: string, base: string, others: readonly string[]): void {
    this.#relieveAll(others);
    this.#set(4, device, 'arp_ignore', 1);
    this.#set(4, device, 'accept_local', 1);
    this.#set(4, device, 'rp_filter', 0);
    this.#set(4, device, 'promote_secondaries', 1);
    // These stay when the VMAC goes, as keepalived leaves them.
    this.#set(4, base, 'arp_ignore', 1);
    this.#set(4, base, 'arp_filter', 1);
  }

  /** Switches IPv6 on an interface; a kernel without IPv6 has nothing to be switched off. */
  switchIpv6(device: string, on: boolean): void {
    const written = this.#ports.write({ family: 6, interface: device, name: 'disable_ipv6' }, on ? 0 : 1);
    if (written.error !== undefined && (on || written.error.errno !== ENOENT)) this.#complain(written);
  }

  /** Puts back what was changed of other interfaces, unless somebody else has changed it since. */
  restore(): void {
    for (const { sysctl, before, set } of this.#raised.reverse()) {
      const now = this.#ports.read(sysctl);
      if (now === undefined || now !== set) continue;
      this.#say(sysctl, `resetting ${before}`);
      this.#complain(this.#ports.write(sysctl, before));
    }
    this.#raised = [];
  }

  /** Of `all` and of an interface the stricter rp_filter counts: as long as `all` has one, no VMAC can be without. */
  #relieveAll(others: readonly string[]): void {
    const all: Sysctl = { family: 4, interface: 'all', name: 'rp_filter' };
    const strictness = this.#ports.read(all);
    if (strictness === undefined || strictness === 0) return;
    for (const device of ['default', ...others]) {
      const own = this.#ports.read({ ...all, interface: device });
      if (own !== undefined && own < strictness) this.#change({ ...all, interface: device }, strictness);
    }
    this.#change(all, 0);
  }

  #change(sysctl: Sysctl, value: number): void {
    const written = this.#ports.write(sysctl, value);
    this.#complain(written);
    if (written.error !== undefined || written.before === undefined) return;
    this.#say(sysctl, `setting ${value} instead of ${written.before}`);
    this.#raised.push({ sysctl, before: written.before, set: value });
  }

  #set(family: 4 | 6, device: string, name: string, value: number): void {
    this.#complain(this.#ports.write({ family, interface: device, name }, value));
  }

  #say({ family, interface: device, name }: Sysctl, what: string): void {
    const text = `${what} for net.ipv${family}.conf.${device}.${name}`;
    this.#ports.log({ level: 'info', text, fields: { code: 'sysctl', interface: device } });
  }

  #complain({ error }: SysctlWrite): void {
    if (error === undefined) return;
    const text = `the VMAC may not work as it should: ${error.message}`;
    this.#ports.log({ level: 'warn', text, fields: { code: 'sysctl-refused' } });
  }
}
