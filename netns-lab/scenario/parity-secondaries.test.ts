/**
 * IPv4 addresses of one network on one interface: the first is the primary one, and when it goes the kernel removes the
 * others with it, unless `promote_secondaries` is set (ip-sysctl of the kernel's documentation).
 */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { describe, test } from 'node:test';
import { type Lab, withLab } from '../lib/lab.js';
import { inside } from '../lib/namespaces.js';
import { single } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 12_000;
/** In a network where the interface has no address of its own. */
const NETWORK = ['10.99.0.11', '10.99.0.12', '10.99.0.13'] as const;
const [FIRST, SECOND, THIRD] = NETWORK;

const instance = (name: string, vrid: number, addresses: readonly string[], more = '') => `vrrp_instance ${name} {
    interface eth0
    virtual_router_id ${vrid}
    priority 100
    version 3
    advert_int 0.1
    ${more}
    virtual_ipaddress {
        ${addresses.map(address => `${address}/24`).join('\n        ')}
    }
}
`;

const statics = (addresses: readonly string[]) =>
  `static_ipaddress {\n${addresses.map(address => `${address}/24 dev eth0`).join('\n')}\n}\n`;

/** Every address that leaves alpha from now on, in order. */
function departures(lab: Lab): () => string[] {
  const argv = inside(lab.network.namespace('alpha'), ['ip', '-o', 'monitor', 'address']);
  const monitor = spawn(argv[0]!, argv.slice(1), { stdio: ['ignore', 'pipe', 'ignore'] });
  lab.onClose(() => monitor.kill('SIGKILL'));
  let text = '';
  monitor.stdout.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  return () => [...text.matchAll(/^Deleted .* inet ([0-9.]+)\/.*$/gm)].map(([, address]) => address!);
}

/** The setting of the kernel, for eth0. */
const promotes = async (lab: Lab) =>
  (await lab.run('alpha', ['sysctl', '-n', 'net.ipv4.conf.eth0.promote_secondaries'])).trim();

async function prepare(lab: Lab): Promise<void> {
  for (const name of ['all', 'eth0']) {
    await lab.run('alpha', ['sysctl', '-qw', `net.ipv4.conf.${name}.promote_secondaries=0`]);
  }
}

const present = (lab: Lab, wanted: readonly string[]) =>
  lab.eventually(
    `only [${wanted.join(', ')}] of the network`,
    async () => (await lab.addresses('alpha', 'eth0')).filter(address => address.startsWith('10.99.')).sort(),
    [...wanted],
    WITHIN,
  );

/** Waits until `ip monitor` has told what happens now: it takes a moment before it listens. */
async function toldBy(lab: Lab, gone: () => string[], marker: string): Promise<void> {
  const told = async () => {
    await lab.network.ip('alpha', `addr add ${marker}/32 dev lo\naddr del ${marker}/32 dev lo\n`);
    return gone().includes(marker);
  };
  await lab.eventually('what ip monitor says is up to date', told, true, WITHIN);
}

describe('addresses of one network', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    test(`${kind}: with promote_secondaries the others stay, and the setting is given back at the stop`, () =>
      withLab(single, async lab => {
        await prepare(lab);
        const agent = lab.agent('alpha', kind, instance('VI_1', 51, NETWORK, 'promote_secondaries'));
        await present(lab, NETWORK);
        assert.equal(await promotes(lab), '1');
        const gone = departures(lab);
        await toldBy(lab, gone, '192.0.2.1');
        agent.reload(instance('VI_1', 51, [SECOND, THIRD], 'promote_secondaries'));
        await present(lab, [SECOND, THIRD]);
        agent.reload(instance('VI_1', 51, [THIRD]));
        await present(lab, [THIRD]);
        await toldBy(lab, gone, '192.0.2.2');
        assert.deepEqual(
          gone().filter(address => address.startsWith('10.99.')),
          [FIRST, SECOND],
        );
        assert.equal(await promotes(lab), '1', 'until the stop');
        await agent.stop();
        assert.equal(await promotes(lab), '0');
        await present(lab, []);
      }));
  }

  test('keepalived: without it a reload that removes the first one loses the others', () =>
    withLab(single, async lab => {
      await prepare(lab);
      const agent = lab.agent('alpha', 'keepalived', instance('VI_1', 51, NETWORK));
      await present(lab, NETWORK);
      agent.reload(instance('VI_1', 51, [SECOND, THIRD]));
      await present(lab, []);
    }));

  test('holdfast: without it they are put back in the same breath', () =>
    withLab(single, async lab => {
      await prepare(lab);
      const agent = lab.agent('alpha', 'holdfast', instance('VI_1', 51, NETWORK));
      await present(lab, NETWORK);
      const gone = departures(lab);
      await toldBy(lab, gone, '192.0.2.1');
      agent.reload(instance('VI_1', 51, [SECOND, THIRD]));
      await lab.eventually('the first one goes', () => gone().includes(FIRST), true, WITHIN);
      await present(lab, [SECOND, THIRD]);
      for (let i = 0; i < 8; i++) await lab.sniffer.nextAdvert('an advert', ({ priority }) => priority === 100, 2_000);
      assert.deepEqual(agent.states(), ['BACKUP', 'MASTER']);
      await present(lab, [SECOND, THIRD]);
    }));

  test('holdfast: an instance that loses its address does not take that of another one along', () =>
    withLab(single, async lab => {
      await prepare(lab);
      await lab.network.addInterface('alpha', { name: 'eth1', mac: '02:00:00:00:01:01', addresses: ['10.78.0.1/24'] });
      const followsEth1 = 'track_interface {\neth1\n}';
      const first = instance('VI_1', 51, [FIRST], followsEth1);
      const agent = lab.agent('alpha', 'holdfast', first);
      await present(lab, [FIRST]);
      agent.reload(statics([THIRD]) + first + instance('VI_2', 52, [SECOND]));
      await present(lab, NETWORK);
      await lab.network.unplug('alpha', 'eth1');
      await lab.eventually('a fault', () => agent.state('VI_1'), 'FAULT', WITHIN);
      await present(lab, [SECOND, THIRD]);
      for (let i = 0; i < 8; i++) {
        await lab.sniffer.nextAdvert('an advert', ({ vrid, priority }) => vrid === 52 && priority === 100, 2_000);
      }
      assert.deepEqual(agent.states('VI_2'), ['BACKUP', 'MASTER']);
      await present(lab, [SECOND, THIRD]);
    }));

  test('holdfast: a static address that goes leaves the others', () =>
    withLab(single, async lab => {
      await prepare(lab);
      const other = instance('VI_1', 51, ['10.98.0.1']);
      const agent = lab.agent('alpha', 'holdfast', statics(NETWORK) + other);
      await present(lab, NETWORK);
      agent.reload(statics([SECOND, THIRD]) + other);
      await present(lab, [SECOND, THIRD]);
      await agent.stop();
      await present(lab, []);
    }));
});
