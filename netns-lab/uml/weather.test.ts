/** VRRP on a bad wire. */
import { inKernel } from './stories.js';

inKernel('bad weather on the wire', ['weather']);
