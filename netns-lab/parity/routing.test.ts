import { play } from './play.js';
import { ROUTING } from './stories/routing.js';

play('routing, beside keepalived', ROUTING);
