import { play } from './play.js';
import { UNICAST } from './stories/unicast.js';

play('unicast, beside keepalived', UNICAST);
