/** Strict mode, delays after the start, interfaces that come and go. */
import { BRAVO, VIP } from '../../topology/pair.js';
import { addInterface, hears, ip, neighbourComes, neighbourLeaves, statistics } from '../acts.js';
import { configuration } from '../configuration.js';
import { is, type Story } from '../story.js';

const forged = { source: BRAVO.address, version: 3 as const, vrid: 51, interval: 200, addresses: [VIP] };
const late = configuration(
  { interface: 'eth7', vips: ['10.66.0.100/24'] },
  { globals: 'dynamic_interfaces allow_if_changes' },
);
const appears = addInterface('eth7', '02:00:00:00:07:01', ['10.66.0.1/24']);

export const SPECIAL: readonly Story[] = [
  {
    title: 'an interface appears, goes and appears again',
    config: late,
    start: is('FAULT'),
    steps: [
      { when: appears, until: is('MASTER') },
      { when: ip('link del eth7'), until: is('FAULT') },
      { when: addInterface('eth7', '02:00:00:00:07:03', ['10.66.0.3/24']), until: is('MASTER') },
    ],
  },
  {
    title: 'a delay after the start, with a stronger neighbour in it',
    config: configuration({}, { globals: 'vrrp_startup_delay 1' }),
    given: [neighbourComes(configuration({ priority: 150 }))],
    start: is('BACKUP'),
    steps: [{ when: neighbourLeaves, until: is('MASTER', { isUntimed: true }) }],
  },
  {
    title: 'a delay after the start, alone',
    config: configuration({}, { globals: 'vrrp_startup_delay 1' }),
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'broken adverts change nothing',
    config: configuration({}),
    start: is('MASTER'),
    steps: [
      {
        when: hears('a wrong checksum', { ...forged, priority: 200, checksumError: 1 }),
        until: is('MASTER', { adverts: 2 }),
      },
      { when: hears('a TTL of 254', { ...forged, priority: 200, ttl: 254 }), until: is('MASTER', { adverts: 2 }) },
      { when: hears('a short one', { ...forged, priority: 200, cut: 2 }), until: is('MASTER', { adverts: 2 }) },
      { when: hears('another type', { ...forged, priority: 200, type: 2 }), until: is('MASTER', { adverts: 2 }) },
      {
        when: hears('another version', { ...forged, version: 2, interval: 1_000, priority: 200 }),
        until: is('MASTER', { adverts: 2 }),
      },
      { when: hears('another VRID', { ...forged, vrid: 99, priority: 200 }), until: is('MASTER', { adverts: 2 }) },
      { when: statistics(), until: is('MASTER') },
    ],
  },
  {
    title: 'someone takes the own address of the interface, and gives it back',
    // A virtual address of its subnet would go with it.
    config: configuration({ vips: ['10.76.0.100/24'] }),
    start: is('MASTER'),
    steps: [
      { when: ip('addr del 10.77.0.1/24 dev eth0'), until: is('FAULT') },
      { when: ip('addr add 10.77.0.1/24 dev eth0'), until: is('MASTER') },
    ],
  },
];
