/** Gathers for the state dump what lives in different parts: settings, verdicts of scripts, views of instances. */
import type { Settings } from '../../config/settings.js';
import type { DataDump, ScriptStatus, ShownGroup, ShownScript } from '../../control/data.js';
import type { GroupNotify, InstanceNotify, NotifyCommand } from '../../notify/settings.js';
import type { SyncGroupSettings } from '../../vrrp/settings.js';
import type { InstanceView } from '../../vrrp/view.js';

export function dataDump(
  settings: Settings,
  scriptStatus: ReadonlyMap<string, ScriptStatus>,
  views: readonly InstanceView[],
  { umask, clock, foreignVrids, trackers }: Pick<DataDump, 'umask' | 'clock' | 'foreignVrids' | 'trackers'>,
): DataDump {
  return {
    routerId: settings.process.routerId,
    scriptSecurity: settings.process.scriptSecurity,
    umask,
    globals: settings.vrrp.globals,
    instances: settings.vrrp.instances,
    scripts: settings.scripts,
    scriptStatus,
    trackers,
    notify: new Map(settings.notify.map(each => [each.instance, shownScripts(each)])),
    syncGroups: settings.vrrp.syncGroups.map(group => shownGroup(group, settings.groupNotify)),
    views,
    clock,
    foreignVrids,
  };
}

function shownGroup({ name, members }: SyncGroupSettings, notifies: readonly GroupNotify[]): ShownGroup {
  const notify = notifies.find(each => each.group === name);
  return { name, members, mails: notify?.mails === true, scripts: shownScripts(notify ?? {}) };
}

/** keepalived's words for each kind of notify script, in the order of its dump. */
function shownScripts(notify: Omit<InstanceNotify, 'instance'>): ShownScript[] {
  const kinds: readonly [string, NotifyCommand | undefined][] = [
    ['Backup state transition script', notify.backup],
    ['Master state transition script', notify.master],
    ['Fault state transition script', notify.fault],
    ['Stop state transition script', notify.stop],
    ['Generic state transition script', notify.generic],
    ['Master rx lower pri script', notify.masterRxLowerPriority],
  ];
  return kinds.flatMap(([label, script]) => (script === undefined ? [] : [{ label, ...script }]));
}
