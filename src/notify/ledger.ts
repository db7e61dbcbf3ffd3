/**
 * What was said last of each instance and group. From it follows what is said of one that a reload removes, what a
 * reload that left a state alone writes all the same, and whether a mail would repeat the one before.
 */
import { groupCommands, notifyCommands } from './command.js';
import type { GroupEvent, InstanceEvent, NotifyEvent } from './event.js';
import type { GroupNotify, InstanceNotify, NotifyCommand } from './settings.js';

/** An event as it is told, and to whom. */
export interface Telling {
  readonly event: NotifyEvent;
  readonly commands: readonly NotifyCommand[];
  /** FIFOs get its line. */
  readonly toFifos: boolean;
  /** It is mailed. */
  readonly toMail: boolean;
}

/** What is configured of one instance or group, and what was said of it. */
interface Account<Settings> {
  settings: Settings;
  last: NotifyEvent | undefined;
  /** The last word is from before the settings in force. */
  isOld: boolean;
  mailed: string | undefined;
}

/** The parts of the settings that decide who is told. */
export interface LedgerSettings {
  readonly notify: readonly InstanceNotify[];
  readonly groupNotify: readonly GroupNotify[];
  readonly mailsFaults: boolean;
}

export class NotifyLedger {
  #instances = new Map<string, Account<InstanceNotify>>();
  #groups = new Map<string, Account<GroupNotify>>();
  /** What a reload took out and which has not said its farewell: told by the settings it had. */
  #leaving = new Map<string, Account<InstanceNotify>>();
  #mailsFaults = true;

  /** New settings hold for events from now on, except for what they leave out. */
  configure({ notify, groupNotify, mailsFaults }: LedgerSettings): void {
    this.#mailsFaults = mailsFaults;
    this.#leaving = new Map([...this.#leaving, ...this.#instances]);
    this.#instances = accounts(this.#instances, notify, each => each.instance);
    this.#groups = accounts(this.#groups, groupNotify, each => each.group);
  }

  /** Who is told of an event; undefined: nobody, ever. */
  take(event: NotifyEvent): Telling | undefined {
    return 'group' in event ? this.#takeGroup(event) : this.#takeInstance(event);
  }

  /**
   * The events that tell the states that new settings left alone: every group, and every instance in BACKUP or FAULT. Of
   * one that is MASTER keepalived writes nothing, and neither do we.
   */
  states(): NotifyEvent[] {
    const groups = [...this.#groups.values()].flatMap(oldWord);
    const instances = [...this.#instances.values()].flatMap(oldWord);
    return [...groups, ...instances.filter(({ state }) => state === 'BACKUP' || state === 'FAULT')];
  }

  #takeGroup(event: GroupEvent): Telling {
    const account = this.#groups.get(event.group) ?? newAccount<GroupNotify>({ group: event.group });
    this.#groups.set(event.group, account);
    return this.#tell(account, event, groupCommands(account.settings, event), true);
  }

  #takeInstance(given: InstanceEvent): Telling | undefined {
    const { instance } = given;
    const isDeparture = given.state === 'DELETED';
    const account =
      (isDeparture ? this.#leaving : this.#instances).get(instance) ?? newAccount<InstanceNotify>({ instance });
    if (!isDeparture) this.#instances.set(instance, account);
    else {
      this.#leaving.delete(instance);
      // A new one of the same name begins with nothing said.
      const heir = this.#instances.get(instance);
      if (heir !== undefined) this.#instances.set(instance, newAccount(heir.settings));
    }
    const event = isDeparture ? departure(account, given) : given;
    if (event === undefined) return undefined;

    const isPriority = event.state === 'MASTER_PRIORITY' || event.state === 'BACKUP_PRIORITY';
    const toFifos = !isPriority || account.settings.reportsPriorityChanges === true;
    return this.#tell(account, event, notifyCommands(account.settings, event), toFifos);
  }

  #tell(
    account: Account<InstanceNotify | GroupNotify>,
    event: NotifyEvent,
    commands: readonly NotifyCommand[],
    toFifos: boolean,
  ): Telling {
    const toMail = account.settings.mails === true && this.#isMailed(event, account.mailed);
    if (toMail) account.mailed = event.state;
    account.last = known(event, account.last);
    account.isOld = false;
    return { event, commands, toFifos, toMail };
  }

  /** The end of the program is not mailed, and no state twice in a row. */
  #isMailed({ state }: NotifyEvent, mailed: string | undefined): boolean {
    switch (state) {
      case 'MASTER':
      case 'BACKUP':
      case 'DELETED':
        return state !== mailed;
      case 'FAULT':
        return this.#mailsFaults && state !== mailed;
      default:
        return false;
    }
  }
}

/** With `notify_deleted` a removed instance is DELETED; otherwise it is in FAULT, unless that is known already. */
function departure({ settings, last }: Account<InstanceNotify>, event: InstanceEvent): InstanceEvent | undefined {
  if (settings.reportsDeleted === true) return event;
  return last?.state === 'FAULT' ? undefined : { ...event, state: 'FAULT' };
}

/** A state that is told stays known, with the priority as it was told last; what is no state changes nothing else. */
function known(event: NotifyEvent, last: NotifyEvent | undefined): NotifyEvent | undefined {
  switch (event.state) {
    case 'MASTER_RX_LOWER_PRI':
      return last;
    case 'MASTER_PRIORITY':
    case 'BACKUP_PRIORITY':
      return last === undefined ? undefined : { ...last, priority: event.priority };
    default:
      return event;
  }
}

function newAccount<Settings>(settings: Settings): Account<Settings> {
  return { settings, last: undefined, isOld: false, mailed: undefined };
}

function oldWord({ last, isOld }: Account<unknown>): NotifyEvent[] {
  return isOld && last !== undefined ? [last] : [];
}

function accounts<Settings>(
  before: ReadonlyMap<string, Account<Settings>>,
  wanted: readonly Settings[],
  name: (settings: Settings) => string,
): Map<string, Account<Settings>> {
  return new Map(
    wanted.map(settings => {
      const old = before.get(name(settings));
      return [name(settings), old === undefined ? newAccount(settings) : { ...old, settings, isOld: true }];
    }),
  );
}
