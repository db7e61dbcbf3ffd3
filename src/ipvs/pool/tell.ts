/** Who is told what of servers and quorums: events for scripts, FIFOs and mail, and lines of the log. */
import type { LogLevel } from '../../base/log.js';
import type { LvsEvent, PoolEffect } from './effect.js';
import { endpointName } from './name.js';
import type { Pool, PoolServer } from './pool.js';

/** How an event is told. */
export interface Manner {
  /** What its mail says, if the settings want one; absent: it is not mailed. */
  readonly mailText?: string;
  /** False: it is only mailed. */
  readonly isNotified?: boolean;
  /** A reload has taken it out. */
  readonly isFarewell?: boolean;
}

/** A real server is up or down. Nothing is told when it was only for the mail, and the server is not mailed about. */
export function tellServer(pool: Pool, place: number, up: boolean, manner: Manner, effects: PoolEffect[]): void {
  const { settings } = pool.servers[place]!;
  const event: LvsEvent = {
    kind: 'real-server',
    realServer: place,
    realServerName: endpointName(settings, pool.settings),
    ...common(pool, up, manner, settings.mails),
  };
  if (event.isNotified || event.mailText !== undefined) effects.push({ kind: 'tell', event });
}

/** A virtual server has gained its quorum, or lost it. */
export function tellQuorum(pool: Pool, up: boolean, manner: Manner, effects: PoolEffect[]): void {
  effects.push({ kind: 'tell', event: { kind: 'quorum', ...common(pool, up, manner, pool.settings.mails) } });
}

function common(pool: Pool, up: boolean, { mailText, isNotified = true, isFarewell = false }: Manner, mails: boolean) {
  return {
    virtualServer: pool.place,
    virtualServerName: pool.name,
    up,
    isFarewell,
    isNotified,
    ...(mails && mailText !== undefined ? { mailText } : undefined),
  };
}

/** `Removing service ... from VS ...` and its opposite; an inhibited server stays, and is disabled. */
export function logServer(pool: Pool, { settings }: PoolServer, up: boolean, effects: PoolEffect[]): void {
  const deed = entering(settings.inhibitsOnFailure, up);
  const text = `${deed} service ${endpointName(settings, pool.settings)} ${up ? 'to' : 'from'} VS ${pool.name}`;
  log(up ? 'info' : 'warn', text, up ? 'server-up' : 'server-down', effects);
}

/** The sorry server comes in, and the others go; or the other way round. */
export function logSorryServer(pool: Pool, isNeeded: boolean, effects: PoolEffect[]): void {
  const { sorryServer } = pool.settings;
  if (sorryServer === undefined) return;
  const name = endpointName(sorryServer, pool.settings);
  const deed = entering(sorryServer.inhibits, isNeeded);
  const code = isNeeded ? 'sorry-server-in' : 'sorry-server-out';
  log('info', `${deed} sorry server ${name} ${isNeeded ? 'to' : 'from'} VS ${pool.name}`, code, effects);
  const others = isNeeded ? 'Removing alive servers from' : 'Adding alive servers to';
  log('info', `${others} the pool for VS ${pool.name}`, code, effects);
}

function entering(inhibits: boolean, isIn: boolean): string {
  if (inhibits) return isIn ? 'Enabling' : 'Disabling';
  return isIn ? 'Adding' : 'Removing';
}

/** `code` is the word that logs and counters share. */
export function log(level: LogLevel, text: string, code: string, effects: PoolEffect[]): void {
  effects.push({ kind: 'log', line: { level, text, fields: { code } } });
}
