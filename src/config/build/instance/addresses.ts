/**
 * Entries of `virtual_ipaddress`, `virtual_ipaddress_excluded` and `static_ipaddress`: an address, then options in any
 * order.
 */
import { addressFromBytes, type IpAddress } from '../../../base/address.js';
import type { VirtualAddress } from '../../../vrrp/settings.js';
import type { Position } from '../../diagnostics.js';
import { didYouMean } from '../../hint.js';
import type { Entry, Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import { longestPrefix, readPrefix, type WrittenPrefix } from '../routing/prefixes.js';
import { ADDRESS_OPTIONS, type AddressOptions, type AddressOwner } from './address-options.js';

/** An address with the place it came from. */
export interface PlacedAddress {
  readonly value: VirtualAddress;
  readonly at: Position;
  /** `track_group` of a static one. */
  readonly trackGroup?: Word;
}

/** One entry; undefined when it is dropped, which has been reported. */
export function readAddressEntry(entry: Entry, owner: AddressOwner, context: BuildContext): PlacedAddress | undefined {
  const [first, ...words] = entry.words;
  const given = readPrefix(first, context.diagnostics);
  if (given === undefined) {
    const text = `\`${first.text}\` is no IP address; the entry is dropped`;
    context.diagnostics.error(first.at, 'address-invalid', text);
    return undefined;
  }
  const options: AddressOptions = {
    scope: 0,
    home: false,
    dad: false,
    mngtmpaddr: false,
    noprefixroute: false,
    autojoin: false,
    tracked: true,
    vmac: false,
  };
  const known = ADDRESS_OPTIONS[owner];
  const family = given.address.family;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const reader = known.get(word.text);
    if (reader === undefined) {
      const hint = didYouMean(word.text, known.keys());
      context.diagnostics.error(
        word.at,
        'address-option-unknown',
        `an address has no option \`${word.text}\`; it is ignored`,
        {
          hint,
        },
      );
      continue;
    }
    const argument = reader.takesWord ? words[++i] : word;
    if (argument === undefined) {
      const text = `\`${word.text}\` needs a value; the entry is dropped`;
      context.diagnostics.error(word.at, 'option-value', text);
      return undefined;
    }
    if (reader.read(options, argument, family, context) === 'drop-entry') return undefined;
  }
  const { trackGroup } = options;
  const value = finish(given, options, first.at, context);
  return { value, at: first.at, ...(trackGroup === undefined ? {} : { trackGroup }) };
}

function finish(
  local: WrittenPrefix,
  options: AddressOptions,
  at: Position,
  { diagnostics }: BuildContext,
): VirtualAddress {
  const { address } = local;
  const longest = longestPrefix(address.family);
  if (options.peer !== undefined && local.length !== undefined) {
    diagnostics.error(at, 'peer-prefix', 'with a `peer` the address has no prefix length of its own; it is ignored');
  }
  const prefixLength = options.peer !== undefined ? longest : (local.length ?? longest);
  const broadcast = finishBroadcast(address, prefixLength, options, diagnostics);
  // An address without a network must not be chosen as a source by other programs (RFC 4862 5.5.4).
  const preferred = options.preferred ?? (address.family === 6 && prefixLength === 128 ? 0 : Number.POSITIVE_INFINITY);
  return {
    address,
    prefixLength,
    ...(options.device === undefined ? {} : { device: options.device }),
    scope: options.scope,
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(options.label === undefined ? {} : { label: options.label }),
    ...(options.peer === undefined ? {} : { peer: options.peer }),
    flags: {
      home: options.home && address.family === 6,
      nodad: address.family === 6 && !options.dad,
      mngtmpaddr: options.mngtmpaddr && address.family === 6,
      noprefixroute: options.noprefixroute,
      autojoin: options.autojoin,
    },
    ...(Number.isFinite(preferred) ? { preferredLifetime: preferred } : {}),
    tracked: options.tracked,
    hasVmac: options.vmac,
  };
}

function finishBroadcast(
  address: IpAddress,
  prefixLength: number,
  { broadcast, broadcastAt, peer }: AddressOptions,
  diagnostics: BuildContext['diagnostics'],
): IpAddress | undefined {
  if (broadcast === undefined) return undefined;
  if (peer !== undefined) {
    const text = 'an address with a `peer` has no broadcast address; it is ignored';
    diagnostics.error(broadcastAt, 'broadcast-with-peer', text);
    return undefined;
  }
  if (typeof broadcast !== 'string') return broadcast;
  if (prefixLength > 30) {
    const text = `a /${prefixLength} has no room for a broadcast address; it is ignored`;
    diagnostics.error(broadcastAt, 'broadcast-prefix', text);
    return undefined;
  }
  const bytes = address.bytes.map((byte, i) => {
    const networkBits = Math.min(Math.max(prefixLength - 8 * i, 0), 8);
    const host = 0xff >> networkBits;
    return broadcast === '+' ? byte | host : byte & ~host;
  });
  return addressFromBytes(bytes);
}
