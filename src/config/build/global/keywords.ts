/** What each keyword of `global_defs` does. */
import type { Apply } from '../context.js';
import type { Globals } from '../globals.js';
import { APPLY_AGENTS } from './agents.js';
import { APPLY_BUFFERS } from './buffers.js';
import { APPLY_FIFOS } from './fifos.js';
import { APPLY_FILES } from './files.js';
import { APPLY_IDENTITY } from './identity.js';
import { APPLY_IPVS } from './ipvs.js';
import { APPLY_LIFE_SCRIPTS } from './life-scripts.js';
import { APPLY_MAIL } from './mail.js';
import { APPLY_PACKET_FILTER } from './packet-filter.js';
import { APPLY_SCHEDULING } from './scheduling.js';
import { APPLY_VRRP_DEFAULTS } from './vrrp.js';

export const APPLY_GLOBAL: Apply<Globals> = {
  ...APPLY_IDENTITY,
  ...APPLY_LIFE_SCRIPTS,
  ...APPLY_FILES,
  ...APPLY_SCHEDULING,
  ...APPLY_BUFFERS,
  ...APPLY_VRRP_DEFAULTS,
  ...APPLY_PACKET_FILTER,
  ...APPLY_MAIL,
  ...APPLY_FIFOS,
  ...APPLY_AGENTS,
  ...APPLY_IPVS,
};
