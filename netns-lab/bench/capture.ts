/**
 * Adverts of a measuring window, written to a file by tcpdump and read when it is over: the lab's sniffer reads along,
 * which on a small machine would take from the agents the very time that is measured.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Lab } from '../lib/lab.js';
import { inside } from '../lib/namespaces.js';
import { PcapReader } from '../lib/pcap.js';

/** One advert over IPv4: when it passed the bridge (ms since the epoch), of which virtual router, and whose. */
export interface CapturedAdvert {
  readonly at: number;
  readonly vrid: number;
  /** Last byte of the sender's address. */
  readonly sender: number;
}

const FILTER = 'ip proto 112';
/** Ethernet, IPv4 without options, and the first two bytes of an advert. */
const SNAPSHOT = 64;
const SENDER = 14 + 15;
const VRID = 14 + 20 + 1;

export class Capture {
  readonly #child: ChildProcess;
  readonly #file: string;
  #said = '';

  private constructor(child: ChildProcess, file: string) {
    this.#child = child;
    this.#file = file;
  }

  /** Begins to write down what passes a bridge of the lab. */
  static async start(lab: Lab, bridge: string): Promise<Capture> {
    const file = join(lab.directory, `${bridge}.pcap`);
    // The buffer (KiB) holds seconds of adverts; the kernel's ring is read block by block, which costs few wake-ups.
    const tcpdump = ['tcpdump', '-i', bridge, '-n', '-w', file, '-s', String(SNAPSHOT), '-B', '65536', '-Z', 'root'];
    const [command, ...args] = inside(lab.network.switchNamespace, [...tcpdump, FILTER]) as [string, ...string[]];
    const child = spawn(command, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    lab.onClose(() => child.kill('SIGKILL'));
    const capture = new Capture(child, file);
    await new Promise<void>((resolve, reject) => {
      child.stderr?.on('data', chunk => {
        capture.#said += chunk;
        if (capture.#said.includes('listening on')) resolve();
      });
      child.on('error', reject);
      child.on('exit', status => reject(new Error(`tcpdump ended with ${status}: ${capture.#said}`)));
    });
    return capture;
  }

  /** Ends it, and answers what was caught, in order. Throws when the kernel had to leave packets out. */
  async finish(): Promise<CapturedAdvert[]> {
    const closed = new Promise(resolve => this.#child.once('close', resolve));
    this.#child.kill('SIGINT');
    await closed;
    const dropped = /(\d+) packets? dropped by kernel/.exec(this.#said)?.[1];
    if (dropped !== '0') throw new Error(`the capture is not complete: ${this.#said}`);
    const adverts: CapturedAdvert[] = [];
    const reader = new PcapReader((frame, at) =>
      adverts.push({ at, vrid: frame[VRID] ?? 0, sender: frame[SENDER] ?? 0 }),
    );
    reader.push(readFileSync(this.#file));
    rmSync(this.#file);
    return adverts;
  }
}
