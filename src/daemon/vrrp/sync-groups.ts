/**
 * Sync groups at work: after a step of a member its group is asked what the others have to do, and they do it. While a
 * configuration is applied no group is asked; all of it is settled at its end.
 */
import type { Instant } from '../../base/duration.js';
import type { Log } from '../../base/log.js';
import { unreachable } from '../../base/unreachable.js';
import type { GroupState } from '../../vrrp/effect.js';
import type { Instance } from '../../vrrp/machine.js';
import type { SyncGroupSettings } from '../../vrrp/settings.js';
import {
  bindGroup,
  concernsGroup,
  consult,
  type GroupEffect,
  regroup,
  releaseMember,
  type SyncGroup,
} from '../../vrrp/sync-group.js';
import type { ToDirector } from '../messages.js';
import type { Turns } from '../turns.js';
import type { InstanceRunner } from './instance-runner.js';

export interface SyncGroupPorts {
  now(): Instant;
  post(message: Extract<ToDirector, { kind: 'notify' }>): void;
  log: Log;
}

export class SyncGroups {
  readonly #ports: SyncGroupPorts;
  #groups = new Map<string, SyncGroup>();
  #groupOf = new Map<Instance, SyncGroup>();
  #runnerOf = new Map<Instance, InstanceRunner>();
  #isSuspended = false;

  constructor(ports: SyncGroupPorts) {
    this.#ports = ports;
  }

  /** From now on members step for themselves, until `apply`. */
  suspend(): void {
    this.#isSuspended = true;
  }

  /** An instance has made a step, and its effects are carried out. */
  consult(runner: InstanceRunner): void {
    const { machine } = runner;
    if (this.#isSuspended || !concernsGroup(machine)) return;
    const group = this.#groupOf.get(machine);
    if (group === undefined) return;
    for (const effect of consult(group, machine, this.#ports.now())) this.#perform(group, effect);
  }

  /**
   * Takes over the groups of a configuration whose instances have been told everything. Those that are new start here,
   * grouped or not, in the order of `runners`; groups that begin as BACKUP are reported before all instances. Without
   * groups the starts may take several turns of the loop; with groups not, for what their members have to do was decided
   * for this moment.
   */
  async apply(
    settings: readonly SyncGroupSettings[],
    runners: ReadonlyMap<string, InstanceRunner>,
    order: readonly string[],
    turns?: Turns,
  ): Promise<void> {
    this.#bind(settings, runners);
    const plans = [...this.#groups.values()].map(group => ({ group, plan: regroup(group, this.#ports.now()) }));
    const effectsOf = new Map(plans.flatMap(({ plan }) => [...plan.members]));
    for (const { group, plan } of plans) this.#report(group, plan.before);
    const awaited = plans.map(({ group, plan }) => ({ group, state: plan.after, left: new Set(group.members) }));
    for (const name of order) {
      const runner = runners.get(name);
      if (runner === undefined) continue;
      const { machine } = runner;
      if (!this.#groupOf.has(machine)) {
        if (machine.state !== 'INIT') continue;
        runner.handle({ kind: 'start' });
        const pause = plans.length === 0 ? turns?.pause() : undefined;
        if (pause !== undefined) await pause;
        continue;
      }
      runner.carryOut(effectsOf.get(machine) ?? []);
      for (const each of awaited) {
        if (each.left.delete(machine) && each.left.size === 0) this.#report(each.group, each.state);
      }
    }
    this.#isSuspended = false;
  }

  /** Every instance has stopped. */
  stop(): void {
    for (const { name } of this.#groups.values()) this.#ports.post({ kind: 'notify', group: name, state: 'STOP' });
    this.#groups.clear();
  }

  #bind(settings: readonly SyncGroupSettings[], runners: ReadonlyMap<string, InstanceRunner>): void {
    const former = this.#groups;
    this.#runnerOf = new Map([...runners.values()].map(runner => [runner.machine, runner]));
    this.#groups = new Map();
    this.#groupOf = new Map();
    for (const { name, members } of settings) {
      const machines = members.flatMap(member => runners.get(member)?.machine ?? []);
      if (machines.length === 0) continue;
      const group = bindGroup(name, machines, former.get(name));
      this.#groups.set(name, group);
      for (const machine of machines) this.#groupOf.set(machine, group);
    }
    for (const runner of runners.values()) {
      if (this.#groupOf.has(runner.machine)) continue;
      runner.carryOut(releaseMember(runner.machine, this.#ports.now()));
    }
  }

  #perform(group: SyncGroup, effect: GroupEffect): void {
    switch (effect.kind) {
      case 'member':
        this.#runnerOf.get(effect.member)?.carryOut(effect.effects);
        return;
      case 'notify-group':
        this.#report(group, effect.state);
        return;
      case 'log':
        this.#ports.log(effect.line);
        return;
      default:
        unreachable(effect);
    }
  }

  #report({ name }: SyncGroup, state: GroupState | undefined): void {
    if (state !== undefined) this.#ports.post({ kind: 'notify', group: name, state });
  }
}
