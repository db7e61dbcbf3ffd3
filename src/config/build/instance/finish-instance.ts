/** A draft to settings: defaults, corrections and the checks that need the whole block and all globals. */
import { type Family, isLinkLocal } from '../../../base/address.js';
import {
  type ExtraGarpSettings,
  type InstanceSettings,
  OWNER_PRIORITY,
  type UnicastSettings,
  type VirtualAddress,
} from '../../../vrrp/settings.js';
import type { DiagnosticCode } from '../../codes/index.js';
import type { BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';
import { finishTrackers } from '../trackers/finish-trackers.js';
import { finishDevice } from './devices.js';
import { finishAddresses } from './finish-addresses.js';
import { checkAhState, finishProof } from './finish-authentication.js';
import { finishGarp, finishInterval, finishPreemption } from './finish-timing.js';
import { enforceStrictness } from './strict.js';

/** Undefined when the instance cannot run at all; the configuration is then refused. */
export function finishInstance(draft: InstanceDraft, context: BuildContext): InstanceSettings | undefined {
  const { diagnostics, globals } = context;
  const family: Family = draft.family ?? 4;
  const isStrict = draft.strict ?? globals.strict;
  const configured = draft.version ?? (family === 6 ? 3 : globals.version);
  const version = isStrict ? enforceStrictness(draft, configured, family, context) : configured;
  const fatal = (code: DiagnosticCode, text: string): undefined => {
    diagnostics.error(draft.at, code, `(${draft.name}) ${text}`);
    context.refuse(`(${draft.name}) ${text}`);
    return undefined;
  };
  if (draft.vrid === undefined) return fatal('vrid-missing', '`virtual_router_id` must be set');
  if (draft.vrid === 0) {
    // What was set instead has been reported in its place.
    context.refuse(`(${draft.name}) has no valid \`virtual_router_id\``);
    return undefined;
  }
  if (draft.interface === undefined && draft.interfaceRefused) return undefined;
  if (draft.interface === undefined) {
    const missing = whyInterfaceIsNeeded(draft);
    if (missing !== undefined) return fatal('interface-unset', missing);
  }
  const facts = draft.interface === undefined ? undefined : context.interfaceFacts(draft.interface.value);
  if (isStrict && draft.peers.length > 0 && facts?.multicast === true) {
    const text = `(${draft.name}) strict mode asks for multicast, which ${draft.interface?.value} can do; unicast is used all the same`;
    const hint = 'keepalived 2.4 does not start with this';
    diagnostics.warning(draft.unicast ?? draft.at, 'strict-unicast', text, { hint });
  }

  const interval = finishInterval(draft, version, context);
  const proof = finishProof(draft, version, family, interval, isStrict, context);
  const addresses = finishAddresses(draft, version, family, proof, context);
  if (addresses.advertised.length === 0 && !draft.allowsNoAddress) {
    const text = 'no usable address in `virtual_ipaddress`';
    if (version === 3 || isStrict) {
      return fatal('address-none', `${text}: ${isStrict ? 'strict mode' : 'version 3'} needs at least one`);
    }
    diagnostics.warning(draft.at, 'address-none', `(${draft.name}) ${text}; at least one is sensible`, {
      class: 'warning',
    });
  }
  if (proof.authentication.kind === 'ah') checkAhState(draft, context);
  const { state, priority, isOwner } = finishPriority(draft);
  const unicast = finishUnicast(draft, family, context);
  const group = draft.group !== undefined && unicast === undefined ? draft.group.value : undefined;
  if (draft.group !== undefined && unicast !== undefined) {
    const text = `(${draft.name}) \`mcast_dst_ip\` has no meaning with unicast peers; it is ignored`;
    diagnostics.error(draft.group.at, 'group-with-unicast', text);
  }
  const device = finishDevice(draft, context);
  if (device.vmac !== undefined && facts?.ethernet === false) {
    draft.permanentFault ??= `${draft.interface?.value} is no Ethernet interface, so it can carry no VMAC`;
  }
  const preemption = finishPreemption(draft, state, isOwner, context);
  const timerExpiredBackup = finishTimerExpiry(draft, preemption.preempts, context);
  const source = draft.source?.value ?? device.ipvlan?.address?.address;
  const extraGarp = finishExtraGarp(draft, device.vmac !== undefined, context);
  const noMulticast = unicast === undefined && facts?.multicast === false;
  const fault = draft.permanentFault ?? (noMulticast ? `${draft.interface?.value} cannot do multicast` : undefined);
  return {
    name: draft.name,
    family,
    version,
    interface: draft.interface?.value ?? '',
    ...(draft.vrf === undefined || draft.interface !== undefined ? {} : { vrf: draft.vrf.value }),
    vrid: draft.vrid,
    initialState: state,
    priority,
    advertInterval: interval,
    ...preemption,
    downTimerAdverts: draft.downTimerAdverts,
    ...proof,
    addresses: withDevices(addresses.advertised, draft, context),
    excludedAddresses: withDevices(addresses.excluded, draft, context),
    routes: draft.routes,
    rules: draft.rules,
    ...device,
    addressesHaveVmacs: draft.addressesHaveVmacs,
    ...(isStrict ? { isStrict } : {}),
    promotesSecondaries: draft.promotesSecondaries !== undefined && device.vmac === undefined,
    accepts: draft.accepts ?? (!isStrict || isOwner),
    ...(source === undefined ? {} : { source }),
    multicastGroup: group ?? (family === 4 ? globals.group4 : globals.group6),
    ...(unicast === undefined ? {} : { unicast }),
    garp: finishGarp(draft),
    ...(extraGarp === undefined ? {} : { extraGarp }),
    ...finishTrackers(draft, context),
    tracksPrimary: draft.tracksPrimary,
    tracksSource: draft.tracksSource && draft.source !== undefined,
    answersLowerPriority: !(draft.lowerPriorityNoAdvert ?? globals.lowerPriorityNoAdvert),
    advertsBeforeYielding: draft.higherPrioritySendAdvert ?? globals.higherPrioritySendAdvert,
    ownerIgnoresAdverts: finishOwnerDeafness(draft, isOwner, isStrict, context),
    ...(timerExpiredBackup === undefined ? {} : { timerExpiredBackup }),
    skipsAddressCheck: draft.skipsAddressCheck,
    checksumAsV2: draft.checksumAsV2,
    oldUnicastChecksum: draft.oldUnicastChecksum,
    ...(draft.receiveBuffer === undefined ? {} : { receiveBuffer: draft.receiveBuffer }),
    pollsLink: draft.pollsLink,
    ...(fault === undefined ? {} : { permanentFault: fault }),
    debug: draft.debug,
  };
}

/** Only adverts to single peers find their way without an interface, from an address that says where they begin. */
function whyInterfaceIsNeeded({ peers, source, faultWithoutPeer, unicast }: InstanceDraft): string | undefined {
  if (peers.length === 0 && !(unicast !== undefined && faultWithoutPeer)) return 'no usable `interface` is set';
  if (source === undefined) return 'has neither an `interface` nor `unicast_src_ip`; one of them must be set';
  if (source.value.family === 6 && isLinkLocal(source.value)) {
    return `\`${source.value.text}\` is link-local and means nothing without an \`interface\``;
  }
  return undefined;
}

/** keepalived's own choice. */
const DEFAULT_INTERFACE = 'eth0';

/** Without an interface of the instance an address goes to the default one. */
function withDevices(
  addresses: readonly VirtualAddress[],
  draft: InstanceDraft,
  { globals }: BuildContext,
): readonly VirtualAddress[] {
  if (draft.interface !== undefined) return addresses;
  const device = globals.defaultInterface ?? DEFAULT_INTERFACE;
  return addresses.map(address => (address.device === undefined ? { ...address, device } : address));
}

/** A forced return to backup would undo itself if the instance then preempted. */
function finishTimerExpiry(
  { timerExpiredBackup, name }: InstanceDraft,
  preempts: boolean,
  { diagnostics }: BuildContext,
): number | undefined {
  if (timerExpiredBackup === undefined || !preempts) return timerExpiredBackup?.value;
  const text = `(${name}) \`timer_expired_backup\` works with \`nopreempt\` only; it is ignored`;
  diagnostics.error(timerExpiredBackup.at, 'timer-expired-preempt', text);
  return undefined;
}

/** The own setting, or that of `global_defs`; where no further interface carries addresses there is nothing to do. */
function finishExtraGarp(
  draft: InstanceDraft,
  hasVmac: boolean,
  { globals }: BuildContext,
): ExtraGarpSettings | undefined {
  const extra = draft.extraGarp ?? globals.extraGarp;
  if (extra === undefined || extra.interval === 0) return undefined;
  const placed = [...draft.addresses, ...draft.excluded];
  const isElsewhere = ({ device }: VirtualAddress): boolean =>
    device !== undefined && device !== draft.interface?.value;
  const hasExtra =
    hasVmac ||
    placed.some(({ value }) => value.hasVmac || ((extra.all || draft.addressesHaveVmacs) && isElsewhere(value)));
  return hasExtra ? extra : undefined;
}

/** `owner_ignore_adverts`: for owners alone, and for them it cannot be refused. */
function finishOwnerDeafness(
  { ownerIgnoresAdverts: own, name }: InstanceDraft,
  isOwner: boolean,
  isStrict: boolean,
  { globals, diagnostics }: BuildContext,
): boolean {
  if (isOwner && own?.value === false) {
    const text = `(${name}) is the address owner; \`owner_ignore_adverts\` cannot be turned off and is on`;
    diagnostics.error(own.at, 'owner-ignore-adverts', text, { hint: 'leave the line out to hear adverts' });
    return true;
  }
  if (isOwner) return own?.value ?? (isStrict || globals.ownerIgnoresAdverts);
  if (own?.value === true) {
    const text = `(${name}) is no address owner (255); \`owner_ignore_adverts\` is ignored`;
    diagnostics.error(own.at, 'owner-ignore-adverts', text);
  }
  return false;
}

/** `state MASTER` without a priority means the owner, and the owner without a state means MASTER. */
function finishPriority(draft: InstanceDraft) {
  const priority = draft.priority?.value ?? (draft.state?.value === 'MASTER' ? OWNER_PRIORITY : 100);
  const isOwner = priority === OWNER_PRIORITY;
  return { priority, isOwner, state: draft.state?.value ?? (isOwner ? 'MASTER' : 'BACKUP') } as const;
}

function finishUnicast(
  draft: InstanceDraft,
  family: Family,
  { diagnostics }: BuildContext,
): UnicastSettings | undefined {
  const { name, peers, unicastTtl } = draft;
  if (peers.length > 0) {
    // keepalived sends IPv4 unicast with TTL 255; for IPv6 the kernel chooses.
    const ttl = unicastTtl?.value ?? (family === 4 ? 255 : undefined);
    return { peers, checksSource: draft.checksSource, ...(ttl === undefined ? {} : { ttl }) };
  }
  if (unicastTtl !== undefined) {
    const text = `(${name}) \`unicast_ttl\` has no meaning without unicast peers; it is ignored`;
    diagnostics.error(unicastTtl.at, 'unicast-ttl-alone', text);
  }
  if (draft.unicast !== undefined && draft.faultWithoutPeer) {
    draft.permanentFault ??= 'unicast is configured without any peer';
  } else if (draft.unicast !== undefined) {
    const text = `(${name}) has a unicast keyword but no \`unicast_peer\`; it uses multicast`;
    diagnostics.warning(draft.unicast, 'unicast-without-peer', text, { class: 'deprecated' });
  }
  return undefined;
}
