/**
 * All settings as bytes. The VRRP thread keeps them for the next director without ever looking inside: taking in the
 * objects of ten thousand virtual servers would hold its adverts up.
 */
import { deserialize, serialize } from 'node:v8';
import type { Settings } from '../config/settings.js';

/** Memory that threads share, so that passing it on copies nothing. */
export type PackedSettings = Uint8Array;

export function packSettings(settings: Settings): PackedSettings {
  const bytes = serialize(settings);
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length));
  shared.set(bytes);
  return shared;
}

export function unpackSettings(packed: PackedSettings): Settings {
  return deserialize(Uint8Array.from(packed)) as Settings;
}
