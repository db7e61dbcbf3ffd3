/** Version 2 with passwords and with Authentication Headers. */
import { BRAVO, VIP } from '../../topology/pair.js';
import { hears, neighbourComes, neighbourLeaves, statistics } from '../acts.js';
import { configuration } from '../configuration.js';
import { is, type Story } from '../story.js';

const authentication = (type: string, pass: string) => `authentication {\nauth_type ${type}\nauth_pass ${pass}\n}`;
const with2 = (priority: number, lines: string) => configuration({ version: 2, advert: 1, priority, lines });
const forged = {
  source: BRAVO.address,
  version: 2 as const,
  vrid: 51,
  priority: 250,
  interval: 1_000,
  addresses: [VIP],
};

export const AUTHENTICATION: readonly Story[] = [
  {
    title: 'a password: wrong ones, none, and the right one',
    config: with2(240, authentication('PASS', 'open')),
    start: is('MASTER'),
    steps: [
      {
        when: hears('a wrong one', { ...forged, authType: 1, password: 'shut' }),
        until: is('MASTER', { adverts: 1 }),
      },
      { when: hears('none', forged), until: is('MASTER', { adverts: 1 }) },
      { when: statistics(), until: is('MASTER') },
      { when: hears('the right one', { ...forged, authType: 1, password: 'open' }), until: is('BACKUP') },
    ],
  },
  {
    title: 'an Authentication Header: a stronger neighbour comes, and leaves',
    config: with2(240, authentication('AH', 'secret12')),
    start: is('MASTER'),
    steps: [
      { when: neighbourComes(with2(250, authentication('AH', 'secret12'))), until: is('BACKUP') },
      { when: neighbourLeaves, until: is('MASTER') },
    ],
  },
  {
    title: 'another interval in version 2 is no neighbour',
    config: with2(240, ''),
    start: is('MASTER'),
    steps: [{ when: hears('one of 2 s', { ...forged, interval: 2_000 }), until: is('MASTER', { adverts: 1 }) }],
  },
];
