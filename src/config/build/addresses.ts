/** Entries of `virtual_ipaddress` and `virtual_ipaddress_excluded`: `ADDR[/PREFIX] option ...` in any order. */
import { addressFromBytes, type Family, type IpAddress, parseAddress } from '../../base/address.js';
import type { VirtualAddress } from '../../vrrp/settings.js';
import type { Position } from '../diagnostics.js';
import { nearest } from '../hint.js';
import { parseCNotation, parseInteger } from '../numbers.js';
import type { Entry, Word } from '../parser.js';
import type { BuildContext } from './context.js';

/** An address with the place it came from. */
export interface PlacedAddress {
  readonly value: VirtualAddress;
  readonly at: Position;
}

interface Options {
  device?: string;
  scope: number;
  broadcast?: IpAddress | '+' | '-';
  broadcastAt?: Position;
  label?: string;
  peer?: IpAddress;
  home: boolean;
  dad: boolean;
  mngtmpaddr: boolean;
  noprefixroute: boolean;
  autojoin: boolean;
  tracked: boolean;
  /** Seconds; `forever` as infinity. */
  preferred?: number;
}

const LONGEST_LABEL = 15; // IFNAMSIZ without its terminator

type Answer = 'used' | 'drop-entry';
interface Reader {
  readonly takesWord: boolean;
  readonly read: (options: Options, word: Word, family: Family, context: BuildContext) => Answer;
}

function plain(set: (options: Options) => void): Reader {
  return {
    takesWord: false,
    read: options => {
      set(options);
      return 'used';
    },
  };
}

const BROADCAST: Reader = {
  takesWord: true,
  read: (options, word, family, { diagnostics }) => {
    const given = word.text === '+' || word.text === '-' ? word.text : parseAddress(word.text);
    if (family === 4 && given !== undefined && (typeof given === 'string' || given.family === 4)) {
      options.broadcast = given;
      options.broadcastAt = word.at;
      return 'used';
    }
    const text =
      family === 6
        ? 'an IPv6 address has no broadcast address; the entry is dropped'
        : `\`${word.text}\` is no IPv4 broadcast address; the entry is dropped`;
    diagnostics.error(word.at, 'broadcast-invalid', text);
    return 'drop-entry';
  },
};

const OPTIONS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['dev', { takesWord: true, read: readDevice }],
  ['scope', { takesWord: true, read: readScope }],
  ['broadcast', BROADCAST],
  ['brd', BROADCAST],
  ['label', { takesWord: true, read: readLabel }],
  ['peer', { takesWord: true, read: readPeer }],
  ['preferred_lft', { takesWord: true, read: readLifetime }],
  [
    'home',
    plain(options => {
      options.home = true;
    }),
  ],
  [
    '-nodad',
    plain(options => {
      options.dad = true;
    }),
  ],
  [
    'mngtmpaddr',
    plain(options => {
      options.mngtmpaddr = true;
    }),
  ],
  [
    'noprefixroute',
    plain(options => {
      options.noprefixroute = true;
    }),
  ],
  [
    'autojoin',
    plain(options => {
      options.autojoin = true;
    }),
  ],
  [
    'no_track',
    plain(options => {
      options.tracked = false;
    }),
  ],
  [
    'use_vmac',
    {
      takesWord: false,
      read: (_, word, __, { diagnostics }) => {
        const text = '`use_vmac` of an address is accepted, but the address keeps the MAC of its device';
        diagnostics.warning(word.at, 'no-effect-yet', text);
        return 'used';
      },
    },
  ],
]);

/** One entry; undefined when it is dropped, which has been reported. */
export function readAddressEntry(entry: Entry, context: BuildContext): PlacedAddress | undefined {
  const [first, ...words] = entry.words;
  const given = readLocal(first, context);
  if (given === undefined) return undefined;
  const options: Options = {
    scope: 0,
    home: false,
    dad: false,
    mngtmpaddr: false,
    noprefixroute: false,
    autojoin: false,
    tracked: true,
  };
  const family = given.address.family;
  for (let i = 0; i < words.length; i++) {
    const word = words[i]!;
    const reader = OPTIONS.get(word.text);
    if (reader === undefined) {
      const meant = nearest(word.text, OPTIONS.keys());
      const hint = meant === undefined ? undefined : `did you mean \`${meant}\`?`;
      context.diagnostics.error(word.at, 'address-option-unknown', `an address has no option \`${word.text}\``, {
        hint,
      });
      continue;
    }
    const argument = reader.takesWord ? words[++i] : word;
    if (argument === undefined) {
      const text = `\`${word.text}\` needs a value; the entry is dropped`;
      context.diagnostics.error(word.at, 'address-option-value', text);
      return undefined;
    }
    if (reader.read(options, argument, family, context) === 'drop-entry') return undefined;
  }
  return { value: finish(given, options, first.at, context), at: first.at };
}

interface Local {
  readonly address: IpAddress;
  readonly prefixLength?: number;
}

function readLocal(word: Word, { diagnostics }: BuildContext): Local | undefined {
  const slash = word.text.indexOf('/');
  const address = parseAddress(slash < 0 ? word.text : word.text.slice(0, slash));
  if (address === undefined) {
    diagnostics.error(word.at, 'address-invalid', `\`${word.text}\` is no IP address; the entry is dropped`);
    return undefined;
  }
  if (slash < 0) return { address };
  const longest = address.family === 4 ? 32 : 128;
  const length = parseInteger(word.text.slice(slash + 1), [0, longest]);
  if (length.ok) return { address, prefixLength: length.value };
  const text = `a prefix length is 0 to ${longest}, not \`${word.text.slice(slash + 1)}\`; ${longest} is used`;
  diagnostics.error(word.at, 'prefix-length', text, { class: 'invalid-number' });
  return { address, prefixLength: longest };
}

function finish(local: Local, options: Options, at: Position, { diagnostics }: BuildContext): VirtualAddress {
  const { address } = local;
  const longest = address.family === 4 ? 32 : 128;
  if (options.peer !== undefined && local.prefixLength !== undefined) {
    diagnostics.error(at, 'peer-prefix', 'with a `peer` the address has no prefix length of its own; it is ignored');
  }
  const prefixLength = options.peer !== undefined ? longest : (local.prefixLength ?? longest);
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
  };
}

function finishBroadcast(
  address: IpAddress,
  prefixLength: number,
  { broadcast, broadcastAt, peer }: Options,
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

function readDevice(options: Options, word: Word, _: Family, context: BuildContext): Answer {
  if (options.device !== undefined) {
    context.diagnostics.error(word.at, 'device-twice', 'an address has one device only; the entry is dropped');
    return 'drop-entry';
  }
  if (!context.interfaceUsable(word.text, word.at, 'this address; the entry is dropped')) return 'drop-entry';
  options.device = word.text;
  return 'used';
}

function readScope(options: Options, word: Word, family: Family, { diagnostics, scopes }: BuildContext): Answer {
  const scope = parseCNotation(word.text) ?? scopes.get(word.text);
  if (family === 6) diagnostics.error(word.at, 'scope-ipv6', 'an IPv6 address has its own scope; `scope` is ignored');
  else if (scope === undefined || scope < 0 || scope > 255) {
    const text = `a scope is ${[...scopes.keys()].join(', ')} or 0 to 255, not \`${word.text}\`; it is ignored`;
    diagnostics.error(word.at, 'scope-invalid', text);
  } else options.scope = scope;
  return 'used';
}

function readLabel(options: Options, word: Word, family: Family, { diagnostics }: BuildContext): Answer {
  if (family === 6) {
    diagnostics.error(word.at, 'label-ipv6', 'an IPv6 address has no label; it is ignored');
    return 'used';
  }
  if (word.raw.length > LONGEST_LABEL) {
    const text = `a label has at most ${LONGEST_LABEL} characters; the entry is dropped`;
    diagnostics.error(word.at, 'label-too-long', text);
    return 'drop-entry';
  }
  options.label = word.text;
  return 'used';
}

function readPeer(options: Options, word: Word, family: Family, { diagnostics }: BuildContext): Answer {
  const peer = parseAddress(word.text);
  if (peer?.family === family) options.peer = peer;
  else {
    // keepalived takes no prefix length here either, and keeps the entry without its peer.
    const text = `\`peer\` is a plain IPv${family} address, not \`${word.text}\`; it is ignored`;
    diagnostics.error(word.at, 'peer-invalid', text);
  }
  return 'used';
}

function readLifetime(options: Options, word: Word, _: Family, { diagnostics }: BuildContext): Answer {
  const seconds = parseInteger(word.text, [0, 4_294_967_295]);
  if (word.text === 'forever') options.preferred = Number.POSITIVE_INFINITY;
  else if (seconds.ok) options.preferred = seconds.value;
  else {
    const text = `\`preferred_lft\` is a number of seconds or \`forever\`, not \`${word.text}\`; it is ignored`;
    diagnostics.error(word.at, 'preferred-lft-number', text, { class: 'invalid-number' });
  }
  return 'used';
}
