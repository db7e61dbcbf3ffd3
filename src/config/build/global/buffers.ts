/** `global_defs`: receive buffers. */
import { UINT_MAX } from '../../keywords/row.js';
import { parseInteger } from '../../numbers.js';
import type { Statement } from '../../parser.js';
import type { AdvertBufferSettings, BufferSettings, ReceiveBuffer } from '../../settings.js';
import { setBoolean, setInteger } from '../assign.js';
import type { Apply, BuildContext } from '../context.js';
import type { Globals } from '../globals.js';
import type { Mutable } from '../mutable.js';
import { readLoneInteger } from '../values.js';

type Socket = Exclude<keyof BufferSettings, 'adverts'>;

/** What `vrrp_rx_bufs_policy` lines have asked for so far. */
interface AdvertBufferDraft {
  bytes?: number;
  mtu: boolean;
  advert: boolean;
  packets: number;
}

/** Receive buffers while they are read. */
export type BuffersDraft = Readonly<Record<Socket, Mutable<ReceiveBuffer>>> & { readonly adverts: AdvertBufferDraft };

/** The defaults. */
export function newBuffers(): BuffersDraft {
  return {
    vrrpCommand: { forced: false },
    vrrpMonitor: { forced: false },
    lvsCommand: { forced: false },
    lvsMonitor: { forced: false },
    processMonitor: { forced: false },
    adverts: { mtu: false, advert: false, packets: 3 },
  };
}

export const APPLY_BUFFERS: Apply<Globals> = {
  ...applySocket('vrrp_netlink_cmd_rcv_bufs', 'vrrpCommand'),
  ...applySocket('vrrp_netlink_monitor_rcv_bufs', 'vrrpMonitor'),
  ...applySocket('lvs_netlink_cmd_rcv_bufs', 'lvsCommand'),
  ...applySocket('lvs_netlink_monitor_rcv_bufs', 'lvsMonitor'),
  ...applySocket('process_monitor_rcv_bufs', 'processMonitor'),
  vrrp_rx_bufs_policy: readPolicy,
  vrrp_rx_bufs_multiplier: ({ buffers }, statement, { diagnostics }) => {
    buffers.adverts.packets = readLoneInteger(statement, diagnostics) ?? buffers.adverts.packets;
  },
};

/** Which of the policies asked for counts. */
export function finishBuffers({ buffers }: Globals): BufferSettings {
  const { bytes, mtu, advert, packets } = buffers.adverts;
  const policy: AdvertBufferSettings['policy'] =
    bytes !== undefined ? { bytes } : mtu ? 'mtu' : advert ? 'advert' : 'kernel';
  return { ...buffers, adverts: { policy, packets } };
}

function applySocket(keyword: string, socket: Socket): Apply<Globals> {
  return {
    [keyword]: setInteger(({ buffers }, size) => {
      // A size of 0 asks for nothing.
      if (size > 0) buffers[socket].size = size;
    }),
    [`${keyword}_force`]: setBoolean(({ buffers }, forced) => {
      buffers[socket].forced = forced;
    }),
  };
}

/** Lines add up: bytes beat the words, and `MTU` beats `ADVERT`. */
function readPolicy({ buffers }: Globals, { row, words, at }: Statement, { diagnostics }: BuildContext): void {
  const draft = buffers.adverts;
  // A number counts in the first place only, and whatever else follows one is passed over.
  const bytes = parseInteger(words[0]?.text ?? 'none', [0, UINT_MAX]);
  if (bytes.ok) draft.bytes = bytes.value;
  for (const word of words) {
    const name = word.text.toUpperCase();
    if (name === 'MTU') draft.mtu = true;
    else if (name === 'ADVERT') draft.advert = true;
    else {
      if (!bytes.ok) {
        const text = `\`${row.name}\` is MTU, ADVERT or a number of bytes alone, not \`${words.map(one => one.text).join(' ')}\`; this word is ignored`;
        diagnostics.error(word.at, 'choice-unknown', text, { class: 'invalid-number' });
      }
    }
  }
  if (draft.bytes !== undefined && (draft.mtu || draft.advert)) {
    const text = `\`${row.name}\` cannot be a number of bytes and a word as well; ${draft.bytes} bytes are used`;
    diagnostics.error(at, 'option-conflict', text);
    draft.mtu = false;
    draft.advert = false;
  } else if (draft.mtu && draft.advert) {
    diagnostics.error(at, 'option-conflict', `\`${row.name}\` cannot be MTU and ADVERT; MTU is used`);
    draft.advert = false;
  }
}
