/** Where things stand in the files: finished settings carry no places, and who judges them wants to point at one. */
import type { IpAddress } from '../base/address.js';
import type { ServiceSelector, VirtualServerSettings } from '../ipvs/settings.js';
import type { ScriptDraft } from './build/context.js';
import type { Drafts } from './build/drafts.js';
import type { Position } from './diagnostics.js';

/** What an instance may track; each kind has names of its own. */
export type TrackerKind = 'interface' | 'script' | 'file' | 'process' | 'bfd';

const TRACKER_LISTS = {
  interface: 'trackInterfaces',
  script: 'trackScripts',
  file: 'trackFiles',
  process: 'trackProcesses',
  bfd: 'trackBfds',
} as const;

/**
 * Answers from the drafts of one reading, when it is asked. Names are those of the configuration; what was not written
 * itself stands where the thing around it begins, and what does not exist stands nowhere.
 */
export class Places {
  readonly #drafts: Drafts;
  /** There may be ten thousand: made when the first one is asked for. */
  #virtualServers: ReadonlyMap<ServiceSelector, Position> | undefined;

  constructor(drafts: Drafts) {
    this.#drafts = drafts;
  }

  /** The `vrrp_instance` itself. */
  instance(name: string): Position | undefined {
    return this.#drafts.instances.get(name)?.at;
  }

  /** A keyword of an instance, where it stood last, or else the instance. */
  keyword(instance: string, keyword: string): Position | undefined {
    const draft = this.#drafts.instances.get(instance);
    return draft?.places.get(keyword) ?? draft?.at;
  }

  /** Whether this keyword was written in the instance. */
  wrote(instance: string, keyword: string): boolean {
    return this.#drafts.instances.get(instance)?.places.has(keyword) === true;
  }

  /** An entry of `virtual_ipaddress` or `virtual_ipaddress_excluded`. */
  address(instance: string, address: IpAddress): Position | undefined {
    const draft = this.#drafts.instances.get(instance);
    const entries = [...(draft?.addresses ?? []), ...(draft?.excluded ?? [])];
    return entries.find(({ value }) => value.address.text === address.text)?.at ?? draft?.at;
  }

  /** An entry of `unicast_peer`. */
  peer(instance: string, address: IpAddress): Position | undefined {
    return this.#drafts.instances.get(instance)?.peerPlaces.get(address.text) ?? this.keyword(instance, 'unicast_peer');
  }

  /** An entry of `track_interface`, `track_script` and their like, of the instance or else of its sync group. */
  tracker(instance: string, kind: TrackerKind, name: string): Position | undefined {
    const draft = this.#drafts.instances.get(instance);
    if (draft === undefined) return undefined;
    const list = TRACKER_LISTS[kind];
    return draft[list].get(name)?.at ?? this.#drafts.groupOf.get(instance)?.[list].get(name)?.at ?? draft.at;
  }

  /** Every command of any block: what messages call it, its words and its place. */
  get commands(): readonly Pick<ScriptDraft, 'label' | 'argv' | 'at'>[] {
    return this.#drafts.commands;
  }

  /** A keyword of a `vrrp_script`, where it stood last, or else its `script` line. */
  script(name: string, keyword: string): Position | undefined {
    const draft = this.#drafts.scripts.get(name);
    return draft?.places.get(keyword) ?? draft?.at;
  }

  /** The `virtual_server` that these settings were made of. */
  virtualServer({ service }: VirtualServerSettings): Position | undefined {
    this.#virtualServers ??= new Map(this.#drafts.lvs.virtualServers.map(draft => [draft.service, draft.at]));
    return this.#virtualServers.get(service);
  }

  /** A `vrrp_sync_group`. */
  syncGroup(name: string): Position | undefined {
    return this.#drafts.syncGroups.get(name)?.at;
  }
}
