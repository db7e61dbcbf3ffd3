/** Keywords of an instance that change single habits of it; the rest of the block is read by `instance.ts`. */
import { seconds, ZERO } from '../../base/duration.js';
import { parseInteger } from '../numbers.js';
import type { Statement } from '../parser.js';
import type { Apply, BuildContext } from './context.js';
import type { InstanceDraft } from './draft.js';
import { readRouteEntry } from './routes.js';
import { readRuleEntry } from './rules.js';
import { readBoolean, reportNumber } from './values.js';

/** Of `timer_expired_backup` without a number: a router just below the owner would have taken over. */
const TAKEOVER_PRIORITY = 254;

/** Greatest interval of `garp_extra_if`, in seconds: a day. */
const LONGEST_INTERVAL = 86_400;

export const APPLY_INSTANCE_OPTIONS: Apply<InstanceDraft> = {
  virtual_routes: (draft, { entries }, context) => {
    for (const entry of entries) {
      const route = readRouteEntry(entry, 'instance', context);
      if (route !== undefined) draft.routes.push(route.value);
    }
  },
  virtual_rules: (draft, { entries }, context) => {
    for (const entry of entries) {
      const rule = readRuleEntry(entry, 'instance', context);
      if (rule !== undefined) draft.rules.push(rule.value);
    }
  },
  old_unicast_checksum: (draft, { words, at }, { diagnostics }) => {
    draft.unicast ??= at;
    const word = words[0];
    if (word === undefined) draft.oldUnicastChecksum = 'always';
    else if (word.text === 'never') draft.oldUnicastChecksum = 'never';
    else {
      const text = `\`old_unicast_checksum\` takes \`never\` or nothing, not \`${word.text}\`; the line is ignored`;
      diagnostics.error(word.at, 'option-unknown', text);
    }
  },
  v3_checksum_as_v2: (draft, statement, { diagnostics }) => {
    draft.checksumAsV2 = readBoolean(statement, diagnostics) ?? draft.checksumAsV2;
  },
  track_src_ip: draft => {
    draft.tracksSource = true;
  },
  owner_ignore_adverts: (draft, statement, { diagnostics }) => {
    const value = readBoolean(statement, diagnostics);
    if (value !== undefined) draft.ownerIgnoresAdverts = { value, at: statement.at };
  },
  timer_expired_backup: readTimerExpiry,
  thread_timer_expired: readTimerExpiry,
  garp_extra_if: readExtraGarp,
  vmac_garp_intvl: readExtraGarp,
  lvs_sync_daemon_interface: (draft, { words }, { globals, diagnostics }) => {
    const place = words[0]!;
    if (globals.syncDaemon === undefined) {
      globals.syncDaemon = { interface: place.text, place, instance: draft.name };
      return;
    }
    const text = `connections are synchronised on ${globals.syncDaemon.interface} already; this line is ignored`;
    diagnostics.error(place.at, 'sync-daemon-twice', text);
  },
  linkbeat_use_polling: draft => {
    draft.pollsLink = true;
  },
};

function readTimerExpiry(draft: InstanceDraft, { row, words, at }: Statement, { diagnostics }: BuildContext): void {
  const word = words[0];
  if (word === undefined) {
    draft.timerExpiredBackup = { value: TAKEOVER_PRIORITY, at };
    return;
  }
  const read = parseInteger(word.text, row.range!);
  if (read.ok) draft.timerExpiredBackup = { value: read.value, at };
  else reportNumber(row, word, read.error, diagnostics);
}

/** `[all] SECONDS`; 0 is none. */
function readExtraGarp(draft: InstanceDraft, { row, words, at }: Statement, { diagnostics }: BuildContext): void {
  const all = words[0]?.text === 'all';
  const word = words[all ? 1 : 0];
  if (word === undefined) {
    const text = `(${draft.name}) \`${row.name}\` needs a number of seconds; the line is ignored`;
    diagnostics.error(at, 'garp-extra-time', text);
    return;
  }
  const read = parseInteger(word.text, [0, LONGEST_INTERVAL]);
  if (read.ok) draft.extraGarp = { all, interval: read.value === 0 ? ZERO : seconds(read.value) };
  else {
    const text = `\`${row.name}\` is a number from 0 to ${LONGEST_INTERVAL} s, not \`${word.text}\`; the line is ignored`;
    diagnostics.error(word.at, 'number-invalid', text, { class: 'invalid-number' });
  }
}
