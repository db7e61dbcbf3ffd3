/** What the configuration says of addresses against those this machine has. */
import { type InstanceSettings, OWNER_PRIORITY, type VirtualAddress } from '../../vrrp/settings.js';
import type { ConfigurationPorts, LocalAddress } from '../ports.js';
import type { SubjectHere } from './subject.js';
import { sourceKeyword } from './unicast.js';

/** What the processes are called that may hold the addresses rightly; some add a word of their own. */
const DAEMONS = /^(?:keepalived|holdfast)/;

/** Looks at sources, peers and virtual addresses, when the interfaces are those of this network namespace. */
export function lintLocalAddresses(subject: SubjectHere): void {
  const { settings, machine } = subject;
  const namespace = settings.process.netNamespace;
  if (machine.localAddresses === undefined || (namespace !== undefined && !machine.isInNetNamespace(namespace))) return;
  const local = machine.localAddresses();
  let running: boolean | undefined;
  const isRunning = (): boolean => {
    running ??= daemonRuns(machine);
    return running;
  };
  for (const instance of settings.vrrp.instances) {
    lintSource(instance, local, subject);
    lintPeers(instance, local, subject);
    // The owner is who has them for good (RFC 9568 1.6).
    if (instance.priority === OWNER_PRIORITY) continue;
    for (const one of [...instance.addresses, ...instance.excludedAddresses]) {
      lintHeld(instance, one, local, isRunning, subject);
    }
  }
}

/** Whatever pid file it uses: who asks while it runs as MASTER must not be told that the addresses are wrong. */
function daemonRuns({ files }: ConfigurationPorts): boolean {
  const own = files.read('/proc/thread-self/net/fib_trie');
  return (files.list('/proc') ?? []).some(name => {
    if (!/^[0-9]+$/.test(name)) return false;
    const command = files.read(`/proc/${name}/comm`);
    if (!command.ok || !DAEMONS.test(Buffer.from(command.value).toString('latin1'))) return false;
    // One in another network namespace has other addresses, and says nothing about ours.
    const its = files.read(`/proc/${name}/net/fib_trie`);
    return !own.ok || !its.ok || Buffer.from(own.value).equals(its.value);
  });
}

function lintSource(
  { name, source, addresses, excludedAddresses }: InstanceSettings,
  local: readonly LocalAddress[],
  subject: SubjectHere,
): void {
  const isVirtual = [...addresses, ...excludedAddresses].some(({ address }) => address.text === source?.text);
  if (source === undefined || isVirtual || local.some(({ address }) => address === source.text)) return;
  const keyword = sourceKeyword(name, subject);
  const text = `(${name}) \`${keyword}\` ${source.text} is no address of this machine now: adverts need it as their source`;
  const own = local.filter(({ address, device }) => device !== 'lo' && address.includes(':') === (source.family === 6));
  const hint =
    own.length === 0
      ? undefined
      : `this machine has ${own
          .map(({ address }) => address)
          .slice(0, 6)
          .join(', ')}`;
  subject.found.warning(subject.places.keyword(name, keyword), 'lint-source-missing', text, { hint });
}

function lintPeers(
  { name, unicast, source }: InstanceSettings,
  local: readonly LocalAddress[],
  { places, found }: SubjectHere,
): void {
  for (const { address } of unicast?.peers ?? []) {
    const own = local.find(one => one.address === address.text);
    // Its own source among the peers is said without looking at the machine.
    if (own === undefined || source?.text === address.text) continue;
    const text = `(${name}) \`unicast_peer\` lists ${address.text}, which this machine has on ${own.device}: a node is not its own peer`;
    found.warning(places.peer(name, address), 'lint-peer-self', text, { hint: 'list only the other nodes' });
  }
}

/** A daemon that is MASTER has them exactly as they are configured, or on the interface of its virtual MAC. */
function lintHeld(
  { name, interface: own, vmac }: InstanceSettings,
  { address, prefixLength, device }: VirtualAddress,
  local: readonly LocalAddress[],
  isRunning: () => boolean,
  { places, found }: SubjectHere,
): void {
  const held = local.filter(one => one.address === address.text);
  if (held.length === 0) return;
  const isAway = (there: LocalAddress): boolean => {
    if (there.prefixLength !== prefixLength) return true;
    if (vmac === undefined) return there.device !== (device ?? own);
    return device === undefined && there.device === own;
  };
  const at = places.address(name, address);
  if (!isRunning()) {
    const there = held.find(isAway) ?? held[0]!;
    const text = `(${name}) ${address.text} is on ${there.device} (as /${there.prefixLength}), and no daemon runs that put it there: two nodes would answer on it as soon as another one is MASTER`;
    const hint = 'take it out of the configuration of the interface: a virtual address belongs to the master alone';
    found.warning(at, 'lint-address-held', text, { hint });
    return;
  }
  const foreign = held.find(isAway);
  if (foreign === undefined) return;
  const place = device ?? (vmac === undefined ? own : 'the interface with the virtual MAC');
  const text = `(${name}) ${address.text} is on ${foreign.device} as /${foreign.prefixLength} now, and here it is /${prefixLength} on ${place}: the running daemon has it from another configuration, or the interface has it for good`;
  const hint = `see \`ip address show ${foreign.device}\`; if the interface has it for good, take it out there`;
  found.note(at, 'lint-address-held', text, { hint });
}
