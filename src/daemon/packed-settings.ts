/**
 * Settings as bytes, which cross between the threads without being taken in: doing that with the objects of ten thousand
 * virtual servers would hold adverts up. All settings of what runs wait so with the VRRP thread for the next director.
 */
import { deserialize, serialize } from 'node:v8';
import type { Settings } from '../config/settings.js';

/** Memory that threads share, so that passing it on copies nothing. */
export type Packed = Uint8Array;
export type PackedSettings = Packed;

export function packSettings(settings: Settings): PackedSettings {
  return pack(settings);
}

export function unpackSettings(packed: PackedSettings): Settings {
  return unpack(packed) as Settings;
}

/** Plain data as bytes. */
export function pack(value: unknown): Packed {
  const bytes = serialize(value);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

/** How many bytes it takes. */
export function packedLength(value: unknown): number {
  return serialize(value).length;
}

/** What was packed. */
export function unpack(packed: Packed): unknown {
  return deserialize(Uint8Array.from(packed));
}
