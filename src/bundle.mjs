/**
 * Part of `npm run build`: joins the modules behind the commands that answer at once (`-t`, `check`, `help`, `convert`)
 * into a few files. Node spends about half a millisecond on each module it loads, and the configuration language has
 * more than two hundred: joined, a test of a small file takes half the time. The daemon itself starts once and stays
 * as tsc wrote it.
 */
import { build } from 'esbuild';

const dist = new URL('../dist/', import.meta.url).pathname;

await build({
  absWorkingDir: dist,
  entryPoints: [
    'daemon/command/cli.js',
    'daemon/command/test-configuration.js',
    'daemon/command/check/command.js',
    'daemon/command/help-command.js',
    'daemon/command/convert-command.js',
  ],
  outdir: dist,
  outbase: dist,
  allowOverwrite: true,
  bundle: true,
  splitting: true,
  chunkNames: 'chunk/[hash]',
  format: 'esm',
  platform: 'node',
  target: 'node20',
  packages: 'external',
  logLevel: 'warning',
});
