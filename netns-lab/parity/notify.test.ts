import { play } from './play.js';
import { NOTIFY } from './stories/notify.js';

play('notify, beside keepalived', NOTIFY);
