/**
 * A netlink socket with requests that have answers.
 *
 * Several messages go in one datagram and the kernel works through them in order, so only the last asks for an
 * acknowledgement: a message that fails is answered by its sequence number anyway, and when the last is answered all
 * others are done. Requests and dumps wait in line; the addon must not be written to from inside its own callback, so
 * each begins in a turn of its own.
 */
import { RawNetlinkSocket } from 'netlink';
import { type Duration, seconds, toMilliseconds } from '../base/duration.js';
import {
  askForAck,
  decodeMessages,
  decodeVerdict,
  MessageFlag,
  MessageType,
  type NetlinkMessage,
  type NetlinkVerdict,
  setSequence,
} from '../wire/netlink/message.js';
import { guarded } from './addon-callback.js';
import { KernelError } from './kernel-error.js';
import { type NetlinkDescriptor, prepareNetlink } from './netlink-descriptor.js';

export interface NetlinkSocketOptions {
  /** Netlink family; default 0, NETLINK_ROUTE. */
  readonly protocol?: number;
  /** Multicast groups by number. */
  readonly groups?: readonly number[];
  /** Bytes of receive buffer; default 1 MiB, a socket with groups wants more. */
  readonly receiveBuffer?: number;
  /** Additions of addresses that the socket with this port asks for are not reported: it knows. */
  readonly hidesAdditionsOf?: number;
  /** Of routes and rules only removals are reported: of keepalived's routes, and none that the socket with this port asks for. */
  readonly onlyRoutingRemovals?: { readonly except: number };
  /** What the kernel says unasked: messages of the groups. */
  readonly onMessage?: (message: NetlinkMessage) => void;
  /** How long an answer may take; default 10 s. */
  readonly patience?: Duration;
  /** Messages were lost because they came faster than they were read: what was known must be asked for again. */
  readonly onOverrun?: () => void;
  /** The socket failed in another way. */
  readonly onError?: (error: KernelError) => void;
}

export interface NetlinkSocket {
  /** Its address; reports of what it asked for carry it. */
  readonly port: number;
  /**
   * Sends messages in one datagram; answers the errno of each in order, 0 for done. Rejects with a `KernelError` when
   * the datagram could not be sent or the answers were lost.
   */
  request(messages: readonly Uint8Array[]): Promise<NetlinkVerdict[]>;
  /**
   * Sends a batch of nfnetlink: its first and its last message are its limits, and between them all is done or nothing.
   * Answers and rejects as `request`; the last message has no answer, and a batch that is refused as a whole is
   * answered at the first.
   */
  transaction(messages: readonly Uint8Array[]): Promise<NetlinkVerdict[]>;
  /** Answers all messages of a dump, repeated when the table changed meanwhile. Rejects with a `KernelError`. */
  dump(message: Uint8Array): Promise<NetlinkMessage[]>;
  /** Bytes that may wait to be read, undefined for what it was opened with; `forced`: beyond the limit of the system. */
  setReceiveBuffer(bytes: number | undefined, forced: boolean): void;
  close(): void;
}

const ENOBUFS = 105;
const ECANCELED = 125;
const EINTR = 4;
const ETIMEDOUT = 110;
/** The kernel answers within the call that asks; only where the answer was lost nothing comes, and that is no hurry. */
const ANSWER_PATIENCE: Duration = seconds(10);
const DUMP_ATTEMPTS = 10;
const DEFAULT_RECEIVE_BUFFER = 1 << 20;

interface Job {
  readonly datagram: Buffer;
  /** Takes a message meant for the job; true when it was the last. */
  take(message: NetlinkMessage): boolean;
  finish(): void;
  fail(error: KernelError): void;
}

/** Throws a `KernelError` when the socket is refused. */
export function openNetlinkSocket(options: NetlinkSocketOptions = {}): NetlinkSocket {
  const { raw, descriptor } = openRaw(options);
  const { port } = raw.address();
  let knownDrops = 0;
  let looking = false;
  const waiting: Job[] = [];
  let running: Job | undefined;
  const patienceMs = toMilliseconds(options.patience ?? ANSWER_PATIENCE);
  let patience: NodeJS.Timeout | undefined;
  let sequence = 0;
  let closed = false;

  const start = () => {
    if (running !== undefined || closed) return;
    running = waiting.shift();
    if (running === undefined) return;
    const job = running;
    // A process that was stopped finds its answer waiting: it is read before the verdict.
    patience = setTimeout(() => setImmediate(() => giveUp(job)), patienceMs);
    raw.send(job.datagram, {}, error => {
      if (error !== undefined && running === job) end(() => job.fail(new KernelError('sendmsg(netlink)', error.errno)));
    });
  };

  const giveUp = (job: Job) => {
    if (running !== job) return;
    const why = `the kernel has not answered for ${patienceMs / 1_000} s`;
    end(() => job.fail(new KernelError('netlink request', ETIMEDOUT, undefined, why)));
  };

  const end = (settle: () => void) => {
    running = undefined;
    clearTimeout(patience);
    setImmediate(() => {
      settle();
      start();
    });
  };

  // At once, for a takeover waits for it. Never from within the receive callback, where the addon must not send: what
  // an answer settles, it settles in a turn of its own.
  const enqueue = (job: Job) => {
    waiting.push(job);
    start();
  };

  const receive = (datagram: Uint8Array) => {
    for (const message of decodeMessages(datagram)) {
      // An announcement carries the sequence number and the port of whoever caused it; an answer carries ours.
      if (message.port === port && running !== undefined && message.sequence !== 0) {
        const job = running;
        if (job.take(message)) end(() => job.finish());
      } else if (message.type > MessageType.overrun) {
        options.onMessage?.(message);
      }
    }
  };

  /** Losses happen while messages wait to be read, so looking once after reading finds them all. */
  const lookForLosses = () => {
    looking = false;
    if (closed) return;
    const drops = descriptor.drops();
    if (drops === knownDrops) return;
    knownDrops = drops;
    const job = running;
    if (job !== undefined) end(() => job.fail(new KernelError('netlink request', ENOBUFS)));
    options.onOverrun?.();
  };

  // Any process may write to our port; only port 0 is the kernel.
  raw.on('message', (datagram, info) => {
    if (closed || info.port !== 0) return;
    guarded(() => receive(datagram));
    if (looking) return;
    looking = true;
    setImmediate(lookForLosses);
  });
  raw.on(
    'error',
    error => !closed && guarded(() => options.onError?.(new KernelError('recvmsg(netlink)', error.errno))),
  );

  return {
    port,

    request: messages => ask(messages, messages.length - 1, () => false),

    transaction: messages => ask(messages, messages.length - 2, (i, { errno }) => i === 0 && errno !== 0),

    async dump(message) {
      for (let attempt = 1; ; attempt++) {
        const { messages, interrupted } = await dumpOnce(message);
        if (!interrupted) return messages;
        if (attempt === DUMP_ATTEMPTS) throw new KernelError('netlink dump', EINTR);
      }
    },

    setReceiveBuffer(bytes, forced) {
      if (closed) return;
      if (bytes === undefined) descriptor.setReceiveBuffer(options.receiveBuffer ?? DEFAULT_RECEIVE_BUFFER, true);
      else descriptor.setReceiveBuffer(bytes, forced);
    },

    close() {
      if (closed) return;
      closed = true;
      clearTimeout(patience);
      const jobs = running === undefined ? waiting : [running, ...waiting];
      raw.close();
      for (const job of jobs) job.fail(new KernelError('netlink request', ECANCELED));
    },
  };

  /** Sends messages and takes what is said to each, until number `last` is answered or an answer `ends` it all. */
  function ask(
    messages: readonly Uint8Array[],
    last: number,
    ends: (i: number, verdict: NetlinkVerdict) => boolean,
  ): Promise<NetlinkVerdict[]> {
    if (last < 0) return Promise.resolve([]);
    return new Promise((resolve, reject) => {
      const first = sequence + 1;
      sequence += messages.length;
      const verdicts: NetlinkVerdict[] = messages.map(() => ({ errno: 0 }));
      for (const [i, message] of messages.entries()) setSequence(message, first + i);
      askForAck(messages[last]!);
      enqueue({
        datagram: Buffer.concat(messages),
        take(message) {
          const i = message.sequence - first;
          if (message.type !== MessageType.error || i < 0 || i >= messages.length) return false;
          const verdict = decodeVerdict(message);
          verdicts[i] = verdict;
          return i === last || ends(i, verdict);
        },
        finish: () => resolve(verdicts),
        fail: reject,
      });
    });
  }

  function dumpOnce(request: Uint8Array): Promise<{ messages: NetlinkMessage[]; interrupted: boolean }> {
    return new Promise((resolve, reject) => {
      const own = ++sequence;
      setSequence(request, own);
      const messages: NetlinkMessage[] = [];
      let interrupted = false;
      let verdict: NetlinkVerdict = { errno: 0 };
      enqueue({
        datagram: Buffer.from(request),
        take(message) {
          if (message.sequence !== own) return false;
          if ((message.flags & MessageFlag.dumpInterrupted) !== 0) interrupted = true;
          if (message.type === MessageType.done || message.type === MessageType.error) {
            verdict = decodeVerdict(message);
            return true;
          }
          messages.push(message);
          return false;
        },
        finish() {
          if (verdict.errno === 0) resolve({ messages, interrupted });
          else reject(new KernelError('netlink dump', verdict.errno, undefined, verdict.reason));
        },
        fail: reject,
      });
    });
  }
}

function openRaw(options: NetlinkSocketOptions): { raw: RawNetlinkSocket; descriptor: NetlinkDescriptor } {
  let raw: RawNetlinkSocket | undefined;
  try {
    raw = new RawNetlinkSocket(options.protocol ?? 0);
    for (const group of options.groups ?? []) raw.addMembership(group);
    const descriptor = prepareNetlink(raw.address().port, options.receiveBuffer ?? DEFAULT_RECEIVE_BUFFER);
    if (options.hidesAdditionsOf !== undefined) descriptor.hideAdditionsOf(options.hidesAdditionsOf);
    if (options.onlyRoutingRemovals !== undefined) descriptor.onlyRoutingRemovals(options.onlyRoutingRemovals.except);
    return { raw, descriptor };
  } catch (error) {
    raw?.close();
    const errno = (error as { errno?: unknown }).errno;
    throw typeof errno === 'number' ? new KernelError('socket(netlink)', errno) : error;
  }
}
