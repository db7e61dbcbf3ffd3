/** tcpdump on the bridge: every advert (also behind an Authentication Header), ARP and neighbour message of the lab, with the kernel's time stamps. */
import { type ChildProcess, spawn } from 'node:child_process';
import { PATIENCE } from './eventually.js';
import { describePacket, type Packet, readFrame, type SeenAdvert } from './frames.js';
import { inside } from './namespaces.js';
import { PcapReader } from './pcap.js';

const FILTER = 'arp or ip proto 112 or ip proto 51 or ip6 proto 112 or (icmp6 and ip6[40] == 136)';

export class Sniffer {
  readonly packets: Packet[] = [];
  readonly #frames = new WeakMap<Packet, Buffer>();
  readonly #child: ChildProcess;
  readonly #waiters = new Set<(packet: Packet) => void>();

  private constructor(child: ChildProcess) {
    this.#child = child;
    const reader = new PcapReader((frame, at) => {
      const packet = readFrame(frame, at);
      this.packets.push(packet);
      this.#frames.set(packet, Buffer.from(frame));
      for (const waiter of this.#waiters) waiter(packet);
    });
    child.stdout?.on('data', chunk => reader.push(chunk));
  }

  /** Listens on `device` of a namespace; resolves when tcpdump says it does. */
  static async start(namespace: string, device = 'br0', filter = FILTER): Promise<Sniffer> {
    const tcpdump = ['tcpdump', '-i', device, '-n', '-U', '-w', '-', '--immediate-mode', '-s', '2048', '-B', '8192'];
    const options = ['--time-stamp-precision=nano', '-Z', 'root', filter];
    const [file, ...args] = inside(namespace, [...tcpdump, ...options]) as [string, ...string[]];
    const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const sniffer = new Sniffer(child);
    await new Promise<void>((resolve, reject) => {
      let said = '';
      child.stderr?.on('data', chunk => {
        said += chunk;
        if (said.includes('listening on')) resolve();
      });
      child.on('exit', status => reject(new Error(`tcpdump ended with ${status}: ${said}`)));
    });
    return sniffer;
  }

  /** Adverts so far, of one sender (its MAC or IP address) when given. */
  adverts(sender?: string): SeenAdvert[] {
    return this.packets.filter(
      (packet): packet is SeenAdvert =>
        packet.kind === 'advert' && (sender === undefined || packet.source === sender || packet.sourceMac === sender),
    );
  }

  /** The bytes of a packet, to be sent again by somebody else. */
  frameOf(packet: Packet): Buffer {
    return this.#frames.get(packet) ?? Buffer.alloc(0);
  }

  /** Gratuitous ARPs and unsolicited neighbour advertisements for an address, since a moment (ms since the epoch). */
  announcements(address: string, since = 0): Packet[] {
    return this.packets.filter(
      packet =>
        packet.at >= since &&
        ((packet.kind === 'arp' && packet.gratuitous && packet.sender === address) ||
          (packet.kind === 'na' && packet.address === address)),
    );
  }

  /** The next packet from now on that fits; rejects after the deadline (ms), naming what was waited for. */
  next<P extends Packet = Packet>(what: string, fits: (packet: Packet) => boolean, deadline: number): Promise<P> {
    const within = deadline * PATIENCE;
    return new Promise((resolve, reject) => {
      const settle = () => {
        clearTimeout(timer);
        this.#waiters.delete(waiter);
      };
      const waiter = (packet: Packet) => {
        if (!fits(packet)) return;
        settle();
        resolve(packet as P);
      };
      const timer = setTimeout(() => {
        settle();
        reject(new Error(`no packet within ${within} ms: ${what}\nlast packets:\n${this.tail()}`));
      }, within);
      this.#waiters.add(waiter);
    });
  }

  nextAdvert(what: string, fits: (advert: SeenAdvert) => boolean, within: number): Promise<SeenAdvert> {
    return this.next<SeenAdvert>(what, packet => packet.kind === 'advert' && fits(packet), within);
  }

  /** The last packets as text, for a failure's message. */
  tail(count = 25): string {
    return this.packets.slice(-count).map(describePacket).join('\n') || '(none)';
  }

  stop(): void {
    this.#child.removeAllListeners('exit');
    this.#child.kill('SIGKILL');
  }
}
