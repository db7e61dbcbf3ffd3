/**
 * `keepalived.data`, the answer to SIGUSR1: what the daemon was told and what it makes of it, for people. Headings and
 * labels are keepalived's wherever we have the value, so that what reads its dump finds its lines; a label we have no
 * value for is left out rather than invented. Passwords are never shown.
 */
import { type Duration, type Instant, toMilliseconds, toSeconds } from '../base/duration.js';
import type { InstanceSettings, ScriptSettings, VirtualAddress, VrrpGlobals, Weight } from '../vrrp/settings.js';
import type { Counters, InstanceView } from '../vrrp/view.js';
import { addressDevice } from './address-device.js';
import { deviceLines } from './data-devices.js';
import { groupLines, type ShownGroup } from './data-groups.js';
import { type ShownTrackers, trackerLines } from './data-trackers.js';
import { scopeName } from './scope-name.js';
import { quotedWords, type ShownScript, userIds } from './shown-script.js';

export type { ShownGroup } from './data-groups.js';
export type { ShownTrackers } from './data-trackers.js';
export type { ShownScript } from './shown-script.js';

export interface ScriptStatus {
  readonly verdict: 'up' | 'down' | 'undecided';
  readonly isRunning: boolean;
}

/** Everything the dump shows. Views come from the VRRP thread, the rest from the director. */
export interface DataDump {
  readonly routerId: string;
  readonly scriptSecurity: boolean;
  readonly umask: number;
  readonly globals: VrrpGlobals;
  readonly instances: readonly InstanceSettings[];
  readonly scripts: readonly ScriptSettings[];
  readonly scriptStatus: ReadonlyMap<string, ScriptStatus>;
  readonly trackers: ShownTrackers;
  readonly notify: ReadonlyMap<string, readonly ShownScript[]>;
  readonly syncGroups: readonly ShownGroup[];
  /** Empty before the instances run (`-d` at start). */
  readonly views: readonly InstanceView[];
  /** Adverts let through for VRIDs that are nobody's here, by interface. */
  readonly foreignVrids: ReadonlyMap<string, number>;
  /** A monotonic moment and the same moment in milliseconds since 1970: instants are shown as wall-clock time. */
  readonly clock: { readonly now: Instant; readonly epoch: number };
}

export function renderData(dump: DataDump): string {
  const lines = [
    '------< Global definitions >------',
    ...globalLines(dump),
    '------< VRRP Topology >------',
    ...dump.instances.flatMap(settings => instanceLines(settings, dump)),
    ...groupLines(dump.syncGroups, dump.views),
  ];
  if (dump.scripts.length > 0) {
    lines.push('------< VRRP Scripts >------', ...dump.scripts.flatMap(script => scriptLines(script, dump)));
  }
  lines.push(...trackerLines(dump.trackers, dump.instances));
  return `${lines.join('\n')}\n`;
}

function globalLines({ routerId, scriptSecurity, umask, globals, foreignVrids }: DataDump): string[] {
  return [
    ` Router ID = ${routerId}`,
    ` Dynamic interfaces = ${globals.dynamicInterfaces}`,
    ` Gratuitous ARP interval = ${toSeconds(globals.garpInterval).toFixed(6)}`,
    ` Gratuitous NA interval = ${toSeconds(globals.gnaInterval).toFixed(6)}`,
    ` Script security ${scriptSecurity ? 'enabled' : 'disabled'}`,
    ` umask = 0${umask.toString(8)}`,
    ...[...foreignVrids].map(([name, count]) => ` Adverts for unknown VRIDs on ${name} = ${count}`),
  ];
}

function instanceLines(settings: InstanceSettings, dump: DataDump): string[] {
  const view = dump.views.find(each => each.name === settings.name);
  const total = view?.effectivePriority ?? settings.priority;
  const lines = [` VRRP Instance = ${settings.name}`, `   VRRP Version = ${settings.version}`];
  const group = dump.syncGroups.find(each => each.members.includes(settings.name));
  if (group !== undefined) lines.push(`   Sync group = ${group.name}`);
  if (view !== undefined) lines.push(...viewLines(view, dump.clock));
  lines.push(...deviceLines(settings, view));
  const source = view?.source ?? settings.source?.text;
  if (source !== undefined) lines.push(`   Using src_ip = ${source}`);
  if (settings.unicast === undefined) lines.push(`   Multicast address ${settings.multicastGroup.text}`);
  lines.push(
    ...garpLines(settings),
    `   Down timer adverts = ${settings.downTimerAdverts}`,
    `   Send advert after receive lower priority advert = ${settings.answersLowerPriority}`,
    `   Send advert after receive higher priority advert = ${settings.advertsBeforeYielding}`,
    `   Virtual Router ID = ${settings.vrid}`,
    `   Priority = ${settings.priority}`,
    `   Effective priority = ${total}`,
    `   Total priority = ${total}`,
    `   Advert interval = ${intervalText(settings.advertInterval, settings.version)}`,
    `   Preempt = ${settings.preempts ? 'enabled' : 'disabled'}`,
  );
  if (settings.preemptDelay > 0) lines.push(`   Preempt delay = ${seconds(settings.preemptDelay)} secs`);
  lines.push(...authenticationLines(settings));
  const isSet = view?.state === 'MASTER';
  const count = settings.addresses.length;
  lines.push(
    ...addressLines(`Virtual IP (${count}):`, settings.addresses, isSet, (each, i) =>
      addressDevice(settings, each, i, view),
    ),
    ...addressLines('Virtual IP Excluded :', settings.excludedAddresses, isSet, (each, i) =>
      addressDevice(settings, each, count + i, view),
    ),
    ...unicastLines(settings.unicast),
    ...trackLines('Tracked interfaces', settings.trackInterfaces),
    ...trackLines('Tracked scripts', settings.trackScripts),
    ...trackLines('Tracked files', settings.trackFiles),
    ...trackLines('Tracked processes', settings.trackProcesses),
  );
  for (const script of dump.notify.get(settings.name) ?? []) {
    lines.push(`   ${script.label} = ${quotedWords(script.command)}, uid:gid ${userIds(script.user)}`);
  }
  return lines;
}

function authenticationLines({ authentication, hmac }: InstanceSettings): string[] {
  if (authentication.kind === 'pass') return ['   Authentication type = SIMPLE_PASSWORD', '   Password = ********'];
  if (authentication.kind === 'ah') return ['   Authentication type = IPSEC_AH'];
  if (hmac === undefined) return [];
  const keys = hmac.keys.map(key => (key.id === hmac.activeKey ? `${key.id} (active)` : key.id)).join(', ');
  const replay = hmac.antiReplay === 'time' ? `time, window ${seconds(hmac.timeWindow)} secs` : 'monotonic';
  return [`   Signed adverts (auth_hmac) = ${hmac.mode}`, `     Keys = ${keys}`, `     Anti-replay = ${replay}`];
}

function viewLines(view: InstanceView, clock: DataDump['clock']): string[] {
  const lines = [
    `   State = ${view.state}`,
    `   Number of interface and track script faults = ${view.faults.length}`,
    ...view.faults.map(fault => `     ${fault}`),
    `   Last transition = ${moment(view.lastTransition, clock)}`,
    `   Last reason = ${view.lastReason}`,
  ];
  if (view.nextDeadline !== undefined) lines.push(`   Read timeout = ${moment(view.nextDeadline, clock)}`);
  if (view.state !== 'MASTER' && view.master !== undefined) {
    lines.push(`   Master router = ${view.master.address}`, `   Master priority = ${view.master.priority}`);
  }
  if (view.version === 3 && view.state === 'BACKUP') {
    lines.push(`   Master advert int = ${intervalText(view.masterAdvertInterval, 3)}`);
  }
  const dropped = DROPS.filter(([, counter]) => view.counters[counter] > 0);
  if (dropped.length > 0) {
    const reasons = dropped.map(([reason, counter]) => `${reason} ${view.counters[counter]}`);
    lines.push(`   Adverts dropped = ${reasons.join(', ')}`);
  }
  return lines;
}

/** Every reason to drop an advert; keepalived's statistics have no line for some of them. */
const DROPS: readonly (readonly [reason: string, counter: keyof Counters])[] = [
  ['length', 'lengthErrors'],
  ['TTL', 'ttlErrors'],
  ['version', 'versionErrors'],
  ['type', 'invalidType'],
  ['interval', 'intervalErrors'],
  ['authentication type', 'authTypeMismatch'],
  ['unknown authentication', 'authInvalidType'],
  ['password', 'authFailure'],
  ['unsigned', 'authExtMissing'],
  ['malformed signature', 'authExtMalformed'],
  ['unknown key', 'authExtUnknownKey'],
  ['wrong signature', 'authExtInvalidHmac'],
  ['stale', 'authExtStale'],
  ['replayed', 'authExtReplay'],
  ['checksum', 'checksumErrors'],
  ['unicast source', 'unicastSourceErrors'],
];

function garpLines({ garp }: InstanceSettings): string[] {
  return [
    `   Gratuitous ARP delay = ${seconds(garp.masterDelay)}`,
    `   Gratuitous ARP repeat = ${garp.masterRepeat}`,
    `   Gratuitous ARP refresh = ${seconds(garp.masterRefresh)}`,
    `   Gratuitous ARP refresh repeat = ${garp.masterRefreshRepeat}`,
    `   Gratuitous ARP lower priority delay = ${seconds(garp.lowerPriorityDelay)}`,
    `   Gratuitous ARP lower priority repeat = ${garp.lowerPriorityRepeat}`,
  ];
}

function addressLines(
  label: string,
  addresses: readonly VirtualAddress[],
  isSet: boolean,
  deviceOf: (address: VirtualAddress, place: number) => string,
): string[] {
  if (addresses.length === 0) return [];
  const shown = addresses.map((each, i) => `     ${addressText(each, deviceOf(each, i))}${isSet ? ' set' : ''}`);
  return [`   ${label}`, ...shown];
}

function unicastLines(unicast: InstanceSettings['unicast']): string[] {
  if (unicast === undefined) return [];
  return [
    ...(unicast.ttl === undefined ? [] : [`   Unicast TTL = ${unicast.ttl}`]),
    `   Check unicast src : ${unicast.checksSource ? 'yes' : 'no'}`,
    '   Unicast Peer :',
    ...unicast.peers.map(peer => `     ${peer.address.text} min_ttl ${peer.minTtl} max_ttl ${peer.maxTtl}`),
  ];
}

/** e.g. `10.99.0.50/24 dev eth0 scope global label eth0:x`. */
function addressText(address: VirtualAddress, device: string): string {
  const words = [`${address.address.text}/${address.prefixLength}`];
  const lifetime = address.preferredLifetime ?? (address.address.family === 6 ? 'forever' : undefined);
  if (address.peer !== undefined) words.push(`peer ${address.peer.text}`);
  if (address.broadcast !== undefined) words.push(`brd ${address.broadcast.text}`);
  words.push(`dev ${device}`);
  if (address.hasVmac) words.push('use_vmac');
  words.push(`scope ${scopeName(address.scope)}`);
  if (address.label !== undefined) words.push(`label ${address.label}`);
  if (lifetime !== undefined) words.push(`preferred_lft ${lifetime}`);
  if (!address.tracked) words.push('no_track');
  return words.join(' ');
}

function trackLines(label: string, tracked: readonly (Weight & { readonly name: string })[]): string[] {
  if (tracked.length === 0) return [];
  const shown = tracked.map(each => `     ${each.name} weight ${each.weight}${each.reverse ? ' reverse' : ''}`);
  return [`   ${label} :`, ...shown];
}

function scriptLines(script: ScriptSettings, dump: DataDump): string[] {
  const status = dump.scriptStatus.get(script.name);
  const words = { up: 'GOOD', down: 'BAD', undecided: 'INIT' };
  const command = script.opensFile === undefined ? quotedWords(script.command) : `<${script.opensFile}`;
  const trackers = dump.instances.flatMap(instance =>
    instance.trackScripts
      .filter(tracked => tracked.name === script.name)
      .map(tracked => `     ${instance.name}, weight ${tracked.weight}${tracked.reverse ? ' reverse' : ''}`),
  );
  return [
    ` VRRP Script = ${script.name}`,
    `   Command = ${command}`,
    `   Interval = ${seconds(script.interval)} sec`,
    `   Timeout = ${seconds(script.timeout)} sec`,
    `   Weight = ${script.weight.weight}${script.weight.reverse ? ' reverse' : ''}`,
    `   Rise = ${script.rise}`,
    `   Fall = ${script.fall}`,
    `   Status = ${words[status?.verdict ?? 'undecided']}`,
    `   Script uid:gid = ${userIds(script.user)}`,
    '   Tracking instances :',
    ...trackers,
    `   State = ${status?.isRunning ? 'running' : 'idle'}`,
  ];
}

function seconds(duration: Duration): string {
  return String(toSeconds(duration));
}

/** v2 counts whole seconds on the wire, v3 centiseconds; keepalived shows each in its own unit. */
function intervalText(interval: Duration, version: number): string {
  return version === 2 ? `${seconds(interval)} sec` : `${toMilliseconds(interval)} milli-sec`;
}

const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Seconds with microseconds, then the same in words and local time, as keepalived shows a moment. */
function moment(at: Instant, clock: DataDump['clock']): string {
  const micros = Math.round(clock.epoch * 1_000 + (at - clock.now));
  const whole = Math.floor(micros / 1_000_000);
  const fraction = String(micros - whole * 1_000_000).padStart(6, '0');
  const date = new Date(whole * 1_000);
  const two = (value: number) => String(value).padStart(2, '0');
  const time = `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${fraction}`;
  const day = `${DAYS[date.getDay()]} ${MONTHS[date.getMonth()]} ${String(date.getDate()).padStart(2, ' ')}`;
  return `${whole}.${fraction} (${day} ${time} ${date.getFullYear()})`;
}
