/** Virtual servers and real servers as they were read; undefined means that nothing was said. */
import type { Family, IpAddress } from '../../../base/address.js';
import type { Duration } from '../../../base/duration.js';
import type { TlsClientSettings } from '../../../health/settings.js';
import type {
  ForwardingMethod,
  Granularity,
  Scheduler,
  ServiceSelector,
  TransportProtocol,
} from '../../../ipvs/settings.js';
import type { Position } from '../../diagnostics.js';
import type { ScriptDraft } from '../context.js';
import type { Placed } from '../draft.js';
import type { CheckerDraft } from './checkers.js';
import type { ServerGroupDraft } from './server-group.js';

/** What both kinds of servers may say. */
export interface ServerDraft {
  readonly at: Position;
  /** Where the block ends. */
  readonly end: Position;
  weight: number | undefined;
  method: ForwardingMethod | undefined;
  inhibits: boolean | undefined;
  alpha: boolean | undefined;
  delayLoop: Duration | undefined;
  delayBeforeRetry: Duration | undefined;
  retry: number | undefined;
  warmup: Duration | undefined;
  connectTimeout: Duration | undefined;
  /** `smtp_alert`. */
  mails: boolean | undefined;
  virtualHost: string | undefined;
  snmpName: string | undefined;
}

/** A `real_server` while it is read. */
export interface RealServerDraft extends ServerDraft {
  readonly address: IpAddress;
  /** 0: none was given. */
  readonly port: number;
  upperThreshold: number;
  lowerThreshold: number;
  notifyUp: ScriptDraft | undefined;
  notifyDown: ScriptDraft | undefined;
  checkers: CheckerDraft[];
}

/** A `sorry_server` while it is read. */
export interface SorryServerDraft {
  readonly at: Position;
  readonly address: IpAddress;
  /** 0: none was given. */
  readonly port: number;
  method: ForwardingMethod | undefined;
  inhibits: boolean;
}

/** A `virtual_server` while it is read. */
export interface VirtualServerDraft extends ServerDraft {
  readonly service: ServiceSelector;
  /** Of the address, or what `ip_family`, a granularity or the first real server made of it. */
  family: Family | undefined;
  protocol: Placed<TransportProtocol> | undefined;
  scheduler: Scheduler | undefined;
  schedulerFlags: number;
  onePacket: Position | undefined;
  /** The keyword stood there, but what it said could not be used, which has been reported. */
  protocolFailed: boolean;
  schedulerFailed: boolean;
  methodFailed: boolean;
  persistence: Duration | undefined;
  granularity: Granularity | undefined;
  engine: Placed<string> | undefined;
  omega: boolean;
  suspendsChecks: Position | undefined;
  quorum: Placed<number> | undefined;
  hysteresis: Placed<number> | undefined;
  quorumUp: ScriptDraft | undefined;
  quorumDown: ScriptDraft | undefined;
  sorryServer: SorryServerDraft | undefined;
  readonly realServers: RealServerDraft[];
}

/** What the blocks of load balancing have left. */
export interface LvsDrafts {
  readonly virtualServers: VirtualServerDraft[];
  /** By name; the first of a name counts. */
  readonly groups: Map<string, ServerGroupDraft>;
  tls: TlsClientSettings | undefined;
}

/** Before the first block. */
export function newLvsDrafts(): LvsDrafts {
  return { virtualServers: [], groups: new Map(), tls: undefined };
}

/** How messages call a virtual server, as it is written. */
export function nameOf({ service }: Pick<VirtualServerDraft, 'service'>): string {
  switch (service.kind) {
    case 'address':
      return `virtual_server ${service.address.text} ${service.port}`;
    case 'mark':
      return `virtual_server fwmark ${service.mark}`;
    case 'group':
      return `virtual_server group ${service.name}`;
  }
}
