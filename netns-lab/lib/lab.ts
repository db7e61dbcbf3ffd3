/**
 * A lab: nodes on one wire, a sniffer, agents and probes, all gone when the story ends, however it ends. Labs of one
 * process and of several run side by side; leftovers of killed runs are swept when the first lab starts.
 */
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, type AgentKind, type AgentOptions } from './agent.js';
import { eventually, PATIENCE } from './eventually.js';
import { Injector } from './injector.js';
import { dismantleNamespaces, inside, labDirectories, removeNamespaces, sweepLeftovers } from './namespaces.js';
import { Network, type NodeSpec } from './network.js';
import { Nginx } from './nginx.js';
import { Probe, type ProbeTarget } from './probe.js';
import { requireRoot } from './root.js';
import { run } from './run.js';
import { Sniffer } from './sniffer.js';

const living = new Set<Lab>();
let started = 0;

export class Lab {
  readonly network: Network;
  readonly directory: string;
  readonly logs: string;
  readonly agents: Agent[] = [];
  #sniffer: Sniffer | undefined;
  readonly #closers: (() => void)[] = [];

  private constructor(nodes: readonly NodeSpec[]) {
    const n = ++started;
    this.network = new Network(n, nodes);
    const { files, logs } = labDirectories(n);
    this.directory = files;
    this.logs = logs;
  }

  /** Builds the network and starts the sniffer. */
  static async open(nodes: readonly NodeSpec[]): Promise<Lab> {
    requireRoot();
    if (started === 0) {
      sweepLeftovers();
      tidyOnTheWayOut();
    }
    const lab = new Lab(nodes);
    living.add(lab);
    try {
      for (const directory of [lab.directory, lab.logs]) mkdirSync(directory, { recursive: true, mode: 0o755 });
      await lab.network.build();
      lab.#sniffer = await Sniffer.start(lab.network.switchNamespace);
      return lab;
    } catch (error) {
      lab.close();
      throw error;
    }
  }

  get sniffer(): Sniffer {
    if (this.#sniffer === undefined) throw new Error('the lab is not open');
    return this.#sniffer;
  }

  /** Ends all processes and removes namespaces and files. Waits; safe to call twice. */
  close(): void {
    if (!living.delete(this)) return;
    for (const close of this.#closers) close();
    this.#sniffer?.stop();
    removeNamespaces(this.network.namespaces);
    for (const directory of [this.directory, this.logs]) rmSync(directory, { recursive: true, force: true });
  }

  /** As `close`, without keeping other stories of this process waiting. */
  async dismantle(): Promise<void> {
    await dismantleNamespaces(this.network.namespaces).catch(() => {}); // what is left is for `close`
    this.close();
  }

  /** Something to end together with the lab. */
  onClose(close: () => void): void {
    this.#closers.push(close);
  }

  /** Scratch directory of a node; every user may pass through it, so scripts of any user can live there. */
  directoryOf(node: string): string {
    const directory = join(this.directory, node);
    mkdirSync(directory, { recursive: true, mode: 0o755 });
    return directory;
  }

  /** Starts an agent on a node. Starting a second one there is what a restart is. */
  agent(node: string, kind: AgentKind, config: string, options: AgentOptions = {}): Agent {
    const place = {
      node,
      namespace: this.network.namespace(node),
      directory: this.directoryOf(node),
      logPath: join(this.logs, `${node}.log`),
    };
    const agent = new Agent(kind, place, config, options);
    this.agents.push(agent);
    return agent;
  }

  async nginx(node: string): Promise<Nginx> {
    return Nginx.start(node, this.network.namespace(node), this.directoryOf(node));
  }

  /** A prober in a node's namespace, asking every millisecond until the lab closes. */
  async probe(node: string, target: ProbeTarget): Promise<Probe> {
    const probe = await Probe.start(this.network.namespace(node), target);
    this.#closers.push(() => probe.stop());
    return probe;
  }

  /** Sends frames of any content from a node's interface. */
  async injector(node: string, device = 'eth0'): Promise<Injector> {
    const injector = await Injector.start(this.network.namespace(node), device);
    this.#closers.push(() => injector.stop());
    return injector;
  }

  /** Runs a command on a node and answers what it printed. */
  run(node: string, argv: readonly string[]): Promise<string> {
    return run(inside(this.network.namespace(node), argv));
  }

  /** Addresses (without prefix) on a node's interface, or on all of them. */
  async addresses(node: string, device?: string): Promise<string[]> {
    const text = await run(['ip', '-n', this.network.namespace(node), '-j', 'addr', 'show']);
    const links = JSON.parse(text) as { ifname: string; addr_info: { local?: string }[] }[];
    return links
      .filter(link => device === undefined || link.ifname === device)
      .flatMap(link => link.addr_info.flatMap(info => (info.local === undefined ? [] : [info.local])));
  }

  /** Which of the nodes that run (or ran) agents carry an address now. */
  async holders(address: string): Promise<string[]> {
    const nodes = [...new Set(this.agents.map(agent => agent.place.node))].sort();
    const lists = await Promise.all(nodes.map(node => this.addresses(node)));
    return nodes.filter((_, i) => lists[i]?.includes(address));
  }

  /** `eventually` with this lab's packets and logs as evidence. */
  eventually<T>(what: string, observe: () => T | Promise<T>, expected: T | ((seen: T) => boolean), within: number) {
    return eventually(what, observe, expected, within * PATIENCE, () => this.evidence());
  }

  /** Who carries the address, awaited. */
  async heldBy(address: string, nodes: readonly string[], within: number): Promise<void> {
    await this.eventually(`${address} is on [${nodes.join(', ')}]`, () => this.holders(address), [...nodes], within);
  }

  /** The last packets and the tails of all logs. */
  evidence(): string {
    const latest = new Map(this.agents.map(agent => [agent.logPath, agent])); // a restarted one writes the same file
    const logs = [...latest.values()].map(agent => {
      const tail = agent.log().trimEnd().split('\n').slice(-30).join('\n');
      return `--- ${agent.kind} on ${agent.place.node} (${agent.logPath}):\n${tail}`;
    });
    return [`--- last packets:\n${this.sniffer.tail()}`, ...logs].join('\n');
  }
}

/** Opens a lab, tells the story and closes it, also when the story fails; then the failure carries the evidence. */
export async function withLab<T>(nodes: readonly NodeSpec[], story: (lab: Lab) => Promise<T>): Promise<T> {
  const lab = await Lab.open(nodes);
  try {
    return await story(lab);
  } catch (error) {
    if (error instanceof Error && !error.message.includes('--- last packets')) {
      error.message += `\n${lab.evidence()}`;
    }
    throw error;
  } finally {
    lab.close();
  }
}

function tidyOnTheWayOut(): void {
  const closeAll = () => {
    for (const lab of [...living]) lab.close();
  };
  process.on('exit', closeAll);
  for (const [signal, status] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    process.once(signal, () => {
      closeAll();
      process.exit(status);
    });
  }
}
