import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assemble, type Instruction } from '../../src/sys/packet-filter.js';
import { vridFilter } from '../../src/sys/vrid-filter.js';
import { toHex } from '../wire/hex.js';

/** Runs a program as the kernel documents classic BPF: the bytes let through, 0 for dropped. */
function run(program: readonly Instruction[], packet: Uint8Array): number {
  let a = 0;
  let x = 0;
  const memory: number[] = [];
  for (let pc = 0; pc < program.length; pc++) {
    const [code, jt, jf, k] = program[pc]!;
    switch (code) {
      case 0x00: // ld #k
        a = k;
        break;
      case 0x01: // ldx #k
        x = k;
        break;
      case 0xb1: // ldxb 4*([k]&0xf)
        if (k >= packet.length) return 0;
        x = (packet[k]! & 0xf) * 4;
        break;
      case 0x50: // ldb [x + k]
        if (x + k >= packet.length) return 0;
        a = packet[x + k]!;
        break;
      case 0x02: // st M[k]
        memory[k] = a;
        break;
      case 0x60: // ld M[k]
        a = memory[k]!;
        break;
      case 0x54: // and #k
        a = (a & k) >>> 0;
        break;
      case 0x74: // rsh #k
        a >>>= k;
        break;
      case 0x7c: // rsh x
        a >>>= x;
        break;
      case 0x07: // tax
        x = a;
        break;
      case 0x15: // jeq #k
        pc += a === k ? jt : jf;
        break;
      case 0x05: // ja
        pc += k;
        break;
      case 0x06: // ret #k
        return k;
      default:
        assert.fail(`instruction ${code} is not one this filter uses`);
    }
  }
  return assert.fail('the program ran off its end');
}

/** A packet as the filter sees it: for IPv4 with a header of `words` 32-bit words. */
function packet(family: 4 | 6, vrid: number, words = 5): Uint8Array {
  const header = new Uint8Array(family === 4 ? words * 4 : 0);
  if (family === 4) header[0] = 0x40 | words;
  return Uint8Array.from([...header, 0x31, vrid, 100, 0, 0, 100, 0, 0]);
}

function passing(program: readonly Instruction[], family: 4 | 6, words = 5): number[] {
  return Array.from({ length: 256 }, (_, vrid) => vrid).filter(vrid => run(program, packet(family, vrid, words)) !== 0);
}

const SETS = [[], [1], [255], [31, 32], [1, 51, 64, 127, 128, 200, 255], Array.from({ length: 255 }, (_, i) => i + 1)];

for (const family of [4, 6] as const) {
  test(`exactly the wanted VRIDs pass over IPv${family}, whole`, () => {
    for (const vrids of SETS) {
      const program = vridFilter(family, vrids);
      assert.deepEqual(passing(program, family), vrids);
      if (vrids.length > 0) assert.equal(run(program, packet(family, vrids[0]!)), 0xffff_ffff);
    }
  });

  test(`a packet without a VRID is dropped over IPv${family}`, () => {
    const program = vridFilter(family, [51]);
    const whole = packet(family, 51);
    assert.equal(run(program, whole.subarray(0, whole.length - 7)), 0);
    assert.equal(run(program, new Uint8Array(0)), 0);
  });
}

test('IPv4 options move the VRID', () => {
  assert.deepEqual(passing(vridFilter(4, [51, 52]), 4, 15), [51, 52]);
});

test('all means all', () => {
  assert.equal(passing(vridFilter(4, 'all'), 4).length, 256);
});

test('behind an Authentication Header the VRID is further on, and what is not VRRP is dropped', () => {
  const behind = (vrid: number, protocol: number, words: number) => {
    const [whole, at] = [packet(4, vrid, words), words * 4];
    return Uint8Array.from([...whole.subarray(0, at), protocol, ...new Uint8Array(23), ...whole.subarray(at)]);
  };
  const passes = (vrids: readonly number[] | 'all', bytes: Uint8Array) => run(vridFilter(4, vrids, 51), bytes) !== 0;
  for (const words of [5, 15]) {
    assert.ok(passes([51], behind(51, 112, words)));
    assert.ok(!passes([51], behind(52, 112, words)));
    assert.ok(!passes([51], behind(51, 6, words)));
    assert.ok(passes('all', behind(52, 112, words)));
    assert.ok(!passes('all', behind(51, 6, words)));
  }
  assert.ok(!passes([51], behind(51, 112, 5).subarray(0, 45)));
});

test('the program has one length for every set', () => {
  assert.deepEqual([...new Set(SETS.map(vrids => vridFilter(4, vrids).length))], [36]);
});

test('an instruction is laid out as struct sock_filter', () => {
  assert.equal(toHex(assemble([[0x15, 1, 2, 0x01020304]])), '1500010204030201');
});
