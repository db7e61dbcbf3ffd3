/** The load balancer of the kernel. */
import { inKernel } from './stories.js';

inKernel('IPVS', ['ipvs']);
