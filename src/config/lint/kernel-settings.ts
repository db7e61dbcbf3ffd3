/** Kernel settings that decide whether a configuration can work on this machine (ip-sysctl of the kernel's documentation). */
import { parseAddress } from '../../base/address.js';
import type { InstanceSettings, VirtualAddress } from '../../vrrp/settings.js';
import type { ConfigurationPorts, LocalAddress } from '../ports.js';
import { listed } from '../wording.js';
import { sameNetwork } from './networks.js';
import type { SubjectHere } from './subject.js';

/** Looks at the settings of the interfaces in use, when they are those of this network namespace. */
export function lintKernelSettings(subject: SubjectHere): void {
  const { settings, machine } = subject;
  const namespace = settings.process.netNamespace;
  if (namespace !== undefined && !machine.isInNetNamespace(namespace)) return;
  for (const instance of settings.vrrp.instances) {
    lintVirtualMac(instance, subject);
    lintAnswers(instance, subject);
    lintSecondaries(instance, subject);
  }
}

/** Values of `arp_ignore`. */
const SAME_NETWORK = 2;
const ANY_INTERFACE = 3;
const NO_ANSWERS = 8;

/** The number in a file below `/proc/sys/net/ipv4/conf`, or undefined. */
function sysctl(device: string, name: string, { files }: ConfigurationPorts): number | undefined {
  const read = files.read(`/proc/sys/net/ipv4/conf/${device}/${name}`);
  const digits = read.ok ? /^[0-9]{1,3}/.exec(Buffer.from(read.value).toString('latin1'))?.[0] : undefined;
  return digits === undefined ? undefined : Number(digits);
}

/** Containers often see `/proc/sys` read-only: what a virtual MAC needs must then be right already. */
function lintVirtualMac({ name, family, interface: device }: InstanceSettings, subject: SubjectHere): void {
  const { places, found, machine } = subject;
  if (family !== 4 || !places.wrote(name, 'use_vmac') || !isReadOnly(machine)) return;
  const needed = [
    { path: `${device}.arp_ignore`, value: sysctl(device, 'arp_ignore', machine), wanted: 1 },
    { path: `${device}.arp_filter`, value: sysctl(device, 'arp_filter', machine), wanted: 1 },
    { path: 'all.rp_filter', value: sysctl('all', 'rp_filter', machine), wanted: 0 },
  ];
  const wrong = needed.filter(({ value, wanted }) => value !== undefined && value !== wanted);
  if (wrong.length === 0) return;
  const states = wrong.map(({ path, value, wanted }) => `net.ipv4.conf.${path} is ${value}, not ${wanted}`);
  const text = `(${name}) \`use_vmac\` needs kernel settings that cannot be changed here, because /proc/sys is read-only: ${listed(states)}`;
  const hint = 'set them from outside the container';
  found.warning(places.keyword(name, 'use_vmac'), 'lint-vmac-sysctl', text, { hint });
}

/**
 * What the kernel makes of ARP requests for the addresses. With a virtual MAC the daemon sets what it needs on both
 * interfaces, but the values for `all` count as well (the higher `arp_ignore`, either `arp_filter`) and it leaves those.
 */
function lintAnswers(instance: InstanceSettings, subject: SubjectHere): void {
  const { name, family, interface: device, addresses, excludedAddresses } = instance;
  const { places, found, machine } = subject;
  const held = [...addresses, ...excludedAddresses].filter(({ address }) => address.family === 4);
  if (family !== 4 || held.length === 0) return;
  const hasMac = places.wrote(name, 'use_vmac');
  const ignoreAll = sysctl('all', 'arp_ignore', machine) ?? 0;
  const say = (path: string, value: number, silent: readonly VirtualAddress[], consequence: string): void => {
    const [first] = silent as [VirtualAddress];
    const at = hasMac ? places.keyword(name, 'use_vmac') : places.address(name, first.address);
    const text = `(${name}) net.ipv4.conf.${path} is ${value}: ${consequence}`;
    found.warning(at, 'lint-arp-silent', text, { hint: `set net.ipv4.conf.${path} to ${hasMac ? '0' : '0 or 1'}` });
  };
  const unanswered = (silent: readonly VirtualAddress[]) =>
    `nobody gets an answer to ARP requests for ${listed(silent.map(({ address }) => address.text))}`;
  const ownIgnore = hasMac ? 0 : (sysctl(device, 'arp_ignore', machine) ?? 0);
  if (ignoreAll === NO_ANSWERS) say('all.arp_ignore', ignoreAll, held, unanswered(held));
  else if (ownIgnore === NO_ANSWERS) say(`${device}.arp_ignore`, ownIgnore, held, unanswered(held));
  if (!hasMac) return;
  if (sysctl('all', 'arp_filter', machine) === 1) say('all.arp_filter', 1, held, unanswered(held));
  const lonely = held.filter(one => !held.some(other => other.prefixLength < 32 && isBeside(one, other)));
  if (ignoreAll === SAME_NETWORK && lonely.length > 0) {
    say('all.arp_ignore', ignoreAll, lonely, `${unanswered(lonely)} (a /32 is in no network with who asks)`);
  }
  if (ignoreAll === ANY_INTERFACE) {
    say('all.arp_ignore', ignoreAll, held, `${device} answers for the addresses as well, with its own MAC`);
  }
}

function isBeside(one: VirtualAddress, other: VirtualAddress): boolean {
  return sameNetwork(one.address, other.address, other.prefixLength);
}

function isReadOnly({ files }: ConfigurationPorts): boolean {
  const read = files.read('/proc/self/mounts');
  if (!read.ok) return false;
  const mounts = Buffer.from(read.value).toString('latin1').split('\n');
  // The last mount on a place is the one that is seen.
  const options = mounts.map(line => line.split(' ')).findLast(words => words[1] === '/proc/sys')?.[3];
  return options?.split(',').includes('ro') === true;
}

/** The first address of a network is its primary one; the kernel removes the others with it unless told otherwise. */
function lintSecondaries(instance: InstanceSettings, { places, found, machine }: SubjectHere): void {
  const { name, interface: device, family } = instance;
  if (family !== 4 || places.wrote(name, 'promote_secondaries') || places.wrote(name, 'use_vmac')) return;
  const local = machine.localAddresses?.();
  const promote = [sysctl('all', 'promote_secondaries', machine), sysctl(device, 'promote_secondaries', machine)];
  if (local === undefined || promote.includes(1) || promote.includes(undefined)) return;
  const onDevice = [...instance.addresses, ...instance.excludedAddresses].filter(
    one => one.address.family === 4 && (one.device ?? device) === device && one.prefixLength < 32,
  );
  const virtual = new Set(onDevice.map(({ address }) => address.text));
  const own = local.filter(one => one.device === device && !virtual.has(one.address));
  for (const [i, first] of onDevice.entries()) {
    if (own.some(one => isIn(one, first))) continue;
    const followers = onDevice
      .slice(i + 1)
      .filter(
        one => one.prefixLength === first.prefixLength && sameNetwork(one.address, first.address, first.prefixLength),
      );
    if (followers.length === 0) continue;
    const text = `(${name}) ${first.address.text} is the primary address of its network on ${device} when no other is there: if it is removed alone, the kernel removes ${listed(followers.map(({ address }) => address.text))} with it`;
    const hint = `add \`promote_secondaries\` to the instance, or set net.ipv4.conf.${device}.promote_secondaries to 1`;
    found.note(places.address(name, first.address), 'lint-secondaries', text, { hint });
    return;
  }
}

/** An address the interface always has is the primary one. */
function isIn({ address, prefixLength }: LocalAddress, virtual: VirtualAddress): boolean {
  const parsed = parseAddress(address);
  return (
    parsed !== undefined &&
    prefixLength === virtual.prefixLength &&
    sameNetwork(parsed, virtual.address, virtual.prefixLength)
  );
}
