/**
 * Where Holdfast is not like keepalived 2.2.7, on purpose. Anything else that differs fails its story, and so does an
 * entry that no longer occurs: this list is the truth about the differences, or the tests are red.
 */
import type { Difference } from './compare.js';

export interface KnownDifference {
  /** Title of a story, or of several. */
  readonly story: string | RegExp;
  /** Title of the event, or `the start`. */
  readonly event: string | RegExp;
  readonly facet: string;
  /** Lines that only keepalived has, in order. */
  readonly keepalived: readonly (string | RegExp)[];
  readonly holdfast: readonly (string | RegExp)[];
  /** It can be seen only when the moment is right: it may be missing, wholly or in part. */
  readonly isFleeting?: true;
  readonly because: string;
}

/** Whether a title is meant. */
export const fits = (wanted: string | RegExp, title: string): boolean =>
  typeof wanted === 'string' ? wanted === title : wanted.test(title);

/** Whether a difference is this one. */
export function covers(known: KnownDifference, found: Difference): boolean {
  if (known.facet !== found.facet) return false;
  return (['keepalived', 'holdfast'] as const).every(side => {
    const [wanted, lines] = [known[side], found[side]];
    if (known.isFleeting) return lines.every(line => wanted.some(each => fits(each, line)));
    return wanted.length === lines.length && wanted.every((each, i) => fits(each, lines[i]!));
  });
}

const OTHER_ADDRESSES = {
  story: 'adverts with other addresses than ours',
  event: 'one with fewer',
  because:
    'keepalived 2.2.7 drops such adverts, so that both routers are master until their configurations agree; we follow the stronger one and warn',
} as const;

const NO_GROUP_RECORD = {
  story: 'a sync group of address owners, with state MASTER',
  event: 'the start',
  because: 'keepalived does not tell that the group has become master, so that its notify script never runs',
} as const;

const GROUP_YIELDS = {
  story: 'a sync group of two families: someone removes an address of one',
  event: 'ip addr del 10.77.0.100/24 dev eth0',
  because: 'keepalived tells that the group is master again, but not that it was none meanwhile',
} as const;

const OWNERS_AT_ONCE = {
  story: 'a sync group of address owners',
  event: 'the start',
  because:
    'without `state MASTER` keepalived lets owners in a group wait as backups first; RFC 9568 6.4.1 has them master at once',
} as const;

const LEFT_PEER = 'keepalived 2.2.7 does not remove an address with a `peer` when it stops';

const SECOND_OWNER = {
  story: 'two address owners',
  event: 'the neighbour falls silent',
  because:
    'keepalived 2.2.7 stays at 254 for good once it has met another owner; we say 254 once and are the owner again, as keepalived 2.4 is',
} as const;

const AT_MINUS_254 = {
  story: 'a tracked file: its number times the weight, and the fault at -254',
  event: 'level holds "-200"',
  because: 'a file that is a fault counts for nothing in the priority; keepalived keeps what it gave before',
} as const;

const PRIORITY_BEFORE_STATE =
  'keepalived tells the priority of an instance that has no state yet; it is in the line that follows';

export const DIFFERENCES: readonly KnownDifference[] = [
  {
    story: /./,
    event: /^a reload/,
    facet: 'packets',
    keepalived: [/advert of priority \d+ .*\(at once\)( \(twice\))?$/, /: 5 times: arp [^,]*, arp [^,]*$/],
    // Addresses that we have are announced at once, new ones when the kernel has taken them: after the others, or not.
    holdfast: [/advert of priority \d+ .*\(at once\)$/, /: once: (arp [^,]*(, )?){10}$/],
    isFleeting: true,
    because: 'at a reload keepalived sends one more advert when the signal comes, with the old values',
  },
  {
    story: 'refreshes every second',
    event: 'the stop',
    facet: 'packets',
    keepalived: [/: 2 times: arp /],
    holdfast: [/: 2 times: arp /],
    isFleeting: true,
    because: 'one refresh more or less is only when the stop comes',
  },
  {
    story: 'an address that the kernel refuses',
    event: 'the start',
    facet: 'packets',
    keepalived: [/: 5 times: arp 10\.77\.0\.100 .*, arp 10\.77\.0\.101 /],
    holdfast: [/: 5 times: arp 10\.77\.0\.101 [^,]*$/],
    because: 'keepalived announces what it does not have',
  },
  {
    story: 'options of IPv4 addresses',
    event: 'the stop',
    facet: 'addresses',
    keepalived: [/"local":"10\.77\.5\.100"/],
    holdfast: [],
    because: LEFT_PEER,
  },
  {
    story: 'options of IPv4 addresses',
    event: 'the stop',
    facet: 'routes',
    keepalived: [/"dst":"10\.77\.5\.100"/, /"dst":"10\.77\.5\.1"/],
    holdfast: [],
    because: LEFT_PEER,
  },
  {
    ...SECOND_OWNER,
    facet: 'packets',
    keepalived: [],
    holdfast: [/advert of priority 255 /],
  },
  {
    ...SECOND_OWNER,
    facet: 'told',
    keepalived: ['INSTANCE "VI_1" MASTER 254'],
    holdfast: ['INSTANCE "VI_1" MASTER 255'],
  },
  { ...SECOND_OWNER, facet: 'calls', keepalived: ['INSTANCE VI_1 MASTER 254'], holdfast: ['INSTANCE VI_1 MASTER 255'] },
  {
    ...SECOND_OWNER,
    event: 'the stop',
    facet: 'told',
    keepalived: ['INSTANCE "VI_1" STOP 254'],
    holdfast: ['INSTANCE "VI_1" STOP 255'],
  },
  {
    ...SECOND_OWNER,
    event: 'the stop',
    facet: 'calls',
    keepalived: ['INSTANCE VI_1 STOP 254'],
    holdfast: ['INSTANCE VI_1 STOP 255'],
  },
  {
    ...AT_MINUS_254,
    facet: 'told',
    keepalived: ['INSTANCE "VI_1" FAULT 164'],
    holdfast: ['INSTANCE "VI_1" MASTER_PRIORITY 100', 'INSTANCE "VI_1" FAULT 100'],
  },
  { ...AT_MINUS_254, facet: 'calls', keepalived: ['INSTANCE VI_1 FAULT 164'], holdfast: ['INSTANCE VI_1 FAULT 100'] },
  {
    ...OTHER_ADDRESSES,
    facet: 'packets',
    keepalived: [],
    holdfast: [/advert of priority 100 .*\(begins\)$/, /5 times: arp 10\.77\.0\.100 .*, arp 10\.77\.0\.101 /],
    isFleeting: true, // on a machine that is late it does not look like a beginning
  },
  {
    ...OTHER_ADDRESSES,
    facet: 'told',
    keepalived: [],
    holdfast: ['INSTANCE "VI_1" BACKUP 100', 'INSTANCE "VI_1" MASTER 100'],
  },
  {
    ...OTHER_ADDRESSES,
    facet: 'calls',
    keepalived: [],
    holdfast: ['INSTANCE VI_1 BACKUP 100', 'INSTANCE VI_1 MASTER 100'],
  },
  { ...GROUP_YIELDS, facet: 'told', keepalived: [], holdfast: ['GROUP "G" BACKUP 0'] },
  { ...GROUP_YIELDS, facet: 'calls', keepalived: [], holdfast: ['of the group GROUP G BACKUP 0'] },
  { ...NO_GROUP_RECORD, facet: 'told', keepalived: [], holdfast: ['GROUP "G" MASTER 0'] },
  { ...NO_GROUP_RECORD, facet: 'calls', keepalived: [], holdfast: ['of the group GROUP G MASTER 0'] },
  {
    ...OWNERS_AT_ONCE,
    facet: 'told',
    keepalived: ['GROUP "G" BACKUP 0', 'INSTANCE "VI_1" BACKUP 255', 'INSTANCE "VI_2" BACKUP 255'],
    holdfast: [],
  },
  {
    ...OWNERS_AT_ONCE,
    facet: 'calls',
    keepalived: ['INSTANCE VI_1 BACKUP 255', 'INSTANCE VI_2 BACKUP 255', 'of the group GROUP G BACKUP 0'],
    holdfast: [],
  },
  {
    story: 'a tracked file with a number at the start, and whoever hears of priorities',
    event: 'the start',
    facet: 'told',
    keepalived: ['INSTANCE "VI_1" BACKUP_PRIORITY 107'],
    holdfast: [],
    because: PRIORITY_BEFORE_STATE,
  },
];
