/** Reads from a twin what an event is waited for with. */
import type { Outcome } from './story.js';
import type { Twin } from './twin.js';

/** Where the event stands in what has been seen. */
interface From {
  readonly packets: number;
  readonly told: number;
}

/** A value that tells how far a twin is, and what it must become. */
export function expectation(twin: Twin, until: Outcome, from: From): { wanted: unknown; seen(): Promise<unknown> } {
  const { states, priority, announced = {}, carries = [], lacks = [], adverts = 0, told } = until;
  const seen = async () => {
    const since = twin.own().slice(from.packets);
    const sent = twin.own().flatMap(({ packet }) => (packet.kind === 'advert' ? [packet] : []));
    const addresses = carries.length + lacks.length > 0 ? await twin.lab.addresses('alpha') : [];
    const times = (address: string) =>
      since.filter(
        ({ packet }) =>
          (packet.kind === 'arp' && packet.gratuitous && packet.sender === address) ||
          (packet.kind === 'na' && packet.address === address),
      ).length;
    return {
      states: Object.fromEntries(Object.keys(states).map(name => [name, twin.state(name)])),
      priority: priority === undefined ? undefined : sent.at(-1)?.priority,
      announced: Object.fromEntries(Object.entries(announced).map(([at, n]) => [at, Math.min(times(at), n)])),
      carries: carries.filter(address => addresses.includes(address)),
      lacks: lacks.filter(address => !addresses.includes(address)),
      adverts: Math.min(adverts, since.filter(({ packet }) => packet.kind === 'advert').length),
      told: told !== undefined && twin.told().slice(from.told).includes(told) ? told : undefined,
    };
  };
  return { wanted: { states, priority, announced, carries, lacks, adverts, told }, seen };
}
