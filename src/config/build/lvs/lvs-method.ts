/** `NAT`, `DR` or `TUN`, the latter with options of its tunnel in any order. */
import type { ForwardingMethod, TunnelMethod } from '../../../ipvs/settings.js';
import { didYouMean } from '../../hint.js';
import { parseInteger } from '../../numbers.js';
import type { Statement, Word } from '../../parser.js';
import type { BuildContext } from '../context.js';

// Shared by all the servers that have no options: there may be tens of thousands.
const NAT: ForwardingMethod = Object.freeze({ kind: 'NAT' });
const DR: ForwardingMethod = Object.freeze({ kind: 'DR' });
const TUN: TunnelMethod = Object.freeze({ kind: 'TUN', encapsulation: 'ipip', port: 0, checksum: 'none' });

export const DEFAULT_METHOD = NAT;

const ENCAPSULATIONS = ['ipip', 'gue', 'gre'] as const;
const CHECKSUMS = { nocsum: 'none', csum: 'local', remcsum: 'remote' } as const;
const OPTIONS = ['type', 'port', ...Object.keys(CHECKSUMS)];

/** Undefined: there is no such method, which has been reported. Bad options leave the method without any. */
export function readMethod({ row, words }: Statement, context: BuildContext): ForwardingMethod | undefined {
  const [name, ...options] = words;
  const { diagnostics } = context;
  const kind = name!.text;
  if (kind !== 'NAT' && kind !== 'DR' && kind !== 'TUN') {
    const upper = kind.toUpperCase();
    const hint = ['NAT', 'DR', 'TUN'].includes(upper) ? `write it as \`${upper}\`` : undefined;
    const text = `\`${row.name}\` is NAT, DR or TUN, not \`${kind}\`; the line is ignored`;
    diagnostics.error(name!.at, 'choice-unknown', text, { hint });
    return undefined;
  }
  if (options.length === 0) return kind === 'NAT' ? NAT : kind === 'DR' ? DR : TUN;
  const tunnel = readTunnel(options, context);
  if (kind === 'TUN') return tunnel ?? TUN;
  if (tunnel !== undefined) {
    const text = `${kind} has no tunnel, so \`${options[0]!.text}\` means nothing here; it is ignored`;
    diagnostics.warning(options[0]!.at, 'tunnel-options-unused', text);
  }
  return kind === 'NAT' ? NAT : DR;
}

function readTunnel(options: readonly Word[], context: BuildContext): TunnelMethod | undefined {
  let encapsulation: TunnelMethod['encapsulation'] = 'ipip';
  let checksum: TunnelMethod['checksum'] = 'none';
  let port = 0;
  const refuse = (word: Word, what: string, hint?: string): undefined => {
    const text = `${what}; the options of the tunnel are ignored and plain IP in IP is used`;
    context.diagnostics.error(word.at, 'tunnel-option', text, { hint });
  };
  for (let i = 0; i < options.length; i++) {
    const word = options[i]!;
    if (word.text === 'type' || word.text === 'port') {
      const value = options[++i];
      if (value === undefined) return refuse(word, `\`${word.text}\` needs a value`);
      if (word.text === 'type') {
        const known = ENCAPSULATIONS.find(one => one === value.text);
        if (known === undefined) {
          const hint = didYouMean(value.text, ENCAPSULATIONS);
          return refuse(value, `a tunnel is ipip, gue or gre, not \`${value.text}\``, hint);
        }
        encapsulation = known;
      } else {
        const read = parseInteger(value.text, [1, 65_535]);
        if (!read.ok) return refuse(value, `the port of a gue tunnel is 1 to 65535, not \`${value.text}\``);
        port = read.value;
      }
    } else if (isChecksum(word.text)) checksum = CHECKSUMS[word.text];
    else {
      const hint = didYouMean(word.text, OPTIONS);
      return refuse(word, `a tunnel has no option \`${word.text}\`, only ${OPTIONS.join(', ')}`, hint);
    }
  }
  const first = options[0]!;
  if (encapsulation === 'gue' && port === 0) {
    return refuse(first, 'a gue tunnel needs its UDP port', 'write `type gue port N`');
  }
  if (encapsulation !== 'gue' && port !== 0) return refuse(first, `a tunnel of type ${encapsulation} has no port`);
  if (encapsulation === 'ipip' && checksum !== 'none') return refuse(first, 'an ipip tunnel has no checksum');
  if (encapsulation === 'gre' && checksum === 'remote') return refuse(first, 'a gre tunnel has no remote checksum');
  return { kind: 'TUN', encapsulation, port, checksum };
}

function isChecksum(text: string): text is keyof typeof CHECKSUMS {
  return Object.hasOwn(CHECKSUMS, text);
}
