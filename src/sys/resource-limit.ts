/** Resource limits of a process; prlimit(2). */
import { KernelError } from './kernel-error.js';
import { limitResource } from './libc.js';

/** As numbered on x86-64 and arm64 (asm-generic/resource.h). */
export const Resource = { core: 4, lockedMemory: 8, realTime: 15 } as const;

/** RLIM_INFINITY. */
export const UNLIMITED = 0xffff_ffff_ffff_ffffn;

/** A pair of limits in the resource's own unit: bytes, or microseconds for `realTime`. */
export interface Limits {
  readonly soft: bigint;
  readonly hard: bigint;
}

/** The limits that hold for this process; throws a `KernelError`. */
export function limitsOf(resource: number): Limits {
  return exchange(0, resource, null);
}

/** Sets the limits of this process, or of the one with that pid. Only some may raise a hard limit. */
export function setLimits(resource: number, { soft, hard }: Limits, pid = 0): KernelError | undefined {
  try {
    exchange(pid, resource, pair(soft, hard));
    return undefined;
  } catch (error) {
    if (error instanceof KernelError) return error;
    throw error;
  }
}

function exchange(pid: number, resource: number, wanted: BigUint64Array | null): Limits {
  const before = pair(0n, 0n);
  const returned = limitResource(pid, resource, wanted, before);
  if (returned < 0) throw new KernelError(`prlimit(${nameOf(resource)})`, -returned);
  return { soft: before[0]!, hard: before[1]! };
}

function pair(soft: bigint, hard: bigint): BigUint64Array {
  const limits = new BigUint64Array(new ArrayBuffer(16));
  limits[0] = soft;
  limits[1] = hard;
  return limits;
}

function nameOf(resource: number): string {
  const names: Readonly<Record<number, string>> = {
    4: 'RLIMIT_CORE',

    8: 'RLIMIT_MEMLOCK',
    15: 'RLIMIT_RTTIME',
  };
  return names[resource] ?? String(resource);
}
