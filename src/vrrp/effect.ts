/** Everything an instance can ask of the world. The machine answers with these; `daemon/perform` carries them out. */
import type { LogLine } from '../base/log.js';
import type { Route, Rule, VirtualAddress } from './settings.js';

export type State = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT';

/** What notify scripts and FIFOs are told. `DELETED`: a reload took the instance out of the configuration. */
export type NotifyState = 'MASTER' | 'BACKUP' | 'FAULT' | 'STOP' | 'DELETED';

/** What a sync group as a whole is said to be. */
export type GroupState = 'MASTER' | 'BACKUP' | 'FAULT';

export type Effect =
  /**
   * Send one advert now, to the group or one copy to each peer. Priority 0 says the master leaves. `sequence` is there
   * with AH, and the same in each copy. `oldChecksumPeers`: texts of peers whose copies have the checksum of old
   * releases of keepalived.
   */
  | {
      readonly kind: 'advert';
      readonly priority: number;
      readonly sequence?: number;
      readonly oldChecksumPeers?: ReadonlySet<string>;
    }
  /** Add (or keep) these addresses, in this order. */
  | { readonly kind: 'add-addresses'; readonly addresses: readonly VirtualAddress[] }
  /** Remove these addresses and forget their pending announcements. */
  | { readonly kind: 'remove-addresses'; readonly addresses: readonly VirtualAddress[] }
  /** Add these routes, then these rules, once the addresses asked for before are there. */
  | { readonly kind: 'add-routes'; readonly routes: readonly Route[]; readonly rules: readonly Rule[] }
  /** Remove these rules, then these routes. */
  | { readonly kind: 'remove-routes'; readonly routes: readonly Route[]; readonly rules: readonly Rule[] }
  /** Gratuitous ARP or unsolicited NA: `repeat` passes over all addresses, first pass first. */
  | { readonly kind: 'announce'; readonly addresses: readonly VirtualAddress[]; readonly repeat: number }
  /** Run notify scripts and write FIFOs. `priority` is the effective one. */
  | { readonly kind: 'notify'; readonly state: NotifyState; readonly priority: number }
  /** A master received a lower-priority advert (`notify_master_rx_lower_pri`). */
  | { readonly kind: 'notify-lower-priority'; readonly priority: number }
  /** A tracker moved the effective priority of an instance that takes part. */
  | { readonly kind: 'notify-priority'; readonly state: 'MASTER' | 'BACKUP'; readonly priority: number }
  | { readonly kind: 'log'; readonly line: LogLine };
