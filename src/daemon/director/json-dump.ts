/** Gathers for the JSON dump what lives in different parts: settings, notify scripts, views of instances. */
import type { Settings } from '../../config/settings.js';
import type { JsonDump, JsonInstance, JsonScripts } from '../../control/json.js';
import type { InstanceNotify } from '../../notify/settings.js';
import type { ScriptSettings } from '../../vrrp/settings.js';
import type { InstanceView } from '../../vrrp/view.js';

/** An instance that runs and is no longer configured (a reload is under way) is left out. */
export function jsonDump(
  settings: Settings,
  views: readonly InstanceView[],
  processes: JsonDump['processes'],
  clock: JsonDump['clock'],
): JsonDump {
  const notify = new Map(settings.notify.map(each => [each.instance, each]));
  const scripts = new Map(settings.scripts.map(each => [each.name, each]));
  const viewOf = new Map(views.map(each => [each.name, each]));
  return {
    version: settings.process.files.jsonVersion,
    processes,
    clock,
    instances: settings.vrrp.instances.flatMap((instance): JsonInstance[] => {
      const view = viewOf.get(instance.name);
      if (view === undefined) return [];
      const told = notify.get(instance.name);
      return [
        {
          settings: instance,
          view,
          scripts: told === undefined ? {} : scriptsOf(told),
          mails: told?.mails === true,
          reportsDeleted: told?.reportsDeleted === true,
          trackedScripts: instance.trackScripts.flatMap(({ name }) => commandLine(scripts.get(name))),
        },
      ];
    }),
  };
}

function commandLine(script: ScriptSettings | undefined): (readonly string[])[] {
  if (script === undefined) return [];
  return [script.opensFile === undefined ? script.command : [`<${script.opensFile}`]];
}

function scriptsOf({
  backup,
  master,
  fault,
  stop,
  deleted,
  generic,
  masterRxLowerPriority,
}: InstanceNotify): JsonScripts {
  return {
    ...(backup && { script_backup: backup.command }),
    ...(master && { script_master: master.command }),
    ...(fault && { script_fault: fault.command }),
    ...(stop && { script_stop: stop.command }),
    ...(deleted && { script_deleted: deleted.command }),
    ...(generic && { script: generic.command }),
    ...(masterRxLowerPriority && { script_master_rx_lower_pri: masterRxLowerPriority.command }),
  };
}
