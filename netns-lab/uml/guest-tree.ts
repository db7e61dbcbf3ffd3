/**
 * The lab as JavaScript for a guest: compiled on the host, because there it takes a moment, and in the guest longer than
 * a story.
 */
import { copyFileSync, mkdirSync, readdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

const root = join(import.meta.dirname, '../..');
const FOLDERS = ['netns-lab/lib', 'netns-lab/topology', 'netns-lab/uml'];

/** Writes the lab below `directory`, each file at its place in the checkout. */
export async function writeGuestTree(directory: string): Promise<void> {
  const files = FOLDERS.flatMap(filesOf);
  await build({
    absWorkingDir: root,
    entryPoints: files.filter(file => file.endsWith('.ts')),
    outdir: directory,
    outbase: '.',
    format: 'esm',
    platform: 'node',
    target: 'node20',
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'warning',
  });
  for (const file of files.filter(name => name.endsWith('.mjs'))) {
    mkdirSync(dirname(join(directory, file)), { recursive: true });
    copyFileSync(join(root, file), join(directory, file));
  }
  symlinkSync(join(root, 'node_modules'), join(directory, 'node_modules'));
  writeFileSync(join(directory, 'package.json'), '{ "type": "module" }\n');
}

/** The files of a folder of the checkout and below, by their path in it. */
function filesOf(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap(entry => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? filesOf(path) : [path];
  });
}
