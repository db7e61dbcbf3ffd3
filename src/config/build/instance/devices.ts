/** `use_vmac`, `use_ipvlan` and what belongs to them: interfaces an instance makes for itself. */
import type { IpPrefix } from '../../../base/address.js';
import type { IpvlanSettings, VmacSettings } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import { didYouMean } from '../../hint.js';
import type { Statement, Word } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { InstanceDraft, Placed } from '../draft.js';
import { readPrefix, wholePrefix } from '../routing/prefixes.js';

/** An interface of its own while the block is read. */
export interface DeviceDraft {
  readonly kind: 'use_vmac' | 'use_ipvlan';
  readonly at: Position;
  name?: string;
  /** 5 bytes, to which the VRID is added, or 6. */
  mac?: Placed<readonly number[]>;
  address?: IpPrefix;
  mode?: IpvlanSettings['mode'];
  group?: number;
  notifiesNetlink: boolean;
}

/** IFNAMSIZ without its terminator. */
const LONGEST_NAME = 15;

const MODES: readonly IpvlanSettings['mode'][] = ['bridge', 'private', 'vepa'];

export const APPLY_DEVICES: Apply<InstanceDraft> = {
  use_vmac: readDevice,
  use_ipvlan: readDevice,
  use_vmac_addr: draft => {
    draft.addressesHaveVmacs = true;
  },
  vmac_xmit_base: (draft, { at }) => {
    draft.sendsFromBase = at;
  },
  vrf: (draft, { words }, context) => {
    const name = words[0]!;
    if (draft.interface !== undefined) {
      const text = `(${draft.name}) has an \`interface\`, so its VRF is that interface's; \`vrf\` is ignored`;
      context.diagnostics.error(name.at, 'vrf-with-interface', text);
    } else if (context.interfaceUsable(name.text, name.at, `the VRF of (${draft.name})`)) {
      draft.vrf = { value: name.text, at: name.at };
    }
  },
  promote_secondaries: (draft, { at }) => {
    draft.promotesSecondaries = at;
  },
};

function readDevice(draft: InstanceDraft, { row, words, at }: Statement, context: BuildContext): void {
  const kind = row.name === 'use_ipvlan' ? 'use_ipvlan' : 'use_vmac';
  if (draft.device !== undefined && draft.device.kind !== kind) {
    const text = `(${draft.name}) has \`${draft.device.kind}\` already; \`${kind}\` is ignored`;
    // keepalived says nothing of it, only that an ipvlan has no address.
    const counts = kind === 'use_ipvlan' && !words.some(word => looksLikeAddress(word));
    context.diagnostics.error(words[0]?.at ?? at, 'device-kind-twice', text, counts ? {} : { class: 'none' });
    return;
  }
  if (kind === 'use_ipvlan' && draft.device !== undefined) {
    const text = `(${draft.name}) has \`use_ipvlan\` already; this line is ignored`;
    context.diagnostics.error(words[0]?.at ?? at, 'device-kind-twice', text);
    return;
  }
  const device: DeviceDraft = draft.device ?? { kind, at, notifiesNetlink: false };
  draft.device = device;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    if (word.text !== 'name' && word.text !== 'group') {
      readWord(draft, device, word, context);
      continue;
    }
    const value = words[++i];
    if (value === undefined) {
      context.diagnostics.error(word.at, 'option-value', `\`${word.text}\` needs a value; it is ignored`);
    } else if (word.text === 'name') readName(draft, device, value, context);
    else readGroup(device, value, context);
  }
}

function readWord(draft: InstanceDraft, device: DeviceDraft, word: Word, context: BuildContext): void {
  if (device.kind === 'use_vmac') {
    if (word.text === 'netlink_notify_msg') {
      device.notifiesNetlink = true;
      const text =
        '`netlink_notify_msg` is accepted, but nobody is told of the VMAC besides what the kernel tells itself';
      context.warnOnce(word.at, 'no-effect-yet', text);
    } else if (word.text.includes(':')) readMac(device, word, context);
    else readName(draft, device, word, context);
    return;
  }
  const mode = MODES.find(one => one === word.text);
  if (mode !== undefined) readMode(draft, device, mode, word, context);
  else if (looksLikeAddress(word)) readAddress(draft, device, word, context);
  else readName(draft, device, word, context);
}

function looksLikeAddress({ text }: Word): boolean {
  return /[.:/]/.test(text) && /^[0-9a-fA-F.:/+]+$/.test(text);
}

function readName(draft: InstanceDraft, device: DeviceDraft, word: Word, context: BuildContext): void {
  const fault = faultOfName(draft, device, word, context);
  if (fault === undefined) device.name = word.text;
  else {
    const extra = fault.silent === true ? ({ class: 'none' } as const) : {};
    context.diagnostics.error(word.at, fault.code, `(${draft.name}) ${fault.text}; the name is ignored`, extra);
  }
}

interface NameFault {
  readonly code: 'device-name' | 'device-name-taken' | 'device-name-twice';
  readonly text: string;
  /** keepalived finds out when it makes the interface. */
  readonly silent?: boolean;
}

function faultOfName(
  { name: instance }: InstanceDraft,
  device: DeviceDraft,
  word: Word,
  { drafts, ports, interfacesElsewhere }: BuildContext,
): NameFault | undefined {
  const name = word.text;
  if (device.name !== undefined) {
    return { code: 'device-name-twice', text: `has called its interface \`${device.name}\` already, not \`${name}\`` };
  }
  if (name === '' || name.length > LONGEST_NAME || /[\s/]/.test(name)) {
    const text = `\`${name}\` is no interface name: it has 1 to ${LONGEST_NAME} characters, no slash and no space`;
    return { code: 'device-name', text, silent: device.kind === 'use_ipvlan' && /^.{1,15}$/.test(name) };
  }
  const other = [...drafts.instances.values()].find(one => one.device?.name === name);
  if (other !== undefined && other.name !== instance) {
    return { code: 'device-name-taken', text: `\`${name}\` is the interface of (${other.name})` };
  }
  const wanted = device.kind === 'use_vmac' ? 'macvlan' : 'ipvlan';
  if (interfacesElsewhere || !ports.interfaceExists(name)) return undefined;
  // Where nothing is known of its kind we believe the file.
  const kind = ports.interfaceFacts?.(name)?.loopback === true ? 'loopback' : ports.interfaceKind?.(name);
  if ((kind ?? wanted) === wanted) return undefined;
  return { code: 'device-name-taken', text: `there is an interface \`${name}\` already, which is no ${wanted}` };
}

function readMac(device: DeviceDraft, word: Word, { diagnostics }: BuildContext): void {
  const bytes = parseMac(word.text);
  const fault =
    bytes === undefined ? 'no MAC address of 6 octets, or of 5 to which the VRID is added' : faultOfMac(bytes);
  if (bytes !== undefined && fault === undefined) device.mac = { value: bytes, at: word.at };
  else diagnostics.error(word.at, 'vmac-address', `\`${word.text}\` is ${fault}; it is ignored`);
}

function parseMac(text: string): readonly number[] | undefined {
  const parts = text.replace(/:$/, '').split(':', 7);
  if (parts.length < 5 || parts.length > 6) return undefined;
  const bytes = parts.map(part => (/^[0-9a-fA-F]{1,2}$/.test(part) ? Number.parseInt(part, 16) : Number.NaN));
  return bytes.some(Number.isNaN) ? undefined : bytes;
}

/** RFC 9568 7.3 keeps 00-00-5E-00-01 and -02 for virtual routers; one of them is what an instance has without a MAC. */
function faultOfMac(bytes: readonly number[]): string | undefined {
  if ((bytes[0]! & 1) === 1) return 'a multicast MAC address';
  const isReserved = [0, 0, 0x5e, 0].every((byte, i) => bytes[i] === byte) && (bytes[4] === 1 || bytes[4] === 2);
  return isReserved ? 'an address of VRRP itself, which an instance has without being told' : undefined;
}

function readMode(
  { name }: InstanceDraft,
  device: DeviceDraft,
  mode: IpvlanSettings['mode'],
  word: Word,
  { diagnostics }: BuildContext,
): void {
  if (device.mode === undefined) device.mode = mode;
  else {
    const text = `(${name}) the ipvlan has the mode ${device.mode} already; \`${mode}\` is ignored`;
    diagnostics.error(word.at, 'option-unknown', text);
  }
}

function readAddress(draft: InstanceDraft, device: DeviceDraft, word: Word, { diagnostics }: BuildContext): void {
  const given = word.text.endsWith('/') ? undefined : readPrefix(word, diagnostics);
  const family = given?.address.family;
  if (given === undefined || family === undefined) {
    diagnostics.error(word.at, 'address-invalid', `(${draft.name}) \`${word.text}\` is no IP address; it is ignored`);
  } else if (device.address !== undefined) {
    const text = `(${draft.name}) the ipvlan has an address already; \`${word.text}\` is ignored`;
    diagnostics.error(word.at, 'device-address-twice', text);
  } else if (draft.family !== undefined && draft.family !== family) {
    const text = `(${draft.name}) is an IPv${draft.family} instance, so ${word.text} does not fit; it is ignored`;
    diagnostics.error(word.at, 'family-mismatch', text);
  } else {
    draft.family = family;
    if (family === 6) draft.version ??= 3;
    device.address = wholePrefix(given);
  }
}

function readGroup(device: DeviceDraft, word: Word, { routeNames, diagnostics }: BuildContext): void {
  const group = routeNames.number('group', word.text);
  if (group !== undefined) device.group = group;
  else {
    const hint =
      didYouMean(word.text, routeNames.names('group').keys()) ?? `its names stand in ${routeNames.fileOf('group')}`;
    const text = `\`${word.text}\` is no name and no number of an interface group; it is ignored`;
    diagnostics.error(word.at, 'device-group', text, { hint });
  }
}

/** The interface of its own as settings. Strict mode has had its say, and a VMAC that meant unicast is corrected here. */
export function finishDevice(
  draft: InstanceDraft,
  { diagnostics }: BuildContext,
): { readonly vmac?: VmacSettings; readonly ipvlan?: IpvlanSettings } {
  const { device, sendsFromBase, name } = draft;
  if (draft.vrf !== undefined && draft.interface !== undefined) {
    const text = `(${name}) has an \`interface\`, so its VRF is that interface's; \`vrf\` is ignored`;
    diagnostics.error(draft.vrf.at, 'vrf-with-interface', text);
  }
  if (draft.promotesSecondaries !== undefined && device?.kind === 'use_vmac') {
    const text = `(${name}) a VMAC promotes secondary addresses of itself; \`promote_secondaries\` is ignored`;
    diagnostics.error(draft.promotesSecondaries, 'promote-secondaries-vmac', text);
  }
  if (device?.kind !== 'use_vmac' && sendsFromBase !== undefined) {
    const text = `(${name}) \`vmac_xmit_base\` means something with \`use_vmac\` only; it is ignored`;
    diagnostics.error(sendsFromBase, 'vmac-base-alone', text);
  }
  if (device === undefined) return {};
  if (draft.interface === undefined) {
    const text = `(${name}) has no \`interface\` that \`${device.kind}\` could stand on; it is ignored`;
    diagnostics.error(device.at, 'device-without-interface', text);
    return {};
  }
  const own = {
    ...(device.name === undefined ? {} : { name: device.name }),
    ...(device.group === undefined ? {} : { group: device.group }),
  };
  if (device.kind === 'use_ipvlan') {
    const { address, mode = 'bridge' } = device;
    if (address === undefined && draft.source === undefined && draft.family !== 6) {
      const text = `(${name}) an ipvlan needs an IPv4 address to send adverts from; the instance stays in FAULT`;
      diagnostics.error(device.at, 'ipvlan-source', text, {
        hint: 'add the address to `use_ipvlan`, or set `mcast_src_ip`',
      });
      draft.permanentFault ??= 'the ipvlan has no address to send adverts from';
    }
    return { ipvlan: { ...own, mode, ...(address === undefined ? {} : { address }) } };
  }
  // Peers or not: any keyword of unicast is enough.
  const meansUnicast = draft.unicast !== undefined;
  if (meansUnicast && sendsFromBase === undefined) {
    const text = `(${name}) unicast adverts cannot leave from a VMAC; \`vmac_xmit_base\` is set`;
    diagnostics.error(device.at, 'vmac-unicast', text, { hint: 'add `vmac_xmit_base`' });
  }
  const mac = finishMac(draft);
  const vmac: VmacSettings = {
    ...own,
    ...(mac === undefined ? {} : { mac }),
    notifiesNetlink: device.notifiesNetlink,
    sendsFromBase: meansUnicast || sendsFromBase !== undefined,
  };
  return { vmac };
}

function finishMac({ device, vrid = 0 }: InstanceDraft): Uint8Array | undefined {
  const bytes = device?.mac?.value;
  return bytes === undefined ? undefined : Uint8Array.from(bytes.length === 6 ? bytes : [...bytes, vrid]);
}
