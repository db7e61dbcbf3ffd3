/** What each keyword outside blocks does. */
import type { Statement } from '../parser.js';
import { readBfdInstance } from './bfd-instance.js';
import type { Apply, BuildContext } from './context.js';
import type { Drafts } from './drafts.js';
import { readGarpGroup } from './garp-group.js';
import { APPLY_GLOBAL } from './global/keywords.js';
import { APPLY_TOP_LEVEL } from './global/top-level.js';
import { readInstance } from './instance.js';
import { readLinkbeats, readLinkDelays } from './links.js';
import { readServerGroup } from './lvs/server-group.js';
import { readSsl } from './lvs/ssl.js';
import { readVirtualServer } from './lvs/virtual-server.js';
import { buildVrrpScript } from './scripts.js';
import { readStaticAddresses, readStaticRoutes, readStaticRules } from './static.js';
import { readSyncGroup } from './sync-group.js';
import { readTrackFile } from './track-file.js';
import { readTrackGroup } from './track-group.js';
import { readTrackProcess } from './track-process.js';

export const APPLY_ROOT: Apply<Drafts> = {
  global_defs: (_, { body }, context) => context.applyAll(body, context.globals, APPLY_GLOBAL),
  vrrp_script: (drafts, statement, context) => {
    const script = buildVrrpScript(statement, context);
    // A second one of the same name is never found by anybody.
    if (script !== undefined && !drafts.scripts.has(script.settings.name)) {
      drafts.scripts.set(script.settings.name, script);
    }
  },
  vrrp_instance: readInstanceBlock,
  vrrp_sync_group: readSyncGroup,
  track_group: readTrackGroup,
  track_file: readTrackFile,
  vrrp_track_file: readTrackFile,
  vrrp_track_process: readTrackProcess,
  bfd_instance: readBfdInstance,
  garp_group: readGarpGroup,
  linkbeat_interfaces: readLinkbeats,
  interface_up_down_delays: readLinkDelays,
  SSL: ({ lvs }, statement, context) => readSsl(lvs, statement, context),
  virtual_server_group: ({ lvs }, statement, context) => readServerGroup(lvs, statement, context),
  virtual_server: ({ lvs }, statement, context) => {
    const server = readVirtualServer(statement, context);
    if (server !== undefined) lvs.virtualServers.push(server);
  },
  static_ipaddress: readStaticAddresses,
  static_routes: readStaticRoutes,
  static_rules: readStaticRules,
  ...APPLY_TOP_LEVEL,
};

function readInstanceBlock(drafts: Drafts, statement: Statement, context: BuildContext): void {
  const { words, at, end } = statement;
  const { diagnostics } = context;
  const name = words.length === 1 ? words[0]!.text : undefined;
  if (name === undefined) {
    diagnostics.error(at, 'instance-name', '`vrrp_instance` needs exactly one name; the block is ignored');
  } else if (drafts.instances.has(name)) {
    const text = `\`vrrp_instance\` ${name} is defined already; this block is ignored`;
    diagnostics.error(at, 'instance-twice', text, { hint: `it ends in line ${end.line}` });
  } else drafts.instances.set(name, readInstance(statement, context));
}
