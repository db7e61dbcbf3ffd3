/** Sync groups: all are master, or none. */
import { BRAVO, VIP } from '../../topology/pair.js';
import { routers } from '../../topology/two-wires.js';
import { hears, ip, plug, remove, unplug, write } from '../acts.js';
import { configuration, type InstanceText, VIPS6 } from '../configuration.js';
import { are, type State, type Story } from '../story.js';

const group = (lines = '') => `vrrp_sync_group G {
  group {
    VI_1
    VI_2
  }
  notify "{dir}/note.sh of the group"
${lines}
}`;
const second = (more: InstanceText): InstanceText => ({ name: 'VI_2', vrid: 52, ...more });
const outer = second({ interface: 'eth1', vips: ['10.78.0.100/24'] });
const both = (state: State) => are({ VI_1: state, VI_2: state });
const forged = { source: BRAVO.address, version: 3 as const, interval: 200 };

export const GROUPS: readonly Story[] = [
  {
    title: 'a sync group on two wires: one cable is pulled and plugged',
    nodes: routers,
    config: configuration([{}, outer], { blocks: group() }),
    start: both('MASTER'),
    steps: [
      { when: unplug('eth1'), until: both('FAULT') },
      { when: plug('eth1'), until: both('MASTER') },
    ],
  },
  {
    title: 'a sync group on two wires: a stronger neighbour on one of them',
    nodes: routers,
    config: configuration([{}, outer], { blocks: group() }),
    start: both('MASTER'),
    steps: [
      {
        when: hears('strong adverts', { ...forged, vrid: 51, priority: 200, addresses: [VIP] }, 3),
        until: are({ VI_1: 'MASTER', VI_2: 'MASTER' }, { told: 'GROUP "G" MASTER 0' }),
      },
    ],
  },
  {
    title: 'a sync group of two families: a tracked script of the group fails and recovers',
    config: configuration([{}, second({ vips: VIPS6 })], {
      blocks: `vrrp_script there {\nscript "/usr/bin/test ! -e {dir}/broken"\ninterval 1\n}
${group('track_script {\nthere\n}')}`,
    }),
    start: both('MASTER'),
    steps: [
      { when: write('broken'), until: both('FAULT') },
      { when: remove('broken'), until: both('MASTER') },
    ],
  },
  {
    title: 'a sync group of two families: someone removes an address of one',
    config: configuration([{}, second({ vips: VIPS6 })], { blocks: group() }),
    start: both('MASTER'),
    steps: [
      {
        when: ip('addr del 10.77.0.100/24 dev eth0'),
        until: are({ VI_1: 'MASTER', VI_2: 'MASTER' }, { carries: [VIP], told: 'INSTANCE "VI_1" MASTER 100' }),
      },
    ],
  },
  ...['', 'state MASTER'].map(lines => ({
    title: `a sync group of address owners${lines === '' ? '' : `, with ${lines}`}`,
    config: configuration([{ priority: 255, lines }, second({ vips: VIPS6, priority: 255, lines })], {
      blocks: group(),
    }),
    start: both('MASTER'),
    steps: [],
  })),
];
