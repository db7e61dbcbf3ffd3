import { play } from './play.js';
import { PLAIN } from './stories/plain.js';

play('a plain instance, beside keepalived', PLAIN);
