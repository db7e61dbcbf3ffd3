/** Reads one `vrrp_instance` block into a draft; `finish-instance.ts` makes settings of it. */
import { type Family, type IpAddress, isMulticast } from '../../../base/address.js';
import { INT_MAX } from '../../keywords/row.js';
import { parseInteger } from '../../numbers.js';
import type { Statement, Word } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';
import { type GarpNumbers, garpDefaults, isLinkLocalGroup, readGarp } from '../globals.js';
import { APPLY_INSTANCE_NOTIFY } from '../notify.js';
import { readBareAddress } from '../routing/prefixes.js';
import { APPLY_TRACKERS, newTrackerLists } from '../trackers/trackers.js';
import { readBoolean, readChoice, readInteger, readLoneInteger, readSeconds, reportNumber } from '../values.js';
import { type PlacedAddress, readAddressEntry } from './addresses.js';
import { APPLY_AUTH_HMAC, newHmacDraft } from './auth-hmac.js';
import { APPLY_DEVICES } from './devices.js';
import { APPLY_INSTANCE_OPTIONS } from './instance-options.js';
import { readUnicastPeers } from './unicast-peers.js';

/** RFC 2338 5.3.6: the simple password field has eight bytes. */
const PASSWORD_BYTES = 8;

/** Defaults from `global_defs` are taken now: what stands below the instance there comes too late for it. */
export function readInstance(statement: Statement, context: BuildContext): InstanceDraft {
  const { globals } = context;
  const draft: InstanceDraft = {
    name: statement.words[0]!.text,
    at: statement.at,
    places: new Map(statement.body.map(({ row, at }) => [row.name, at])),
    interfaceRefused: false,
    addressesHaveVmacs: false,
    addresses: [],
    excluded: [],
    allowsNoAddress: false,
    routes: [],
    rules: [],
    downTimerAdverts: globals.downTimerAdverts,
    peers: [],
    peerPlaces: new Map(),
    checksSource: globals.checksUnicastSource,
    faultWithoutPeer: false,
    oldUnicastChecksum: 'automatic',
    checksumAsV2: globals.v3ChecksumAsV2,
    tracksPrimary: true,
    tracksSource: false,
    ...newTrackerLists(),
    garp: {},
    garpDefaults: garpDefaults(globals),
    garpGlobals: { ...globals.garp },
    skipsAddressCheck: globals.skipsAddressCheck,
    pollsLink: false,
    debug: 0,
    notify: {},
  };
  context.applyAll(statement.body, draft, APPLY_INSTANCE);
  return draft;
}

function garpField(field: keyof GarpNumbers): Apply<InstanceDraft>[string] {
  return (draft, statement, context) => readGarp(draft.garp, field, statement, context);
}

/** What each keyword does. */
export const APPLY_INSTANCE: Apply<InstanceDraft> = {
  ...APPLY_DEVICES,
  ...APPLY_INSTANCE_OPTIONS,
  state: readState,
  interface: readInterface,
  virtual_router_id: (draft, statement, { diagnostics }) => {
    draft.vrid = readInteger(statement, diagnostics) ?? draft.vrid ?? 0;
  },
  priority: (draft, statement, { diagnostics }) => {
    draft.priority = { value: readInteger(statement, diagnostics) ?? 100, at: statement.at };
  },
  version: readVersion,
  advert_int: (draft, statement, { diagnostics }) => {
    const value = readSeconds(statement, diagnostics);
    if (value !== undefined) draft.advertInterval = { value, at: statement.at };
  },
  virtual_ipaddress: (draft, { entries }, context) => {
    for (const entry of entries) {
      const address = readAddressEntry(entry, 'instance', context);
      if (address !== undefined && claimFamily(draft, address, context)) draft.addresses.push(address);
    }
  },
  virtual_ipaddress_excluded: (draft, { entries }, context) => {
    draft.excluded.push(...entries.flatMap(entry => readAddressEntry(entry, 'instance', context) ?? []));
  },
  no_virtual_ipaddress: draft => {
    draft.allowsNoAddress = true;
  },
  preempt_delay: (draft, statement, { diagnostics }) => {
    const value = readSeconds(statement, diagnostics);
    if (value !== undefined) draft.preemptDelay = { value, at: statement.at };
  },
  preempt: draft => {
    draft.nopreempt = undefined;
  },
  nopreempt: (draft, { at }) => {
    draft.nopreempt = at;
  },
  down_timer_adverts: (draft, statement, { diagnostics }) => {
    draft.downTimerAdverts = readInteger(statement, diagnostics) ?? draft.downTimerAdverts;
  },
  authentication: (draft, { body }, context) => context.applyAll(body, draft, APPLY_AUTHENTICATION),
  auth_hmac: (draft, { at, body }, context) => {
    draft.hmac ??= newHmacDraft(at);
    context.applyAll(body, draft.hmac, APPLY_AUTH_HMAC);
  },
  mcast_src_ip: readSource,
  unicast_src_ip: (draft, statement, context) => {
    draft.unicast ??= statement.at;
    readSource(draft, statement, context);
  },
  mcast_dst_ip: readGroup,
  unicast_peer: (draft, statement, context) => {
    draft.unicast ??= statement.at;
    readUnicastPeers(draft, statement, context);
  },
  unicast_ttl: (draft, statement, { diagnostics }) => {
    const value = readInteger(statement, diagnostics);
    if (value !== undefined) draft.unicastTtl = { value, at: statement.at };
  },
  unicast_fault_no_peer: (draft, { at }) => {
    draft.unicast ??= at;
    draft.faultWithoutPeer = true;
  },
  check_unicast_src: (draft, { at }) => {
    draft.unicast ??= at;
    draft.checksSource = true;
  },
  native_ipv6: (draft, { at }, { diagnostics }) => {
    if (draft.family === 4) {
      diagnostics.error(at, 'family-mismatch', `(${draft.name}) is an IPv4 instance; \`native_ipv6\` is ignored`);
    } else {
      draft.family = 6;
      draft.version = 3;
    }
  },
  kernel_rx_buf_size: (draft, statement, { diagnostics }) => {
    const value = readLoneInteger(statement, diagnostics);
    // setsockopt(2) takes an int.
    if (value !== undefined && value > 0) draft.receiveBuffer = Math.min(value, INT_MAX);
  },
  dont_track_primary: draft => {
    draft.tracksPrimary = false;
  },
  ...APPLY_TRACKERS,
  ...APPLY_INSTANCE_NOTIFY,
  garp_master_delay: garpField('masterDelay'),
  garp_master_repeat: garpField('masterRepeat'),
  garp_master_refresh: garpField('masterRefresh'),
  garp_master_refresh_repeat: garpField('masterRefreshRepeat'),
  garp_lower_prio_delay: garpField('lowerPriorityDelay'),
  garp_lower_prio_repeat: garpField('lowerPriorityRepeat'),
  lower_prio_no_advert: (draft, statement, { diagnostics }) => {
    const value = readBoolean(statement, diagnostics);
    if (value !== undefined) draft.lowerPriorityNoAdvert = value;
  },
  higher_prio_send_advert: (draft, statement, { diagnostics }) => {
    const value = readBoolean(statement, diagnostics);
    if (value !== undefined) draft.higherPrioritySendAdvert = value;
  },
  skip_check_adv_addr: (draft, statement, { diagnostics }) => {
    draft.skipsAddressCheck = readBoolean(statement, diagnostics) ?? draft.skipsAddressCheck;
  },
  strict_mode: (draft, statement, { diagnostics }) => {
    const value = readBoolean(statement, diagnostics);
    if (value !== undefined) draft.strict = value;
  },
  // Packets to the addresses of a master are always answered: this is the default, `no_accept` has no effect.
  accept: draft => {
    draft.accepts = true;
  },
  no_accept: draft => {
    draft.accepts = false;
  },
  debug: (draft, statement, { diagnostics }) => {
    draft.debug = readInteger(statement, diagnostics) ?? draft.debug;
  },
};

export const APPLY_AUTHENTICATION: Apply<InstanceDraft> = {
  auth_type: (draft, statement, { diagnostics }) => {
    const value = readChoice(statement, diagnostics);
    if (value === 'PASS' || value === 'AH') draft.authType = { value, at: statement.at };
  },
  auth_pass: (draft, { words }, { diagnostics }) => {
    const bytes = Buffer.from(words[0]!.raw, 'latin1');
    if (bytes.length > PASSWORD_BYTES) {
      const text = `\`auth_pass\` has more than ${PASSWORD_BYTES} bytes; only the first ${PASSWORD_BYTES} are used`;
      const hint = 'shorten it on all nodes; it travels in clear text and protects from mistakes, not from attackers';
      diagnostics.error(words[0]!.at, 'password-truncated', text, { hint });
    }
    const password = new Uint8Array(PASSWORD_BYTES);
    password.set(bytes.subarray(0, PASSWORD_BYTES));
    if (bytes.length > 0) draft.password = password;
    else delete draft.password;
  },
};

function readState(draft: InstanceDraft, statement: Statement, { diagnostics }: BuildContext): void {
  const value = readChoice(statement, diagnostics) === 'MASTER' ? 'MASTER' : 'BACKUP';
  if (value === 'BACKUP' && draft.state?.value === 'MASTER') {
    const text = `(${draft.name}) \`state\` is MASTER already; BACKUP is ignored`;
    diagnostics.error(statement.at, 'state-twice', text);
  } else draft.state = { value, at: statement.at };
}

function readInterface(draft: InstanceDraft, { words }: Statement, context: BuildContext): void {
  const name = words[0]!;
  draft.interfaceRefused = !context.interfaceUsable(name.text, name.at, `\`vrrp_instance\` ${draft.name}`);
  if (draft.interfaceRefused) return;
  const loopback = context.interfaceFacts(name.text)?.loopback ?? name.text === 'lo';
  if (loopback) {
    const text = `(${draft.name}) \`${name.text}\` is a loopback interface, which carries no adverts; it is ignored`;
    context.diagnostics.error(name.at, 'interface-loopback', text);
    context.refuse(text);
    draft.interfaceRefused = true;
  } else draft.interface = { value: name.text, at: name.at };
}

function readVersion(draft: InstanceDraft, { row, words }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0]!;
  const read = parseInteger(word.text, row.range!);
  if (!read.ok) {
    reportNumber(row, word, read.error, diagnostics);
    return;
  }
  const version = read.value === 3 ? 3 : 2;
  if (draft.version === undefined || draft.version === version) draft.version = version;
  else {
    const text = `(${draft.name}) \`version\` ${version} conflicts with version ${draft.version} set or deduced above; it is ignored`;
    diagnostics.error(word.at, 'version-conflict', text);
  }
}

/** The first address decides the family; an IPv6 instance has version 3 unless told otherwise before. */
function claimFamily(draft: InstanceDraft, { value, at }: PlacedAddress, { diagnostics }: BuildContext): boolean {
  return claim(draft, value.address.family, at, value.address.text, diagnostics);
}

function claim(
  draft: InstanceDraft,
  family: Family,
  at: PlacedAddress['at'],
  what: string,
  diagnostics: BuildContext['diagnostics'],
): boolean {
  if (draft.family !== undefined && draft.family !== family) {
    const text = `(${draft.name}) is an IPv${draft.family} instance, so ${what} does not fit; it is ignored`;
    diagnostics.error(at, 'family-mismatch', text);
    return false;
  }
  draft.family = family;
  if (family === 6) draft.version ??= 3;
  return true;
}

function readSource(draft: InstanceDraft, { row, words }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0]!;
  const source = readAddress(row.name, word, diagnostics);
  if (source !== undefined && claim(draft, source.family, word.at, word.text, diagnostics)) {
    draft.source = { value: source, at: word.at };
  }
}

function readGroup(draft: InstanceDraft, { row, words }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0]!;
  const group = readAddress(row.name, word, diagnostics);
  if (group === undefined) return;
  if (!isMulticast(group) || (group.family === 6 && !isLinkLocalGroup(group))) {
    const kind = group.family === 6 ? 'a link-local multicast' : 'a multicast';
    diagnostics.error(word.at, 'group-invalid', `\`${word.text}\` is not ${kind} address; the line is ignored`);
  } else if (claim(draft, group.family, word.at, word.text, diagnostics)) draft.group = { value: group, at: word.at };
}

function readAddress(name: string, word: Word, diagnostics: BuildContext['diagnostics']): IpAddress | undefined {
  const address = readBareAddress(word, diagnostics);
  if (address === undefined) {
    diagnostics.error(
      word.at,
      'address-invalid',
      `\`${name}\` is an IP address, not \`${word.text}\`; the line is ignored`,
    );
  }
  return address;
}
