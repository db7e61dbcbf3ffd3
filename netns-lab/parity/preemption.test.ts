import { play } from './play.js';
import { PREEMPTION } from './stories/preemption.js';

play('preemption, beside keepalived', PREEMPTION);
