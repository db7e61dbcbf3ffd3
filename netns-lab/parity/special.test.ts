import { play } from './play.js';
import { SPECIAL } from './stories/special.js';

play('special, beside keepalived', SPECIAL);
