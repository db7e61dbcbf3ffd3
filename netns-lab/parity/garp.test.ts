import { play } from './play.js';
import { GARP } from './stories/garp.js';

play('garp, beside keepalived', GARP);
