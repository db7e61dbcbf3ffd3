/** Options of addresses: of those of instances and of static ones (ip-address(8)). */
import { type Family, type IpAddress, parseAddress } from '../../../base/address.js';
import type { Position } from '../../diagnostics.js';
import { parseInteger } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { BuildContext } from '../context.js';

/** Whose addresses they are decides what options there are. */
export type AddressOwner = 'instance' | 'static';

/** What the options of one entry said. */
export interface AddressOptions {
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
  vmac: boolean;
  trackGroup?: Word;
  /** Seconds; `forever` as infinity. */
  preferred?: number;
}

const LONGEST_LABEL = 15; // IFNAMSIZ without its terminator

type Answer = 'used' | 'drop-entry';
interface Reader {
  readonly takesWord: boolean;
  readonly read: (options: AddressOptions, word: Word, family: Family, context: BuildContext) => Answer;
}

function plain(set: (options: AddressOptions) => void): Reader {
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

const COMMON: readonly (readonly [string, Reader])[] = [
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
];

const USE_VMAC: Reader = {
  takesWord: false,
  read: options => {
    options.vmac = true;
    return 'used';
  },
};

const TRACK_GROUP: Reader = {
  takesWord: true,
  read: (options, word) => {
    options.trackGroup = word;
    return 'used';
  },
};

/** By name, for each owner. */
export const ADDRESS_OPTIONS: Readonly<Record<AddressOwner, ReadonlyMap<string, Reader>>> = {
  instance: new Map([...COMMON, ['use_vmac', USE_VMAC]]),
  static: new Map([...COMMON, ['track_group', TRACK_GROUP]]),
};

function readDevice(options: AddressOptions, word: Word, _: Family, context: BuildContext): Answer {
  if (options.device !== undefined) {
    context.diagnostics.error(word.at, 'device-twice', 'an address has one device only; the entry is dropped');
    return 'drop-entry';
  }
  if (!context.interfaceUsable(word.text, word.at, 'this address; the entry is dropped')) return 'drop-entry';
  options.device = word.text;
  return 'used';
}

function readScope(
  options: AddressOptions,
  word: Word,
  family: Family,
  { diagnostics, routeNames }: BuildContext,
): Answer {
  const scope = routeNames.number('scope', word.text);
  if (family === 6) diagnostics.error(word.at, 'scope-ipv6', 'an IPv6 address has its own scope; `scope` is ignored');
  else if (scope === undefined) {
    const names = [...routeNames.names('scope').keys()].join(', ');
    const text = `a scope is ${names} or 0 to 255, not \`${word.text}\`; it is ignored`;
    diagnostics.error(word.at, 'scope-invalid', text);
  } else options.scope = scope;
  return 'used';
}

function readLabel(options: AddressOptions, word: Word, family: Family, { diagnostics }: BuildContext): Answer {
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

function readPeer(options: AddressOptions, word: Word, family: Family, { diagnostics }: BuildContext): Answer {
  const peer = parseAddress(word.text);
  if (peer?.family === family) options.peer = peer;
  else {
    // keepalived takes no prefix length here either, and keeps the entry without its peer.
    const text = `\`peer\` is a plain IPv${family} address, not \`${word.text}\`; it is ignored`;
    diagnostics.error(word.at, 'address-invalid', text);
  }
  return 'used';
}

function readLifetime(options: AddressOptions, word: Word, _: Family, { diagnostics }: BuildContext): Answer {
  const seconds = parseInteger(word.text, [0, 4_294_967_295]);
  if (word.text === 'forever') options.preferred = Number.POSITIVE_INFINITY;
  else if (seconds.ok) options.preferred = seconds.value;
  else {
    const text = `\`preferred_lft\` is a number of seconds or \`forever\`, not \`${word.text}\`; it is ignored`;
    diagnostics.error(word.at, 'preferred-lft-number', text, { class: 'invalid-number' });
  }
  return 'used';
}
