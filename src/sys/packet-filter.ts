/** Classic BPF programs on sockets (linux/filter.h): what they drop never wakes the process. */
import { addressOf, Level, Option, setSocketOption } from './libc.js';

/** One instruction: code, jump if true, jump if false, operand. */
export type Instruction = readonly [code: number, jt: number, jf: number, k: number];

/** What a program returns to let a packet through uncut. */
export const WHOLE_PACKET = 0xffff_ffff;

/** `struct sock_filter` for each instruction, 8 bytes in the machine's order. */
export function assemble(program: readonly Instruction[]): Uint8Array {
  const bytes = new Uint8Array(new ArrayBuffer(program.length * 8));
  const words = new Uint32Array(bytes.buffer);
  const halves = new Uint16Array(bytes.buffer);
  program.forEach(([code, jt, jf, k], i) => {
    halves[i * 4] = code;
    bytes[i * 8 + 2] = jt;
    bytes[i * 8 + 3] = jf;
    words[i * 2 + 1] = k;
  });
  return bytes;
}

/** Puts a program on a socket in place of the one it had; minus errno when the kernel refuses it. */
export function attachFilter(fd: number, instructions: readonly Instruction[]): number {
  const program = assemble(instructions);
  // struct sock_fprog: length 0, pointer 8. The program lies right behind it, so that both live as long.
  const header = new Uint8Array(new ArrayBuffer(16 + program.length));
  new Uint16Array(header.buffer)[0] = instructions.length;
  new BigUint64Array(header.buffer, 0, 2)[1] = addressOf(header) + 16n;
  header.set(program, 16);
  return setSocketOption(fd, Level.socket, Option.SO_ATTACH_FILTER, header.subarray(0, 16));
}
