/** IPVS, asked by us and looked at by ipvsadm(8), in a kernel that has it. */
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from 'esbuild';
import { openIpvsSocket } from '../../src/sys/ipvs.js';
import { requireRoot } from '../lib/root.js';
import { quoted } from '../lib/shell.js';
import { Guest } from '../uml/kernel.js';

const ROOT = join(import.meta.dirname, '../..');
/** Seconds. */
const LIMIT = 100;

test('IPVS has the tables that we mean', async t => {
  requireRoot();
  const guest = new Guest();
  try {
    // One file, because a guest takes long to find hundreds; what has native parts is loaded from the checkout.
    await build({
      absWorkingDir: ROOT,
      entryPoints: ['netns-lab/sys/ipvs-story.ts'],
      outfile: guest.file('story.mjs'),
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      external: ['netlink', 'koffi'],
      banner: {
        js: "import { createRequire as requireOf } from 'node:module'; globalThis.require = requireOf(import.meta.url);",
      },
      logLevel: 'warning',
    });
    writeFileSync(guest.file('package.json'), '{ "type": "module" }\n');
    const link = `ln -s ${quoted(join(ROOT, 'node_modules'))} ${quoted(guest.file('node_modules'))}\n`;
    const command = [process.execPath, '--test-reporter=tap', guest.file('story.mjs')].map(quoted).join(' ');
    const end = await guest.run(`${link}exec ${command}\n`, LIMIT);
    t.diagnostic(`the guest ran for ${end.seconds.toFixed(1)} s`);
    for (const [, text] of end.console.matchAll(/^ *# (.* s)\r?$/gm)) t.diagnostic(text!);
    const outcomes = [...end.console.matchAll(/^(not ok|ok) \d+ - (.*?)\r?$/gm)];
    for (const [, verdict, name] of outcomes) {
      await t.test(name!, () => {
        if (verdict !== 'ok') throw new Error(end.console);
      });
    }
    if (end.status !== 0 || outcomes.length === 0) throw new Error(`status ${end.status}\n${end.console}`);
  } finally {
    guest.close();
  }
});

test('a kernel without IPVS is told from one that has not loaded it, and the cure is named', async t => {
  if (existsSync('/proc/net/ip_vs')) return t.skip('this kernel has IPVS');
  const tried: string[] = [];
  const refused = openIpvsSocket(async () => {
    tried.push('modprobe');
    return '`modprobe ip_vs` ended with status 1';
  });
  await assert.rejects(refused, {
    name: 'KernelError',
    message:
      'generic netlink family IPVS: ENOENT (errno 2): the kernel has no IPVS, and `modprobe ip_vs` ended with status 1; ' +
      'load it (`modprobe ip_vs`) before, or use a kernel with CONFIG_IP_VS',
  });
  assert.deepEqual(tried, ['modprobe']);
  await assert.rejects(openIpvsSocket(), /the kernel has no IPVS, and `\S*modprobe ip_vs` (ended|could not)/);
});
