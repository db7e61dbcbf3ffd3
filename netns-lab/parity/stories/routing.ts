/** Virtual and static routes and rules beside the packets of their instance. */
import { VIP } from '../../topology/pair.js';
import { crash, ip, neighbourComes, neighbourLeaves, reload, startAgain } from '../acts.js';
import { configuration } from '../configuration.js';
import { are, is, type Story } from '../story.js';

const ROUTES = `virtual_routes {
203.0.113.0/24 via 10.77.0.254 dev eth0
203.0.114.0/24 dev eth0 table 100 metric 5
blackhole 203.0.115.0/24
2001:db8:2::/48 via fd77::254 dev eth0 metric 1024
}
virtual_rules {
from 203.0.113.0/24 table 100 preference 600
}`;
const STATIC = `static_ipaddress {
10.88.0.1/24 dev eth0
}
static_routes {
198.51.100.0/24 via 10.88.0.254 dev eth0
}
static_rules {
from 192.0.2.0/24 table 100 preference 500
}`;

export const ROUTING: readonly Story[] = [
  {
    title: 'virtual and static routes and rules, when a stronger neighbour comes and leaves',
    config: configuration({ lines: ROUTES }, { blocks: STATIC }),
    start: is('MASTER'),
    steps: [
      { when: neighbourComes(configuration({ priority: 150 })), until: is('BACKUP') },
      { when: neighbourLeaves, until: is('MASTER') },
    ],
  },
  {
    title: 'someone removes a virtual route, then a virtual rule',
    config: configuration({ lines: ROUTES }),
    start: is('MASTER'),
    steps: [
      { when: ip('route del 203.0.113.0/24'), until: is('MASTER', { told: 'INSTANCE "VI_1" MASTER 100' }) },
      { when: ip('rule del preference 600'), until: is('MASTER', { told: 'INSTANCE "VI_1" MASTER 100' }) },
    ],
  },
  {
    title: 'reloads that change virtual routes, and take them away',
    config: configuration({ lines: ROUTES }),
    start: is('MASTER'),
    steps: [
      {
        when: reload(
          configuration({ vips: [`${VIP}/24`, '10.77.0.101/24'], lines: ROUTES.replaceAll('203.0.113', '203.0.213') }),
          'a reload with another route',
        ),
        until: is('MASTER', { announced: { '10.77.0.101': 5 } }),
      },
      { when: reload(configuration({})), until: is('MASTER', { lacks: ['10.77.0.101'], adverts: 2 }) },
    ],
  },
  {
    title: 'a SIGKILL with static routes and rules, and another start',
    config: configuration({}, { blocks: STATIC }),
    start: is('MASTER'),
    steps: [
      { when: crash, until: are({}) },
      { when: startAgain, until: is('MASTER') },
    ],
  },
];
