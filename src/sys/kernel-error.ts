/** What the kernel refused, in words: which request, on which device, with which errno. */
import { constants } from 'node:os';

/** Where two names share a number (EAGAIN and EWOULDBLOCK, EOPNOTSUPP and ENOTSUP), the kernel's own word. */
const NAMES = new Map([
  ...Object.entries(constants.errno).map(([name, number]) => [number, name] as const),
  [constants.errno.EAGAIN, 'EAGAIN'] as const,
  [constants.errno.EOPNOTSUPP, 'EOPNOTSUPP'] as const,
]);

/** `ENODEV` for 19; the number itself when the kernel has a newer word than Node. */
export function errnoName(errno: number): string {
  return NAMES.get(errno) ?? `errno ${errno}`;
}

/** A refused kernel call. `code` is what callers compare, as in `error.code === 'EEXIST'`. */
export class KernelError extends Error {
  override readonly name = 'KernelError';
  readonly code: string;

  /**
   * `request` names what was asked (`RTM_NEWADDR 10.0.0.5/32`), `device` the interface it was asked of, `reason` the
   * kernel's own words where it gave some.
   */
  constructor(
    readonly request: string,
    readonly errno: number,
    readonly device?: string,
    reason?: string,
  ) {
    const where = device === undefined ? '' : ` dev ${device}`;
    super(`${request}${where}: ${errnoName(errno)} (errno ${errno})${reason === undefined ? '' : `: ${reason}`}`);
    this.code = errnoName(errno);
  }
}
