/** Rules as keepalived's JSON dump writes them: nearly as ip-rule(8) does, with numbers for names. */
import type { NumberRange, Rule, RuleAction } from '../vrrp/settings.js';
import { prefixText, words } from './routing-text.js';

/** A mark that is compared whole. */
const WHOLE_MARK = 0xffff_ffff;

/** One line. */
export function ruleText(rule: Rule): string {
  const { fwmark, realms, suppressPrefixLength, suppressGroup, inputDevice, outputDevice, tunnelId, ipProtocol } = rule;
  const { uids, sourcePorts, destinationPorts, protocol } = rule;
  return words(
    rule.inverted && 'not',
    `from ${rule.from === undefined ? 'all' : prefixText(rule.from)}`,
    rule.to && `to ${prefixText(rule.to)}`,
    `priority ${rule.preference}`,
    `tos ${hex(rule.tos ?? 0)}`,
    fwmark && `fwmark ${hex(fwmark.mark)}${fwmark.mask === WHOLE_MARK ? '' : `/${hex(fwmark.mask)}`}`,
    inputDevice !== undefined && `iif ${inputDevice}`,
    outputDevice !== undefined && `oif ${outputDevice}`,
    suppressPrefixLength !== undefined && `suppress_prefixlen ${suppressPrefixLength}`,
    suppressGroup !== undefined && `suppress_ifgroup ${suppressGroup}`,
    tunnelId !== undefined && `tunnel-id ${tunnelId}`,
    uids && `uidrange ${rangeText(uids)}`,
    rule.action.kind === 'l3mdev' && 'l3mdev',
    protocol !== 0 && `protocol ${protocol}`,
    ipProtocol !== undefined && `ipproto ${ipProtocol}`,
    sourcePorts && `sport ${rangeText(sourcePorts)}`,
    destinationPorts && `dport ${rangeText(destinationPorts)}`,
    realms && `realms ${realms.from ?? 0}/${realms.to}`,
    actionText(rule.action),
    !rule.tracked && 'no_track',
  );
}

function actionText(action: RuleAction): string {
  switch (action.kind) {
    case 'table':
      return `lookup ${action.table}`;
    case 'goto':
      return `goto ${action.preference}`;
    case 'l3mdev':
      return 'lookup 0';
    default:
      return `type ${action.kind}`;
  }
}

function rangeText({ first, last }: NumberRange): string {
  return `${first}-${last}`;
}

function hex(value: number): string {
  return `0x${value.toString(16)}`;
}
