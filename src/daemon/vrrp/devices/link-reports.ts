/** Waits for what the kernel reports of links: what it has acknowledged it tells on another socket, a moment later. */
import { clearTimeout, setTimeout } from 'node:timers';
import type { LinkState, LinkWatch } from '../../../sys/links.js';

/** The kernel reports within a turn of the loop; this is for a report that was lost. */
const PATIENCE_MS = 1_000;

export class LinkReports {
  readonly #links: Pick<LinkWatch, 'byName' | 'byIndex'>;
  readonly #waiting = new Set<() => void>();

  constructor(links: Pick<LinkWatch, 'byName' | 'byIndex'>) {
    this.#links = links;
  }

  /** A link has changed, and the tables know. */
  came(): void {
    for (const look of [...this.#waiting]) look();
  }

  /** The link of that name once `is` is true of it; undefined when that takes too long. */
  link(name: string, is: (link: LinkState) => boolean): Promise<LinkState | undefined> {
    return this.#await(() => {
      const link = this.#links.byName(name);
      return link !== undefined && is(link) ? link : undefined;
    });
  }

  /** Until there is no link of that index, or for as long as one can wait. */
  async gone(index: number): Promise<void> {
    await this.#await(() => this.#links.byIndex(index) === undefined || undefined);
  }

  #await<Answer>(look: () => Answer | undefined): Promise<Answer | undefined> {
    return new Promise(resolve => {
      const end = (answer: Answer | undefined) => {
        clearTimeout(patience);
        this.#waiting.delete(again);
        resolve(answer);
      };
      const again = () => {
        const answer = look();
        if (answer !== undefined) end(answer);
      };
      const patience = setTimeout(() => end(look()), PATIENCE_MS);
      this.#waiting.add(again);
      again();
    });
  }
}
