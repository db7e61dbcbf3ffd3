/** What each keyword outside blocks does. */
import type { Statement } from '../parser.js';
import { readBfdInstance } from './bfd-instance.js';
import { readBlockName } from './block-name.js';
import type { Apply, BuildContext } from './context.js';
import type { Drafts } from './drafts.js';
import { APPLY_GLOBAL } from './global/keywords.js';
import { APPLY_TOP_LEVEL } from './global/top-level.js';
import { readGarpGroup } from './instance/garp-group.js';
import { readInstance } from './instance/instance.js';
import { readLinkbeats, readLinkDelays } from './instance/links.js';
import { readSyncGroup } from './instance/sync-group.js';
import { readServerGroup } from './lvs/server-group.js';
import { readSsl } from './lvs/ssl.js';
import { readVirtualServer } from './lvs/virtual-server.js';
import { readStaticAddresses, readStaticRoutes, readStaticRules } from './routing/static.js';
import { readTrackFile } from './trackers/track-file.js';
import { readTrackGroup } from './trackers/track-group.js';
import { readTrackProcess } from './trackers/track-process.js';
import { readVrrpScript } from './trackers/vrrp-script.js';

export const APPLY_ROOT: Apply<Drafts> = {
  global_defs: (_, { body }, context) => context.applyAll(body, context.globals, APPLY_GLOBAL),
  vrrp_script: tracker('vrrp_script', readVrrpScript),
  vrrp_instance: readInstanceBlock,
  vrrp_sync_group: readSyncGroup,
  track_group: readTrackGroup,
  track_file: tracker('track_file', readTrackFile),
  vrrp_track_file: tracker('track_file', readTrackFile),
  vrrp_track_process: tracker('vrrp_track_process', readTrackProcess),
  bfd_instance: tracker('bfd_instance', readBfdInstance),
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
  const name = readBlockName(statement, drafts.instances, context);
  if (name !== undefined) drafts.instances.set(name, readInstance(statement, context));
}

/** Remembers the block whatever becomes of it: who tracks one that is refused is told so. */
function tracker(block: string, read: Apply<Drafts>[string]): Apply<Drafts>[string] {
  return (drafts, statement, context) => {
    drafts.trackerBlocks.set(`${block} ${statement.words[0]!.text}`, statement.at);
    read(drafts, statement, context);
  };
}
