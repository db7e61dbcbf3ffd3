/** Keywords of `global_defs { }`, by topic. */
import { FILES } from './global-defs/files.js';
import { IDENTITY } from './global-defs/identity.js';
import { IPVS } from './global-defs/ipvs.js';
import { NOTIFICATION } from './global-defs/notification.js';
import { IPVS_PACKET_FILTER, PACKET_FILTER } from './global-defs/packet-filter.js';
import { SCHEDULING } from './global-defs/scheduling.js';
import { VRRP_DEFAULTS } from './global-defs/vrrp.js';
import { table } from './row.js';

export const GLOBAL_DEFS = table('global_defs', [
  ...IDENTITY,
  ...FILES,
  ...SCHEDULING,
  ...VRRP_DEFAULTS,
  ...PACKET_FILTER,
  ...NOTIFICATION,
  ...IPVS,
  ...IPVS_PACKET_FILTER,
]);
