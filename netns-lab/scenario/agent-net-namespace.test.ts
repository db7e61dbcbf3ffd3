/**
 * A daemon that goes to a network namespace by itself (`-s`, `net_namespace`), beside keepalived: it is started on one
 * node, and everything it does happens on another.
 */
import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { commandOf } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { namespacePath } from '../lib/namespaces.js';
import { run } from '../lib/run.js';
import { threads } from '../lib/threads.js';
import { ALPHA, BRAVO, pair, pairAndClient, VIP } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 8_000;

const on = (lab: Lab, node: string) => async () => (await lab.addresses(node)).includes(VIP);
/** The namespace of a node as the kernel calls it. */
const idOf = (lab: Lab, node: string) =>
  run(['nsenter', `--net=${namespacePath(lab.network.namespace(node))}`, 'readlink', '/proc/self/ns/net']);

/** A lab whose agents leave no directories in /run/keepalived when they are ended the hard way. */
function withTidyLab(nodes: Parameters<typeof withLab>[0], story: (lab: Lab) => Promise<void>): Promise<void> {
  return withLab(nodes, lab => {
    lab.onClose(() => {
      for (const namespace of lab.network.namespaces)
        rmSync(`/run/keepalived/${namespace}`, { recursive: true, force: true });
    });
    return story(lab);
  });
}

/** A script that tells where it runs, and the text it has told. */
function teller(lab: Lab) {
  const told = join(lab.directoryOf('alpha'), 'told');
  const script = join(lab.directoryOf('alpha'), 'tell.sh');
  const look = 'readlink /proc/self/ns/net; ls /run/keepalived';
  writeFileSync(script, `#!/bin/sh\n{ ${look}; } > ${told}.new && mv ${told}.new ${told}\n`, { mode: 0o755 });
  return { script, text: () => (existsSync(told) ? readFileSync(told, 'latin1') : '') };
}

function config(head: string, script?: string): string {
  const globals = 'enable_script_security\nscript_user root';
  const instance = script === undefined ? '' : `notify_master ${script}`;
  return `${head}\n${conf({ version: 3, advertInt: 0.1, priority: 150, globals, instance })}`;
}

describe('a network namespace', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    for (const how of ['-s', 'net_namespace'] as const) {
      test(`${kind}: with \`${how}\` packets, addresses and scripts are there, and a master elsewhere is heard`, () =>
        withTidyLab(pairAndClient, async lab => {
          const alpha = lab.network.namespace('alpha');
          const { script, text } = teller(lab);
          const head = how === '-s' ? '' : `net_namespace ${alpha}`;
          const extra = how === '-s' ? { extra: ['-s', alpha] } : {};
          lab.agent('client', kind, config(head, script), extra);
          await lab.eventually('the address is on alpha', on(lab, 'alpha'), true, WITHIN);
          assert.equal(await on(lab, 'client')(), false);
          await lab.sniffer.nextAdvert('an advert of alpha', ({ source }) => source === ALPHA.address, WITHIN);
          const home = (await idOf(lab, 'alpha')).trim();
          // The pid files of this one have names of their own; its directory is there all the same.
          await lab.eventually('the script tells where it is', () => text().split('\n')[0], home, WITHIN);
          for (const agent of lab.agents) {
            for (const { name, netNamespace } of threads(agent.pid)) assert.equal(netNamespace, home, name);
            assert.notEqual(readlinkSync(`/proc/${agent.pid}/ns/mnt`), readlinkSync('/proc/self/ns/mnt'));
          }
          lab.agent('bravo', 'keepalived', conf({ version: 3, advertInt: 0.1, priority: 200 }));
          await lab.eventually('a higher priority takes it', on(lab, 'bravo'), true, WITHIN);
          await lab.eventually('and it yields', on(lab, 'alpha'), false, WITHIN);
        }));
    }

    test(`${kind}: in the background, its pid files are in a directory of the namespace’s, and go with it`, () =>
      withTidyLab(pair, async lab => {
        const alpha = lab.network.namespace('alpha');
        const file = join(lab.directoryOf('alpha'), 'keepalived.conf');
        const { script, text } = teller(lab);
        writeFileSync(file, config(`net_namespace ${alpha}`, script));
        const directory = `/run/keepalived/${alpha}`;
        await lab.run('bravo', [...commandOf(kind), '-D', '-f', file]);
        await lab.eventually('the address is on alpha', on(lab, 'alpha'), true, WITHIN);
        assert.deepEqual(readdirSync(directory).sort(), ['keepalived.pid', 'vrrp.pid']);
        const pid = Number(readFileSync(join(directory, 'keepalived.pid'), 'latin1'));
        const expected = `${(await idOf(lab, 'alpha')).trim()}\nkeepalived.pid\nvrrp.pid\n`;
        await lab.eventually('scripts see them by their usual names', text, expected, WITHIN);
        process.kill(pid, 'SIGTERM');
        await lab.eventually('it is gone', () => existsSync(`/proc/${pid}`), false, WITHIN);
        assert.ok(!existsSync(directory));
        assert.equal(await on(lab, 'alpha')(), false);
      }));
  }

  test('two daemons of one file, each in its namespace, are a pair', () =>
    withTidyLab(pairAndClient, async lab => {
      const [alpha, bravo] = [lab.network.namespace('alpha'), lab.network.namespace('bravo')];
      const text = `@one net_namespace ${alpha}
@two net_namespace ${bravo}
@one instance first
@two instance second
vrrp_instance VI_1 {
  interface eth0
  virtual_router_id 51
  version 3
  advert_int 0.1
  @one priority 150
  @two priority 100
  virtual_ipaddress {
    ${VIP}/24
  }
}
`;
      const file = join(lab.directoryOf('client'), 'keepalived.conf');
      writeFileSync(file, text);
      const start = (id: string) => lab.run('client', [...commandOf('holdfast'), '-D', '-f', file, '-i', id]);
      const pid = (namespace: string, name: string) =>
        Number(readFileSync(`/run/keepalived/${namespace}/keepalived_${name}.pid`, 'latin1'));
      await start('two');
      await lab.eventually('the second is master while it is alone', on(lab, 'bravo'), true, WITHIN);
      await start('one');
      await lab.eventually('the first takes over', on(lab, 'alpha'), true, WITHIN);
      await lab.eventually('and the second yields', on(lab, 'bravo'), false, WITHIN);
      process.kill(pid(alpha, 'first'), 'SIGTERM');
      await lab.eventually('the second takes over', on(lab, 'bravo'), true, WITHIN);
      assert.ok(lab.sniffer.adverts(ALPHA.address).some(({ priority }) => priority === 0));
      assert.ok(lab.sniffer.adverts(BRAVO.address).length > 0);
      process.kill(pid(bravo, 'second'), 'SIGTERM');
      await lab.eventually('the address is gone', on(lab, 'bravo'), false, WITHIN);
    }));

  test('that is not there is refused with the reason, and nothing is started', () =>
    withTidyLab(pair, async lab => {
      const agent = lab.agent('alpha', 'holdfast', config(''), {
        extra: ['-s', `${lab.network.namespace('alpha')}-not`],
      });
      const { status } = await agent.exit();
      assert.equal(status, 2);
      assert.match(agent.log(), /cannot go to the network namespace .*-not cannot be opened: ENOENT/);
      assert.equal(lab.sniffer.adverts().length, 0);
    }));
});
