/** Scripts, interfaces and files that decide on faults and priorities. */
import { plug, remove, unplug, write } from '../acts.js';
import { configuration } from '../configuration.js';
import { is, type Story } from '../story.js';
import { withSecondInterface } from '../topology.js';

const script = (lines: string) =>
  `vrrp_script there {\nscript "/usr/bin/test ! -e {dir}/broken"\ninterval 1\n${lines}\n}`;
const track = (what: string, entry: string) => `track_${what} {\n${entry}\n}`;
const tells = 'notify_priority_changes';
const file = (lines: string) => `track_file level {\nfile {dir}/level\n${lines}\n}`;

export const TRACKERS: readonly Story[] = [
  {
    title: 'a script without weight fails and recovers',
    config: configuration({ lines: track('script', 'there') }, { blocks: script('') }),
    start: is('MASTER'),
    steps: [
      { when: write('broken'), until: is('FAULT') },
      { when: remove('broken'), until: is('MASTER') },
    ],
  },
  {
    title: 'a script without weight that fails from the start',
    config: configuration({ lines: track('script', 'there') }, { blocks: script('') }),
    given: [write('broken')],
    start: is('FAULT'),
    steps: [{ when: remove('broken'), until: is('MASTER') }],
  },
  {
    title: 'a script with a negative weight, fall and rise',
    config: configuration(
      { lines: `${track('script', 'there')}\n${tells}` },
      { blocks: script('weight -30\nfall 2\nrise 2') },
    ),
    start: is('MASTER'),
    steps: [
      { when: write('broken'), until: is('MASTER', { priority: 70 }) },
      { when: remove('broken'), until: is('MASTER', { priority: 100 }) },
    ],
  },
  {
    title: 'a script with a positive weight, and its reverse',
    config: configuration({ lines: `${track('script', 'there weight 20 reverse')}\n${tells}` }, { blocks: script('') }),
    start: is('MASTER', { priority: 80 }),
    steps: [
      { when: write('broken'), until: is('MASTER', { priority: 100 }) },
      { when: remove('broken'), until: is('MASTER', { priority: 80 }) },
    ],
  },
  {
    title: 'a script that does not end in time',
    config: configuration(
      { lines: track('script', 'slow') },
      { blocks: 'vrrp_script slow {\nscript "/usr/bin/sleep 60"\ninterval 3\ntimeout 1\n}' },
    ),
    start: is('FAULT'),
    steps: [],
  },
  {
    title: 'a tracked interface without weight',
    nodes: withSecondInterface,
    config: configuration({ lines: track('interface', 'eth1') }),
    start: is('MASTER'),
    steps: [
      { when: unplug('eth1'), until: is('FAULT') },
      { when: plug('eth1'), until: is('MASTER') },
    ],
  },
  {
    title: 'a tracked interface with a weight',
    nodes: withSecondInterface,
    config: configuration({ lines: `${track('interface', 'eth1 weight -40')}\n${tells}` }),
    start: is('MASTER'),
    steps: [
      { when: unplug('eth1'), until: is('MASTER', { priority: 60 }) },
      { when: plug('eth1'), until: is('MASTER', { priority: 100 }) },
    ],
  },
  {
    title: 'dont_track_primary: the cable of the own interface',
    config: configuration({ lines: 'dont_track_primary' }),
    start: is('MASTER'),
    steps: [
      { when: unplug(), until: is('MASTER', { isCutOff: true }) },
      { when: plug(), until: is('MASTER', { adverts: 2 }) },
    ],
  },
  {
    title: 'a tracked file with a number at the start, and whoever hears of priorities',
    config: configuration({ lines: `${track('file', 'level')}\n${tells}` }, { blocks: file('') }),
    given: [write('level', '7')],
    start: is('MASTER', { priority: 107 }),
    steps: [],
  },
  {
    title: 'a tracked file: its number times the weight, and the fault at -254',
    config: configuration({ lines: `${track('file', 'level')}\n${tells}` }, { blocks: file('weight 2\ninit_file') }),
    start: is('MASTER', { priority: 100 }),
    steps: [
      { when: write('level', '10'), until: is('MASTER', { priority: 120 }) },
      { when: write('level', '0x20\n'), until: is('MASTER', { priority: 164 }) },
      { when: write('level', '-200'), until: is('FAULT') },
      { when: write('level', '-20'), until: is('MASTER', { priority: 60 }) },
      { when: remove('level'), until: is('MASTER', { priority: 100 }) },
    ],
  },
  {
    title: 'a tracked file without weight',
    config: configuration({ lines: track('file', 'level') }, { blocks: file('weight 0') }),
    start: is('MASTER'),
    steps: [
      { when: write('level', '1'), until: is('FAULT') },
      { when: write('level', '0'), until: is('MASTER') },
    ],
  },
];
