/**
 * Receive buffers: one configuration, real keepalived and ours, and the sizes that the kernel has given their sockets.
 * keepalived sends by sockets of their own, with the least buffer there is; ours do both.
 */
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import type { Agent } from '../lib/agent.js';
import { type Lab, withLab } from '../lib/lab.js';
import { processTree } from '../lib/process-tree.js';
import { type SocketBuffer, socketBuffers } from '../lib/socket-buffers.js';
import { FEET, threeFeet } from '../topology/three-feet.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 8_000;
const VRRP = 112;
const NETLINK_ROUTE = 0;
/** Below this a buffer was asked to be as small as can be. */
const LEAST = 4_096;

const instance = (name: string, vrid: number, device: string, addresses: readonly string[], more = '') =>
  `vrrp_instance ${name} {
    interface ${device}
    virtual_router_id ${vrid}
    priority 100
    ${more}
    virtual_ipaddress {
        ${addresses.join('\n        ')}
    }
}
`;

const INSTANCES =
  instance('A', 1, 'eth0', ['10.77.0.11/24', '10.77.0.12/24']) +
  instance('B', 2, 'eth0', ['10.77.0.21/24']) +
  instance('K', 3, 'eth1', ['10.78.0.31/24'], 'kernel_rx_buf_size 150000') +
  instance('S', 4, 'eth0', ['fe80::21/64', 'fd77::21/64']);

const configuration = (globals: string, instances = INSTANCES) => `global_defs {\n${globals}\n}\n${instances}`;

/** Of all processes of an agent. */
function buffers(agent: Agent): SocketBuffer[] {
  return processTree(agent.pid).flatMap(socketBuffers);
}

/** Of its sockets for adverts. */
function ofAdverts(agent: Agent): string[] {
  return buffers(agent)
    .filter(({ kind, protocol, bytes }) => kind !== 'netlink' && protocol === VRRP && bytes > LEAST)
    .map(({ kind, bytes }) => `${kind} ${bytes}`)
    .sort();
}

/** What sockets for rtnetlink have, each size once. */
function ofNetlink(agent: Agent): number[] {
  const sizes = buffers(agent).flatMap(({ kind, protocol, bytes }) =>
    kind === 'netlink' && protocol === NETLINK_ROUTE ? bytes : [],
  );
  return [...new Set(sizes)].sort((a, b) => a - b);
}

/** The system's, doubled as the kernel doubles what it is asked for. */
const limit = () => 2 * Number(readFileSync('/proc/sys/net/core/rmem_max', 'latin1'));
const standard = () => Number(readFileSync('/proc/sys/net/core/rmem_default', 'latin1'));
const granted = (asked: number) => Math.min(2 * asked, limit());

async function expectAdverts(lab: Lab, agent: Agent, sizes: readonly string[]): Promise<void> {
  await lab.eventually(`buffers of ${agent.kind}`, () => ofAdverts(agent), [...sizes].sort(), WITHIN);
}

describe('receive buffers', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    test(`${kind}: sockets for adverts have what the policy gives the instances that share them`, () =>
      withLab(threeFeet, async lab => {
        await lab.network.ip('alpha', `link set ${FEET[0].name} mtu 1400\n`);
        const start = (globals: string) => lab.agent('alpha', kind, configuration(globals));
        const k = `IPv4 ${granted(150_000)}`;
        const stories = [
          ['', `IPv4 ${standard()}`, `IPv6 ${standard()}`],
          ['vrrp_rx_bufs_policy MTU\nvrrp_rx_bufs_multiplier 10', 'IPv4 56000', 'IPv6 28000'],
          ['vrrp_rx_bufs_policy ADVERT\nvrrp_rx_bufs_multiplier 300', 'IPv4 50400', 'IPv6 24000'],
          ['vrrp_rx_bufs_policy 40000', `IPv4 ${granted(80_000)}`, 'IPv6 80000'],
        ] as const;
        for (const [globals, four, six] of stories) {
          const agent = start(globals);
          await expectAdverts(lab, agent, [four, k, six]);
          await agent.stop();
        }
      }));

    test(`${kind}: netlink sockets have the sizes asked for, beyond the limit of the system only by force`, () =>
      withLab(threeFeet, async lab => {
        const asks = [
          ['vrrp_netlink_cmd_rcv_bufs 100000\nvrrp_netlink_monitor_rcv_bufs 90000', [180_000, 200_000]],
          [
            'vrrp_netlink_cmd_rcv_bufs 50000000\nvrrp_netlink_monitor_rcv_bufs 60000000\nvrrp_netlink_cmd_rcv_bufs_force true\nvrrp_netlink_monitor_rcv_bufs_force true',
            [100_000_000, 120_000_000],
          ],
          ['vrrp_netlink_cmd_rcv_bufs 50000000\nvrrp_netlink_monitor_rcv_bufs 60000000', [limit()]],
        ] as const;
        for (const [globals, sizes] of asks) {
          const agent = lab.agent('alpha', kind, configuration(globals));
          await lab.eventually(`netlink buffers of ${kind}`, () => ofNetlink(agent), [...sizes], WITHIN);
          await agent.stop();
        }
      }));
  }

  test('holdfast: a reload gives the sockets that are there other buffers', () =>
    withLab(threeFeet, async lab => {
      // keepalived sizes a socket when it opens it.
      const agent = lab.agent('alpha', 'holdfast', configuration(''));
      const k = `IPv4 ${granted(150_000)}`;
      await expectAdverts(lab, agent, [`IPv4 ${standard()}`, k, `IPv6 ${standard()}`]);
      agent.reload(configuration('vrrp_rx_bufs_policy 40000\nvrrp_netlink_cmd_rcv_bufs 100000'));
      await expectAdverts(lab, agent, [`IPv4 ${granted(80_000)}`, k, 'IPv6 80000']);
      await lab.eventually('the command socket', () => ofNetlink(agent).includes(200_000), true, WITHIN);
      agent.reload(configuration(''));
      await expectAdverts(lab, agent, [`IPv4 ${standard()}`, k, `IPv6 ${standard()}`]);
      await lab.eventually('the command socket', () => ofNetlink(agent).includes(200_000), false, WITHIN);
    }));
});
