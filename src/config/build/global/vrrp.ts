/** `global_defs`: defaults of instances, and what concerns all of them. */
import { type IpAddress, isMulticast } from '../../../base/address.js';
import type { Statement } from '../../parser.js';
import { setBoolean, setInteger, setSeconds, setTrue, setWord } from '../assign.js';
import type { Apply, BuildContext } from '../context.js';
import { type Globals, isLinkLocalGroup, readGarp } from '../globals.js';
import { readExtraGarp } from '../instance/extra-garp.js';
import { readBareAddress } from '../routing/prefixes.js';
import { readInteger } from '../values.js';

export const APPLY_VRRP_DEFAULTS: Apply<Globals> = {
  dynamic_interfaces: readDynamicInterfaces,
  vrrp_mcast_group4: (globals, statement, context) => {
    globals.group4 = readGroup(statement, context, 4) ?? globals.group4;
  },
  vrrp_mcast_group6: (globals, statement, context) => {
    globals.group6 = readGroup(statement, context, 6) ?? globals.group6;
  },
  vrrp_version: (globals, statement, { diagnostics }) => {
    const version = readInteger(statement, diagnostics);
    if (version !== undefined) globals.version = version === 3 ? 3 : 2;
  },
  vrrp_strict: setBoolean((globals, value) => {
    globals.strict = value;
  }),
  vrrp_skip_check_adv_addr: setBoolean((globals, value) => {
    globals.skipsAddressCheck = value;
  }),
  vrrp_check_unicast_src: setTrue((globals, value) => {
    globals.checksUnicastSource = value;
  }),
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
  vrrp_garp_interval: setSeconds((globals, value) => {
    globals.garpInterval = value;
  }),
  vrrp_gna_interval: setSeconds((globals, value) => {
    globals.gnaInterval = value;
  }),
  vrrp_min_garp: setBoolean((globals, value) => {
    globals.minGarp = value;
  }),
  vrrp_down_timer_adverts: setInteger((globals, value) => {
    globals.downTimerAdverts = value;
  }),
  vrrp_lower_prio_no_advert: setBoolean((globals, value) => {
    globals.lowerPriorityNoAdvert = value;
  }),
  vrrp_higher_prio_send_advert: setBoolean((globals, value) => {
    globals.higherPrioritySendAdvert = value;
  }),
  vrrp_startup_delay: setSeconds((globals, value) => {
    globals.startupDelay = value;
  }),
  log_unknown_vrids: setTrue((globals, value) => {
    globals.logsUnknownVrids = value;
  }),
  default_interface: setWord((globals, name) => {
    globals.defaultInterface = name;
  }),
  disable_local_igmp: setTrue((globals, value) => {
    globals.disablesLocalIgmp = value;
  }),
  v3_checksum_as_v2: setTrue((globals, value) => {
    globals.v3ChecksumAsV2 = value;
  }),
  vrrp_owner_ignore_adverts: setBoolean((globals, value) => {
    globals.ownerIgnoresAdverts = value;
  }),
  vrrp_garp_extra_if: setExtraGarp,
  vrrp_vmac_garp_intvl: setExtraGarp,
  vrrp_delay_after_boot: setSeconds((globals, value) => {
    globals.delayAfterBoot = value;
  }),
  vrrp_notify_priority_changes: setBoolean((globals, value) => {
    globals.notifyPriorityChanges = value;
  }),
};

function setExtraGarp(globals: Globals, statement: Statement, context: BuildContext): void {
  const extra = readExtraGarp(statement, context);
  if (extra !== undefined) globals.extraGarp = extra;
}

function readDynamicInterfaces(globals: Globals, { words }: Statement, { diagnostics }: BuildContext): void {
  globals.dynamicInterfaces = true;
  const option = words[0];
  if (option?.text === 'allow_if_changes') globals.allowIfChanges = true;
  if (option !== undefined && option.text !== 'allow_if_changes') {
    const text = `\`dynamic_interfaces\` knows only \`allow_if_changes\`, not \`${option.text}\`; it is ignored`;
    diagnostics.error(option.at, 'option-unknown', text);
  }
}

function readGroup({ row, words }: Statement, { diagnostics }: BuildContext, family: 4 | 6): IpAddress | undefined {
  const word = words[0]!;
  const group = readBareAddress(word, diagnostics);
  if (group === undefined || group.family !== family || !isMulticast(group)) {
    const text = `\`${row.name}\` is an IPv${family} multicast address, not \`${word.text}\`; the line is ignored`;
    diagnostics.error(word.at, 'group-invalid', text);
    return undefined;
  }
  if (family === 6 && !isLinkLocalGroup(group)) {
    diagnostics.warning(
      word.at,
      'group-scope',
      `${word.text} should be a link-local group (ff02::/16); it is used all the same`,
      {
        class: 'warning',
      },
    );
  }
  return group;
}
