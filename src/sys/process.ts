/**
 * Running a command of the configuration: as its user, in a process group of its own, with nothing on its stdio but
 * `/dev/null`, so that neither a flood of output nor a full pipe can reach us.
 *
 * What is fixed here: libuv resets the signal mask and handlers of the child and, when we are root and a user is given,
 * drops every supplementary group, unless all of that user's are asked for; `detached` makes a new session (keepalived makes a process group only), and the
 * whole group is signalled, so the children of a shell script end with it.
 */
import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { type Duration, milliseconds, toMilliseconds } from '../base/duration.js';

/** How long a group that was told to TERM may take before it is told to KILL; keepalived waits this long too. */
export const KILL_DELAY: Duration = milliseconds(2_000);

export interface ProcessRequest {
  /** argv; argv[0] is the path, looked up in PATH when it has no slash. */
  readonly command: readonly string[];
  /** undefined: ours. Only root can become another user. */
  readonly user?: { readonly uid: number; readonly gid: number; readonly allGroups?: true };
  /** TERM to the group after this, KILL `killDelay` later. */
  readonly timeout?: Duration;
  readonly killDelay?: Duration;
}

export interface ProcessResult {
  /** Exit status; undefined when a signal ended it or it never ran. */
  readonly exit?: number;
  readonly signal?: string;
  /** The timeout came before the end; the process may still have ended with a status. */
  readonly timedOut: boolean;
  /** It could not be started: `ENOENT`, `EACCES`, `EAGAIN`, … */
  readonly error?: string;
}

export interface RunningProcess {
  /** undefined when it could not be started. */
  readonly pid: number | undefined;
  /** True once the timeout has come and the group was told to end. */
  readonly isEnding: boolean;
  /** Never rejects. Settles when the process itself is gone; others of its group may still be ending. */
  readonly result: Promise<ProcessResult>;
  /** TERM to the group, and KILL if it is still there `killDelay` later. Harmless when it is gone. */
  terminate(): void;
  /** KILL to the group, for when nobody will be there to wait. Harmless when it is gone. */
  kill(): void;
}

/** keepalived's environment for scripts is its own without these. */
const WITHHELD = new Set(['IFS', 'LD_PRELOAD', 'LD_LIBRARY_PATH']);

export function scriptEnvironment(environment: NodeJS.ProcessEnv = process.env): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !WITHHELD.has(name)));
}

/** Starts the command at once. Failing to start has the same shape as failing later. */
export function runProcess(request: ProcessRequest): RunningProcess {
  const wrapped = needsWrapper(request.user) ? withAllGroups(request.command, request.user) : undefined;
  const [file = '', ...args] = wrapped ?? request.command;
  const user = wrapped === undefined ? request.user : undefined;
  const child = execa(file, args, {
    stdio: 'ignore',
    buffer: false,
    detached: true,
    cleanup: false,
    reject: false,
    env: scriptEnvironment(),
    extendEnv: false,
    ...(user !== undefined && { uid: user.uid, gid: user.gid }),
  });
  const group = new Group(child.pid, request.killDelay ?? KILL_DELAY);
  let timedOut = false;
  const alarm =
    request.timeout === undefined
      ? undefined
      : setTimeout(() => {
          timedOut = true;
          group.terminate();
        }, toMilliseconds(request.timeout));

  const result = child.then(
    ended => {
      clearTimeout(alarm);
      group.leaderIsGone();
      return describe(ended, timedOut);
    },
    // `reject: false` leaves no ordinary way here; whatever it is, the caller sees a command that failed.
    (reason: unknown): ProcessResult => {
      clearTimeout(alarm);
      return { timedOut, error: reason instanceof Error ? reason.message : String(reason) };
    },
  );
  return {
    pid: child.pid,
    get isEnding() {
      return group.isEnding;
    },
    result,
    terminate: () => group.terminate(),
    kill: () => group.kill(),
  };
}

/** TERM to the group of a child of this process that is in nobody's hands any more; harmless when it is no child. */
export function endChildGroup(pid: number): void {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // The name may hold blanks and brackets: behind it come state and parent.
    const [, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(parent) === process.pid) process.kill(-pid, 'SIGTERM');
  } catch {
    // gone
  }
}

type User = NonNullable<ProcessRequest['user']>;

/** Only root can give a process further groups; anybody else's have what they have. */
function needsWrapper(user: User | undefined): user is User {
  return user?.allGroups === true && process.geteuid?.() === 0;
}

/**
 * Node leaves a process the one group it is given. setpriv(1) of util-linux knows initgroups(3), and becomes the command:
 * the pid is the command's own. A command that cannot be executed ends with its status 126 or 127 then, as from a shell.
 */
function withAllGroups(command: readonly string[], { uid, gid }: User): readonly string[] {
  return ['setpriv', `--reuid=${uid}`, `--regid=${gid}`, '--init-groups', '--', ...command];
}

interface Ended {
  readonly exitCode?: number | undefined;
  readonly signal?: string | undefined;
  readonly code?: string | undefined;
  readonly cause?: unknown;
}

function describe(ended: Ended, timedOut: boolean): ProcessResult {
  if (ended.exitCode !== undefined) return { exit: ended.exitCode, timedOut };
  if (ended.signal !== undefined) return { signal: ended.signal, timedOut };
  const reason = ended.cause instanceof Error ? ended.cause.message : 'not started';
  return { timedOut, error: ended.code ?? reason };
}

/** The process group a command was started as the leader of. */
class Group {
  readonly #id: number | undefined;
  readonly #killDelay: Duration;
  #isEnding = false;
  #isLeaderGone = false;
  #kill: NodeJS.Timeout | undefined;

  constructor(id: number | undefined, killDelay: Duration) {
    this.#id = id;
    this.#killDelay = killDelay;
  }

  get isEnding(): boolean {
    return this.#isEnding;
  }

  terminate(): void {
    if (this.#isEnding || this.#isLeaderGone) return;
    this.#isEnding = true;
    this.#signal('SIGTERM');
    this.#kill = setTimeout(() => this.#signal('SIGKILL'), toMilliseconds(this.#killDelay));
  }

  kill(): void {
    if (!this.#isLeaderGone) this.#signal('SIGKILL');
  }

  leaderIsGone(): void {
    this.#isLeaderGone = true;
    // An empty group's number may be given to a stranger; one that still has members keeps it.
    if (!this.#signal(0)) clearTimeout(this.#kill);
  }

  /** False when the group has no members (or none we may signal). */
  #signal(signal: NodeJS.Signals | 0): boolean {
    if (this.#id === undefined) return false;
    try {
      process.kill(-this.#id, signal);
      return true;
    } catch {
      return false;
    }
  }
}
