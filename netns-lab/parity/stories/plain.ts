/** Elections and failovers of a plain instance, by version and family. */
import { BRAVO, VIP } from '../../topology/pair.js';
import {
  crash,
  fallsSilent,
  hears,
  hearsInTurn,
  ip,
  neighbourComes,
  neighbourDies,
  neighbourLeaves,
  plug,
  speaks,
  startAgain,
  statistics,
  unplug,
} from '../acts.js';
import { configuration, type InstanceText, VIPS6 } from '../configuration.js';
import { are, is, type Story } from '../story.js';

const fast = configuration({});
const strong = (more: InstanceText = {}) => configuration({ priority: 150, ...more });
const forged = { source: BRAVO.address, version: 3 as const, vrid: 51, interval: 200, addresses: [VIP] };

export const PLAIN: readonly Story[] = [
  {
    title: 'version 3: a stronger neighbour comes, and leaves in order',
    config: fast,
    start: is('MASTER'),
    steps: [
      { when: neighbourComes(strong()), until: is('BACKUP') },
      { when: neighbourLeaves, until: is('MASTER') },
      { when: statistics(), until: is('MASTER') },
    ],
  },
  {
    title: 'version 3: a stronger neighbour is there already, and dies',
    config: fast,
    given: [neighbourComes(strong())],
    start: is('BACKUP'),
    steps: [{ when: neighbourDies, until: is('MASTER') }],
  },
  {
    title: 'version 3: a weaker neighbour is there already',
    config: strong(),
    given: [neighbourComes(fast)],
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'version 2: a stronger neighbour comes, and leaves in order',
    config: configuration({ version: 2, advert: 1 }),
    start: is('MASTER'),
    steps: [
      { when: neighbourComes(strong({ version: 2, advert: 1, priority: 250 })), until: is('BACKUP') },
      { when: neighbourLeaves, until: is('MASTER') },
    ],
  },
  {
    title: 'version 3 over IPv6: a stronger neighbour comes and dies',
    config: configuration({ vips: VIPS6 }),
    start: is('MASTER'),
    steps: [
      { when: neighbourComes(strong({ vips: VIPS6 })), until: is('BACKUP') },
      { when: neighbourDies, until: is('MASTER') },
    ],
  },
  {
    title: 'the cable is pulled and plugged',
    config: fast,
    start: is('MASTER'),
    steps: [
      { when: unplug(), until: is('FAULT') },
      { when: plug(), until: is('MASTER') },
    ],
  },
  {
    title: 'the interface of IPv6 addresses is taken down and up',
    config: configuration({ vips: VIPS6 }),
    start: is('MASTER'),
    steps: [
      { when: ip('link set eth0 down'), until: is('FAULT') },
      { when: ip('link set eth0 up'), until: is('MASTER') },
    ],
  },
  {
    title: 'the cable of a backup is pulled and plugged',
    config: fast,
    given: [neighbourComes(strong())],
    start: is('BACKUP'),
    steps: [
      { when: unplug(), until: is('FAULT') },
      { when: plug(), until: is('BACKUP') },
      { when: neighbourLeaves, until: is('MASTER') },
    ],
  },
  {
    title: 'a SIGKILL, and another start',
    config: fast,
    start: is('MASTER'),
    steps: [
      { when: crash, until: are({}) },
      { when: startAgain, until: is('MASTER') },
    ],
  },
  {
    title: 'of equals the higher address wins',
    config: fast,
    start: is('MASTER'),
    steps: [
      {
        when: hears('a lower address', { ...forged, priority: 100, source: '10.77.0.0' }),
        until: is('MASTER', { adverts: 2 }),
      },
      { when: speaks('a higher address', { ...forged, priority: 100 }), until: is('BACKUP') },
      { when: fallsSilent, until: is('MASTER') },
    ],
  },
  {
    title: 'a farewell heard by a master, and one heard by a backup',
    config: fast,
    start: is('MASTER'),
    steps: [
      { when: hears('a farewell', { ...forged, priority: 0 }), until: is('MASTER', { adverts: 2 }) },
      {
        when: hearsInTurn('a strong advert, and its farewell', [
          { ...forged, priority: 200 },
          { ...forged, priority: 0 },
        ]),
        until: is('MASTER', { told: 'INSTANCE "VI_1" BACKUP 100' }),
      },
    ],
  },
  {
    title: 'down_timer_adverts, and a master with another interval',
    config: configuration({ lines: 'down_timer_adverts 5' }),
    start: is('MASTER'),
    steps: [
      {
        when: hears('one strong advert', { ...forged, priority: 200, interval: 300 }),
        until: is('MASTER', { told: 'INSTANCE "VI_1" BACKUP 100' }),
      },
      {
        when: hears('another', { ...forged, priority: 200, interval: 100 }),
        until: is('MASTER', { told: 'INSTANCE "VI_1" BACKUP 100' }),
      },
    ],
  },
  {
    title: 'two instances on one interface',
    config: configuration([{}, { name: 'VI_2', vrid: 52, vips: ['10.77.0.101/24', '10.77.0.102/32'], priority: 90 }]),
    start: are({ VI_1: 'MASTER', VI_2: 'MASTER' }),
    steps: [
      {
        when: hears(
          'a strong one for the second',
          { ...forged, vrid: 52, priority: 200, addresses: ['10.77.0.101', '10.77.0.102'] },
          3,
        ),
        until: are({ VI_1: 'MASTER', VI_2: 'MASTER' }, { told: 'INSTANCE "VI_2" MASTER 90' }),
      },
    ],
  },
  {
    title: 'source and group of the adverts are configured',
    config: configuration(
      { lines: 'mcast_src_ip 10.77.0.77\nmcast_dst_ip 239.1.2.3' },
      { globals: 'vrrp_mcast_group6 ff02::99' },
    ),
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'the group of all adverts is configured, and the version',
    config: configuration([{}, { name: 'VI_2', vrid: 52, vips: VIPS6 }], {
      globals: 'vrrp_mcast_group6 ff02::99\nvrrp_mcast_group4 224.0.0.99',
    }),
    start: are({ VI_1: 'MASTER', VI_2: 'MASTER' }),
    steps: [],
  },
];
