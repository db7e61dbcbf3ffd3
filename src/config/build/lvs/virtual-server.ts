/** Reads one `virtual_server` block into a draft; `finish-virtual-server.ts` makes settings of it. */
import type { Family } from '../../../base/address.js';
import type { ServiceSelector } from '../../../ipvs/settings.js';
import type { Statement } from '../../parser.js';
import type { Apply, BuildContext } from '../context.js';
import { readChoice, readLenientInteger } from '../values.js';
import { nameOf, type VirtualServerDraft } from './draft.js';
import { readEndpoint, VIRTUAL_SERVER } from './endpoint.js';
import { markZeroText, readFirewallMark } from './firewall-mark.js';
import { readMethod } from './lvs-method.js';
import { APPLY_PERSISTENCE } from './persistence.js';
import { readRealServer } from './real-server.js';
import { APPLY_SCHEDULING } from './scheduling.js';
import { APPLY_SERVER, readServerScript, warnOfWord } from './server.js';
import { APPLY_SORRY_SERVER, dropForeignSorryServer } from './sorry-server.js';

/** Undefined: the block is dropped, which has been reported. */
export function readVirtualServer(statement: Statement, context: BuildContext): VirtualServerDraft | undefined {
  const service = readService(statement, context);
  if (service === undefined) {
    context.diagnostics.discount(statement.words.at(-1)!.at, statement.end);
    return undefined;
  }
  const draft: VirtualServerDraft = {
    at: statement.at,
    end: statement.end,
    service,
    family: service.kind === 'address' ? service.address.family : undefined,
    protocol: undefined,
    protocolFailed: false,
    scheduler: undefined,
    schedulerFailed: false,
    schedulerFlags: 0,
    onePacket: undefined,
    method: undefined,
    methodFailed: false,
    persistence: undefined,
    granularity: undefined,
    engine: undefined,
    weight: undefined,
    inhibits: undefined,
    alpha: undefined,
    delayLoop: undefined,
    delayBeforeRetry: undefined,
    retry: undefined,
    warmup: undefined,
    connectTimeout: undefined,
    mails: undefined,
    virtualHost: undefined,
    snmpName: undefined,
    omega: false,
    suspendsChecks: undefined,
    quorum: undefined,
    hysteresis: undefined,
    quorumUp: undefined,
    quorumDown: undefined,
    sorryServer: undefined,
    realServers: [],
  };
  context.applyAll(statement.body, draft, APPLY_VIRTUAL_SERVER);
  dropForeignSorryServer(draft, context);
  if (draft.realServers.length > 0) return draft;
  const text = `\`${nameOf(draft)}\` has no real server that can be used; it is ignored`;
  context.diagnostics.error(draft.end, 'virtual-server-empty', text);
  return undefined;
}

/** `IP [PORT]`, `fwmark N` or `group NAME`. */
function readService({ words, at }: Statement, context: BuildContext): ServiceSelector | undefined {
  const { diagnostics } = context;
  const [kind, value] = words;
  const consequence = 'the block is ignored';
  if (kind!.text !== 'fwmark' && kind!.text !== 'group') {
    const endpoint = readEndpoint(words, VIRTUAL_SERVER, consequence, context);
    return endpoint === undefined ? undefined : { kind: 'address', ...endpoint };
  }
  if (value === undefined) {
    // keepalived 2.2.7 crashes here.
    const what = kind!.text === 'group' ? 'the name of a `virtual_server_group`' : 'a number';
    diagnostics.error(at, 'virtual-server-incomplete', `\`${kind!.text}\` needs ${what}; ${consequence}`);
    return undefined;
  }
  if (kind!.text === 'group') return { kind: 'group', name: value.text };
  const mark = readFirewallMark(value, consequence, context);
  if (mark === 0) diagnostics.error(value.at, 'mark-zero', markZeroText(consequence));
  return mark === undefined || mark === 0 ? undefined : { kind: 'mark', mark };
}

/** What each keyword does. */
export const APPLY_VIRTUAL_SERVER: Apply<VirtualServerDraft> = {
  ...APPLY_SERVER,
  ...APPLY_SCHEDULING,
  ...APPLY_PERSISTENCE,
  ...APPLY_SORRY_SERVER,
  ip_family: readFamily,
  lb_kind: readDefaultMethod,
  lvs_method: readDefaultMethod,
  inhibit_on_failure: (draft, statement, context) => {
    warnOfWord(statement, context);
    draft.inhibits = true;
  },
  alpha: (draft, statement, context) => {
    warnOfWord(statement, context);
    draft.alpha = true;
  },
  omega: (draft, statement, context) => {
    warnOfWord(statement, context);
    draft.omega = true;
  },
  ha_suspend: (draft, statement, context) => {
    warnOfWord(statement, context);
    draft.suspendsChecks = statement.at;
  },
  quorum: (draft, statement, context) => {
    draft.quorum = { value: readLenientInteger(statement, context) ?? 1, at: statement.at };
  },
  hysteresis: (draft, statement, context) => {
    const value = readLenientInteger(statement, context);
    if (value !== undefined) draft.hysteresis = { value, at: statement.at };
  },
  quorum_up: (draft, statement, context) => {
    draft.quorumUp = readServerScript(draft.quorumUp, `\`quorum_up\` of ${nameOf(draft)}`, statement, context);
  },
  quorum_down: (draft, statement, context) => {
    draft.quorumDown = readServerScript(draft.quorumDown, `\`quorum_down\` of ${nameOf(draft)}`, statement, context);
  },
  real_server: addRealServer,
};

/** A conflict with an address, granularity or real server above is reported and ignored. */
function readFamily(draft: VirtualServerDraft, statement: Statement, { diagnostics }: BuildContext): void {
  const chosen = readChoice(statement, diagnostics);
  if (chosen === undefined) return;
  const family: Family = chosen === 'inet6' ? 6 : 4;
  if (draft.family === undefined || draft.family === family) draft.family = family;
  else {
    const text = `\`${nameOf(draft)}\` is IPv${draft.family} by what stands above, so \`ip_family ${chosen}\` is ignored`;
    diagnostics.error(statement.words[0]!.at, 'server-family', text);
  }
}

function readDefaultMethod(draft: VirtualServerDraft, statement: Statement, context: BuildContext): void {
  const method = readMethod(statement, context);
  if (method === undefined) draft.methodFailed = true;
  else draft.method = method;
}

/**
 * Unless packets reach it through a tunnel, a real server has the family of its virtual server, and decides it where
 * nothing has yet. It takes over the method set above; one that is set further down comes too late for the family.
 */
function addRealServer(draft: VirtualServerDraft, statement: Statement, context: BuildContext): void {
  const server = readRealServer(statement, context);
  if (server === undefined) return;
  const { family } = server.address;
  server.method ??= draft.method;
  if (server.method?.kind !== 'TUN') {
    if (draft.family !== undefined && draft.family !== family) {
      const text = `real_server ${server.address.text} cannot serve \`${nameOf(draft)}\`, which is IPv${draft.family}; it is ignored`;
      const hint = 'only tunnels (`lvs_method TUN`) lead from one family to the other';
      context.diagnostics.error(server.end, 'server-family', text, { hint });
      return;
    }
    draft.family = family;
  }
  draft.realServers.push(server);
}
