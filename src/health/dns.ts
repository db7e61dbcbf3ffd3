/** `DNS_CHECK`: one question (RFC 1035 4.1), and whether a datagram is a good answer to it. */
import { readUint16 } from '../wire/reader.js';
import { writeUint16 } from '../wire/writer.js';
import { failed, type Outcome, WELL } from './outcome.js';
import type { DnsType } from './settings.js';

/** Numbers of RFC 1035 3.2.2, RFC 3596 2.1 and RFC 4034. */
const TYPE_NUMBERS: Readonly<Record<DnsType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  SOA: 6,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  RRSIG: 46,
  DNSKEY: 48,
};

const CLASS_IN = 1;
const HEADER_LENGTH = 12;
/** "Recursion desired", and nothing else. */
const QUESTION_FLAGS = 0x0100;
const IS_RESPONSE = 0x80;
const RCODE_MASK = 0x0f;
const LONGEST_LABEL = 63;

/** Names of RFC 1035 4.1.1 and RFC 2136 2.2, by number. */
const RCODES = ['NOERROR', 'FORMERR', 'SERVFAIL', 'NXDOMAIN', 'NOTIMP', 'REFUSED', 'YXDOMAIN', 'YXRRSET', 'NXRRSET'];

/**
 * The question with the 16-bit `id`. `name` is Latin-1, with or without a dot at its end, the root is `.`; the builder
 * of settings has made sure that its labels fit, so one that does not throws.
 */
export function encodeDnsQuestion(id: number, type: DnsType, name: string): Uint8Array {
  const bare = name.endsWith('.') ? name.slice(0, -1) : name;
  const labels = bare === '' ? [] : bare.split('.');
  const out = new Uint8Array(HEADER_LENGTH + (labels.length === 0 ? 0 : bare.length + 1) + 5);
  writeUint16(out, 0, id);
  writeUint16(out, 2, QUESTION_FLAGS);
  writeUint16(out, 4, 1);
  let at = HEADER_LENGTH;
  for (const label of labels) {
    if (label.length === 0 || label.length > LONGEST_LABEL) throw new RangeError(`not a DNS name: ${name}`);
    out[at++] = label.length;
    for (let i = 0; i < label.length; i++) out[at++] = label.charCodeAt(i);
  }
  writeUint16(out, at + 1, TYPE_NUMBERS[type]);
  writeUint16(out, at + 3, CLASS_IN);
  return out;
}

/** Undefined: the datagram is no response to the question with this id, and is ignored. Answers are not looked at. */
export function judgeDnsResponse(id: number, datagram: Uint8Array): Outcome | undefined {
  if (datagram.length < HEADER_LENGTH || readUint16(datagram, 0) !== id) return undefined;
  if ((datagram[2]! & IS_RESPONSE) === 0) return undefined;
  const code = datagram[3]! & RCODE_MASK;
  return code === 0 ? WELL : failed('denied', `the response code is ${RCODES[code] ?? code}`);
}
