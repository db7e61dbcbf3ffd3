/**
 * `keepalived.json`, the answer to signal 36: what exporters read. Keys, their order and the form of numbers are
 * keepalived's; a key it leaves out when there is nothing to say is left out here.
 */
import { type Duration, type Instant, toSeconds } from '../base/duration.js';
import type { InstanceSettings, VirtualAddress } from '../vrrp/settings.js';
import type { InstanceView } from '../vrrp/view.js';
import { addressDevice } from './address-device.js';
import type { ShownProcess } from './data-trackers.js';
import { routeText } from './route-text.js';
import { ruleText } from './rule-text.js';
import { scopeName } from './scope-name.js';
import { quotedWords } from './shown-script.js';

/** Scripts by the key they have in the dump, in its order. */
export interface JsonScripts {
  readonly script_backup?: readonly string[];
  readonly script_master?: readonly string[];
  readonly script_fault?: readonly string[];
  readonly script_stop?: readonly string[];
  readonly script_deleted?: readonly string[];
  readonly script?: readonly string[];
  readonly script_master_rx_lower_pri?: readonly string[];
}

/** One instance, with what parts other than VRRP know of it. */
export interface JsonInstance {
  readonly settings: InstanceSettings;
  readonly view: InstanceView;
  readonly scripts: JsonScripts;
  readonly mails: boolean;
  readonly reportsDeleted: boolean;
  /** Command lines of the scripts it tracks. */
  readonly trackedScripts: readonly (readonly string[])[];
}

export interface JsonDump {
  /** `json_version`: 2 puts the instances under a key of their own. */
  readonly version: 1 | 2;
  readonly instances: readonly JsonInstance[];
  /** Version 2 shows them, when there are any. */
  readonly processes: readonly ShownProcess[];
  /** A monotonic moment and the same moment in milliseconds since 1970. */
  readonly clock: { readonly now: Instant; readonly epoch: number };
}

/** One line with its end. */
export function renderJson({ version, instances, processes, clock }: JsonDump): string {
  const list = array(instances.map(each => instanceText(each, clock)));
  if (version === 1) return `${list}\n`;
  const tracked = processes.length === 0 ? [] : ([['track_process', array(processes.map(processText))]] as const);
  return `${object([['vrrp', list], ...tracked])}\n`;
}

/** A key and its value, which is JSON already. */
type Member = readonly [key: string, json: string];

function instanceText(instance: JsonInstance, clock: JsonDump['clock']): string {
  const data = [...stateMembers(instance, clock), ...scriptMembers(instance), ...listMembers(instance)];
  return object([
    ['data', object([...data, ...authMembers(instance.settings)])],
    ['stats', object(statisticsMembers(instance.view))],
  ]);
}

function processText({ settings, count, isQuorate, awaits }: ShownProcess): string {
  const { process, parameters, matching, quorum, quorumMax, weight, terminateDelay, forkDelay, fullCommand } = settings;
  return object([
    ['process', text(process)],
    ...some('parameters', parameters.length === 0 ? undefined : text(parameters.join(' '))),
    ['param_match', text(matching)],
    ['min_processes', number(quorum)],
    ...some('max_processes', quorumMax === undefined ? undefined : number(quorumMax)),
    ['current_processes', number(count)],
    ['have_quorum', truth(isQuorate)],
    ['weight', number(weight.reverse ? 0 - weight.weight : weight.weight)],
    ['terminate_delay', seconds(terminateDelay)],
    ['fork_delay', seconds(forkDelay)],
    ['fork_delay_timer_running', truth(awaits === 'fork')],
    ['terminate_delay_timer_running', truth(awaits === 'exit')],
    ['full_command', truth(fullCommand)],
  ]);
}

/** keepalived's numbers of the states. */
const STATES = { INIT: 0, BACKUP: 1, MASTER: 2, FAULT: 3 } as const;

function stateMembers({ settings, view, mails, reportsDeleted }: JsonInstance, clock: JsonDump['clock']): Member[] {
  const { garp } = settings;
  const state = number(STATES[view.state]);
  return [
    ['iname', text(settings.name)],
    ['dont_track_primary', bit(!settings.tracksPrimary)],
    ['skip_check_adv_addr', bit(settings.skipsAddressCheck)],
    ['strict_mode', bit(settings.isStrict)],
    ['vmac_ifname', text(view.device?.name ?? '')],
    ...some('ifp_ifname', settings.interface === '' ? undefined : text(view.device?.name ?? settings.interface)),
    ['master_priority', number(view.lastMasterPriority)],
    ['last_transition', moment(view.lastTransition, clock)],
    ['garp_delay', seconds(garp.masterDelay)],
    ['garp_refresh', seconds(garp.masterRefresh)],
    ['garp_rep', number(garp.masterRepeat)],
    ['garp_refresh_rep', number(garp.masterRefreshRepeat)],
    ['garp_lower_prio_delay', seconds(garp.lowerPriorityDelay)],
    ['garp_lower_prio_rep', number(garp.lowerPriorityRepeat)],
    ['lower_prio_no_advert', bit(!settings.answersLowerPriority)],
    ['higher_prio_send_advert', bit(settings.advertsBeforeYielding)],
    ['vrid', number(settings.vrid)],
    ['base_priority', number(view.basePriority)],
    ['effective_priority', number(view.effectivePriority)],
    ['vipset', truth(view.state === 'MASTER')],
    ['promote_secondaries', truth(settings.promotesSecondaries)],
    ['adver_int', seconds(settings.advertInterval)],
    ['master_adver_int', seconds(view.masterAdvertInterval)],
    ['accept', bit(settings.accepts)],
    ['nopreempt', truth(!settings.preempts)],
    ['preempt_delay', number(Math.trunc(toSeconds(settings.preemptDelay)))],
    ['state', state],
    ['wantstate', state],
    ['version', number(settings.version)],
    ['smtp_alert', truth(mails)],
    ['notify_deleted', truth(reportsDeleted)],
  ];
}

function scriptMembers({ scripts }: JsonInstance): Member[] {
  const {
    script_backup,
    script_master,
    script_fault,
    script_stop,
    script_deleted,
    script,
    script_master_rx_lower_pri,
  } = scripts;
  const inOrder = {
    script_backup,
    script_master,
    script_fault,
    script_stop,
    script_deleted,
    script,
    script_master_rx_lower_pri,
  };
  return Object.entries(inOrder).flatMap(([key, command]) => some(key, command && text(quotedWords(command))));
}

function listMembers({ settings, view, trackedScripts }: JsonInstance): Member[] {
  const isSet = view.state === 'MASTER';
  const addresses = (of: readonly VirtualAddress[], first: number) =>
    of.map((each, i) => addressText(each, addressDevice(settings, each, first + i, view), isSet));
  return [
    ...list('vips', addresses(settings.addresses, 0)),
    ...list('evips', addresses(settings.excludedAddresses, settings.addresses.length)),
    ...list('vroutes', settings.routes.map(routeText)),
    ...list('vrules', settings.rules.map(ruleText)),
    ...list(
      'track_ifp',
      settings.trackInterfaces.map(({ name }) => name),
    ),
    ...list('track_script', trackedScripts.map(quotedWords)),
    ...list(
      'track_process',
      settings.trackProcesses.map(({ name }) => name),
    ),
  ];
}

/** Nobody needs the password who has not got it; keepalived hides it since 2.4. */
function authMembers({ authentication }: InstanceSettings): Member[] {
  const type = { none: 0, pass: 1, ah: 2 }[authentication.kind];
  return [['auth_type', number(type)], ...(type === 0 ? [] : ([['auth_data', text('********')]] as const))];
}

function statisticsMembers({ counters }: InstanceView): Member[] {
  return [
    ['advert_rcvd', number(counters.advertsReceived)],
    ['advert_sent', number(counters.advertsSent)],
    ['become_master', number(counters.becameMaster)],
    ['release_master', number(counters.releasedMaster)],
    ['packet_len_err', number(counters.lengthErrors)],
    ['advert_interval_err', number(counters.intervalErrors)],
    ['ip_ttl_err', number(counters.ttlErrors)],
    ['invalid_type_rcvd', number(counters.invalidType)],
    ['addr_list_err', number(counters.addressListErrors)],
    ['invalid_authtype', number(counters.authInvalidType)],
    ['authtype_mismatch', number(counters.authTypeMismatch)],
    ['auth_failure', number(counters.authFailure)],
    ['auth_ext_missing', number(counters.authExtMissing)],
    ['auth_ext_malformed', number(counters.authExtMalformed)],
    ['auth_ext_unknown_key', number(counters.authExtUnknownKey)],
    ['auth_ext_invalid_hmac', number(counters.authExtInvalidHmac)],
    ['auth_ext_stale', number(counters.authExtStale)],
    ['auth_ext_replay', number(counters.authExtReplay)],
    ['pri_zero_rcvd', number(counters.priorityZeroReceived)],
    ['pri_zero_sent', number(counters.priorityZeroSent)],
  ];
}

/** `10.0.0.5/24 brd 10.0.0.255 dev eth0 scope global label eth0:x set`; the length of a single host is left out. */
function addressText(entry: VirtualAddress, device: string, isSet: boolean): string {
  const { address, prefixLength, broadcast, label, peer, flags, preferredLifetime } = entry;
  const isIpv6 = address.family === 6;
  const longest = isIpv6 ? 128 : 32;
  const words = [prefixLength === longest ? address.text : `${address.text}/${prefixLength}`];
  if (peer !== undefined) words[0] = address.text;
  if (broadcast !== undefined) words.push(`brd ${broadcast.text}`);
  words.push(`dev ${device}`);
  if (entry.hasVmac) words.push('use_vmac');
  words.push(`scope ${isIpv6 ? 'global' : scopeName(entry.scope)}`);
  if (label !== undefined) words.push(`label ${label}`);
  if (peer !== undefined) words.push(`peer ${peer.text}/${prefixLength}`);
  if (flags.home) words.push('home');
  if (isIpv6 && !flags.nodad) words.push('-nodad');
  if (flags.mngtmpaddr) words.push('mngtmpaddr');
  if (flags.noprefixroute) words.push('noprefixroute');
  if (flags.autojoin) words.push('autojoin');
  if (!entry.tracked) words.push('no_track');
  if (isIpv6) words.push(lifetimeWords(preferredLifetime));
  if (isSet) words.push('set');
  return words.join(' ');
}

function lifetimeWords(preferred: number | undefined): string {
  if (preferred === 0) return 'deprecated';
  return `preferred_lft ${preferred === undefined ? 'forever' : preferred}`;
}

function array(items: readonly string[]): string {
  return `[${items.join(',')}]`;
}

function object(members: readonly Member[]): string {
  return `{${members.map(([key, json]) => `"${key}":${json}`).join(',')}}`;
}

function some(key: string, json: string | undefined): Member[] {
  return json === undefined ? [] : [[key, json]];
}

/** Nothing when it is empty. */
function list(key: string, words: readonly string[]): Member[] {
  return words.length === 0 ? [] : [[key, `[${words.map(text).join(',')}]`]];
}

/** keepalived writes `/` as `\/`. */
function text(value: string): string {
  return JSON.stringify(value).replaceAll('/', '\\/');
}

function number(value: number): string {
  return String(value);
}

function bit(value: boolean | undefined): string {
  return value === true ? '1' : '0';
}

function truth(value: boolean): string {
  return String(value);
}

/** Seconds, with as many decimals as they need. */
function seconds(duration: Duration): string {
  return String(toSeconds(duration));
}

/** Seconds since 1970, to the microsecond. */
function moment(at: Instant, { now, epoch }: JsonDump['clock']): string {
  const micros = Math.round(epoch * 1_000 + (at - now));
  const whole = Math.floor(micros / 1_000_000);
  return `${whole}.${String(micros - whole * 1_000_000).padStart(6, '0')}`;
}
