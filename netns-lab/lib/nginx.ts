/** A real nginx on a node, with files of its own, that answers every request with the node's name. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, openSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { eventually, PATIENCE } from './eventually.js';
import { inside } from './namespaces.js';
import { processTree, signalAll } from './process-tree.js';
import { run } from './run.js';

const TEMPORARY = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];

export class Nginx {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** Resolves when it answers on port 80. */
  static async start(node: string, namespace: string, parent: string): Promise<Nginx> {
    const directory = join(parent, 'nginx');
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    const config = join(directory, 'nginx.conf');
    writeFileSync(config, configText(node, directory));
    const errors = openSync(join(directory, 'stderr.log'), 'a');
    const [file, ...args] = inside(namespace, ['nginx', '-p', directory, '-c', config]) as [string, ...string[]];
    const child = spawn(file, args, { stdio: ['ignore', errors, errors] });
    const ask = inside(namespace, ['curl', '-fsS', '--max-time', '2', 'http://127.0.0.1/']);
    await eventually(`nginx on ${node} answers`, () => run(ask).catch(String), node, 5_000 * PATIENCE);
    return new Nginx(child);
  }

  /** SIGKILL to master and workers: the port is closed at once. */
  kill(): void {
    signalAll(processTree(this.#child.pid ?? 0), 'SIGKILL');
  }
}

function configText(node: string, directory: string): string {
  const paths = TEMPORARY.map(name => `  ${name}_temp_path ${join(directory, name)};`).join('\n');
  return `daemon off;
worker_processes 1;
user root;
pid ${join(directory, 'nginx.pid')};
error_log ${join(directory, 'error.log')};
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_timeout 0;
${paths}
  server {
    listen 0.0.0.0:80 backlog=4096;
    location / { return 200 "${node}"; }
  }
}
`;
}
