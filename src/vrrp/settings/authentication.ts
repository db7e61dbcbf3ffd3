/** How adverts prove where they come from. */
import type { Duration } from '../../base/duration.js';

/** Of VRRP version 2 (RFC 2338 5.3.6). Passwords have exactly 8 bytes, zero padded. Secrets: never logged. */
export type Authentication =
  | { readonly kind: 'none' }
  | { readonly kind: 'pass'; readonly password: Uint8Array }
  /** IP Authentication Header with HMAC-MD5-96 (RFC 2403). */
  | { readonly kind: 'ah'; readonly password: Uint8Array };

/** A key of `auth_hmac`. A secret: never logged. */
export interface HmacKey {
  /** 1 to 255. */
  readonly id: number;
  /** 32 to 64 bytes. */
  readonly secret: Uint8Array;
}

/** `auth_hmac`: a trailer of HMAC-SHA256 on every advert. */
export interface HmacSettings {
  readonly keys: readonly HmacKey[];
  /** Id of the key that signs; one of `keys`. */
  readonly activeKey: number;
  /** How far the clocks of sender and receiver may be apart. */
  readonly timeWindow: Duration;
  /** `monotonic`: only the counter must grow, clocks are not compared. */
  readonly antiReplay: 'time' | 'monotonic';
  /** `permissive` also takes unsigned adverts; `receive-only` does not sign either. */
  readonly mode: 'enforce' | 'permissive' | 'receive-only';
}
