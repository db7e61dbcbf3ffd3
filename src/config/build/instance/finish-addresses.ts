/** The addresses of an instance, when its interface, version and kind of proof are known. */
import type { Family } from '../../../base/address.js';
import type { VirtualAddress, VrrpVersion } from '../../../vrrp/settings.js';
import type { BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';
import type { PlacedAddress } from './addresses.js';
import type { Proof } from './finish-authentication.js';

/** Bytes around the addresses of an advert. */
const ETHERNET_HEADER = 14;
const VRRP_HEADER = 8;
/** Version 2 over IPv4 always carries it (RFC 2338 5.1). */
const AUTHENTICATION_DATA = 8;
/** RFC 4302 2.6 with HMAC-MD5-96. */
const AH_HEADER = 24;
const HMAC_TRAILER = 28;

/** Drops repeated addresses and moves what fits in no advert to the excluded ones. */
export function finishAddresses(
  draft: InstanceDraft,
  version: VrrpVersion,
  family: Family,
  proof: Proof,
  context: BuildContext,
) {
  const { diagnostics } = context;
  const seen = new Set<string>();
  // Of the advertised addresses 2.2.7 is silent, and advertises both.
  const once = (placed: readonly PlacedAddress[], counts: 'general' | 'none'): readonly PlacedAddress[] =>
    placed.filter(({ value, at }) => {
      const key = `${value.address.text} ${value.device ?? draft.interface?.value}`;
      if (!seen.has(key)) return seen.add(key);
      const text = `(${draft.name}) has the address ${value.address.text} already; the entry is ignored`;
      diagnostics.error(at, 'address-twice', text, { class: counts });
      return false;
    });
  const advertised = once(draft.addresses, 'none');
  const excluded = once(draft.excluded, 'general');
  const overhead =
    ETHERNET_HEADER +
    (family === 4 ? 20 : 40) +
    VRRP_HEADER +
    (version === 2 && family === 4 ? AUTHENTICATION_DATA : 0) +
    (proof.authentication.kind === 'ah' ? AH_HEADER : 0) +
    (proof.hmac === undefined ? 0 : HMAC_TRAILER);
  const mtu = context.interfaceFacts(draft.interface?.value ?? '')?.mtu ?? 1_500;
  const most = Math.max(0, Math.min(255, Math.floor((mtu - overhead) / (family === 4 ? 4 : 16))));
  const surplus = advertised.slice(most);
  if (surplus.length > 0) {
    const text = `(${draft.name}) an advert holds ${most} addresses; ${surplus.length} from here on are not advertised`;
    diagnostics.error(surplus[0]!.at, 'address-surplus', text);
  }
  const values = (placed: readonly PlacedAddress[]): readonly VirtualAddress[] => placed.map(({ value }) => value);
  return { advertised: values(advertised.slice(0, most)), excluded: values([...excluded, ...surplus]) };
}
