/**
 * FRR's vrrpd on a node: a third implementation of VRRP, by other people, from the RFCs. It speaks through macvlan
 * devices that carry the virtual MAC and the virtual addresses and that it takes down while it is backup; making them
 * is left to the operator (docs.frrouting.org, VRRP, System Configuration), so here to us.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { chownSync, closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { VIP, VIP_LINK_LOCAL, VIP6 } from '../topology/pair.js';
import type { Lab } from './lab.js';
import { run } from './run.js';

export interface FrrOptions {
  readonly family: 4 | 6;
  /** 1 to 254: FRR has no address owners. */
  readonly priority: number;
  /** Milliseconds. */
  readonly interval: number;
  readonly version?: 2 | 3;
  /** Default true. */
  readonly preempts?: boolean;
}

/** What `show vrrp json` tells of the virtual router. */
export interface FrrView {
  readonly status: string;
  readonly advertsReceived: number;
  readonly masterInterval: number;
}

const PROGRAMS = '/usr/lib/frr';
const VRID = 51;
const ADDRESSES = { 4: [VIP], 6: [VIP_LINK_LOCAL, VIP6] } as const;
const PREFIX = { 4: 24, 6: 64 } as const;

/** The MAC of the virtual router (RFC 9568 7.3), which FRR always uses. */
export const VIRTUAL_MAC = { 4: '00:00:5e:00:01:33', 6: '00:00:5e:00:02:33' } as const;

export class Frr {
  readonly node: string;
  readonly #lab: Lab;
  readonly #family: 4 | 6;
  readonly #directory: string;
  readonly #logPath: string;
  #vrrpd: ChildProcess | undefined;

  private constructor(lab: Lab, node: string, family: 4 | 6) {
    this.#lab = lab;
    this.node = node;
    this.#family = family;
    this.#directory = join(lab.directoryOf(node), 'frr');
    this.#logPath = join(lab.logs, `${node}-frr.log`);
  }

  /** Makes the device, starts zebra, then vrrpd, which always begins as a backup. */
  static async start(lab: Lab, node: string, options: FrrOptions): Promise<Frr> {
    const frr = new Frr(lab, node, options.family);
    await frr.#makeDevice();
    await frr.#startZebra();
    await frr.restart(options);
    return frr;
  }

  /** Starts vrrpd, again perhaps and with other options, and waits until it takes part; the family stays. */
  async restart(options: FrrOptions): Promise<void> {
    const config = join(this.#directory, 'vrrpd.conf');
    writeFileSync(config, configText(options));
    this.#vrrpd = this.#spawn('vrrpd', ['-f', config]);
    await this.#eventually('takes part', state => state === 'Backup' || state === 'Master', 8_000);
  }

  /** Undefined while vrrpd does not answer. */
  async view(): Promise<FrrView | undefined> {
    const vtysh = ['vtysh', '--vty_socket', this.#directory, '-d', 'vrrpd', '-c', 'show vrrp json'];
    // It tells of a daemon that does not run by its status; that is a state of the world here, not a failure.
    const text = await run(this.#lab.network.inside(this.node, vtysh)).catch(() => '');
    if (!text.trimStart().startsWith('[')) return undefined;
    const routers = JSON.parse(text) as readonly Record<`v${4 | 6}`, FrrAnswer>[];
    const told = routers[0]?.[`v${this.#family}`];
    if (told === undefined) return undefined;
    return { status: told.status, advertsReceived: told.stats.adverRx, masterInterval: told.masterAdverInterval };
  }

  /** `Initialize`, `Backup`, `Master`; empty while vrrpd does not answer. */
  async state(): Promise<string> {
    return (await this.view())?.status ?? '';
  }

  /** Waits for a state; `within` is in ms. */
  becomes(state: 'Backup' | 'Master', within: number): Promise<void> {
    return this.#eventually(`is ${state}`, seen => seen === state, within);
  }

  /** What its vrrpd has logged: its elections, not every packet. */
  log(): string {
    return readFileSync(this.#logPath, 'utf8');
  }

  /** SIGTERM: a master says that it leaves. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** SIGKILL: nobody is told, and the addresses stay. */
  async crash(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #eventually(what: string, holds: (state: string) => boolean, within: number): Promise<void> {
    try {
      await this.#lab.eventually(`FRR on ${this.node} ${what}`, () => this.state(), holds, within);
    } catch (error) {
      if (error instanceof Error) error.message += `\n--- FRR on ${this.node}:\n${tail(this.log())}`;
      throw error;
    }
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const child = this.#vrrpd;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise(done => child.once('exit', done));
    child.kill(signal);
    await gone;
  }

  /** Its addresses are on the device all the time; FRR raises and lowers the device (`protodown`). */
  async #makeDevice(): Promise<void> {
    const name = `vrrp${this.#family}-${VRID}`;
    const addresses = ADDRESSES[this.#family].map(ip => `addr add ${ip}/${PREFIX[this.#family]} dev ${name}\n`);
    await this.#lab.network.ip(
      this.node,
      `link add ${name} link eth0 type macvlan mode bridge\n` +
        `link set dev ${name} addrgenmode random\n` +
        `link set dev ${name} address ${VIRTUAL_MAC[this.#family]}\n` +
        `${addresses.join('')}link set dev ${name} up\n`,
    );
    // Linux answers ARP for an address of any of its interfaces; as backup this node would go on answering by eth0.
    await this.#lab.run(this.node, ['sh', '-c', 'echo 1 > /proc/sys/net/ipv4/conf/eth0/arp_ignore']);
  }

  async #startZebra(): Promise<void> {
    mkdirSync(this.#directory, { recursive: true });
    const [user, group] = await Promise.all(['-u', '-g'].map(async word => Number(await run(['id', word, 'frr']))));
    chownSync(this.#directory, user!, group!);
    this.#spawn('zebra', []);
    const socket = join(this.#directory, 'zserv');
    await this.#lab.eventually('zebra listens', () => existsSync(socket), true, 8_000);
  }

  #spawn(program: 'zebra' | 'vrrpd', more: readonly string[]): ChildProcess {
    const files = ['-z', join(this.#directory, 'zserv'), '--vty_socket', this.#directory];
    const pid = join(this.#directory, `${program}.pid`);
    rmSync(pid, { force: true });
    const argv = [join(PROGRAMS, program), '-u', 'frr', '-g', 'frr', ...files, '-i', pid, '-P', '0', '--log', 'stdout'];
    // On a busy machine its adverts shall be as punctual as those of the others (`Agent`).
    const [file, ...args] = this.#lab.network.inside(this.node, ['nice', '-n', '-10', ...argv, ...more]);
    const log = openSync(this.#logPath, 'a');
    const child = spawn(file!, args, { stdio: ['ignore', log, log], cwd: this.#directory });
    closeSync(log);
    this.#lab.onClose(() => child.kill('SIGKILL'));
    return child;
  }
}

interface FrrAnswer {
  readonly status: string;
  readonly masterAdverInterval: number;
  readonly stats: { readonly adverRx: number };
}

const tail = (text: string) => text.trimEnd().split('\n').slice(-30).join('\n');

function configText({ family, priority, interval, version = 3, preempts = true }: FrrOptions): string {
  const word = family === 4 ? 'ip' : 'ipv6';
  const lines = [
    `version ${version}`,
    `priority ${priority}`,
    `advertisement-interval ${interval}`,
    ...ADDRESSES[family].map(address => `${word} ${address}`),
  ].map(line => ` vrrp ${VRID} ${line}`);
  // Before the addresses, for with the first of them it begins.
  if (!preempts) lines.splice(1, 0, ` no vrrp ${VRID} preempt`);
  return `debug vrrp protocol\ninterface eth0\n${lines.join('\n')}\n`;
}
