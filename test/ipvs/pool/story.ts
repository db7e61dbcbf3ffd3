/** Pools that are told by a configuration, and what the world hears of them. */
import assert from 'node:assert/strict';
import type { CheckSettings } from '../../../src/health/settings.js';
import type { CheckedPlace, CheckPlace, CheckStanding, PoolInput } from '../../../src/ipvs/pool/input.js';
import { step } from '../../../src/ipvs/pool/machine.js';
import { endpointName } from '../../../src/ipvs/pool/name.js';
import { createPools, viewOf } from '../../../src/ipvs/pool/pool.js';
import { matchServers } from '../../../src/ipvs/pool/succession.js';
import { UNLISTED } from '../../../src/ipvs/pool/view.js';
import { lvsFifoLine } from '../../../src/notify/lvs-fifo.js';
import { lvsLetterOf } from '../../../src/notify/lvs-mail.js';
import { LvsScripts } from '../../../src/notify/lvs-scripts.js';
import { settingsOf } from '../../config/lvs/text.js';

const SECURE = 'global_defs {\nenable_script_security\nscript_user root\n';

/** `global` are lines of `global_defs`; `text` is the rest. Scripts are `/bin/check` and its arguments. */
export function tellStory(text: string, global = ''): Story {
  return new Story(text, global);
}

export class Story {
  readonly pools = createPools();
  readonly #scripts = new LvsScripts();
  #settings = settingsOf('');
  #heard: string[] = [];
  #mail: string[] = [];
  #log: string[] = [];
  #changes = 0;

  constructor(text: string, global: string) {
    this.reload(text, global);
  }

  /** Also the start. Checkers of servers that stay say what they said. */
  reload(text: string, global = ''): this {
    const former = this.#settings;
    this.#settings = settingsOf(`${SECURE}${global}\n}\n${text}`);
    this.#scripts.configure(this.#settings);
    const { lvs, ipvsGlobals, mail } = this.#settings;
    const matches = matchServers(former.lvs.virtualServers, lvs.virtualServers);
    const checks = this.#settings.checks.map(({ virtualServer, realServer, checks: these }): CheckedPlace => {
      const match = matches[virtualServer]!;
      const old = match.realServers[realServer];
      const kept = old === undefined ? [] : (this.pools.list[match.former!]?.servers[old]?.standings ?? []);
      return { virtualServer, realServer, standings: these.map((check, at) => kept[at] ?? assumed(check)) };
    });
    return this.#give({
      kind: 'configure',
      settings: { lvs, globals: ipvsGlobals, mailsChecks: mail.mailsChecks, checks },
    });
  }

  /** `server` is the last number of its address, or its port. */
  down(server: number, { check = 0, first = false, virtualServer = 0 } = {}): this {
    return this.#verdict(server, false, check, first, virtualServer);
  }

  up(server: number, { check = 0, first = false, virtualServer = 0 } = {}): this {
    return this.#verdict(server, true, check, first, virtualServer);
  }

  weigh(server: number, weight: number | undefined, check = 0): this {
    return this.#give({ kind: 'weight', at: this.#at(server, check, 0), weight });
  }

  addWeight(server: number, addedWeight: number, check = 0): this {
    return this.#give({ kind: 'added-weight', at: this.#at(server, check, 0), addedWeight });
  }

  stop(): this {
    return this.#give({ kind: 'stop' });
  }

  /** What FIFOs got and scripts ran since the last question, in order. */
  heard(): readonly string[] {
    return this.#heard.splice(0);
  }

  mail(): readonly string[] {
    return this.#mail.splice(0);
  }

  log(): readonly string[] {
    return this.#log.splice(0);
  }

  /** How often the table was said to have changed, since the last question. */
  changes(): number {
    const changes = this.#changes;
    this.#changes = 0;
    return changes;
  }

  /** `NAME:PORT -w WEIGHT` of what is listed, the sorry server last. */
  table(virtualServer = 0): readonly string[] {
    const pool = this.pools.list[virtualServer]!;
    const { weights, sorryWeight } = viewOf(pool);
    const { realServers, sorryServer } = pool.settings;
    const rows = realServers.map(({ address, port }, at) => ({ address, port, weight: weights[at]! }));
    if (sorryServer !== undefined) rows.push({ ...sorryServer, weight: sorryWeight });
    return rows
      .filter(({ weight }) => weight !== UNLISTED)
      .map(({ address, port, weight }) => `${address.text}:${port} -w ${weight}`);
  }

  /** What is left unheard is no part of the rest. */
  quiet(): this {
    this.heard();
    this.mail();
    this.log();
    this.changes();
    return this;
  }

  #verdict(server: number, up: boolean, check: number, first: boolean, virtualServer: number): this {
    const at = this.#at(server, check, virtualServer);
    return this.#give({ kind: 'verdict', at, up, first, checkName: 'TCP' });
  }

  #at(server: number, check: number, virtualServer: number): CheckPlace {
    const { servers, settings } = this.pools.list[virtualServer]!;
    const realServer = servers.findIndex(
      ({ settings: { address, port } }) => port === server || address.bytes.at(-1) === server,
    );
    assert.notEqual(
      realServer,
      -1,
      `${endpointName(settings.realServers[0]!, settings)} and others, but not ${server}`,
    );
    return { virtualServer, realServer, check };
  }

  #give(input: PoolInput): this {
    for (const effect of step(this.pools, input)) {
      if (effect.kind === 'log') this.#log.push(effect.line.text);
      else if (effect.kind === 'table-changed') this.#changes++;
      else {
        const { event } = effect;
        const command = this.#scripts.commandFor(event);
        if (event.isNotified) this.#heard.push(lvsFifoLine(event).slice(0, -2));
        if (command !== undefined) this.#heard.push(`R ${command.command.slice(1).join(' ')}`);
        const letter = lvsLetterOf(event, 'lb1');
        if (letter !== undefined) this.#mail.push(`${letter.subject} ${letter.body}`);
      }
    }
    return this;
  }
}

function assumed(check: CheckSettings): CheckStanding {
  if (check.kind === 'file') return { up: true };
  return { up: check.kind === 'bfd' ? !check.alpha : !check.schedule.alpha };
}
