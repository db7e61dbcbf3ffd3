import { play } from './play.js';
import { TRACKERS } from './stories/trackers.js';

play('trackers, beside keepalived', TRACKERS);
