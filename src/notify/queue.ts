/**
 * The order in which scripts start. keepalived starts an instance's scripts in the order of its events and waits for
 * none of them, so two quick transitions have their scripts side by side; we keep that. What the queue adds is fairness:
 * starting a process takes a millisecond or more, so a burst (every instance of a node at once) is taken one command
 * at a time, with the thread's other work between. A failover of one instance does not wait behind another's backlog:
 * instances take turns. And what a neighbour can cause as often as it likes, a lower-priority advert, waits in line once:
 * a flood of them must not fill the memory with commands.
 */
import { type NotifyEvent, notifyCommands } from './command.js';
import type { InstanceNotify, NotifyCommand } from './settings.js';

export interface QueuedCommand {
  readonly event: NotifyEvent;
  readonly command: NotifyCommand;
}

export class NotifyQueue {
  #settings: ReadonlyMap<string, InstanceNotify> = new Map();
  /** Waiting commands by instance; the map's order is the order of turns. */
  readonly #waiting = new Map<string, QueuedCommand[]>();

  /** New settings hold for events from now on; commands already queued keep what they were given. */
  configure(settings: readonly InstanceNotify[]): void {
    this.#settings = new Map(settings.map(each => [each.instance, each]));
  }

  get isEmpty(): boolean {
    return this.#waiting.size === 0;
  }

  /** Queues the commands of an event and returns how many it queued. */
  add(event: NotifyEvent): number {
    const settings = this.#settings.get(event.instance);
    const commands = settings === undefined ? [] : notifyCommands(settings, event);
    if (commands.length === 0) return 0;
    const line = this.#waiting.get(event.instance) ?? [];
    if (event.state === 'MASTER_RX_LOWER_PRI' && line.some(queued => queued.event.state === event.state)) return 0;
    line.push(...commands.map(command => ({ event, command })));
    this.#waiting.set(event.instance, line);
    return commands.length;
  }

  /** The next command to start: the oldest of the instance whose turn it is. */
  next(): QueuedCommand | undefined {
    const [instance, line] = this.#waiting.entries().next().value ?? [];
    if (instance === undefined || line === undefined) return undefined;
    const first = line.shift();
    this.#waiting.delete(instance);
    if (line.length > 0) this.#waiting.set(instance, line);
    return first;
  }
}
