/** Tells on the console what happens while it happens: states from the agents' logs, the wire, the client's fate. */
import type { Agent } from '../lib/agent.js';
import type { Lab } from '../lib/lab.js';
import type { Probe } from '../lib/probe.js';
import { ALPHA, BRAVO, VIP } from '../topology/pair.js';

const COLOURS = { event: '1;35', alpha: '36', bravo: '33', client: '31', wire: '90' } as const;
export type Teller = keyof typeof COLOURS;

/** Text in a colour, on a terminal that wants it only. */
export function paint(code: string, text: string): string {
  return process.stdout.isTTY && process.env.NO_COLOR === undefined ? `\x1b[${code}m${text}\x1b[0m` : text;
}

export class Timeline {
  readonly #start = Date.now();
  readonly #told = new Map<Agent, number>();
  #packets = 0;
  #holder = '';
  #silentSince: number | undefined;
  #timer: NodeJS.Timeout | undefined;

  say(teller: Teller, text: string, at = Date.now()): void {
    const time = ((at - this.#start) / 1_000).toFixed(3).padStart(7);
    console.log(`${time} s  ${paint(COLOURS[teller], teller.padEnd(6))}  ${text}`);
  }

  /** Watches from now on; `probe` may come later. */
  follow(lab: Lab, probe: () => Probe | undefined): void {
    this.#timer = setInterval(() => {
      this.#wire(lab);
      for (const agent of lab.agents) this.#agent(agent);
      const client = probe();
      if (client !== undefined) this.#client(client);
    }, 20);
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  #agent(agent: Agent): void {
    const states = agent.states();
    for (const state of states.slice(this.#told.get(agent) ?? 0)) this.say(agent.place.node as Teller, state);
    this.#told.set(agent, states.length);
  }

  #wire(lab: Lab): void {
    const packets = lab.sniffer.packets;
    for (; this.#packets < packets.length; this.#packets++) {
      const packet = packets[this.#packets]!;
      const node = { [ALPHA.mac]: 'alpha', [BRAVO.mac]: 'bravo' }[packet.sourceMac];
      if (packet.kind === 'advert' && packet.priority === 0)
        this.say('wire', `${node} says goodbye (priority 0)`, packet.at);
      if (packet.kind !== 'arp' || !packet.gratuitous || packet.sender !== VIP || node === this.#holder) continue;
      this.#holder = node ?? '';
      this.say('wire', `${VIP} is at ${node} (gratuitous ARP)`, packet.at);
    }
  }

  #client(probe: Probe): void {
    const answer = probe.attempts.findLast(attempt => attempt.outcome === 'answered');
    if (answer === undefined) return;
    if (this.#silentSince === undefined && Date.now() - answer.ended > 200) {
      this.#silentSince = answer.ended;
      this.say('client', 'gets no answer any more', answer.ended);
    } else if (this.#silentSince !== undefined && answer.ended > this.#silentSince) {
      const back = probe.attempts.find(({ outcome, ended }) => outcome === 'answered' && ended > this.#silentSince!)!;
      const lost = (back.ended - this.#silentSince).toFixed(0);
      this.say('client', `is served again, by ${back.by}, after ${lost} ms`, back.ended);
      this.#silentSince = undefined;
    }
  }
}
