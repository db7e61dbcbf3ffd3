/**
 * The order in which scripts start. keepalived starts an instance's scripts in the order of its events and waits for
 * none of them, so two quick transitions have their scripts side by side; we keep that. What the queue adds is fairness:
 * starting a process takes a millisecond or more, so a burst (every instance of a node at once) is taken one command
 * at a time, with the thread's other work between. A failover of one instance does not wait behind another's backlog:
 * instances and groups take turns. And what a neighbour can cause as often as it likes, a lower-priority advert, waits
 * in line once: a flood of them must not fill the memory with commands.
 */
import type { NotifyEvent } from './event.js';
import type { NotifyCommand } from './settings.js';

export interface QueuedCommand {
  readonly event: NotifyEvent;
  readonly command: NotifyCommand;
}

export class NotifyQueue {
  /** Waiting commands by instance or group; the map's order is the order of turns. */
  readonly #waiting = new Map<string, QueuedCommand[]>();

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Queues the commands of an event and returns how many it queued. */
  add(event: NotifyEvent, commands: readonly NotifyCommand[]): number {
    if (commands.length === 0) return 0;
    // An instance and a group may have one name: they are two lines.
    const whose = 'group' in event ? `group ${event.group}` : `instance ${event.instance}`;
    const line = this.#waiting.get(whose) ?? [];
    if (event.state === 'MASTER_RX_LOWER_PRI' && line.some(queued => queued.event.state === event.state)) return 0;
    line.push(...commands.map(command => ({ event, command })));
    this.#waiting.set(whose, line);
    return commands.length;
  }

  /** The next command to start: the oldest of the instance whose turn it is. */
  next(): QueuedCommand | undefined {
    const [whose, line] = this.#waiting.entries().next().value ?? [];
    if (whose === undefined || line === undefined) return undefined;
    const first = line.shift();
    this.#waiting.delete(whose);
    if (line.length > 0) this.#waiting.set(whose, line);
    return first;
  }
}
