/** How often addresses are announced, and what is answered to weaker and stronger masters. */
import { BRAVO, VIP } from '../../topology/pair.js';
import { hears } from '../acts.js';
import { configuration, VIPS, VIPS6 } from '../configuration.js';
import { is, type Story } from '../story.js';

const forged = { source: BRAVO.address, version: 3 as const, vrid: 51, interval: 200, addresses: [VIP] };
const weakOnce = hears('a weak advert', { ...forged, priority: 50 });
const strong = { ...forged, priority: 200 };
const strongOnce = hears('a strong advert', strong);
const two = [...VIPS, '10.77.0.101/24'];

export const GARP: readonly Story[] = [
  {
    title: 'a burst at once and one a second later, of three passes',
    config: configuration({
      vips: two,
      lines: 'garp_master_delay 1\ngarp_master_repeat 3\nvirtual_ipaddress_excluded {\n10.77.0.110\nfd77::110/64\n}',
    }),
    start: is('MASTER', { announced: { [VIP]: 6 } }),
    steps: [],
  },
  {
    title: 'the same for IPv6',
    config: configuration({ vips: VIPS6, lines: 'garp_master_delay 1\ngarp_master_repeat 2' }),
    start: is('MASTER', { announced: { 'fd77::100': 4 } }),
    steps: [],
  },
  {
    title: 'refreshes every second',
    config: configuration({ lines: 'garp_master_repeat 1\ngarp_master_refresh 1\ngarp_master_refresh_repeat 2' }),
    start: is('MASTER', { announced: { [VIP]: 5 } }),
    steps: [],
  },
  {
    title: 'vrrp_min_garp',
    config: configuration({}, { globals: 'vrrp_min_garp' }),
    start: is('MASTER', { announced: { [VIP]: 1 } }),
    steps: [],
  },
  {
    title: 'the answer to a weaker master',
    config: configuration({ lines: 'garp_lower_prio_repeat 2\ngarp_lower_prio_delay 1' }),
    start: is('MASTER', { announced: { [VIP]: 5 } }),
    steps: [{ when: weakOnce, until: is('MASTER', { announced: { [VIP]: 4 } }) }],
  },
  {
    title: 'lower_prio_no_advert',
    config: configuration({ lines: 'lower_prio_no_advert\ngarp_lower_prio_repeat 1' }),
    start: is('MASTER', { announced: { [VIP]: 5 } }),
    steps: [{ when: weakOnce, until: is('MASTER', { announced: { [VIP]: 1 }, adverts: 2 }) }],
  },
  {
    title: 'higher_prio_send_advert',
    config: configuration({ lines: 'higher_prio_send_advert' }),
    start: is('MASTER', { announced: { [VIP]: 5 } }),
    steps: [{ when: strongOnce, until: is('MASTER', { told: 'INSTANCE "VI_1" BACKUP 100' }) }],
  },
  {
    title: 'adverts with other addresses than ours',
    config: configuration({ vips: two }),
    start: is('MASTER'),
    steps: [
      {
        when: hears('one with the addresses in another order', { ...strong, addresses: ['10.77.0.101', VIP] }),
        until: is('MASTER', { told: 'INSTANCE "VI_1" BACKUP 100' }),
      },
      { when: hears('one with fewer', { ...strong, addresses: [VIP] }), until: is('MASTER', { adverts: 2 }) },
    ],
  },
];
