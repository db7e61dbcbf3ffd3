/** Entries of `unicast_peer`. */
import { sameAddress } from '../../../base/address.js';
import { parseInteger } from '../../numbers.js';
import type { Entry, Statement } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';
import { readBareAddress } from '../routing/prefixes.js';
import { reportBadNumber } from '../values.js';

/** `ADDR [min_ttl N] [max_ttl N]` */
export function readUnicastPeers(draft: InstanceDraft, { entries }: Statement, context: BuildContext): void {
  for (const entry of entries) readPeer(draft, entry, context);
}

function readPeer(draft: InstanceDraft, entry: Entry, { diagnostics }: BuildContext): void {
  const [word, ...options] = entry.words;
  const address = readBareAddress(word, diagnostics);
  if (address === undefined) {
    diagnostics.error(word.at, 'address-invalid', `\`${word.text}\` is no IP address; the peer is ignored`);
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
        'option-unknown',
        `a peer has no option \`${name.text}\`, only \`min_ttl\` and \`max_ttl\`; it is ignored`,
      );
      continue;
    }
    if (value === undefined) {
      diagnostics.error(name.at, 'option-value', `\`${name.text}\` needs a number; it is ignored`);
      continue;
    }
    const read = parseInteger(value.text, [0, 255]);
    if (read.ok) {
      ttl[name.text] = read.value;
      draft.checksSource = true;
    } else {
      const text = `\`${name.text}\` is 0 to 255, not \`${value.text}\`; it is ignored`;
      reportBadNumber(value, read.error, text, diagnostics);
    }
  }
  if (ttl.min_ttl > ttl.max_ttl) {
    const text = `\`min_ttl\` ${ttl.min_ttl} is above \`max_ttl\` ${ttl.max_ttl}, so every advert of ${address.text} is dropped`;
    diagnostics.error(word.at, 'peer-ttl-order', text);
  }
  draft.family = address.family;
  draft.peers.push({ address, minTtl: ttl.min_ttl, maxTtl: ttl.max_ttl });
  draft.peerPlaces.set(address.text, word.at);
}
