/**
 * The nodes of one cluster side by side. Each may be right in itself; what counts here is whether they are one: hear
 * each other, hold the same addresses, and agree on who is MASTER.
 */
import type { Diagnostic } from '../diagnostics.js';
import { compareAddresses } from './addresses.js';
import { compareAgreement } from './agreement.js';
import { compareDevices } from './devices.js';
import { compareElection, electMaster } from './election.js';
import { compareGroups } from './groups.js';
import { type NodeConfiguration, nodeOf } from './node.js';
import { comparePeers } from './peers.js';
import { findVirtualRouters } from './routers.js';
import { type Verdict, verdictOn } from './verdict.js';
import { compareVirtualServers } from './virtual-servers.js';
import { compareWeights } from './weights.js';

export type { NodeConfiguration } from './node.js';
export type { Verdict } from './verdict.js';

/** What several nodes make of each other. */
export interface Comparison {
  /** Node by node in the order given; each stands in the file of the later node, `related` names the earlier one. */
  readonly diagnostics: readonly Diagnostic[];
  /** One for each virtual router. */
  readonly verdicts: readonly Verdict[];
}

/** Compares two nodes or more; those with nothing to read are left out. Passwords and keys are compared, never shown. */
export function compareNodes(configurations: readonly NodeConfiguration[]): Comparison {
  const nodes = configurations.flatMap(one => nodeOf(one) ?? []);
  if (nodes.length < 2) return { diagnostics: [], verdicts: [] };
  const routers = findVirtualRouters(nodes);
  const decided = routers.map(router => {
    compareAgreement(router);
    comparePeers(router);
    compareAddresses(router);
    compareDevices(router);
    const outcome = electMaster(router);
    compareElection(router, outcome);
    compareWeights(outcome);
    return { router, outcome };
  });
  compareGroups(nodes, decided);
  compareVirtualServers(nodes);
  return {
    diagnostics: nodes.flatMap(({ found }) => found.all()),
    verdicts: decided.map(({ router, outcome }) => verdictOn(router, outcome)),
  };
}
