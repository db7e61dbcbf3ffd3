/**
 * `vrrp_strict` and `strict_mode`: what the RFC does not know is taken out of an instance before it becomes settings.
 * keepalived's rules, in its order: a correction here decides which other checks still find something to say.
 */
import { type Family, isLinkLocal } from '../../../base/address.js';
import { OWNER_PRIORITY, type VrrpVersion } from '../../../vrrp/settings.js';
import type { DiagnosticCode } from '../../codes/index.js';
import type { BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';

/** RFC 9568 6.1: Active_Down_Interval counts three adverts. */
const DOWN_TIMER_ADVERTS = 3;

/** Corrects the draft; answers the version it has from now on. */
export function enforceStrictness(
  draft: InstanceDraft,
  version: VrrpVersion,
  family: Family,
  context: BuildContext,
): VrrpVersion {
  const reset = (keyword: string, code: DiagnosticCode, text: string) =>
    context.diagnostics.error(draft.places.get(keyword) ?? draft.at, code, `(${draft.name}) strict mode: ${text}`);
  const strictVersion = family === 6 ? 3 : version;
  if (strictVersion !== version) reset('version', 'strict-version', 'IPv6 needs version 3, which is used');
  draft.version = strictVersion;
  draft.allowsNoAddress = false;
  const first = draft.addresses[0];
  if (family === 6 && first !== undefined && !isLinkLocal(first.value.address)) {
    const text = `(${draft.name}) strict mode: the first address must be link-local (RFC 9568 5.2.9); it is left where it is`;
    context.diagnostics.error(first.at, 'strict-first-address', text);
  }

  const isOwner =
    draft.priority?.value === OWNER_PRIORITY || (draft.priority === undefined && draft.state?.value === 'MASTER');
  const wanted = isOwner ? 'MASTER' : 'BACKUP';
  if (draft.state !== undefined && draft.state.value !== wanted) {
    reset('state', 'strict-state', `\`state\` is MASTER for priority 255 and for no other; it becomes ${wanted}`);
    draft.state = { value: wanted, at: draft.state.at };
  }
  if (draft.authType !== undefined) {
    // No RFC after 2338 knows any; peers that insist on it will drop our adverts.
    reset('authentication', 'strict-authentication', 'adverts carry no authentication; `authentication` is ignored');
    delete draft.authType;
  }
  if (!isOwner && draft.preemptDelay !== undefined && draft.preemptDelay.value > 0) {
    reset('preempt_delay', 'strict-preempt-delay', '`preempt_delay` is not used; it is cleared');
    delete draft.preemptDelay;
  }
  if (draft.downTimerAdverts !== DOWN_TIMER_ADVERTS) {
    const text = `\`down_timer_adverts\` is ${DOWN_TIMER_ADVERTS}, not ${draft.downTimerAdverts}; it is reset`;
    reset('down_timer_adverts', 'strict-down-timer', text);
    draft.downTimerAdverts = DOWN_TIMER_ADVERTS;
  }
  if ((draft.garp.lowerPriorityRepeat ?? 0) > 0) {
    const text = 'a lower-priority advert is no reason for an ARP; `garp_lower_prio_repeat` becomes 0';
    reset('garp_lower_prio_repeat', 'strict-lower-prio-repeat', text);
  }
  if ((draft.garp.lowerPriorityDelay ?? 0) > 0) {
    const text = 'a lower-priority advert is no reason for an ARP; `garp_lower_prio_delay` becomes 0';
    reset('garp_lower_prio_delay', 'strict-lower-prio-delay', text);
  }
  draft.garp.lowerPriorityRepeat = 0;
  draft.garp.lowerPriorityDelay = 0;
  if (draft.lowerPriorityNoAdvert === false) {
    reset('lower_prio_no_advert', 'strict-lower-prio-advert', 'lower-priority adverts are not answered');
  }
  draft.lowerPriorityNoAdvert = true;
  if (draft.higherPrioritySendAdvert === true) {
    reset('higher_prio_send_advert', 'strict-higher-prio-advert', 'no advert is sent before yielding');
  }
  draft.higherPrioritySendAdvert = false;
  enforceVmac(draft, reset);
  checkAcceptMode(draft, strictVersion, isOwner, reset, context);
  return strictVersion;
}

/** RFC 9568 7.3: the MAC is the virtual router's, and adverts come from it. */
function enforceVmac(draft: InstanceDraft, reset: (keyword: string, code: DiagnosticCode, text: string) => void): void {
  if (draft.device?.kind !== 'use_vmac') return;
  if (draft.device.mac !== undefined) {
    reset(
      'use_vmac',
      'strict-vmac-address',
      'a VMAC has the MAC address of the virtual router; the given one is cleared',
    );
    delete draft.device.mac;
  }
  if (draft.sendsFromBase !== undefined) {
    reset('vmac_xmit_base', 'strict-vmac-base', 'adverts leave from the VMAC; `vmac_xmit_base` is cleared');
    delete draft.sendsFromBase;
  }
}

/** RFC 9568 6.1, Accept_Mode: a master that is no owner does not answer on its addresses, unless version 3 is told to. */
function checkAcceptMode(
  draft: InstanceDraft,
  version: VrrpVersion,
  isOwner: boolean,
  reset: (keyword: string, code: DiagnosticCode, text: string) => void,
  context: BuildContext,
): void {
  if (isOwner) return;
  if (draft.accepts === true) {
    if (version === 3) return;
    reset('accept', 'strict-accept', 'version 2 has no accept mode; `accept` is reset');
    draft.accepts = false;
  }
  const text =
    'in strict mode packets to the virtual addresses of a router that is no owner are to be dropped, but no packet filter is set: it answers on them';
  context.warnOnce(draft.at, 'no-effect-yet', text);
}
