/** Entries of `track_interface`, `track_script` and `unicast_peer` in an instance. */
import { parseAddress, sameAddress } from '../../base/address.js';
import type { Weight } from '../../vrrp/settings.js';
import { nearest } from '../hint.js';
import { parseInteger } from '../numbers.js';
import type { Entry, Statement, Word } from '../parser.js';
import type { BuildContext } from './context.js';
import type { InstanceDraft } from './draft.js';

/** keepalived reads up to 254 and then corrects to 253, so that a tracker alone never moves 255 to 0 or back. */
const READABLE: readonly [number, number] = [-254, 254];
const HEAVIEST = 253;

export function readTrackInterfaces(draft: InstanceDraft, { entries }: Statement, context: BuildContext): void {
  for (const entry of entries) {
    const [name, ...options] = entry.words;
    if (draft.trackInterfaces.some(one => one.name === name.text)) {
      context.diagnostics.error(
        name.at,
        'track-twice',
        `interface \`${name.text}\` is tracked already; the entry is ignored`,
      );
      continue;
    }
    if (!context.interfaceUsable(name.text, name.at, `(${draft.name}) to track`)) continue;
    const weight = readWeight(options, ['reverse'], { weight: 0, reverse: false }, context);
    draft.trackInterfaces.push({ name: name.text, at: name.at, ...weight });
  }
}

export function readTrackScripts(draft: InstanceDraft, { entries }: Statement, context: BuildContext): void {
  const { scripts } = context.drafts;
  for (const entry of entries) {
    const [name, ...options] = entry.words;
    const script = scripts.get(name.text);
    if (script === undefined) {
      const meant = nearest(name.text, scripts.keys());
      const hint =
        meant === undefined ? 'a `vrrp_script` must be defined before it is tracked' : `did you mean \`${meant}\`?`;
      const text = `there is no usable \`vrrp_script\` ${name.text} above; the entry is ignored`;
      context.diagnostics.error(name.at, 'track-script-unknown', text, { hint });
    } else if (draft.trackScripts.some(one => one.name === name.text)) {
      context.diagnostics.error(
        name.at,
        'track-twice',
        `script \`${name.text}\` is tracked already; the entry is ignored`,
      );
    } else {
      const weight = readWeight(options, ['reverse', 'noreverse'], script.settings.weight, context);
      draft.trackScripts.push({ name: name.text, at: name.at, ...weight });
    }
  }
}

/** `[weight N [reverse]]` */
function readWeight(words: readonly Word[], flags: readonly string[], given: Weight, context: BuildContext): Weight {
  const [keyword, number, flag] = words;
  const { diagnostics } = context;
  if (keyword === undefined) return given;
  if (keyword.text !== 'weight') {
    const text = `a tracker has no option \`${keyword.text}\`, only \`weight\`; it is ignored`;
    diagnostics.error(keyword.at, 'track-option-unknown', text);
    return given;
  }
  if (number === undefined) {
    diagnostics.error(keyword.at, 'weight-missing', '`weight` needs a number; it is ignored');
    return given;
  }
  let { weight, reverse } = given;
  const read = parseInteger(number.text, READABLE);
  if (!read.ok) {
    const text = `\`weight\` is -${HEAVIEST} to ${HEAVIEST}, not \`${number.text}\`; it is ignored`;
    diagnostics.error(number.at, 'weight-range', text, { class: 'invalid-number' });
  } else if (Math.abs(read.value) > HEAVIEST) {
    weight = Math.sign(read.value) * HEAVIEST;
    diagnostics.error(number.at, 'weight-range', `\`weight\` is at most ${HEAVIEST}; ${weight} is used`);
  } else weight = read.value;
  if (flag !== undefined && flags.includes(flag.text)) reverse = flag.text === 'reverse';
  else if (flag !== undefined) {
    const text = `\`weight\` takes ${flags.map(one => `\`${one}\``).join(' or ')}, not \`${flag.text}\``;
    diagnostics.error(flag.at, 'track-option-unknown', text);
  }
  return { weight, reverse };
}

/** `ADDR [min_ttl N] [max_ttl N]` */
export function readUnicastPeers(draft: InstanceDraft, { entries }: Statement, context: BuildContext): void {
  for (const entry of entries) readPeer(draft, entry, context);
}

function readPeer(draft: InstanceDraft, entry: Entry, { diagnostics }: BuildContext): void {
  const [word, ...options] = entry.words;
  const address = parseAddress(word.text);
  if (address === undefined) {
    diagnostics.error(word.at, 'peer-invalid', `\`${word.text}\` is no IP address; the peer is ignored`);
    return;
  }
  if (draft.family !== undefined && draft.family !== address.family) {
    const text = `(${draft.name}) is an IPv${draft.family} instance, so ${word.text} cannot be its peer; it is ignored`;
    diagnostics.error(word.at, 'family-mismatch', text);
    return;
  }
  if (draft.peers.some(peer => sameAddress(peer.address, address))) {
    diagnostics.error(word.at, 'peer-twice', `${word.text} is a peer already; the entry is ignored`);
    return;
  }
  const ttl = { min_ttl: 0, max_ttl: 255 };
  for (let i = 0; i < options.length; i += 2) {
    const [name, value] = [options[i]!, options[i + 1]];
    if (name.text !== 'min_ttl' && name.text !== 'max_ttl') {
      diagnostics.error(
        name.at,
        'peer-option-unknown',
        `a peer has no option \`${name.text}\`, only min_ttl and max_ttl`,
      );
      continue;
    }
    if (value === undefined) {
      diagnostics.error(name.at, 'peer-option-value', `\`${name.text}\` needs a number; it is ignored`);
      continue;
    }
    const read = parseInteger(value.text, [0, 255]);
    if (read.ok) {
      ttl[name.text] = read.value;
      draft.checksSource = true;
    } else {
      const text = `\`${name.text}\` is 0 to 255, not \`${value.text}\`; it is ignored`;
      diagnostics.error(value.at, 'ttl-range', text, { class: 'invalid-number' });
    }
  }
  draft.family = address.family;
  draft.peers.push({ address, minTtl: ttl.min_ttl, maxTtl: ttl.max_ttl });
}
