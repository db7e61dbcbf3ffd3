/** What `global_defs` and the plain keywords of the top level come to, when everything has been read. */
import type { IpvsGlobals } from '../../../ipvs/settings.js';
import type { MailSettings, NotifyFifos } from '../../../notify/settings.js';
import type { ProcessSettings } from '../../settings.js';
import type { BuildContext } from '../context.js';
import { finishSnmp } from './agents.js';
import { finishBuffers } from './buffers.js';
import { finishFifos, type RunningParts } from './fifos.js';
import { finishFiles } from './files.js';
import { finishNames } from './identity.js';
import { finishIpvsGlobals } from './ipvs.js';
import { finishLifeScript } from './life-scripts.js';
import { finishVirtualMac } from './packet-filter.js';

/** The parts of the settings that come from here. */
export interface FinishedGlobals {
  readonly process: ProcessSettings;
  readonly mail: MailSettings;
  readonly fifos: NotifyFifos;
  readonly ipvsGlobals: IpvsGlobals;
}

/** Reports what only the whole shows, and resolves the scripts; `parts` are those that have something to do. */
export function finishGlobals(context: BuildContext, parts: RunningParts): FinishedGlobals {
  const { globals } = context;
  return {
    process: finishProcess(context),
    mail: globals.mail,
    fifos: finishFifos(globals, parts, context),
    ipvsGlobals: finishIpvsGlobals(globals, context),
  };
}

function finishProcess(context: BuildContext): ProcessSettings {
  const { globals, ports, givenNamespace } = context;
  const netNamespace = givenNamespace ?? globals.netNamespace;
  const startup = finishLifeScript(globals.startup, context);
  const shutdown = finishLifeScript(globals.shutdown, context);
  return {
    routerId: globals.routerId ?? ports.hostName,
    scriptSecurity: globals.scriptSecurity,
    usesSymlinkPaths: globals.usesSymlinkPaths,
    usesPidDirectory: globals.usesPidDirectory,
    ...(globals.instanceName === undefined ? {} : { instanceName: globals.instanceName }),
    ...(netNamespace === undefined ? {} : { netNamespace }),
    ...(globals.ipvsNamespace === undefined ? {} : { ipvsNamespace: globals.ipvsNamespace }),
    usesIpsetsInNamespace: globals.usesIpsetsInNamespace,
    ...(globals.umask === undefined ? {} : { umask: globals.umask }),
    childWaitTime: globals.childWaitTime,
    pollsLinks: globals.pollsLinks,
    disablesLocalIgmp: globals.disablesLocalIgmp,
    names: finishNames(globals),
    ...(startup === undefined ? {} : { startup }),
    ...(shutdown === undefined ? {} : { shutdown }),
    files: finishFiles(globals),
    reload: globals.reload,
    scheduling: globals.scheduling,
    buffers: finishBuffers(globals),
    packetFilter: globals.packetFilter,
    virtualMac: finishVirtualMac(globals),
    snmp: finishSnmp(globals),
    dbus: globals.dbus,
  };
}
