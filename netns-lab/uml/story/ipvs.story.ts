/** The kernel's load balancer is there, and the real keepalived fills it: what stories about IPVS will stand on. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withLab } from '../../lib/lab.js';
import { pair } from '../../topology/pair.js';
import { ipvs } from '../ipvs.js';

test('ipvsadm writes a table of its own network namespace', () =>
  withLab(pair, async lab => {
    await lab.run('alpha', ['ipvsadm', '-A', '-t', '10.0.0.1:80', '-s', 'rr']);
    assert.deepEqual(await ipvs(lab, 'alpha'), ['-A -t 10.0.0.1:80 -s rr']);
    assert.deepEqual(await ipvs(lab, 'bravo'), []);
  }));

test('keepalived writes a virtual server with its real servers, and takes it away when it stops', () =>
  withLab(pair, async lab => {
    const agent = lab.agent(
      'alpha',
      'keepalived',
      `virtual_server 10.77.0.100 80 {
    lb_algo wrr
    lb_kind NAT
    protocol TCP
    real_server 10.77.0.2 8080 {
        weight 3
    }
    real_server 10.77.0.3 8081 {
        weight 1
    }
}
`,
    );
    const expected = [
      '-A -t 10.77.0.100:80 -s wrr',
      '-a -t 10.77.0.100:80 -r 10.77.0.2:8080 -m -w 3',
      '-a -t 10.77.0.100:80 -r 10.77.0.3:8081 -m -w 1',
    ];
    await lab.eventually('the virtual server', () => ipvs(lab, 'alpha'), expected, 8_000);
    assert.deepEqual(await agent.stop(), { status: 0, signal: null });
    assert.deepEqual(await ipvs(lab, 'alpha'), []);
  }));
