/** How adverts of an instance prove where they come from, once its version and family are known. */
import type { Family } from '../../../base/address.js';
import type { Duration } from '../../../base/duration.js';
import type { Authentication, HmacSettings, VrrpVersion } from '../../../vrrp/settings.js';
import type { DiagnosticCode } from '../../codes/index.js';
import type { BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';
import { isOwner } from '../trackers/finish-trackers.js';
import { finishHmac } from './auth-hmac.js';

/** Of the instance: the same for both kinds. */
export interface Proof {
  readonly authentication: Authentication;
  readonly hmac?: HmacSettings;
}

/** `auth_hmac` takes the place of the old kinds. */
export function finishProof(
  draft: InstanceDraft,
  version: VrrpVersion,
  family: Family,
  advertInterval: Duration,
  isStrict: boolean,
  context: BuildContext,
): Proof {
  const hmac =
    draft.hmac === undefined ? undefined : finishHmac(draft.hmac, draft.name, advertInterval, isStrict, context);
  if (hmac === undefined) return { authentication: finishAuthentication(draft, version, family, context) };
  if (draft.authType !== undefined) {
    const text = `(${draft.name}) \`auth_hmac\` takes the place of \`authentication\`, which is ignored`;
    context.diagnostics.error(draft.authType.at, 'authentication-with-hmac', text);
  }
  return { authentication: { kind: 'none' }, hmac };
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
  return { kind: authType.value === 'PASS' ? 'pass' : 'ah', password };
}

/** With AH a new master goes on counting where the last one was, so nobody may begin as master (RFC 2338 5.3.6.3). */
export function checkAhState(draft: InstanceDraft, { diagnostics }: BuildContext): void {
  if (draft.state?.value !== 'MASTER' || isOwner(draft)) return;
  const text = `(${draft.name}) with AH an instance begins as backup; \`state MASTER\` becomes BACKUP`;
  diagnostics.error(draft.state.at, 'authentication-ah-master', text);
  draft.state = { value: 'BACKUP', at: draft.state.at };
}
