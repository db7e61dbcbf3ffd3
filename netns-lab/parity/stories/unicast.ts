/** Instances that talk to named peers instead of a group. */
import { BRAVO, VIP } from '../../topology/pair.js';
import { hears, ip, neighbourComes, neighbourDies, neighbourLeaves, plug, unplug } from '../acts.js';
import { configuration, VIPS6 } from '../configuration.js';
import { is, type Story } from '../story.js';

const peers = (...lines: string[]) => `unicast_peer {\n${lines.join('\n')}\n}`;
const here = `unicast_src_ip 10.77.0.1\n${peers('10.77.0.2')}`;
const there = `unicast_src_ip 10.77.0.2\n${peers('10.77.0.1')}`;
/** Known neighbours, so that no packet waits for an answer of theirs. */
const known = [
  ip('neigh replace 10.77.0.2 lladdr 02:00:00:00:00:02 nud permanent dev eth0', 'the peer is known'),
  ip('neigh replace fd77::2 lladdr 02:00:00:00:00:02 nud permanent dev eth0', 'so is its other address'),
];
const forged = {
  source: BRAVO.address,
  destination: '10.77.0.1',
  version: 3 as const,
  vrid: 51,
  priority: 200,
  interval: 200,
  addresses: [VIP],
};

export const UNICAST: readonly Story[] = [
  {
    title: 'unicast: a stronger peer comes, and leaves in order',
    config: configuration({ lines: here }),
    given: known,
    start: is('MASTER'),
    steps: [
      { when: neighbourComes(configuration({ priority: 150, lines: there })), until: is('BACKUP') },
      { when: neighbourLeaves, until: is('MASTER') },
    ],
  },
  {
    title: 'unicast over IPv6: a stronger peer comes, and dies',
    config: configuration({ vips: VIPS6, lines: `unicast_src_ip fd77::1\n${peers('fd77::2')}` }),
    given: [
      ...known,
      neighbourComes(
        configuration({ vips: VIPS6, priority: 150, lines: `unicast_src_ip fd77::2\n${peers('fd77::1')}` }),
      ),
    ],
    start: is('BACKUP'),
    steps: [{ when: neighbourDies, until: is('MASTER') }],
  },
  {
    title: 'unicast: several peers, a TTL, and the cable',
    config: configuration({ lines: `unicast_src_ip 10.77.0.1\nunicast_ttl 7\n${peers('10.77.0.2', '10.77.0.99')}` }),
    given: known,
    start: is('MASTER'),
    steps: [
      { when: unplug(), until: is('FAULT') },
      { when: plug(), until: is('MASTER') },
    ],
  },
  {
    title: 'unicast: adverts to the group, and of strangers',
    config: configuration({
      lines: `check_unicast_src\nunicast_src_ip 10.77.0.1\n${peers('10.77.0.3', '10.77.0.2 min_ttl 100 max_ttl 200')}`,
    }),
    start: is('MASTER'),
    steps: [
      {
        when: hears('one to the group', { ...forged, destination: '224.0.0.18' }),
        until: is('MASTER', { adverts: 2 }),
      },
      { when: hears('one of a stranger', { ...forged, source: '10.77.0.9' }), until: is('MASTER', { adverts: 2 }) },
      { when: hears('one from afar', { ...forged, ttl: 99 }), until: is('MASTER', { adverts: 2 }) },
      { when: hears('one of a peer', { ...forged, ttl: 100 }), until: is('BACKUP') },
    ],
  },
];
