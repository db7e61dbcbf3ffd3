/**
 * A classic BPF program (linux/filter.h, networking/filter.txt of the kernel) that lets adverts of some VRIDs through
 * and drops the others in the kernel, before they wake the process. The set is eight 32-bit words of a bitmap, so the
 * program has the same length for one VRID and for all.
 *
 * A raw IPv4 socket's filter sees the IP header, an IPv6 one's begins behind it; the VRID is the second byte of VRRP.
 * Behind an Authentication Header there may be anything: whoever uses IPsec has other packets with one.
 */
import type { Family } from '../base/address.js';
import { AH_LENGTH, AH_PROTOCOL } from '../wire/ah.js';
import { VRRP_PROTOCOL } from '../wire/vrrp.js';
import { type Instruction, WHOLE_PACKET } from './packet-filter.js';

const LD_IMM = 0x00;
const LDX_IMM = 0x01;
const LDX_MSH = 0xb1; // X = 4 * (byte at k & 0xf): the IPv4 header length
const LD_BYTE_X = 0x50; // A = byte at X + k
const ST = 0x02;
const LD_MEM = 0x60;
const AND_K = 0x54;
const RSH_K = 0x74;
const RSH_X = 0x7c;
const TAX = 0x07;
const JEQ_K = 0x15;
const JA = 0x05;
const RET_K = 0x06;

/** The program for these VRIDs on a socket of this IP protocol. `'all'` lets all of VRRP through. */
export function vridFilter(
  family: Family,
  vrids: readonly number[] | 'all',
  protocol: number = VRRP_PROTOCOL,
): Instruction[] {
  const hasAh = protocol === AH_PROTOCOL;
  // Its first byte is the protocol behind it.
  const behindAh: Instruction[] = hasAh
    ? [
        [LDX_MSH, 0, 0, 0],
        [LD_BYTE_X, 0, 0, 0],
        [JEQ_K, 1, 0, VRRP_PROTOCOL],
        [RET_K, 0, 0, 0],
      ]
    : [];
  if (vrids === 'all') return [...behindAh, [RET_K, 0, 0, WHOLE_PACKET]];
  const words = new Uint32Array(8);
  for (const vrid of vrids) words[vrid >>> 5]! |= 1 << (vrid & 31);

  const program: Instruction[] = [
    ...behindAh,
    family === 4 ? [LDX_MSH, 0, 0, 0] : [LDX_IMM, 0, 0, 0],
    [LD_BYTE_X, 0, 0, hasAh ? AH_LENGTH + 1 : 1], // beyond the end the program ends and the packet is dropped
    [ST, 0, 0, 0],
    [AND_K, 0, 0, 31],
    [TAX, 0, 0, 0],
    [LD_MEM, 0, 0, 0],
    [RSH_K, 0, 0, 5],
  ];
  // Word n: skip two unless A is n; load the word; jump to the test behind the last pair.
  words.forEach((word, n) => {
    program.push([JEQ_K, 0, 2, n], [LD_IMM, 0, 0, word], [JA, 0, 0, (7 - n) * 3]);
  });
  program.push([RSH_X, 0, 0, 0], [AND_K, 0, 0, 1], [JEQ_K, 0, 1, 1], [RET_K, 0, 0, WHOLE_PACKET], [RET_K, 0, 0, 0]);
  return program;
}
