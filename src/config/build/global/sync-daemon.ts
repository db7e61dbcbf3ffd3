/** `lvs_sync_daemon INTERFACE [inst NAME] [id N] [maxlen N] [port N] [ttl N] [group ADDRESS]`. */
import { type IpAddress, isMulticast } from '../../../base/address.js';
import type { SyncDaemonSettings } from '../../../ipvs/settings.js';
import { didYouMean } from '../../hint.js';
import { parseInteger } from '../../numbers.js';
import type { Statement, Word } from '../../parser.js';
import type { BuildContext } from '../context.js';
import type { Globals } from '../globals.js';
import type { Mutable } from '../mutable.js';
import { readBareAddress } from '../routing/prefixes.js';
import { reportBadNumber } from '../values.js';

/** As read; the id may be that of an instance which is not known yet. */
export interface SyncDaemonDraft extends Mutable<Omit<SyncDaemonSettings, 'syncId'>> {
  readonly place: Word;
  syncId?: number;
}

type NumberField = 'syncId' | 'maxLength' | 'port' | 'ttl';

const NUMBERS = new Map<string, { readonly field: NumberField; readonly range: readonly [number, number] }>([
  ['id', { field: 'syncId', range: [0, 255] }],
  // The largest payload of a UDP datagram over IPv4.
  ['maxlen', { field: 'maxLength', range: [1, 65_507] }],
  ['port', { field: 'port', range: [1, 65_535] }],
  ['ttl', { field: 'ttl', range: [1, 255] }],
]);
/** IFNAMSIZ of netdevice(7), without its terminator. */
const LONGEST_NAME = 15;
const OPTIONS = ['inst', ...NUMBERS.keys(), 'group'];

/** One line; a second one is reported and ignored. */
export function readSyncDaemon(globals: Globals, { row, words }: Statement, context: BuildContext): void {
  const { diagnostics } = context;
  const device = words[0]!;
  if (globals.syncDaemon !== undefined) {
    const text = `\`${row.name}\` is on ${globals.syncDaemon.interface} already; this line is ignored`;
    diagnostics.error(device.at, 'keyword-twice', text);
    return;
  }
  if (Buffer.byteLength(device.text) > LONGEST_NAME) {
    const text = `\`${device.text}\` is longer than the name of an interface (${LONGEST_NAME} bytes); this line is ignored`;
    diagnostics.error(device.at, 'device-name', text);
    return;
  }
  const draft: SyncDaemonDraft = { interface: device.text, place: device };
  globals.syncDaemon = draft;
  let next = readOldForm(draft, words, context);
  while (next < words.length) next = readOption(draft, words, next, context);
}

/** The instance must exist, before this line or after it; its virtual router id is the usual id. */
export function finishSyncDaemon(
  { syncDaemon }: Globals,
  { drafts, diagnostics }: BuildContext,
): SyncDaemonSettings | undefined {
  if (syncDaemon === undefined) return undefined;
  const { place, syncId, ...settings } = syncDaemon;
  if (settings.instance === undefined) return { ...settings, syncId: syncId ?? 0 };
  const instance = drafts.instances.get(settings.instance);
  if (instance !== undefined) return { ...settings, syncId: syncId ?? instance.vrid ?? 0 };
  const hint = didYouMean(settings.instance, drafts.instances.keys());
  const text = `there is no \`vrrp_instance\` ${settings.instance} for \`lvs_sync_daemon\` to follow; connections are not synchronised`;
  diagnostics.warning(place.at, 'sync-instance-missing', text, { hint });
  return undefined;
}

/** Before there were names for options: `INTERFACE INSTANCE [ID]`. The position of the first option. */
function readOldForm(draft: SyncDaemonDraft, words: readonly Word[], { diagnostics }: BuildContext): number {
  const [, instance, id] = words;
  if (instance === undefined || OPTIONS.includes(instance.text)) return 1;
  draft.instance = instance.text;
  if (id === undefined || OPTIONS.includes(id.text)) return 2;
  if (readNumber(draft, 'id', id, diagnostics)) {
    const text = `the id ${id.text} of \`lvs_sync_daemon\` stands without \`id\` before it; it is used`;
    diagnostics.error(id.at, 'sync-daemon-old-form', text, { hint: `write \`id ${id.text}\`` });
  }
  return 3;
}

/** One option from `position` on; the position after it. */
function readOption(
  draft: SyncDaemonDraft,
  words: readonly Word[],
  position: number,
  { diagnostics }: BuildContext,
): number {
  const name = words[position]!;
  const value = words[position + 1];
  if (!OPTIONS.includes(name.text)) {
    const hint = didYouMean(name.text, OPTIONS);
    const text = `\`lvs_sync_daemon\` knows ${OPTIONS.join(', ')}, not \`${name.text}\`; it is ignored`;
    diagnostics.error(name.at, 'option-unknown', text, { hint });
    return position + 1;
  }
  if (value === undefined) {
    // For a missing instance, and for that alone, keepalived ends at once.
    const text = `\`${name.text}\` of \`lvs_sync_daemon\` needs a value`;
    if (name.text === 'inst' && draft.instance === undefined)
      diagnostics.error(name.at, 'parameter-missing', text, { class: 'missing-parameter' });
    else diagnostics.error(name.at, 'option-value', `${text}; it is ignored`);
  } else if (name.text === 'inst') readInstanceName(draft, value, diagnostics);
  else if (name.text === 'group') {
    const group = readGroup(value, diagnostics);
    if (group !== undefined) draft.group = group;
  } else readNumber(draft, name.text, value, diagnostics);
  return position + 2;
}

/** The first one counts. */
function readInstanceName(draft: SyncDaemonDraft, word: Word, diagnostics: BuildContext['diagnostics']): void {
  if (draft.instance === undefined) draft.instance = word.text;
  else {
    const text = `\`lvs_sync_daemon\` follows ${draft.instance} already; \`inst ${word.text}\` is ignored`;
    diagnostics.error(word.at, 'keyword-twice', text);
  }
}

function readGroup(word: Word, diagnostics: BuildContext['diagnostics']): IpAddress | undefined {
  const group = readBareAddress(word, diagnostics);
  if (group !== undefined && isMulticast(group)) return group;
  const text = `\`group\` of \`lvs_sync_daemon\` is a multicast address, not \`${word.text}\`; it is ignored`;
  diagnostics.error(word.at, 'group-invalid', text);
  return undefined;
}

function readNumber(
  draft: SyncDaemonDraft,
  option: string,
  word: Word,
  diagnostics: BuildContext['diagnostics'],
): boolean {
  const { field, range } = NUMBERS.get(option)!;
  const read = parseInteger(word.text, range);
  if (read.ok) draft[field] = read.value;
  else {
    const text = `\`${option}\` of \`lvs_sync_daemon\` is ${range[0]} to ${range[1]}, not \`${word.text}\`; it is ignored`;
    reportBadNumber(word, read.error, text, diagnostics);
  }
  return read.ok;
}
