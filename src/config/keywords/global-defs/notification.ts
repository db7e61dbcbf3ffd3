/** `global_defs`: mail, FIFOs, SNMP and D-Bus. */
import {
  alias,
  boolean,
  entries,
  flag,
  inSeconds,
  integer,
  type KeywordRow,
  later,
  SECONDS_MAX,
  script,
  surviving,
  word,
  words,
} from '../row.js';
import { SCRIPT_USAGE } from '../usage.js';

const NO_CHECKER_MAIL = 'no mail about load balancing is sent yet';
const NO_LVS_FIFO = 'no FIFO of load balancing is written yet';
const NO_SNMP = 'there is no SNMP agent yet';
const NO_DBUS = 'nothing is said on D-Bus yet';

const MAIL: readonly KeywordRow[] = [
  entries('notification_email', 'recipients of mail', { usage: '{ ADDRESS [ADDRESS...] }', repeats: true }),
  surviving(
    word('notification_email_from', 'sender of mail', { usage: 'ADDRESS', default: 'user and host of the program' }),
  ),
  words('smtp_server', 1, 'mail server, and its port unless that is 25', {
    usage: 'HOST [PORT]',
    default: 'none, so no mail',
  }),
  words('smtp_helo_name', 0, 'name the program gives itself to the mail server', {
    usage: 'NAME',
    default: 'host name',
  }),
  integer(
    'smtp_connect_timeout',
    [0, Math.floor(SECONDS_MAX)],
    'how long the mail server may take to answer, at least 1 s',
    {
      unit: 's',
      default: 30,
    },
  ),
  boolean('smtp_alert', 'changes of everything are mailed, unless the thing itself says otherwise', {
    default: 'on for real servers, off for the rest',
  }),
  boolean('smtp_alert_vrrp', 'changes of instances and groups are mailed', { default: 'as `smtp_alert`' }),
  later(
    NO_CHECKER_MAIL,
    boolean('smtp_alert_checker', 'changes of virtual and real servers are mailed', { default: 'as `smtp_alert`' }),
  ),
  later(
    NO_CHECKER_MAIL,
    boolean('no_checker_emails', 'mail comes when a real server changes, not for each of its checks'),
  ),
  flag('no_email_faults', 'no mail when an instance enters FAULT'),
];

function fifo(prefix: string, events: string): readonly KeywordRow[] {
  return [
    surviving(
      words(`${prefix}notify_fifo`, 1, `FIFO that gets ${events}, and who owns it`, { usage: 'PATH [USER [GROUP]]' }),
    ),
    surviving(
      script(`${prefix}notify_fifo_script`, `the program that is started to read the FIFO of ${events}`, {
        usage: SCRIPT_USAGE,
      }),
    ),
  ];
}

const SNMP_VRRP = flag('enable_snmp_vrrp', 'SNMP shows instances and groups');

const SNMP_PARTS: readonly KeywordRow[] = [
  flag('enable_traps', 'SNMP traps are sent'),
  SNMP_VRRP,
  flag('enable_snmp_rfc', 'SNMP shows the MIBs of RFC 2787 and RFC 6527'),
  flag('enable_snmp_rfcv2', 'SNMP shows the MIB of RFC 2787'),
  flag('enable_snmp_rfcv3', 'SNMP shows the MIB of RFC 6527'),
  flag('enable_snmp_checker', 'SNMP shows virtual and real servers'),
  alias('enable_snmp_keepalived', SNMP_VRRP),
].map(row => later(NO_SNMP, row));

export const NOTIFICATION: readonly KeywordRow[] = [
  ...MAIL,
  ...fifo('', 'all events'),
  ...fifo('vrrp_', 'events of VRRP'),
  ...fifo('lvs_', 'events of load balancing').map(row => later(NO_LVS_FIFO, row)),
  boolean('vrrp_notify_priority_changes', 'changes of priorities are written to the FIFOs'),
  flag('fifo_write_vrrp_states_on_reload', 'a reload writes the states that it left alone, too'),
  later(
    NO_SNMP,
    surviving(
      word('snmp_socket', 'address of the SNMP master agent', {
        usage: 'ADDRESS',
        default: 'unix:/var/agentx/master',
      }),
    ),
  ),
  ...SNMP_PARTS,
  later(
    NO_SNMP,
    inSeconds('snmp_vs_stats_update_interval', [0.001, 30], 'how old statistics of virtual servers may be', {
      default: 5,
      since: '2.3.0',
    }),
  ),
  later(
    NO_SNMP,
    inSeconds('snmp_rs_stats_update_interval', [0.001, 30], 'how old statistics of real servers may be', {
      default: 'as of virtual servers',
      since: '2.3.0',
    }),
  ),
  later(NO_DBUS, flag('enable_dbus', 'state changes are reported on D-Bus')),
  later(
    NO_DBUS,
    surviving(word('dbus_service_name', 'name on D-Bus', { usage: 'NAME', default: 'org.keepalived.Vrrp1' })),
  ),
  later(
    NO_DBUS,
    word('dbus_no_interface_name', 'what stands in D-Bus paths for an instance without an interface', {
      usage: 'NAME',
      default: 'none',
      since: '2.3.0',
    }),
  ),
];
