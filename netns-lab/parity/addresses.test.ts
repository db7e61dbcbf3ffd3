import { play } from './play.js';
import { ADDRESSES } from './stories/addresses.js';

play('addresses, beside keepalived', ADDRESSES);
