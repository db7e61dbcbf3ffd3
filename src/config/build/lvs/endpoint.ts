/** `IP [PORT]` of virtual, real and sorry servers. */
import { type IpAddress, parseAddress } from '../../../base/address.js';
import { parseInteger } from '../../numbers.js';
import type { Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import { reportBadNumber } from '../values.js';

const PORTS = [0, 65_535] as const;

/** Where a server is. */
export interface Endpoint {
  readonly address: IpAddress;
  /** 0: none was given. */
  readonly port: number;
}

/** `words` begin with the address; `what` and `consequence` complete the message: "a virtual server ...; it ...". */
export function readEndpoint(
  words: readonly Word[],
  what: string,
  consequence: string,
  context: BuildContext,
): Endpoint | undefined {
  const [where, portWord] = words;
  const address = readServerAddress(where!, what, consequence, context);
  if (address === undefined) return undefined;
  const port = readPort(portWord, consequence, context);
  return port === undefined ? undefined : { address, port };
}

/** An absent port is 0. Undefined: reported. */
export function readPort(word: Word | undefined, consequence: string, { diagnostics }: BuildContext) {
  if (word === undefined) return 0;
  const port = parseInteger(word.text, PORTS);
  if (port.ok) return port.value;
  const text = `a port is 1 to 65535, not \`${word.text}\`; ${consequence}`;
  reportBadNumber(word, port.error, text, diagnostics);
  return undefined;
}

function readServerAddress(word: Word, what: string, consequence: string, { diagnostics }: BuildContext) {
  const address = parseAddress(word.text);
  if (address !== undefined) return address;
  // keepalived reads such words as addresses of a group, and takes the first address.
  const [, first = '', rest = ''] = /^([^/-]*)([/-].*)$/s.exec(word.text) ?? [];
  const before = parseAddress(first);
  if (before !== undefined) {
    const text = `${what} has one address: of \`${word.text}\` only ${before.text} is used, without \`${rest}\``;
    const hint = rest.startsWith('/') || what !== VIRTUAL_SERVER ? undefined : 'a `virtual_server_group` takes ranges';
    diagnostics.warning(word.at, 'server-address-cut', text, { hint });
    return before;
  }
  const text = `${what} begins with an IP address, not \`${word.text}\`; ${consequence}`;
  diagnostics.error(word.at, 'server-address', text, { hint: hintFor(word.text) });
  return undefined;
}

export const VIRTUAL_SERVER = 'a virtual server';

function hintFor(text: string): string | undefined {
  const colon = /^(\d+\.\d+\.\d+\.\d+):(\d+)$/.exec(text);
  if (colon !== null) return `write address and port as two words: \`${colon[1]} ${colon[2]}\``;
  const bracketed = /^\[([0-9a-fA-F:.]+)\](?::(\d+))?$/.exec(text);
  if (bracketed !== null) return `write it without brackets: \`${bracketed[1]} ${bracketed[2] ?? 'PORT'}\``;
  if (text.toLowerCase() === 'fwmark' || text.toLowerCase() === 'group') return `write \`${text.toLowerCase()}\``;
  if (/^[a-z][a-z0-9-]*(?:\.[a-z0-9-]+)*$/i.test(text)) return 'names are not looked up here';
  return undefined;
}
