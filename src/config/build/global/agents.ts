/** `global_defs`: SNMP and D-Bus. */
import { seconds } from '../../../base/duration.js';
import type { DbusSettings, SnmpSettings } from '../../settings.js';
import { setSeconds, setTrue, setWord } from '../assign.js';
import type { Apply } from '../context.js';
import type { Globals } from '../globals.js';
import type { Mutable } from '../mutable.js';

/** SNMP while it is read; absent: the default. */
export type SnmpDraft = Mutable<Partial<SnmpSettings>>;
/** D-Bus while it is read. */
export type DbusDraft = Mutable<DbusSettings>;

/** The defaults. */
export function newDbus(): DbusDraft {
  return { enabled: false, serviceName: 'org.keepalived.Vrrp1', noInterfaceName: 'none' };
}

const enableVrrp = setTrue<Globals>(({ snmp }, value) => {
  snmp.vrrp = value;
});

export const APPLY_AGENTS: Apply<Globals> = {
  snmp_socket: ({ snmp }, { row, words }, { diagnostics }) => {
    const [socket, extra] = words;
    if (extra !== undefined) {
      diagnostics.error(extra.at, 'words-extra', `\`${row.name}\` takes one address; the line is ignored`);
    } else if (snmp.socket !== undefined) {
      const text = `\`${row.name}\` is ${snmp.socket} already; ${socket!.text} is ignored`;
      diagnostics.error(socket!.at, 'keyword-twice', text);
    } else snmp.socket = socket!.text;
  },
  enable_traps: setTrue(({ snmp }, value) => {
    snmp.traps = value;
  }),
  enable_snmp_vrrp: enableVrrp,
  enable_snmp_keepalived: enableVrrp,
  enable_snmp_checker: setTrue(({ snmp }, value) => {
    snmp.checker = value;
  }),
  enable_snmp_rfc: setTrue(({ snmp }, value) => {
    snmp.rfc2787 = value;
    snmp.rfc6527 = value;
  }),
  enable_snmp_rfcv2: setTrue(({ snmp }, value) => {
    snmp.rfc2787 = value;
  }),
  enable_snmp_rfcv3: setTrue(({ snmp }, value) => {
    snmp.rfc6527 = value;
  }),
  snmp_vs_stats_update_interval: setSeconds(({ snmp }, value) => {
    snmp.virtualServerAge = value;
  }),
  snmp_rs_stats_update_interval: setSeconds(({ snmp }, value) => {
    snmp.realServerAge = value;
  }),
  enable_dbus: setTrue(({ dbus }, value) => {
    dbus.enabled = value;
  }),
  dbus_service_name: setWord(({ dbus }, name) => {
    dbus.serviceName = name;
  }),
  dbus_no_interface_name: setWord(({ dbus }, name) => {
    dbus.noInterfaceName = name;
  }),
};

/** With the defaults for what was not said. */
export function finishSnmp({ snmp }: Globals): SnmpSettings {
  const virtualServerAge = snmp.virtualServerAge ?? seconds(5);
  return {
    socket: snmp.socket ?? 'unix:/var/agentx/master',
    traps: snmp.traps ?? false,
    vrrp: snmp.vrrp ?? false,
    checker: snmp.checker ?? false,
    rfc2787: snmp.rfc2787 ?? false,
    rfc6527: snmp.rfc6527 ?? false,
    virtualServerAge,
    realServerAge: snmp.realServerAge ?? virtualServerAge,
  };
}
