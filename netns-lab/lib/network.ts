/**
 * The wire of a lab: a bridge in a namespace of its own, and a veth pair to each node. A second bridge is a second wire. Snooping is off, so multicast
 * reaches everyone; MAC addresses are fixed, so IPv6 link-local addresses and captures are the same in every run.
 */
import { createNamespaces, inside, namespaceName } from './namespaces.js';
import { run } from './run.js';

/** A network interface of a node. The bridge end is called `p-<node>` for eth0 and `p-<node>-<interface>` for others. */
export interface InterfaceSpec {
  readonly name: string;
  readonly mac: string;
  /** With prefix length: `10.77.0.1/24`. */
  readonly addresses: readonly string[];
  /** Its wire; `br0` unless named. The lab's sniffer listens on `br0`. */
  readonly bridge?: string;
}

export interface NodeSpec {
  readonly name: string;
  readonly interfaces: readonly InterfaceSpec[];
}

const SWITCH = 'switch';

export class Network {
  readonly #lab: number;
  readonly #nodes: readonly NodeSpec[];
  /** The bridge of every port. */
  readonly #bridges = new Map<string, string>();

  constructor(lab: number, nodes: readonly NodeSpec[]) {
    this.#lab = lab;
    this.#nodes = nodes;
  }

  /** Namespaces of everything, the switch last. */
  get namespaces(): readonly string[] {
    return [...this.#nodes.map(node => this.namespace(node.name)), this.switchNamespace];
  }

  /** The namespace of the bridge `br0`, where the sniffer sits. */
  get switchNamespace(): string {
    return namespaceName(this.#lab, SWITCH);
  }

  namespace(node: string): string {
    return namespaceName(this.#lab, node);
  }

  async build(): Promise<void> {
    await createNamespaces(this.namespaces);
    const others = this.#nodes.flatMap(node => node.interfaces.flatMap(({ bridge }) => bridge ?? []));
    for (const bridge of new Set(['br0', ...others])) {
      await this.#onSwitch(`link add ${bridge} type bridge mcast_snooping 0\nlink set ${bridge} up\n`);
    }
    for (const node of this.#nodes) for (const spec of node.interfaces) await this.addInterface(node.name, spec);
  }

  /** Gives a node another interface, up and with its addresses; also at a moment of the scenario's choice. */
  async addInterface(node: string, spec: InterfaceSpec): Promise<void> {
    const port = portOf(node, spec.name);
    const { bridge = 'br0' } = spec;
    this.#bridges.set(port, bridge);
    await this.#onSwitch(
      `link add ${port} type veth peer name ${spec.name} address ${spec.mac} netns ${this.namespace(node)}\n` +
        `link set ${port} master ${bridge} up\n`,
    );
    const addresses = spec.addresses.map(address => `addr add ${address} dev ${spec.name}\n`).join('');
    await this.ip(node, `link set ${spec.name} up\n${addresses}`);
  }

  /** `ip` commands, one a line, on a node. */
  async ip(node: string, batch: string): Promise<void> {
    await run(['ip', '-n', this.namespace(node), '-batch', '-'], batch);
  }

  /** Pulls the cable: the node sees its carrier go. */
  async unplug(node: string, device = 'eth0'): Promise<void> {
    await this.#onSwitch(`link set ${portOf(node, device)} down\n`);
  }

  async plug(node: string, device = 'eth0'): Promise<void> {
    await this.#onSwitch(`link set ${portOf(node, device)} up\n`);
  }

  /** A silent cut: packets are lost although both ends keep their carrier. */
  async isolate(node: string, device = 'eth0'): Promise<void> {
    await this.#onSwitch(`link set ${portOf(node, device)} nomaster\n`);
  }

  async rejoin(node: string, device = 'eth0'): Promise<void> {
    const port = portOf(node, device);
    await this.#onSwitch(`link set ${port} master ${this.#bridges.get(port) ?? 'br0'}\n`);
  }

  /** argv that runs inside a node. */
  inside(node: string, argv: readonly string[]): string[] {
    return inside(this.namespace(node), argv);
  }

  async #onSwitch(batch: string): Promise<void> {
    await run(['ip', '-n', this.switchNamespace, '-batch', '-'], batch);
  }
}

// An interface name has 15 characters at most.
const portOf = (node: string, device: string) => (device === 'eth0' ? `p-${node}` : `p-${node}-${device}`).slice(0, 15);
