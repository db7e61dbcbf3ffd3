/** `global_defs` and the plain keywords of the top level. */
import { address, type IpAddress, isMulticast, parseAddress } from '../../base/address.js';
import { type Duration, ZERO } from '../../base/duration.js';

import type { ScriptUser } from '../../base/script-user.js';
import type { VrrpVersion } from '../../vrrp/settings.js';
import type { Statement } from '../parser.js';
import { findUser } from './accounts.js';
import type { Apply, BuildContext } from './context.js';
import { readBoolean, readInteger, readSeconds } from './values.js';

/** Numbers of gratuitous ARP; undefined is not configured. Times in whole seconds. */
export interface GarpNumbers {
  masterDelay?: number;
  masterRepeat?: number;
  masterRefresh?: number;
  masterRefreshRepeat?: number;
  lowerPriorityDelay?: number;
  lowerPriorityRepeat?: number;
}

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
}

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
  };
}

export const APPLY_GLOBAL: Apply<Globals> = {
  router_id: readRouterId,
  script_user: readScriptUser,
  enable_script_security: globals => {
    globals.scriptSecurity = true;
  },
  umask: readUmask,
  // These two steer the reading of lines and have done so already.
  random_seed: (_, statement, { diagnostics }) => void readInteger(statement, diagnostics),
  include_check: () => undefined,
  dynamic_interfaces: readDynamicInterfaces,
  vrrp_mcast_group4: (globals, statement, context) => {
    globals.group4 = readGroup(statement, context, 4) ?? globals.group4;
  },
  vrrp_mcast_group6: (globals, statement, context) => {
    globals.group6 = readGroup(statement, context, 6) ?? globals.group6;
  },
  vrrp_version: (globals, statement, { diagnostics }) => {
    globals.version = readInteger(statement, diagnostics) === 3 ? 3 : 2;
  },
  vrrp_strict: (globals, statement, { diagnostics }) => {
    globals.strict = readBoolean(statement, diagnostics) ?? globals.strict;
  },
  vrrp_skip_check_adv_addr: (globals, statement, { diagnostics }) => {
    globals.skipsAddressCheck = readBoolean(statement, diagnostics) ?? globals.skipsAddressCheck;
  },
  vrrp_check_unicast_src: globals => {
    globals.checksUnicastSource = true;
  },
  vrrp_garp_master_delay: (globals, statement, context) => readGarp(globals.garp, 'masterDelay', statement, context),
  vrrp_garp_master_repeat: (globals, statement, context) => readGarp(globals.garp, 'masterRepeat', statement, context),
  vrrp_garp_master_refresh: (globals, statement, context) =>
    readGarp(globals.garp, 'masterRefresh', statement, context),
  vrrp_garp_master_refresh_repeat: (globals, statement, context) =>
    readGarp(globals.garp, 'masterRefreshRepeat', statement, context),
  vrrp_garp_lower_prio_delay: (globals, statement, context) =>
    readGarp(globals.garp, 'lowerPriorityDelay', statement, context),
  vrrp_garp_lower_prio_repeat: (globals, statement, context) =>
    readGarp(globals.garp, 'lowerPriorityRepeat', statement, context),
  vrrp_garp_interval: (globals, statement, { diagnostics }) => {
    globals.garpInterval = readSeconds(statement, diagnostics) ?? globals.garpInterval;
  },
  vrrp_gna_interval: (globals, statement, { diagnostics }) => {
    globals.gnaInterval = readSeconds(statement, diagnostics) ?? globals.gnaInterval;
  },
  vrrp_min_garp: (globals, statement, { diagnostics }) => {
    globals.minGarp = readBoolean(statement, diagnostics) ?? globals.minGarp;
  },
  vrrp_down_timer_adverts: (globals, statement, { diagnostics }) => {
    globals.downTimerAdverts = readInteger(statement, diagnostics) ?? globals.downTimerAdverts;
  },
  vrrp_lower_prio_no_advert: (globals, statement, { diagnostics }) => {
    globals.lowerPriorityNoAdvert = readBoolean(statement, diagnostics) ?? globals.lowerPriorityNoAdvert;
  },
  vrrp_higher_prio_send_advert: (globals, statement, { diagnostics }) => {
    globals.higherPrioritySendAdvert = readBoolean(statement, diagnostics) ?? globals.higherPrioritySendAdvert;
  },
  vrrp_startup_delay: (globals, statement, { diagnostics }) => {
    globals.startupDelay = readSeconds(statement, diagnostics) ?? globals.startupDelay;
  },
  log_unknown_vrids: globals => {
    globals.logsUnknownVrids = true;
  },
};

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

function readRouterId(globals: Globals, { words, at }: Statement, { diagnostics }: BuildContext): void {
  const id = words[0];
  if (id === undefined) diagnostics.error(at, 'router-id-missing', '`router_id` needs a name; the line is ignored');
  else globals.routerId = id.text;
}

function readScriptUser(globals: Globals, { words }: Statement, { accounts, diagnostics }: BuildContext): void {
  const [user, group] = words;
  const found = findUser(accounts, user!.text, group?.text);
  globals.scriptUser = found.ok ? found.value : 'unknown';
  if (!found.ok) {
    diagnostics.error(
      user!.at,
      'script-user-unknown',
      `${found.error}; scripts that rely on \`script_user\` are dropped`,
    );
  }
}

const UMASK_BITS: Readonly<Record<string, number>> = {
  IRUSR: 0o400,
  IWUSR: 0o200,
  IXUSR: 0o100,
  IRWXU: 0o700,
  IRGRP: 0o040,
  IWGRP: 0o020,
  IXGRP: 0o010,
  IRWXG: 0o070,
  IROTH: 0o004,
  IWOTH: 0o002,
  IXOTH: 0o001,
  IRWXO: 0o007,
};

/** A number in C notation, or names of bits joined by `|`. */
function readUmask(globals: Globals, { words }: Statement, { diagnostics }: BuildContext): void {
  const text = words.map(word => word.text).join('');
  const number = /^0[0-7]{0,6}$/.test(text)
    ? Number.parseInt(text, 8)
    : /^(?:0x[0-9a-fA-F]{1,4}|[1-9]\d{0,4})$/.test(text)
      ? Number(text)
      : undefined;
  const bits = number === undefined ? text.split('|').map(name => UMASK_BITS[name]) : [number];
  const mask = bits.reduce((sum, bit) => (sum === undefined || bit === undefined ? undefined : sum | bit), 0);
  if (mask !== undefined && mask <= 0o777) globals.umask = mask;
  else {
    const sentence = `\`umask\` is a number up to 0777 or names such as IRUSR|IWUSR, not \`${text}\`; the line is ignored`;
    diagnostics.error(words[0]!.at, 'umask-invalid', sentence);
  }
}

function readDynamicInterfaces(globals: Globals, { words }: Statement, { diagnostics }: BuildContext): void {
  globals.dynamicInterfaces = true;
  const option = words[0];
  if (option !== undefined && option.text !== 'allow_if_changes') {
    const text = `\`dynamic_interfaces\` knows only \`allow_if_changes\`, not \`${option.text}\``;
    diagnostics.error(option.at, 'option-unknown', text);
  }
}

function readGroup({ row, words }: Statement, { diagnostics }: BuildContext, family: 4 | 6): IpAddress | undefined {
  const word = words[0]!;
  const group = parseAddress(word.text);
  if (group === undefined || group.family !== family || !isMulticast(group)) {
    const text = `\`${row.name}\` is an IPv${family} multicast address, not \`${word.text}\`; the line is ignored`;
    diagnostics.error(word.at, 'group-invalid', text);
    return undefined;
  }
  if (family === 6 && !isLinkLocalGroup(group)) {
    diagnostics.warning(word.at, 'group-scope', `${word.text} should be a link-local group (ff02::/16)`, {
      class: 'warning',
    });
  }
  return group;
}

/** RFC 4291 2.7: scope 2 is link-local. */
export function isLinkLocalGroup(group: IpAddress): boolean {
  return isMulticast(group) && (group.bytes[1]! & 0x0f) === 2;
}
