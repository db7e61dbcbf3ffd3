/** VRRP on interfaces of kinds that few kernels of test machines have. */
import { inKernel } from './stories.js';

inKernel('links that the host may lack', ['stacked-links', 'vrf-and-dummy']);
