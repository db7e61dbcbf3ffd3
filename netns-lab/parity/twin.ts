/** One side of a story: a lab with an agent of one kind on alpha, a neighbour on bravo, and all that can be looked at. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Agent, AgentKind } from '../lib/agent.js';
import { type Forgery, forgeAdvert } from '../lib/forge.js';
import type { Packet, SeenAdvert } from '../lib/frames.js';
import type { Injector } from '../lib/injector.js';
import type { Lab } from '../lib/lab.js';
import { type Notebook, notebook } from '../lib/notebook.js';
import { Sniffer } from '../lib/sniffer.js';
import { BRAVO } from '../topology/pair.js';
import type { Story } from './story.js';

/** A packet with its bytes. */
export interface Captured {
  readonly packet: Packet;
  readonly frame: Buffer;
}

export class Twin {
  readonly kind: AgentKind;
  readonly lab: Lab;
  readonly directory: string;
  readonly #story: Story;
  /** Counters as SIGUSR2 last had them written, a line each. */
  counters: readonly string[] = [];
  readonly #notebook: Notebook;
  readonly #sniffers: readonly Sniffer[];
  #agent: Agent | undefined;
  #neighbour: Agent | undefined;
  #injector: Injector | undefined;
  #speaker: Injector | undefined;
  /** Lines the FIFO had told before the agent's last start. */
  #toldBefore = 0;

  private constructor(kind: AgentKind, lab: Lab, story: Story, book: Notebook, sniffers: readonly Sniffer[]) {
    this.kind = kind;
    this.lab = lab;
    this.directory = lab.directoryOf('alpha');
    this.#story = story;
    this.#notebook = book;
    this.#sniffers = sniffers;
  }

  /** Prepares the node; the agent is not started. */
  static async open(kind: AgentKind, lab: Lab, story: Story): Promise<Twin> {
    const wires = (story.nodes ?? []).flatMap(node => node.interfaces.flatMap(({ bridge }) => bridge ?? []));
    const others = [...new Set(wires)].filter(wire => wire !== 'br0');
    const sniffers = await Promise.all(others.map(wire => Sniffer.start(lab.network.switchNamespace, wire)));
    for (const sniffer of sniffers) lab.onClose(() => sniffer.stop());
    const book = await notebook(lab, 'alpha', 'fifo');
    const twin = new Twin(kind, lab, story, book, [lab.sniffer, ...sniffers]);
    twin.script('note.sh', `printf '%s\\n' "$*"`);
    return twin;
  }

  get agent(): Agent {
    if (this.#agent === undefined) throw new Error('the agent has not been started');
    return this.#agent;
  }

  get neighbour(): Agent {
    if (this.#neighbour === undefined) throw new Error('there is no neighbour');
    return this.#neighbour;
  }

  get neighbourRuns(): boolean {
    return this.#neighbour?.isRunning === true;
  }

  /** A configuration with this twin's paths in it. */
  text(config: string): string {
    return config.replaceAll('{dir}', this.directory);
  }

  /** What was said, with the places of this twin taken out again. */
  anonymous(text: string): string {
    return text.replaceAll(this.directory, '{dir}');
  }

  /** Makes a script whose output is noted with one write, so that those that run side by side do not mix. */
  script(name: string, body: string): void {
    const path = join(this.directory, name);
    const calls = join(this.directory, 'calls');
    // Any user may note.
    writeFileSync(calls, '', { flag: 'a', mode: 0o666 });
    chmodSync(calls, 0o666);
    writeFileSync(path, `#!/bin/sh\nsaid=$(${body}\n)\nprintf '%s\\n' "$said" >> ${calls}\n`);
    chmodSync(path, 0o755);
  }

  start(): void {
    this.#toldBefore = this.told().length;
    const { extra = [] } = this.#story;
    this.#agent = this.lab.agent('alpha', this.kind, this.text(this.#story.config), { extra });
  }

  startNeighbour(config: string): void {
    const text = config.replaceAll('{dir}', this.lab.directoryOf('bravo'));
    // It tells nobody: the files are the node's.
    const mute = text.replaceAll(/^ *(notify|vrrp_notify_fifo) .*$/gm, '');
    this.#neighbour = this.lab.agent('bravo', 'keepalived', mute);
  }

  async openInjector(): Promise<void> {
    this.#injector ??= await this.lab.injector('bravo');
  }

  /** Another one than for single adverts: it is ended in the middle of its work. */
  async openSpeaker(): Promise<void> {
    this.#speaker = await this.lab.injector('bravo');
  }

  async hear(forgery: Forgery, times: number): Promise<void> {
    await this.#injector?.repeat(frameOf(forgery), forgery.interval, times);
  }

  speak(forgery: Forgery): void {
    void this.#speaker?.repeat(frameOf(forgery), forgery.interval, FOREVER);
  }

  silence(): void {
    this.#speaker?.stop();
  }

  /** Has the counters written; how many adverts came and went depends on the moment. */
  async count(instance: string): Promise<void> {
    const all = Object.entries(await this.agent.statistics(instance));
    const lasting = all.filter(([path]) => !/^(Advertisements|Authentication Extension)/.test(path));
    this.counters = lasting.map(([path, n]) => `${path}: ${n}`);
  }

  /** Lines of the FIFO so far. */
  told(): string[] {
    return this.#notebook.lines();
  }

  /** When a line came that the FIFO told, ms since the epoch. */
  toldAt(index: number): number {
    return this.#notebook.cameAt(index);
  }

  /** What the FIFO last said of an instance since the agent's last start; empty before the first. */
  state(instance: string): string {
    const states = this.told()
      .slice(this.#toldBefore)
      .flatMap(line => {
        const match = /^INSTANCE "(.*)" (MASTER|BACKUP|FAULT|STOP) \d+$/.exec(line);
        return match?.[1] === instance ? [match[2] ?? ''] : [];
      });
    return states.at(-1) ?? '';
  }

  /** Arguments of the notify script's calls so far, a line each. */
  calls(): string[] {
    const path = join(this.directory, 'calls');
    return existsSync(path) ? this.anonymous(readFileSync(path, 'utf8')).split('\n').slice(0, -1) : [];
  }

  /** Packets of all wires in order, with their bytes. */
  captured(): Captured[] {
    const all = this.#sniffers.flatMap(sniffer =>
      sniffer.packets.map(packet => ({ packet, frame: sniffer.frameOf(packet) })),
    );
    return this.#sniffers.length === 1 ? all : all.sort((a, b) => a.packet.at - b.packet.at);
  }

  /** Packets of the node under test: all that the neighbour has not sent. */
  own(): Captured[] {
    return this.captured().filter(({ packet }) => !isNeighbours(packet));
  }

  /** Adverts of the neighbour. */
  neighbours(): SeenAdvert[] {
    return this.captured().flatMap(({ packet }) => (packet.kind === 'advert' && isNeighbours(packet) ? [packet] : []));
  }
}

/** Adverts that no story waits for the end of. */
const FOREVER = 1e6;

const frameOf = (forgery: Forgery) => forgeAdvert({ sourceMac: BRAVO.mac, ...forgery });

/** MAC addresses of bravo end in 02 on every wire. */
const isNeighbours = (packet: Packet) => /^02:00:00:00:\d\d:02$/.test(packet.sourceMac);
