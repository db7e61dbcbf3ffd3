/** A draft to settings: defaults, corrections and the checks that need the whole block and all globals. */
import type { Family } from '../../base/address.js';
import { type Duration, milliseconds, seconds, toSeconds, ZERO } from '../../base/duration.js';
import {
  type Authentication,
  type GarpSettings,
  type InstanceSettings,
  OWNER_PRIORITY,
  type UnicastSettings,
  type VirtualAddress,
  type VrrpVersion,
} from '../../vrrp/settings.js';
import type { DiagnosticCode } from '../codes/index.js';
import type { PlacedAddress } from './addresses.js';
import type { BuildContext } from './context.js';
import type { InstanceDraft, TrackDraft } from './draft.js';
import { enforceStrictness } from './strict.js';

/** RFC 9568 5.2.7: 12 bits of centiseconds. */
const LONGEST_V3_INTERVAL = milliseconds(40_950);

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
  if (draft.interface === undefined) return fatal('interface-unset', 'no usable `interface` is set');

  const addresses = finishAddresses(draft, version, family, context);
  if (addresses.advertised.length === 0 && !draft.allowsNoAddress) {
    const text = 'no usable address in `virtual_ipaddress`';
    if (version === 3 || isStrict) {
      return fatal('address-none', `${text}: ${isStrict ? 'strict mode' : 'version 3'} needs at least one`);
    }
    diagnostics.warning(draft.at, 'address-none', `(${draft.name}) ${text}; at least one is sensible`, {
      class: 'warning',
    });
  }
  const { state, priority, isOwner } = finishPriority(draft);
  const unicast = finishUnicast(draft, family, context);
  const group = draft.group !== undefined && unicast === undefined ? draft.group.value : undefined;
  if (draft.group !== undefined && unicast !== undefined) {
    const text = `(${draft.name}) \`mcast_dst_ip\` has no meaning with unicast peers; it is ignored`;
    diagnostics.error(draft.group.at, 'group-with-unicast', text);
  }
  const authentication = finishAuthentication(draft, version, family, context);
  const permanentFault = draft.permanentFault;
  const preemption = finishPreemption(draft, state, isOwner, context);
  const facts = context.interfaceFacts(draft.interface.value);
  const noMulticast = unicast === undefined && facts?.multicast === false;
  const fault = permanentFault ?? (noMulticast ? `${draft.interface.value} cannot do multicast` : undefined);
  return {
    name: draft.name,
    family,
    version,
    interface: draft.interface.value,
    vrid: draft.vrid,
    initialState: state,
    priority,
    advertInterval: finishInterval(draft, version, context),
    ...preemption,
    downTimerAdverts: draft.downTimerAdverts,
    authentication,
    addresses: addresses.advertised,
    excludedAddresses: addresses.excluded,
    ...(draft.source === undefined ? {} : { source: draft.source.value }),
    multicastGroup: group ?? (family === 4 ? globals.group4 : globals.group6),
    ...(unicast === undefined ? {} : { unicast }),
    garp: finishGarp(draft),
    trackInterfaces: finishTrackInterfaces(draft, isOwner, context),
    trackScripts: dropWeighted(draft.trackScripts, isOwner, 'script', draft, context),
    tracksPrimary: draft.tracksPrimary,
    answersLowerPriority: !(draft.lowerPriorityNoAdvert ?? globals.lowerPriorityNoAdvert),
    advertsBeforeYielding: draft.higherPrioritySendAdvert ?? globals.higherPrioritySendAdvert,
    skipsAddressCheck: draft.skipsAddressCheck,
    ...(draft.receiveBuffer === undefined ? {} : { receiveBuffer: draft.receiveBuffer }),
    ...(fault === undefined ? {} : { permanentFault: fault }),
    debug: draft.debug,
  };
}

/** `state MASTER` without a priority means the owner, and the owner without a state means MASTER. */
function finishPriority(draft: InstanceDraft) {
  const priority = draft.priority?.value ?? (draft.state?.value === 'MASTER' ? OWNER_PRIORITY : 100);
  const isOwner = priority === OWNER_PRIORITY;
  return { priority, isOwner, state: draft.state?.value ?? (isOwner ? 'MASTER' : 'BACKUP') } as const;
}

function finishInterval(draft: InstanceDraft, version: VrrpVersion, { diagnostics }: BuildContext): Duration {
  const { value, at } = draft.advertInterval ?? { value: seconds(1), at: draft.at };
  const inSeconds = toSeconds(value);
  if (version === 2) {
    // RFC 3768 5.3.7: the field holds whole seconds.
    const whole = Math.max(1, Math.round(inSeconds));
    if (whole !== inSeconds) {
      const text = `(${draft.name}) version 2 advertises whole seconds; \`advert_int\` ${inSeconds} becomes ${whole}`;
      diagnostics.error(at, 'advert-int-rounded', text);
    }
    return seconds(whole);
  }
  if (value > LONGEST_V3_INTERVAL) {
    const text = `(${draft.name}) version 3 has at most 40.95 s; \`advert_int\` ${inSeconds} becomes 40.95`;
    diagnostics.error(at, 'advert-int-long', text);
    return LONGEST_V3_INTERVAL;
  }
  const rounded = milliseconds(Math.max(1, Math.round(inSeconds * 100)) * 10);
  if (rounded !== value) {
    const text = `(${draft.name}) version 3 has steps of 10 ms; \`advert_int\` ${inSeconds} becomes ${toSeconds(rounded)}`;
    diagnostics.error(at, 'advert-int-rounded', text);
  }
  return rounded;
}

function finishPreemption(draft: InstanceDraft, state: string, isOwner: boolean, { diagnostics }: BuildContext) {
  const { nopreempt, preemptDelay, name } = draft;
  let preempts = nopreempt === undefined;
  let delay = isOwner && state === 'BACKUP' ? ZERO : (preemptDelay?.value ?? ZERO);
  if (!preempts && (isOwner || state === 'MASTER')) {
    const why = isOwner ? 'priority 255' : 'initial state MASTER';
    diagnostics.error(
      nopreempt,
      'nopreempt-cleared',
      `(${name}) \`nopreempt\` does not work with ${why}; it is cleared`,
      {
        hint: isOwner ? undefined : 'set `state BACKUP` on both nodes',
      },
    );
    preempts = true;
  }
  const reason = state === 'MASTER' ? 'initial state MASTER' : preempts ? undefined : '`nopreempt`';
  if (delay > 0 && reason !== undefined) {
    const text = `(${name}) \`preempt_delay\` does not work with ${reason}; it is cleared`;
    diagnostics.error(preemptDelay?.at, 'preempt-delay-cleared', text);
    delay = ZERO;
  }
  return { preempts, preemptDelay: delay };
}

function finishAuthentication(
  draft: InstanceDraft,
  version: VrrpVersion,
  family: Family,
  context: BuildContext,
): Authentication {
  const { diagnostics } = context;
  const { authType, password, name } = draft;
  if (authType === undefined) return { kind: 'none' };
  const drop = (code: DiagnosticCode, text: string): Authentication => {
    diagnostics.error(authType.at, code, `(${name}) ${text}; it is ignored`);
    return { kind: 'none' };
  };
  if (version === 3) return drop('authentication-v3', 'version 3 has no authentication');
  if (password === undefined) return drop('password-missing', 'authentication has no usable `auth_pass`');
  if (family === 6 && authType.value === 'AH') return drop('authentication-ah-ipv6', 'AH does not work with IPv6');
  if (family === 6) {
    // keepalived 2.2.7 announces a password it does not send, and ends when it hears such an advert.
    const text = `(${name}) adverts of version 2 have no room for a password over IPv6; the instance stays in FAULT`;
    const hint = 'on all nodes, leave out `authentication` or `version 2`';
    diagnostics.error(authType.at, 'authentication-ipv6', text, { class: 'none', hint });
    draft.permanentFault ??= 'adverts of version 2 have no room for a password over IPv6';
    return { kind: 'none' };
  }
  if (authType.value === 'PASS') return { kind: 'pass', password };
  // An instance that talks unauthenticated to peers that insist would end as a second master.
  const text = `(${name}) AH authentication is not supported yet; the instance stays in FAULT`;
  diagnostics.error(authType.at, 'authentication-ah', text, { class: 'none' });
  draft.permanentFault ??= 'AH authentication is not supported yet';
  return { kind: 'none' };
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

function finishGarp({ garp, garpDefaults, garpGlobals }: InstanceDraft): GarpSettings {
  const own = { ...garpDefaults, ...garp };
  return {
    masterDelay: seconds(own.masterDelay),
    masterRepeat: own.masterRepeat,
    masterRefresh: seconds(own.masterRefresh),
    masterRefreshRepeat: own.masterRefreshRepeat,
    lowerPriorityDelay: seconds(garp.lowerPriorityDelay ?? garpGlobals.lowerPriorityDelay ?? own.masterDelay),
    lowerPriorityRepeat: garp.lowerPriorityRepeat ?? garpGlobals.lowerPriorityRepeat ?? own.masterRepeat,
  };
}

function finishTrackInterfaces(draft: InstanceDraft, isOwner: boolean, context: BuildContext) {
  const others = draft.trackInterfaces.filter(({ name, at }) => {
    if (name !== draft.interface?.value) return true;
    const text = `(${draft.name}) tracks its own interface \`${name}\` anyway; the entry is ignored`;
    context.diagnostics.error(at, 'track-own-interface', text);
    return false;
  });
  return dropWeighted(others, isOwner, 'interface', draft, context);
}

function dropWeighted(
  tracked: readonly TrackDraft[],
  isOwner: boolean,
  kind: string,
  { name }: InstanceDraft,
  { diagnostics }: BuildContext,
) {
  return tracked.flatMap(one => {
    if (isOwner && one.weight !== 0) {
      const text = `(${name}) is the address owner (255), whose priority never moves; ${kind} \`${one.name}\` is not tracked`;
      diagnostics.error(one.at, 'track-owner', text);
      return [];
    }
    return { name: one.name, weight: one.weight, reverse: one.reverse };
  });
}

/** Drops repeated addresses and moves what fits in no advert to the excluded ones. */
function finishAddresses(draft: InstanceDraft, version: VrrpVersion, family: Family, context: BuildContext) {
  const { diagnostics } = context;
  const seen = new Set<string>();
  const once = (placed: readonly PlacedAddress[]): readonly PlacedAddress[] =>
    placed.filter(({ value, at }) => {
      const key = `${value.address.text} ${value.device ?? draft.interface?.value}`;
      if (!seen.has(key)) return seen.add(key);
      const text = `(${draft.name}) has the address ${value.address.text} already; the entry is ignored`;
      diagnostics.error(at, 'address-twice', text);
      return false;
    });
  const advertised = once(draft.addresses);
  const excluded = once(draft.excluded);
  // Ethernet and IP header, 8 bytes of VRRP, and 8 of authentication data that version 2 always carries.
  const overhead = 14 + (family === 4 ? 20 : 40) + 8 + (version === 2 && family === 4 ? 8 : 0);
  const mtu = context.interfaceFacts(draft.interface?.value ?? '')?.mtu ?? 1_500;
  const most = Math.max(0, Math.min(255, Math.floor((mtu - overhead) / (family === 4 ? 4 : 16))));
  const surplus = advertised.slice(most);
  if (surplus.length > 0) {
    const text = `(${draft.name}) an advert holds ${most} addresses; ${surplus.length} from here on are not advertised`;
    diagnostics.error(surplus[0]!.at, 'address-surplus', text);
  }
  const values = (placed: readonly PlacedAddress[]): readonly VirtualAddress[] => placed.map(({ value }) => value);
  return { advertised: values(advertised.slice(0, most)), excluded: values([...excluded, ...surplus]) };
}
