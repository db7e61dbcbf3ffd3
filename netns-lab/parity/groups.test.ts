import { play } from './play.js';
import { GROUPS } from './stories/groups.js';

play('groups, beside keepalived', GROUPS);
