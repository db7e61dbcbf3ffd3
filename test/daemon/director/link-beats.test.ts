import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seconds } from '../../../src/base/duration.js';
import type { LogLine } from '../../../src/base/log.js';
import { LinkBeats } from '../../../src/daemon/director/link-beats.js';
import type { LinkPollMethod } from '../../../src/sys/link-poll.js';
import type { VrrpSettings } from '../../../src/vrrp/settings.js';
import { load } from '../../support/fake-machine.js';
import { instanceSettings } from '../../support/instance-settings.js';
import { VirtualTime } from '../../support/virtual-time.js';

interface Driver {
  answers: readonly LinkPollMethod[];
  hasLink: boolean;
}

function machine() {
  const time = new VirtualTime();
  const drivers = new Map<string, Driver>();
  const asked: string[] = [];
  const reported: string[] = [];
  const logged: LogLine[] = [];
  const beats = new LinkBeats(
    {
      after: (wait, action) => time.after(wait, action),
      pollLink(name, method) {
        asked.push(`${name} ${method}`);
        const driver = drivers.get(name);
        return driver?.answers.includes(method) ? driver.hasLink : undefined;
      },
      interfaceKind: name => (name === 'vrrp.51' ? 'macvlan' : 'veth'),
    },
    line => logged.push(line),
    (name, verdict) => reported.push(`${name} ${verdict}`),
  );
  const plug = (name: string, ...answers: LinkPollMethod[]): Driver => {
    const driver = { answers, hasLink: true };
    drivers.set(name, driver);
    return driver;
  };
  return { beats, time, drivers, asked, reported, logged, plug };
}

const settings = (changes: Partial<VrrpSettings>): VrrpSettings => ({ ...load('').settings!.vrrp, ...changes });

test('a link is polled each second by the way that answered first, and its changes are told', async () => {
  const { beats, time, asked, reported, plug } = machine();
  const eth0 = plug('eth0', 'ETHTOOL', 'IOCTL');
  const first = beats.configure(settings({ linkbeats: [{ interface: 'eth0' }] }), false);
  assert.deepEqual([...first], [['eth0', 'up']]);
  assert.deepEqual(asked.splice(0), ['eth0 MII', 'eth0 ETHTOOL']);
  await time.advance(seconds(2));
  assert.deepEqual(asked.splice(0), ['eth0 ETHTOOL', 'eth0 ETHTOOL']);
  assert.deepEqual(reported, []);
  eth0.hasLink = false;
  await time.advance(seconds(2));
  eth0.hasLink = true;
  await time.advance(seconds(2));
  assert.deepEqual(reported, ['eth0 down', 'eth0 up']);
  beats.close();
  asked.length = 0;
  await time.advance(seconds(5));
  assert.deepEqual(asked, []);
});

test('a way that the driver does not know is said once, and another one is taken', async () => {
  const { beats, time, logged, plug } = machine();
  plug('eth0', 'ETHTOOL', 'IOCTL');
  plug('eth1', 'IOCTL');
  beats.configure(
    settings({
      linkbeats: [
        { interface: 'eth0', method: 'MII' },
        { interface: 'eth1', method: 'IOCTL' },
      ],
    }),
    false,
  );
  await time.advance(seconds(3));
  assert.deepEqual(
    logged.map(({ text }) => text),
    ['interface eth0 does not answer by MII; its link is asked for by ETHTOOL'],
  );
});

test('an interface that is gone keeps its verdict until it answers again', async () => {
  const { beats, time, drivers, reported, plug } = machine();
  const eth0 = plug('eth0', 'ETHTOOL');
  beats.configure(settings({ linkbeats: [{ interface: 'eth0' }] }), false);
  drivers.delete('eth0');
  await time.advance(seconds(3));
  assert.deepEqual(reported, []);
  drivers.set('eth0', { ...eth0, hasLink: false });
  await time.advance(seconds(1));
  assert.deepEqual(reported, ['eth0 down']);
});

test('which links: of an instance that asks, or of all instances, but not of devices made on others', () => {
  const { beats, plug } = machine();
  for (const name of ['eth0', 'eth1', 'eth2', 'vrrp.51']) plug(name, 'ETHTOOL');
  const instances = [
    instanceSettings({ pollsLink: true }),
    instanceSettings({
      name: 'VI_2',
      interface: 'eth1',
      trackInterfaces: [{ name: 'eth2', weight: 0, reverse: false }],
    }),
    instanceSettings({ name: 'VI_3', interface: 'vrrp.51', pollsLink: true }),
    instanceSettings({ name: 'VI_4', interface: '' }),
  ];
  assert.deepEqual([...beats.configure(settings({ instances }), false).keys()], ['eth0']);
  assert.deepEqual([...beats.configure(settings({ instances }), true).keys()], ['eth0', 'eth1']);
  assert.deepEqual([...beats.configure(settings({}), true).keys()], []);
  beats.close();
});
