/** Keywords of an instance that change single habits of it; the rest of the block is read by `instance.ts`. */
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import type { InstanceDraft } from '../draft.js';
import { readRouteEntry } from '../routing/routes.js';
import { readRuleEntry } from '../routing/rules.js';
import { readBoolean, readInteger } from '../values.js';
import { readExtraGarp } from './extra-garp.js';

/** Of `timer_expired_backup` without a number: a router just below the owner would have taken over. */
const TAKEOVER_PRIORITY = 254;

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
  garp_extra_if: setExtraGarp,
  vmac_garp_intvl: setExtraGarp,
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

function readTimerExpiry(draft: InstanceDraft, statement: Statement, { diagnostics }: BuildContext): void {
  const value = statement.words.length === 0 ? TAKEOVER_PRIORITY : readInteger(statement, diagnostics);
  if (value !== undefined) draft.timerExpiredBackup = { value, at: statement.at };
}

function setExtraGarp(draft: InstanceDraft, statement: Statement, context: BuildContext): void {
  const extra = readExtraGarp(statement, context);
  if (extra !== undefined) draft.extraGarp = extra;
}
