/** What the configuration says of addresses against those this machine has. */
import { type InstanceSettings, OWNER_PRIORITY, type VirtualAddress } from '../../vrrp/settings.js';
import type { ConfigurationPorts, LocalAddress } from '../ports.js';
import type { SubjectHere } from './subject.js';
import { sourceKeyword } from './unicast.js';

/** Where a running daemon leaves its process id: the one checked here may hold the addresses rightly. */
const PID_FILES = ['/run/keepalived.pid', '/run/holdfast.pid', '/run/keepalived/keepalived.pid'];

export function lintLocalAddresses(subject: SubjectHere): void {
  const { settings, machine } = subject;
  const namespace = settings.process.netNamespace;
  if (machine.localAddresses === undefined || (namespace !== undefined && !machine.isInNetNamespace(namespace))) return;
  const local = machine.localAddresses();
  const running = PID_FILES.some(file => isRunning(file, machine));
  for (const instance of settings.vrrp.instances) {
    lintSource(instance, local, subject);
    lintPeers(instance, local, subject);
    // The owner is who has them for good (RFC 9568 1.6).
    if (instance.priority === OWNER_PRIORITY) continue;
    for (const one of [...instance.addresses, ...instance.excludedAddresses]) {
      lintHeld(instance, one, local, running, subject);
    }
  }
}

function isRunning(pidFile: string, { files }: ConfigurationPorts): boolean {
  const read = files.read(pidFile);
  const pid = read.ok ? /^[0-9]{1,9}/.exec(Buffer.from(read.value).toString('latin1'))?.[0] : undefined;
  return pid !== undefined && files.facts(`/proc/${pid}`) !== undefined;
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

/** A running daemon that is MASTER has them exactly as they are configured. */
function lintHeld(
  { name, interface: own }: InstanceSettings,
  { address, prefixLength, device = own }: VirtualAddress,
  local: readonly LocalAddress[],
  running: boolean,
  { places, found }: SubjectHere,
): void {
  const held = local.filter(one => one.address === address.text);
  const foreign = held.find(one => one.device !== device || one.prefixLength !== prefixLength);
  const there = foreign ?? (running ? undefined : held[0]);
  if (there === undefined) return;
  const text = `(${name}) ${address.text} is on ${there.device} (as /${there.prefixLength}) without a daemon that put it there: two nodes would answer on it as soon as another one is MASTER`;
  const hint = 'take it out of the configuration of the interface: a virtual address belongs to the master alone';
  found.warning(places.address(name, address), 'lint-address-held', text, { hint });
}
