/** Codes of addresses, routes and rules. */
import type { CodeExplanation } from './explanation.js';

export const ROUTING_CODES = {
  'address-invalid': { cause: '', cure: '' },
  'address-option-unknown': { cause: '', cure: '' },
  'address-option-value': { cause: '', cure: '' },
  'address-twice': { cause: '', cure: '' },
  'broadcast-invalid': { cause: '', cure: '' },
  'broadcast-prefix': { cause: '', cure: '' },
  'broadcast-with-peer': { cause: '', cure: '' },
  'device-twice': { cause: '', cure: '' },
  'label-ipv6': { cause: '', cure: '' },
  'label-too-long': { cause: '', cure: '' },
  'preferred-lft-number': { cause: '', cure: '' },
  'prefix-length': { cause: '', cure: '' },
  'scope-invalid': { cause: '', cure: '' },
  'scope-ipv6': { cause: '', cure: '' },
} satisfies Readonly<Record<string, CodeExplanation>>;
