/** Tables of nf_tables, changed as nft(8) does it: by NETLINK_NETFILTER, all of a batch at once or nothing. */
import {
  describeTableChange,
  encodeBatchBegin,
  encodeBatchEnd,
  encodeGetTable,
  encodeTableChange,
  type TableFamily,
  type TableRequest,
} from '../wire/netlink/nftables/request.js';
import { KernelError } from './kernel-error.js';
import { type NetlinkSocket, openNetlinkSocket } from './netlink-socket.js';

export interface NftablesSocket {
  /** Makes all of the changes or none; answers what was refused first, undefined when they are made. Never rejects. */
  commit(changes: readonly TableRequest[]): Promise<KernelError | undefined>;
  /** Whether there is such a table. False also when the kernel does not say. */
  hasTable(family: TableFamily, table: string): Promise<boolean>;
  close(): void;
}

const NETLINK_NETFILTER = 12;
const EIO = 5;

/** Throws a `KernelError` when the socket is refused: a kernel without nfnetlink has no such protocol. */
export function openNftablesSocket(): NftablesSocket {
  const socket = openNetlinkSocket({ protocol: NETLINK_NETFILTER });
  return {
    commit: changes => commit(socket, changes),
    async hasTable(family, table) {
      try {
        const [verdict] = await socket.request([encodeGetTable(family, table)]);
        return verdict?.errno === 0;
      } catch {
        return false;
      }
    },
    close: () => socket.close(),
  };
}

async function commit(socket: NetlinkSocket, changes: readonly TableRequest[]): Promise<KernelError | undefined> {
  if (changes.length === 0) return undefined;
  const messages = changes.map(encodeTableChange);
  try {
    const verdicts = await socket.transaction([encodeBatchBegin(), ...messages, encodeBatchEnd()]);
    const i = verdicts.findIndex(({ errno }) => errno !== 0);
    if (i < 0) return undefined;
    // A batch that is refused as a whole is so before its first change.
    const request = describeTableChange(changes[Math.max(i - 1, 0)]!);
    const { errno, reason } = verdicts[i]!;
    return new KernelError(request, errno, undefined, reason);
  } catch (error) {
    return error instanceof KernelError ? error : new KernelError(`nf_tables batch (${String(error)})`, EIO);
  }
}
