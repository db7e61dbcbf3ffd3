/** Who is told what: scripts with their arguments and surroundings, and FIFO lines. */
import { BRAVO, VIP } from '../../topology/pair.js';
import { hears, plug, reload, script, unplug } from '../acts.js';
import { configuration, type InstanceText } from '../configuration.js';
import { are, is, type Story } from '../story.js';

const forged = { source: BRAVO.address, version: 3 as const, vrid: 51, interval: 200, addresses: [VIP] };
const each = ['master', 'backup', 'fault', 'stop'].map(on => `notify_${on} "{dir}/note.sh on-${on} 'two words'"`);
const second: InstanceText = { name: 'VI_2', vrid: 52, vips: ['10.77.0.102/24'] };

/** What a process of any program is born with, but its pid. */
const SURROUNDINGS = `env | sed 's/^/env /'
echo "cwd $(pwd) umask $(umask)"
echo "user $(id -u):$(id -g) $(id -G)"
for fd in 0 1 2; do echo "fd $fd $(readlink /proc/$$/fd/$fd)"; done
ls /proc/$$/fd | grep -v 255 | sed 's/^/open /'
grep -E '^(Sig(Blk|Ign|Cgt)|CapEff|NoNewPrivs|Uid|Gid):' /proc/self/status
[ "$(ps -o pgid= -p $$ | tr -d ' ')" = $$ ] && echo 'leads its process group'`;

export const NOTIFY: readonly Story[] = [
  {
    title: 'every notify script of an instance',
    config: configuration({ lines: `${each.join('\n')}\nnotify_master_rx_lower_pri "{dir}/note.sh lower"` }),
    start: is('MASTER'),
    steps: [
      {
        when: hears('a weak advert', { ...forged, priority: 50 }),
        until: is('MASTER', { told: 'INSTANCE "VI_1" MASTER_RX_LOWER_PRI 100' }),
      },
      { when: unplug(), until: is('FAULT') },
      { when: plug(), until: is('MASTER') },
    ],
  },
  {
    title: 'what a notify script finds around it',
    config: configuration({ lines: 'notify_master "{dir}/look.sh"' }),
    given: [script('look.sh', SURROUNDINGS)],
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'what a notify script of another user finds around it',
    config: configuration({ lines: 'notify_master "{dir}/look.sh" nobody nogroup' }),
    given: [script('look.sh', SURROUNDINGS)],
    start: is('MASTER'),
    steps: [],
  },
  {
    title: 'a reload removes an instance, one that comes, and one that is told as deleted',
    config: configuration([{}, second]),
    start: are({ VI_1: 'MASTER', VI_2: 'MASTER' }),
    steps: [
      { when: reload(configuration({}), 'a reload without it'), until: are({ VI_1: 'MASTER', VI_2: 'FAULT' }) },
      {
        when: reload(
          configuration([{}, { ...second, lines: 'notify_deleted "{dir}/note.sh deleted"' }]),
          'a reload with it',
        ),
        until: are({ VI_1: 'MASTER', VI_2: 'MASTER' }),
      },
      {
        when: reload(configuration({}), 'a reload without it again'),
        until: is('MASTER', { told: 'INSTANCE "VI_2" DELETED 100' }),
      },
    ],
  },
  {
    title: 'a reload with another priority, interval and VRID',
    config: configuration({}),
    start: is('MASTER'),
    steps: [
      {
        when: reload(configuration({ priority: 120 }), 'a reload with another priority'),
        until: is('MASTER', { priority: 120 }),
      },
      {
        when: reload(configuration({ priority: 110, advert: 0.3 }), 'a reload with another interval'),
        until: is('MASTER', { priority: 110 }),
      },
      {
        when: reload(configuration({ priority: 105, advert: 0.3, vrid: 77 }), 'a reload with another VRID'),
        until: is('MASTER', { priority: 105 }),
      },
    ],
  },
];
