/** VRRP on links that the agent makes for itself, of kinds that few kernels of test machines have. */
import { inKernel } from './stories.js';

inKernel('links of the agent’s own', ['own-links']);
