/**
 * Keeps the kernel's table as it is wanted.
 *
 * What the kernel has of ours is remembered, so that a change costs the messages of that change and no look at the
 * table. A service is looked at where that memory cannot be trusted: when it is wanted for the first time, since another
 * run may have left it there, and when something about it was refused. Then it is tried once more; what is refused again
 * is reported, the rest is done.
 */
import type { PoolView } from '../../ipvs/pool/view.js';
import { reconcileService, serviceOfCommand } from '../../ipvs/reconcile.js';
import { type ServiceLayout, wantedEntry } from '../../ipvs/table.js';
import type { IpvsCommand, IpvsEntry } from '../../wire/netlink/ipvs.js';

/** A change that the kernel has not made. */
export interface Refusal {
  readonly command: IpvsCommand;
  /** Says what was asked, of which service, and what came back. */
  readonly error: Error;
}

/** The kernel, as `IpvsSocket` of `sys/ipvs.ts`. */
export interface TablePort {
  apply(commands: readonly IpvsCommand[]): Promise<readonly Refusal[]>;
  table(isMeant: (key: string) => boolean): Promise<Map<string, IpvsEntry>>;
}

export interface ServiceKeeper {
  /** Other settings, the first ones included. What is no longer wanted and was ours goes. */
  configure(layout: ServiceLayout): Promise<void>;
  /** The view of this virtual server has changed. */
  poolChanged(virtualServer: number): Promise<void>;
  /** Looks at everything of ours in the kernel, and repairs what somebody has changed there. */
  repair(): Promise<void>;
  /** Removes what is ours, and wants nothing any more. */
  remove(): Promise<void>;
  /** Services that are ours, as far as we know. */
  readonly services: number;
}

export interface ServiceKeeperOptions {
  readonly port: TablePort;
  /** What a virtual server wants listed now; other settings are told to it and to `configure` in one turn. */
  readonly viewOf: (virtualServer: number) => PoolView;
  /** Neither once more nor otherwise could it be done; an error without command concerns them all. */
  readonly onRefusal: (error: Error) => void;
}

const NOTHING: ServiceLayout = { settings: { virtualServers: [], groups: [] }, services: new Map(), keysOf: [] };

/** All promises are settled when the kernel has what was asked for or has refused it; none rejects. */
export function serviceKeeper({ port, viewOf, onRefusal }: ServiceKeeperOptions): ServiceKeeper {
  let layout = NOTHING;
  const known = new Map<string, IpvsEntry>();
  /** To be compared with what is wanted. */
  const dirty = new Set<string>();
  /** To be looked at before. */
  const unsure = new Set<string>();
  let work: Promise<void> | undefined;

  // Changes that come while the kernel is being asked are taken together in the next round.
  const settle = (): Promise<void> => {
    work ??= Promise.resolve()
      .then(rounds)
      .catch((error: unknown) => onRefusal(asError(error)))
      .finally(() => {
        work = undefined;
      });
    return work;
  };

  const rounds = async () => {
    while (dirty.size > 0) {
      const keys = [...dirty];
      dirty.clear();
      const refused = await round(keys, undefined);
      if (refused.size > 0) await round([...refused], onRefusal);
    }
  };

  /** Brings services to what is wanted; answers those about which something was refused. */
  const round = async (keys: readonly string[], report: ((error: Error) => void) | undefined): Promise<Set<string>> => {
    const refused = new Set<string>();
    try {
      await look(keys);
      const commands: IpvsCommand[] = [];
      const wanted = keys.map(key => wantedEntry(layout, key, viewOf));
      for (const [i, key] of keys.entries()) reconcileService(known.get(key), wanted[i], commands);
      const refusals = await port.apply(commands);
      for (const { command } of refusals) refused.add(serviceOfCommand(command));
      for (const [i, key] of keys.entries()) if (!refused.has(key)) remember(key, wanted[i]);
      if (report !== undefined) for (const error of worthSaying(refusals)) report(error);
    } catch (error) {
      // It is not known what has been done.
      for (const key of keys) refused.add(key);
      report?.(asError(error));
    }
    for (const key of refused) unsure.add(key);
    return refused;
  };

  const look = async (keys: readonly string[]) => {
    const strange = new Set(keys.filter(key => unsure.has(key)));
    if (strange.size === 0) return;
    const found = await port.table(key => strange.has(key));
    for (const key of strange) {
      remember(key, found.get(key));
      unsure.delete(key);
    }
  };

  const remember = (key: string, entry: IpvsEntry | undefined) => {
    if (entry === undefined) known.delete(key);
    else known.set(key, entry);
  };

  return {
    configure(next) {
      layout = next;
      for (const key of layout.services.keys()) {
        dirty.add(key);
        if (!known.has(key)) unsure.add(key);
      }
      for (const keys of [known.keys(), unsure]) for (const key of keys) dirty.add(key);
      return settle();
    },

    poolChanged(virtualServer) {
      for (const key of layout.keysOf[virtualServer] ?? []) dirty.add(key);
      return settle();
    },

    repair() {
      for (const keys of [known.keys(), layout.services.keys()]) {
        for (const key of keys) {
          dirty.add(key);
          unsure.add(key);
        }
      }
      return settle();
    },

    remove() {
      layout = NOTHING;
      for (const keys of [known.keys(), unsure]) for (const key of keys) dirty.add(key);
      return settle();
    },

    get services() {
      return known.size;
    },
  };
}

/** Without its service no destination can be had: that is one complaint. */
function worthSaying(refusals: readonly Refusal[]): Error[] {
  const missing = new Set<string>();
  for (const { command } of refusals) if (command.kind === 'add-service') missing.add(serviceOfCommand(command));
  return refusals
    .filter(({ command }) => command.kind === 'add-service' || !missing.has(serviceOfCommand(command)))
    .map(({ error }) => error);
}

function asError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
