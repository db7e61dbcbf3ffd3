/**
 * Priorities and faults that follow files: one configuration and the same events, real keepalived and ours each in a lab
 * of its own, the same priorities in the adverts and the same states.
 */
import assert from 'node:assert/strict';
import {
  appendFileSync,
  closeSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { complaints } from '../lib/complaints.js';
import { type Lab, withLab } from '../lib/lab.js';
import { run } from '../lib/run.js';
import { single } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 8_000;

/** What an instance does now: the priority it advertises, or the state it is in instead. */
type Standing = number | string;

/** Instances, by name: what each tracks. They start with virtual router 11. */
function instances(tracking: Readonly<Record<string, string>>, more = ''): string {
  return Object.entries(tracking)
    .map(
      ([name, lines], i) => `vrrp_instance ${name} {
    interface eth0
    virtual_router_id ${11 + i}
    priority 100
    version 3
    advert_int 0.1
    garp_master_delay 0
    ${more}
    track_file {
        ${lines}
    }
    virtual_ipaddress {
        10.77.0.${111 + i}/24
    }
}
`,
    )
    .join('');
}

const GLOBALS = 'global_defs {\n    enable_script_security\n    script_user root\n}\n';

class Watched {
  readonly lab: Lab;
  readonly agent: Agent;
  readonly directory: string;
  readonly #names: readonly string[];

  constructor(lab: Lab, kind: AgentKind, names: readonly string[], config: string) {
    this.lab = lab;
    this.directory = join(lab.directoryOf('alpha'), 'watched');
    this.#names = names;
    this.agent = lab.agent('alpha', kind, config);
  }

  /** The advert must be younger than the last state: a master's last one is of priority 0. */
  #standing(name: string, i: number): Standing {
    const state = this.agent.state(name);
    if (state !== 'MASTER') return state;
    return this.lab.sniffer.adverts().findLast(advert => advert.vrid === 11 + i)?.priority ?? 'silent';
  }

  async stands(what: string, ...expected: readonly Standing[]): Promise<void> {
    await this.lab.eventually(what, () => this.#names.map((name, i) => this.#standing(name, i)), expected, WITHIN);
  }
}

function block(name: string, path: string, more = ''): string {
  return `track_file ${name} {\n    file ${path}\n    ${more}\n}\n`;
}

describe('track_file', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    test(`${kind}: the priority follows the number in a file`, () =>
      withLab(single, async lab => {
        const directory = join(lab.directoryOf('alpha'), 'watched');
        mkdirSync(directory);
        const path = join(directory, 'number');
        const write = (text: string) => writeFileSync(path, text);
        write('10\n');
        const tracking = {
          PLAIN: 'load',
          TWICE: 'load weight -2',
          FAULTY: 'load weight 0',
          NEEDED: 'load weight 0 reverse',
        };
        const config = GLOBALS + block('load', path) + instances(tracking);
        const it = new Watched(lab, kind, Object.keys(tracking), config);
        await it.stands('10 at the start', 110, 80, 'FAULT', 100);
        assert.ok(!it.agent.states('PLAIN').includes('FAULT'));
        write('5\n');
        await it.stands('5', 105, 90, 'FAULT', 100);
        write('  0x10 apples\n');
        await it.stands('0x10', 116, 68, 'FAULT', 100);
        write('99999999999\n');
        appendFileSync(path, '1\n');
        write('010');
        await it.stands('010, after a number that is ignored', 108, 84, 'FAULT', 100);
        write('junk\n');
        await it.stands('junk', 100, 100, 100, 'FAULT');
        write('-3');
        await it.stands('-3', 97, 106, 'FAULT', 100);
        renameSync(path, `${path}.old`);
        await it.stands('moved away', 100, 100, 100, 'FAULT');
        writeFileSync(`${path}.new`, '20\n');
        renameSync(`${path}.new`, path);
        await it.stands('moved into place', 120, 60, 'FAULT', 100);
        rmSync(path);
        await it.stands('deleted', 100, 100, 100, 'FAULT');
        write('1');
        await it.stands('created anew', 101, 98, 'FAULT', 100);
        write('-254');
        await it.stands('nothing left of the priority', 'FAULT', 254, 'FAULT', 100);
        write('127');
        await it.stands('nothing left with the weight', 227, 'FAULT', 'FAULT', 100);
        rmSync(directory, { recursive: true });
        await it.stands('the directory is gone', 100, 100, 100, 'FAULT');
        assert.deepEqual(
          complaints(it.agent).filter(
            line => !/tracked file|entering FAULT state|Invalid number|Unknown inotify event/.test(line),
          ),
          [],
        );
      }));

    test(`${kind}: a file that is being written counts once its writer has closed it`, () =>
      withLab(single, async lab => {
        const directory = join(lab.directoryOf('alpha'), 'watched');
        mkdirSync(directory);
        const [path, marker] = ['number', 'marker'].map(name => join(directory, name)) as [string, string];
        writeFileSync(path, '7\n');
        const tracking = { NEEDED: 'load weight 0 reverse', PLAIN: 'load', MARKER: 'marker' };
        const config = GLOBALS + block('load', path) + block('marker', marker) + instances(tracking);
        const it = new Watched(lab, kind, Object.keys(tracking), config);
        await it.stands('7', 100, 107, 100);
        const file = openSync(path, 'w');
        writeFileSync(marker, '1');
        await it.stands('emptied', 100, 107, 101);
        writeSync(file, '1');
        writeFileSync(marker, '2');
        await it.stands('half written', 100, 107, 102);
        writeSync(file, '2');
        closeSync(file);
        await it.stands('closed', 100, 112, 102);
        assert.deepEqual(it.agent.states('NEEDED'), ['BACKUP', 'MASTER']);
      }));

    test(`${kind}: init_file writes the first number, and a reload only a missing file`, () =>
      withLab(single, async lab => {
        const directory = join(lab.directoryOf('alpha'), 'watched');
        mkdirSync(directory);
        const at = (name: string) => join(directory, name);
        const names = ['missing', 'kept', 'overwritten'];
        writeFileSync(at('kept'), '30\n');
        writeFileSync(at('overwritten'), '30\n');
        const tracking = Object.fromEntries(names.map(name => [name.toUpperCase(), name]));
        const config = (more: string) =>
          GLOBALS +
          block('missing', at('missing'), 'init_file 3') +
          block('kept', at('kept'), 'init_file 4') +
          block('overwritten', at('overwritten'), 'init_file -5 overwrite') +
          instances(tracking, more);
        const it = new Watched(
          lab,
          kind,
          names.map(name => name.toUpperCase()),
          config(''),
        );
        await it.stands('first numbers', 103, 130, 95);
        assert.deepEqual(
          names.map(name => readFileSync(at(name), 'utf8')),
          ['3\n', '30\n', '-5\n'],
        );
        for (const name of names) writeFileSync(at(name), '11\n');
        await it.stands('written', 111, 111, 111);
        rmSync(at('missing'));
        await it.stands('removed', 100, 111, 111);
        it.agent.reload(config('').replaceAll('priority 100', 'priority 150'));
        await it.stands('reloaded', 153, 161, 161);
        writeFileSync(at('missing'), '1');
        await it.stands('still watched', 151, 161, 161);
      }));

    test(`${kind}: a reload follows another file and another weight, and a file that it brings`, () =>
      withLab(single, async lab => {
        const directory = join(lab.directoryOf('alpha'), 'watched');
        mkdirSync(directory);
        const [one, two] = ['one', 'two'].map(name => join(directory, name)) as [string, string];
        writeFileSync(one, '1');
        writeFileSync(two, '20');
        const tracking = { SAME: 'load', OTHER: 'load weight 2' };
        const it = new Watched(lab, kind, ['SAME', 'OTHER'], GLOBALS + block('load', one) + instances(tracking));
        await it.stands('one', 101, 102);
        it.agent.reload(GLOBALS + block('load', two) + instances({ ...tracking, OTHER: 'load weight 3' }));
        await it.stands('two', 120, 160);
        writeFileSync(one, '9');
        writeFileSync(two, '21');
        await it.stands('two again', 121, 163);
        it.agent.reload(
          GLOBALS + block('load', two) + block('more', one) + instances({ SAME: 'load\nmore', OTHER: 'more weight 0' }),
        );
        await it.stands('both', 130, 'FAULT');
        rmSync(one);
        await it.stands('one of them', 121, 100);
        assert.ok(!it.agent.states('SAME').slice(1).includes('BACKUP'), 'a master stays master');
      }));
  }

  test('holdfast: a directory may come later, go, and come again', () =>
    withLab(single, async lab => {
      const directory = join(lab.directoryOf('alpha'), 'watched', 'below');
      const path = join(directory, 'number');
      const it = new Watched(lab, 'holdfast', ['PLAIN'], GLOBALS + block('load', path) + instances({ PLAIN: 'load' }));
      await it.stands('no directory', 100);
      assert.match(it.agent.log(), /cannot be watched: there is no directory/);
      mkdirSync(directory, { recursive: true });
      writeFileSync(path, '5');
      await it.stands('it comes', 105);
      renameSync(directory, `${directory}.old`);
      await it.stands('it is moved', 100);
      mkdirSync(directory);
      await it.stands('it is empty', 100);
      writeFileSync(path, '6');
      await it.stands('it has the file again', 106);
      await run(['rm', '-rf', join(directory, '..')]);
      await it.stands('all is gone', 100);
      mkdirSync(directory, { recursive: true });
      writeFileSync(path, '7');
      await it.stands('all is there again', 107);
    }));

  test('holdfast: a file may be a link, hard or symbolic', () =>
    withLab(single, async lab => {
      const directory = join(lab.directoryOf('alpha'), 'watched');
      mkdirSync(directory);
      const path = join(directory, 'number');
      const it = new Watched(lab, 'holdfast', ['PLAIN'], GLOBALS + block('load', path) + instances({ PLAIN: 'load' }));
      await it.stands('no file', 100);
      writeFileSync(`${path}.1`, '1');
      linkSync(`${path}.1`, path);
      await it.stands('a hard link', 101);
      rmSync(path);
      await it.stands('none', 100);
      symlinkSync(`${path}.1`, path);
      await it.stands('a symbolic link', 101);
      rmSync(path);
      await run(['mkfifo', path]);
      await it.stands('a FIFO, which is no file', 100);
    }));
});
