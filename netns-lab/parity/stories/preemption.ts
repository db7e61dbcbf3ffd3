/** Who takes over from whom, and who does not. */
import { BRAVO, VIP } from '../../topology/pair.js';
import { fallsSilent, neighbourComes, neighbourDies, neighbourLeaves, plug, speaks, unplug } from '../acts.js';
import { configuration } from '../configuration.js';
import { is, type Story } from '../story.js';

const weak = configuration({ priority: 50 });
const forged = { source: BRAVO.address, version: 3 as const, vrid: 51, interval: 200, addresses: [VIP] };

export const PREEMPTION: readonly Story[] = [
  {
    title: 'nopreempt: a weaker master stays until it dies',
    config: configuration({ lines: 'nopreempt' }),
    given: [neighbourComes(weak)],
    start: is('BACKUP'),
    steps: [{ when: neighbourDies, until: is('MASTER') }],
  },
  {
    title: 'nopreempt: after a fault it does not come back',
    config: configuration({ lines: 'nopreempt' }),
    start: is('MASTER'),
    steps: [
      { when: unplug(), until: is('FAULT') },
      { when: speaks('a weaker one', { ...forged, priority: 50 }), until: is('FAULT') },
      { when: plug(), until: is('BACKUP') },
      { when: fallsSilent, until: is('MASTER') },
    ],
  },
  {
    title: 'preempt_delay: a weaker master is left alone for a second',
    config: configuration({ lines: 'preempt_delay 1' }),
    given: [neighbourComes(weak)],
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'preempt_delay: a weaker master that leaves is replaced at once',
    config: configuration({ lines: 'preempt_delay 60' }),
    given: [neighbourComes(weak)],
    start: is('BACKUP'),
    steps: [{ when: neighbourLeaves, until: is('MASTER') }],
  },
  {
    title: 'an address owner is master at once, and after a fault not at once',
    config: configuration({ priority: 255 }),
    start: is('MASTER'),
    steps: [
      { when: unplug(), until: is('FAULT') },
      { when: plug(), until: is('MASTER') },
    ],
  },
  {
    title: 'two address owners',
    config: configuration({ priority: 255 }),
    start: is('MASTER'),
    steps: [
      { when: speaks('another owner', { ...forged, priority: 255 }), until: is('BACKUP') },
      { when: fallsSilent, until: is('MASTER') },
    ],
  },
  {
    title: 'the wish to be master does not hold against a stronger one',
    config: configuration({ lines: 'state MASTER' }),
    given: [neighbourComes(configuration({ priority: 150 }))],
    start: is('BACKUP'),
    steps: [{ when: neighbourLeaves, until: is('MASTER') }],
  },
];
