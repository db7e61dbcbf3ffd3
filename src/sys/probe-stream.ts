/** Conversations of health checks: a TCP connection, with TLS if it is to be, and a patience that begins anew with each read. */
import { Socket } from 'node:net';
import { connect as connectTls, type SecureContext } from 'node:tls';
import { type Duration, toMilliseconds, toSeconds } from '../base/duration.js';
import { faultByName, type ProbeEndpoint, type ProbeFault } from './probe-socket.js';
import { connectTcp, type Probe } from './probe-tcp.js';

/** How TLS is spoken. Names in certificates are not compared: a check knows its server by address. */
export interface ProbeTls {
  /** For server name indication (RFC 6066 3); absent: none is sent. */
  readonly serverName?: string;
  /** Own certificate and trusted authorities; absent: none. */
  readonly context?: SecureContext;
  /** The certificate must be signed by one of the authorities of `context`. */
  readonly verifies: boolean;
  /** The session ends with a close_notify (RFC 8446 6.1) rather than in silence. */
  readonly closes: boolean;
}

/** What becomes of a conversation. Either `ended` or `failed` is called, once, unless it is closed before. */
export interface StreamEvents {
  /** There is somebody to talk to. */
  connected(): void;
  /** What one read brought; good until it returns. */
  received(piece: Uint8Array): void;
  /** The other side has said its last word. */
  ended(): void;
  failed(fault: ProbeFault): void;
}

const CLOSED: ProbeFault = { code: 'closed', detail: 'the connection was closed' };

export class ProbeStream {
  readonly #events: StreamEvents;
  readonly #tls: ProbeTls | undefined;
  readonly #timeout: Duration;
  #connecting: Probe | undefined;
  #socket: Socket | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** There is somebody to talk to; until then TLS is being agreed on. */
  #hasBegun = false;
  #isOver = false;

  constructor(to: ProbeEndpoint, timeout: Duration, tls: ProbeTls | undefined, events: StreamEvents) {
    this.#events = events;
    this.#tls = tls;
    this.#timeout = timeout;
    this.#connecting = connectTcp(to, timeout, result => {
      this.#connecting = undefined;
      if (result.ok) this.#converse(result.value);
      else this.#fail(result.error);
    });
  }

  send(bytes: Uint8Array): void {
    this.#socket?.write(bytes);
  }

  /** Ends the conversation; nothing is called back any more. */
  close(): void {
    const isFirst = !this.#isOver;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#connecting?.cancel();
    if (isFirst && this.#tls?.closes === true) this.#socket?.destroySoon();
    else this.#socket?.destroy();
  }

  #converse(fd: number): void {
    this.#timer = setTimeout(() => {
      const awaited = this.#hasBegun ? 'answer' : 'TLS session';
      this.#fail({ code: 'timeout', detail: `no ${awaited} within ${toSeconds(this.#timeout)} s` });
    }, toMilliseconds(this.#timeout));
    const plain = new Socket({ fd, readable: true, writable: true });
    const tls = this.#tls;
    if (tls === undefined) {
      this.#listen(plain);
      this.#begin();
      return;
    }
    const secure = connectTls({
      socket: plain,
      rejectUnauthorized: tls.verifies,
      checkServerIdentity: () => undefined,
      ...(tls.serverName === undefined ? undefined : { servername: tls.serverName }),
      ...(tls.context === undefined ? undefined : { secureContext: tls.context }),
    });
    plain.on('error', error => this.#fail(describe(error)));
    this.#listen(secure);
    secure.once('secureConnect', () => this.#begin());
  }

  #listen(socket: Socket): void {
    this.#socket = socket;
    socket.on('data', (piece: Buffer) => {
      this.#timer?.refresh();
      if (!this.#isOver) this.#events.received(piece);
    });
    socket.once('end', () => {
      if (!this.#hasBegun) return this.#fail(CLOSED);
      if (this.#isOver) return;
      this.close();
      this.#events.ended();
    });
    socket.on('error', error => this.#fail(describe(error)));
    socket.once('close', () => this.#fail(CLOSED));
  }

  #begin(): void {
    if (this.#isOver) return;
    this.#hasBegun = true;
    this.#timer?.refresh();
    this.#events.connected();
  }

  #fail(fault: ProbeFault): void {
    if (this.#isOver) return;
    this.#isOver = true;
    clearTimeout(this.#timer);
    this.#socket?.destroy();
    this.#events.failed(fault);
  }
}

/** TLS has errors of its own, with codes that are no errno. */
function describe(error: Error): ProbeFault {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  if (/^E[A-Z]+$/.test(code)) return faultByName(code);
  return { code: 'closed', detail: `TLS failed: ${error.message.trim()}` };
}
