/** Intervals that fight: adverts against scripts, and adverts against the clock. */
import { type Duration, microseconds, milliseconds, seconds } from '../../base/duration.js';
import type { InstanceSettings, ScriptSettings } from '../../vrrp/settings.js';
import { secondsText } from '../wording.js';
import type { Subject } from './subject.js';

/** A pause of a busy machine or a reconverging switch is easily this long. */
const HASTY: Duration = milliseconds(200);
const LEISURELY: Duration = seconds(30);
/** A script that notices a failure so much later than a dead node is noticed was hardly meant. */
const FAR_LATER = 8;

/** Looks at intervals of adverts and of the scripts that are tracked. */
export function lintTiming(subject: Subject): void {
  const { settings } = subject;
  const scripts = new Map(settings.scripts.map(script => [script.name, script]));
  const tracking = new Map<string, InstanceSettings>();
  for (const instance of settings.vrrp.instances) {
    lintAdvertInterval(instance, subject);
    for (const { name, weight } of instance.trackScripts) {
      const script = scripts.get(name);
      if (script === undefined) continue;
      if (!tracking.has(name)) tracking.set(name, instance);
      if (weight !== 0) lintUnheard(script, instance, subject);
    }
  }
  for (const [name, instance] of tracking) lintScriptPace(scripts.get(name)!, instance, subject);
}

/** RFC 9568 6.1: Active_Down_Interval, with the skew of the instance's own priority. */
export function masterDownInterval({ advertInterval, downTimerAdverts, priority }: InstanceSettings): Duration {
  return microseconds(advertInterval * (downTimerAdverts + (256 - priority) / 256));
}

function lintAdvertInterval(instance: InstanceSettings, { places, found }: Subject): void {
  const { name } = instance;
  const down = masterDownInterval(instance);
  const at = places.keyword(name, 'advert_int');
  if (down < HASTY) {
    const text = `(${name}) a master that is silent for ${secondsText(down)} counts as dead: a short pause of a busy machine or of a switch makes a second master`;
    const hint = '`advert_int` 0.1 with `down_timer_adverts` 3 already takes over in less than 0.4 s';
    found.warning(at, 'lint-advert-fast', text, { hint });
  } else if (down > LEISURELY) {
    const text = `(${name}) a dead master is noticed after ${secondsText(down)}: so long nobody answers on the addresses`;
    found.note(at, 'lint-advert-slow', text);
  }
}

function lintScriptPace(script: ScriptSettings, instance: InstanceSettings, { places, found }: Subject): void {
  const { name, interval, timeout, fall } = script;
  if (timeout > interval) {
    const text = `\`vrrp_script\` ${name} may run for ${secondsText(timeout)}, longer than its interval of ${secondsText(interval)}: while a run hangs, those that fall due are left out`;
    found.note(places.script(name, 'timeout'), 'lint-script-timeout', text);
  }
  const noticed = microseconds(interval * fall);
  const down = masterDownInterval(instance);
  if (noticed > down * FAR_LATER && noticed >= seconds(20)) {
    const text = `\`vrrp_script\` ${name} notices a failure up to ${secondsText(noticed)} after it (interval times fall), while (${instance.name}) notices a dead node after ${secondsText(down)}`;
    const hint = 'a shorter `interval` or a smaller `fall`, if the service should move as soon as the node would';
    found.note(places.script(name, 'interval'), 'lint-script-slow', text, { hint });
  }
}

/** A weight is told to the peers by the next advert; what is over before that, they never hear of. */
function lintUnheard(script: ScriptSettings, instance: InstanceSettings, { places, found }: Subject): void {
  const { name, interval, rise, fall } = script;
  const cycle = microseconds(interval * (rise + fall));
  if (cycle >= instance.advertInterval) return;
  const text = `\`vrrp_script\` ${name} can fail and recover within ${secondsText(cycle)}, but (${instance.name}) tells its priority only every ${secondsText(instance.advertInterval)}: the peers may never hear of it`;
  const hint = 'raise `rise` and `fall`, or lower `advert_int`';
  found.note(places.script(name, 'interval'), 'lint-script-unheard', text, { hint });
}
