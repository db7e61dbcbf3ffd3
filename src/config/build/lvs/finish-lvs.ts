/** All of load balancing, when everything is read: groups may stand below the virtual servers that name them. */
import { type Duration, seconds } from '../../../base/duration.js';
import type { CheckSettings } from '../../../health/settings.js';
import type { VirtualServerSettings } from '../../../ipvs/settings.js';
import type { RealServerNotify, VirtualServerNotify } from '../../../notify/settings.js';
import type { Position } from '../../diagnostics.js';
import { didYouMean } from '../../hint.js';
import type { CheckedServer, Settings } from '../../settings.js';
import type { BuildContext } from '../context.js';
import { finishCommand } from '../trackers/scripts.js';
import { type CheckerDefaults, finishChecker } from './checkers.js';
import { nameOf, type RealServerDraft, type VirtualServerDraft } from './draft.js';
import { type FinishedVirtualServer, finishVirtualServer } from './finish-virtual-server.js';
import { finishServerGroups, type ServerGroup } from './server-group.js';

/** What load balancing adds to the settings. */
export type LvsPart = Pick<Settings, 'lvs' | 'checks' | 'checkTls' | 'virtualServerNotify' | 'realServerNotify'>;

const DEFAULT_DELAY_LOOP: Duration = seconds(60);

/** Virtual servers with their groups, checks and scripts; what cannot be is reported and left out. */
export function finishLvs(context: BuildContext): LvsPart {
  const { virtualServers: drafts, tls } = context.drafts.lvs;
  const groups = finishServerGroups(context);
  const virtualServers: VirtualServerSettings[] = [];
  const checks: CheckedServer[] = [];
  const virtualServerNotify: VirtualServerNotify[] = [];
  const realServerNotify: RealServerNotify[] = [];
  const services = new Map<string, Position>();
  for (const draft of drafts) {
    const finished = finishVirtualServer(draft, groupOf(draft, groups, context), context);
    if (finished === undefined) continue;
    const virtualServer = virtualServers.length;
    virtualServers.push(finished.settings);
    warnOfTwin(finished, services, context);
    if (draft.quorumUp !== undefined || draft.quorumDown !== undefined) {
      const [quorumUp, quorumDown] = [finishCommand(draft.quorumUp, context), finishCommand(draft.quorumDown, context)];
      if (quorumUp ?? quorumDown) {
        virtualServerNotify.push({
          virtualServer,
          ...(quorumUp === undefined ? undefined : { quorumUp }),
          ...(quorumDown === undefined ? undefined : { quorumDown }),
        });
      }
    }
    for (let realServer = 0; realServer < finished.realServers.length; realServer++) {
      const server = finished.realServers[realServer]!;
      const found = checksOf(draft, server, finished.settings.realServers[realServer]!.port, context);
      if (found.length > 0) checks.push({ virtualServer, realServer, checks: found });
      if (server.notifyUp === undefined && server.notifyDown === undefined) continue;
      const [up, down] = [finishCommand(server.notifyUp, context), finishCommand(server.notifyDown, context)];
      if (up ?? down) {
        realServerNotify.push({
          virtualServer,
          realServer,
          ...(up === undefined ? undefined : { up }),
          ...(down === undefined ? undefined : { down }),
        });
      }
    }
  }
  return {
    lvs: { virtualServers, groups: [...groups.values()].map(({ settings }) => settings) },
    checks,
    ...(tls === undefined ? undefined : { checkTls: tls }),
    virtualServerNotify,
    realServerNotify,
  };
}

function groupOf(
  draft: VirtualServerDraft,
  groups: ReadonlyMap<string, ServerGroup>,
  context: BuildContext,
): ServerGroup | undefined {
  if (draft.service.kind !== 'group') return undefined;
  const group = groups.get(draft.service.name);
  if (group === undefined) {
    // keepalived's test is silent; a real start ignores the virtual server.
    const hint = didYouMean(draft.service.name, groups.keys());
    const text = `there is no \`virtual_server_group\` ${draft.service.name} with an entry; the virtual server is ignored`;
    context.diagnostics.error(draft.at, 'server-group-unknown', text, { class: 'none', hint });
  }
  return group;
}

/** Two services of one address: the kernel has one, keepalived adds the real servers of both to it. */
function warnOfTwin(
  { settings, draft }: FinishedVirtualServer,
  services: Map<string, Position>,
  { diagnostics }: BuildContext,
): void {
  const { service, protocol, family } = settings;
  if (service.kind === 'group') return;
  const key =
    service.kind === 'mark' ? `${service.mark} IPv${family}` : `${service.address.text} ${service.port} ${protocol}`;
  const first = services.get(key);
  if (first === undefined) services.set(key, draft.at);
  else {
    const text = `\`${nameOf(draft)}\` is defined in line ${first.line} already: the kernel has one service for both`;
    diagnostics.warning(draft.at, 'virtual-server-twice', text, { hint: 'put the real servers into one block' });
  }
}

/** `port` is that of the kernel's entry; where it has none, checks use the one that is written. */
function checksOf(
  draft: VirtualServerDraft,
  server: RealServerDraft,
  port: number,
  context: BuildContext,
): readonly CheckSettings[] {
  if (server.checkers.length === 0) return [];
  const delayLoop = draft.delayLoop ?? DEFAULT_DELAY_LOOP;
  const inherited: CheckerDefaults = {
    address: server.address,
    port: port === 0 ? server.port : port,
    retry: server.retry ?? draft.retry,
    delayBeforeRetry: server.delayBeforeRetry ?? draft.delayBeforeRetry,
    warmup: server.warmup ?? draft.warmup,
    delayLoop: server.delayLoop ?? delayLoop,
    virtualServerDelayLoop: delayLoop,
    connectTimeout: server.connectTimeout ?? draft.connectTimeout,
    alpha: server.alpha ?? draft.alpha ?? false,
    realServerVirtualHost: server.virtualHost,
    virtualServerVirtualHost: draft.virtualHost,
  };
  if (server.checkers.length === 1) return finishChecker(server.checkers[0]!, inherited, context);
  return server.checkers.flatMap(checker => finishChecker(checker, inherited, context));
}
