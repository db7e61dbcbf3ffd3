/** `global_defs`, as far as it has been read: what every other block may ask for. The keywords are in `global/`. */
import { address, type IpAddress, isMulticast } from '../../base/address.js';
import { type Duration, seconds, ZERO } from '../../base/duration.js';
import type { ScriptUser } from '../../base/script-user.js';
import type { ExtraGarpSettings, VrrpVersion } from '../../vrrp/settings.js';
import type { Statement } from '../parser.js';
import type { IpvsNamespace, ProcessNames } from '../settings.js';
import type { BuildContext } from './context.js';
import { type DbusDraft, newDbus, type SnmpDraft } from './global/agents.js';
import { type BuffersDraft, newBuffers } from './global/buffers.js';
import { type FifosDraft, newFifos } from './global/fifos.js';
import { type FilesDraft, newFiles, type ReloadDraft } from './global/files.js';
import { type IpvsGlobalsDraft, newIpvsGlobals } from './global/ipvs.js';
import { type LifeScriptDraft, newLifeScript } from './global/life-scripts.js';
import { type MailDraft, newMail } from './global/mail.js';
import { newPacketFilter, type PacketFilterDraft } from './global/packet-filter.js';
import { newScheduling, type SchedulingDraft } from './global/scheduling.js';
import type { SyncDaemonDraft } from './global/sync-daemon.js';
import type { Mutable } from './mutable.js';
import { readInteger } from './values.js';

/** Numbers of gratuitous ARP; undefined is not configured. Times in whole seconds. */
export interface GarpNumbers {
  masterDelay?: number;
  masterRepeat?: number;
  masterRefresh?: number;
  masterRefreshRepeat?: number;
  lowerPriorityDelay?: number;
  lowerPriorityRepeat?: number;
}

/** What `global_defs` and the keywords of the top level have said so far. */
export interface Globals {
  routerId?: string;
  /** `unknown`: the name did not resolve, so scripts that rely on it are dropped. */
  scriptUser?: ScriptUser | 'unknown';
  scriptSecurity: boolean;
  umask?: number;
  usesPidDirectory: boolean;
  instanceName?: string;
  netNamespace?: string;
  dynamicInterfaces: boolean;
  group4: IpAddress;
  group6: IpAddress;
  version: VrrpVersion;
  strict: boolean;
  skipsAddressCheck: boolean;
  checksUnicastSource: boolean;
  garp: GarpNumbers;
  minGarp: boolean;
  garpInterval: Duration;
  gnaInterval: Duration;
  downTimerAdverts: number;
  lowerPriorityNoAdvert: boolean;
  higherPrioritySendAdvert: boolean;
  startupDelay: Duration;
  logsUnknownVrids: boolean;
  /** `allow_if_changes`: an interface may come back as another type or on another base. */
  allowIfChanges: boolean;
  /** Device of addresses without one; keepalived's default is eth0, when it exists. */
  defaultInterface?: string;
  v3ChecksumAsV2: boolean;
  ownerIgnoresAdverts: boolean;
  extraGarp?: ExtraGarpSettings;
  /** Counted from the boot of the machine. */
  delayAfterBoot: Duration;
  notifyPriorityChanges: boolean;
  /** Defaults of `smtp_alert`: for everything, for instances and groups, for virtual and real servers. */
  smtpAlert?: boolean;
  smtpAlertVrrp?: boolean;
  smtpAlertChecker?: boolean;
  checkerLogAllFailures: boolean;
  iprouteEtcDir?: string;
  iprouteUsrDir?: string;
  namesProcesses: boolean;
  readonly processNames: Mutable<ProcessNames>;
  usesSymlinkPaths: boolean;
  ipvsNamespace?: IpvsNamespace;
  usesIpsetsInNamespace: boolean;
  childWaitTime: Duration;
  pollsLinks: boolean;
  disablesLocalIgmp: boolean;
  vmacPrefix?: string;
  vmacAddressPrefix?: string;
  readonly startup: LifeScriptDraft;
  readonly shutdown: LifeScriptDraft;
  readonly files: FilesDraft;
  readonly reload: ReloadDraft;
  readonly scheduling: SchedulingDraft;
  readonly buffers: BuffersDraft;
  readonly packetFilter: PacketFilterDraft;
  readonly mail: MailDraft;
  readonly fifos: FifosDraft;
  readonly snmp: SnmpDraft;
  readonly dbus: DbusDraft;
  readonly ipvs: IpvsGlobalsDraft;
  syncDaemon?: SyncDaemonDraft;
}

/** Before anything is said. */
export function defaultGlobals(): Globals {
  return {
    scriptSecurity: false,
    usesPidDirectory: false,
    dynamicInterfaces: false,
    group4: address('224.0.0.18'),
    group6: address('ff02::12'),
    version: 2,
    strict: false,
    skipsAddressCheck: false,
    checksUnicastSource: false,
    garp: {},
    minGarp: false,
    garpInterval: ZERO,
    gnaInterval: ZERO,
    downTimerAdverts: 3,
    lowerPriorityNoAdvert: false,
    higherPrioritySendAdvert: false,
    startupDelay: ZERO,
    logsUnknownVrids: false,
    allowIfChanges: false,
    v3ChecksumAsV2: false,
    ownerIgnoresAdverts: false,
    delayAfterBoot: ZERO,
    notifyPriorityChanges: false,
    checkerLogAllFailures: false,
    namesProcesses: false,
    processNames: {},
    usesSymlinkPaths: false,
    usesIpsetsInNamespace: false,
    childWaitTime: seconds(5),
    pollsLinks: false,
    disablesLocalIgmp: false,
    startup: newLifeScript(),
    shutdown: newLifeScript(),
    files: newFiles(),
    reload: { repeatsDaily: false },
    scheduling: newScheduling(),
    buffers: newBuffers(),
    packetFilter: newPacketFilter(),
    mail: newMail(),
    fifos: newFifos(),
    snmp: {},
    dbus: newDbus(),
    ipvs: newIpvsGlobals(),
  };
}

/** What an instance gets that sets nothing itself; `vrrp_min_garp` lowers whatever is still at its default. */
export function garpDefaults({
  garp,
  minGarp,
}: Globals): Required<Omit<GarpNumbers, 'lowerPriorityDelay' | 'lowerPriorityRepeat'>> {
  return {
    masterDelay: garp.masterDelay ?? (minGarp ? 0 : 5),
    masterRepeat: garp.masterRepeat ?? (minGarp ? 1 : 5),
    masterRefresh: garp.masterRefresh ?? 0,
    masterRefreshRepeat: garp.masterRefreshRepeat ?? (minGarp ? 0 : 1),
  };
}

/** Shared by `global_defs` and instances: a repeat of 0 makes no sense where a burst must be. */
export function readGarp(
  garp: GarpNumbers,
  field: keyof GarpNumbers,
  statement: Statement,
  { diagnostics }: BuildContext,
): void {
  const value = readInteger(statement, diagnostics);
  if (value === undefined) return;
  const needsOne = field === 'masterRepeat' || field === 'masterRefreshRepeat';
  if (needsOne && value === 0) {
    const text = `\`${statement.row.name}\` must be greater than 0; 1 is used`;
    diagnostics.error(statement.words[0]!.at, 'repeat-zero', text);
  }
  garp[field] = needsOne ? Math.max(value, 1) : value;
}

/** RFC 4291 2.7: scope 2 is link-local. */
export function isLinkLocalGroup(group: IpAddress): boolean {
  return isMulticast(group) && (group.bytes[1]! & 0x0f) === 2;
}
