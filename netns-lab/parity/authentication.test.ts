import { play } from './play.js';
import { AUTHENTICATION } from './stories/authentication.js';

play('authentication, beside keepalived', AUTHENTICATION);
