/**
 * Generic netlink (linux/genetlink.h, kernel documentation "Introduction to Netlink"): families are known by a name, to
 * which the kernel gives a message type when it loads them. Their messages begin with
 *
 *    +---------------+---------------+-------------------------------+
 *    |    command    |    version    |           reserved            |
 *    +---------------+---------------+-------------------------------+
 */
import { ok, type Result } from '../../base/result.js';
import { type Fault, fault } from '../fault.js';
import { type AttributeValue, readAttributes } from './attribute.js';
import { readHost16 } from './host-order.js';
import { encodeRequest, zeroTerminated } from './message.js';

/** NETLINK_GENERIC. */
export const NETLINK_GENERIC = 16;

/** Of the message, the netlink header not included. */
export const GENERIC_HEADER_LENGTH = 4;

/** GENL_ID_CTRL: the family that knows the others; the only one whose number is fixed. */
const CONTROLLER = 16;
const CONTROLLER_VERSION = 1;
const GET_FAMILY = 3;
const FAMILY_ID = 1;
const FAMILY_NAME = 2;

/** What a message of a family begins with. */
export interface GenericHeader {
  /** The number of the family, as `decodeFamilyId` has it. */
  readonly family: number;
  readonly command: number;
  readonly version: number;
}

/** A request to a family; `flags` as of `encodeRequest`. */
export function encodeGeneric(
  { family, command, version }: GenericHeader,
  flags: number,
  attributes: readonly AttributeValue[] = [],
): Uint8Array {
  return encodeRequest(family, flags, Uint8Array.of(command, version, 0, 0), attributes);
}

/** Asks for the number of a family. The kernel refuses with ENOENT when there is none. */
export function encodeGetFamily(name: string): Uint8Array {
  const header = { family: CONTROLLER, command: GET_FAMILY, version: CONTROLLER_VERSION };
  return encodeGeneric(header, 0, [{ type: FAMILY_NAME, value: zeroTerminated(name) }]);
}

/** Reads the number of a family from the payload of the controller's answer. */
export function decodeFamilyId(payload: Uint8Array): Result<number, Fault<'truncated' | 'no-family'>> {
  if (payload.length < GENERIC_HEADER_LENGTH)
    return fault('truncated', `a generic message has at least ${GENERIC_HEADER_LENGTH} bytes, got ${payload.length}`);
  const id = readAttributes(payload.subarray(GENERIC_HEADER_LENGTH)).get(FAMILY_ID);
  if (id?.length !== 2) return fault('no-family', 'the answer of the controller names no family');
  return ok(readHost16(id, 0));
}
