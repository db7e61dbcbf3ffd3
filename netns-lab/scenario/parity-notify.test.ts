/**
 * What the world is told: one configuration and the same events, real keepalived and ours each in a lab of its own, the
 * same FIFO lines, notify calls and mails.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { Agent, AgentKind } from '../lib/agent.js';
import { conf } from '../lib/conf-text.js';
import { type Lab, withLab } from '../lib/lab.js';
import { inside } from '../lib/namespaces.js';
import { pair, VIP } from '../topology/pair.js';

const KINDS = ['keepalived', 'holdfast'] as const;
const WITHIN = 12_000;

/** A node whose events are noted: by scripts, and by a reader of its FIFO. */
interface Watched {
  readonly agent: Agent;
  readonly directory: string;
  /** Lines of the FIFO so far, over reloads. */
  fifo(): string[];
  /** Arguments of notify scripts so far. */
  calls(): string[];
  reload(config: Wish): void;
}

interface Wish {
  readonly priority?: number;
  /** Lines of the second instance, which a reload may leave out. */
  readonly second?: string;
  readonly globals?: string;
  readonly instance?: string;
}

function lines(path: string): string[] {
  return existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : [];
}

function script(path: string, body: string): string {
  writeFileSync(path, `#!/bin/sh\n${body}\n`);
  chmodSync(path, 0o755);
  return path;
}

function watched(lab: Lab, kind: AgentKind, first: Wish): Watched {
  const directory = lab.directoryOf('alpha');
  const at = (name: string) => join(directory, name);
  script(at('note.sh'), `printf '%s\\n' "$*" >> ${at('calls')}`);
  // It goes on until the end of the FIFO, be it told to end or not: the last lines come after that.
  script(at('read.sh'), `trap '' TERM\nexec 3< "$1"\nexec cat <&3 >> ${at('lines')}`);
  const text = ({ priority = 100, second = '', globals = '', instance = '' }: Wish) =>
    conf({
      version: 3,
      advertInt: 0.1,
      priority,
      globals: `enable_script_security\nscript_user root\nnotify_fifo ${at('all.fifo')}\nnotify_fifo_script ${at('read.sh')}\n${globals}`,
      instance: `notify "${at('note.sh')} any"
        ${['master', 'backup', 'fault', 'stop'].map(state => `notify_${state} "${at('note.sh')} on-${state}"`).join('\n')}
        track_script {
          broken
          weak
        }
        ${instance}`,
      blocks: `${['broken', 'weak'].map(name => `vrrp_script ${name} {\nscript "/usr/bin/test ! -e ${at(name)}"\ninterval 1\n${name === 'weak' ? 'weight -20' : ''}\n}`).join('\n')}
        ${second}`,
    });
  const agent = lab.agent('alpha', kind, text(first));
  return {
    agent,
    directory,
    fifo: () => lines(at('lines')),
    calls: () => lines(at('calls')),
    reload: wish => agent.reload(text(wish)),
  };
}

const second = (more = '') => `vrrp_instance VI_2 {
  interface eth0
  virtual_router_id 52
  version 3
  advert_int 0.1
  virtual_ipaddress {
    10.77.0.102/24
  }
  ${more}
}`;

describe('notifications, beside keepalived', { concurrency: 2 }, () => {
  for (const kind of KINDS) {
    test(`${kind}: FIFO lines and scripts from start to stop`, () =>
      withLab(pair, async lab => {
        const it = watched(lab, kind, { globals: 'vrrp_notify_priority_changes on' });
        const told: string[] = [];
        const called: string[] = [];
        /** The next lines; calls of one transition run side by side, so they are a set. */
        const next = async (what: string, fifo: readonly string[], calls: readonly string[]) => {
          told.push(...fifo);
          await lab.eventually(`FIFO: ${what}`, it.fifo, [...told], WITHIN);
          const from = called.length;
          called.push(...calls);
          await lab.eventually(`scripts: ${what}`, () => it.calls().slice(from).sort(), [...calls].sort(), WITHIN);
        };
        const change = (what: string, state: string, priority = 100) =>
          next(
            what,
            [`INSTANCE "VI_1" ${state} ${priority}`],
            [`on-${state.toLowerCase()}`, `any INSTANCE VI_1 ${state} ${priority}`],
          );
        await change('start', 'BACKUP');
        await change('takeover', 'MASTER');
        assert.equal(statSync(join(it.directory, 'all.fifo')).mode & 0o7777, 0o600);

        writeFileSync(join(it.directory, 'weak'), '');
        await next('less priority', ['INSTANCE "VI_1" MASTER_PRIORITY 80'], []);
        rmSync(join(it.directory, 'weak'));
        await next('priority again', ['INSTANCE "VI_1" MASTER_PRIORITY 100'], []);

        writeFileSync(join(it.directory, 'broken'), '');
        await change('a fault', 'FAULT');
        rmSync(join(it.directory, 'broken'));
        await change('recovery', 'BACKUP');
        await change('takeover again', 'MASTER');

        lab.agent('bravo', 'keepalived', conf({ version: 3, advertInt: 0.1, priority: 150 }));
        await change('a stronger one comes', 'BACKUP');
        writeFileSync(join(it.directory, 'weak'), '');
        await next('less priority as backup', ['INSTANCE "VI_1" BACKUP_PRIORITY 80'], []);

        await it.agent.stop();
        await change('stop', 'STOP', 80);
        // keepalived does not get to it when a reader of its own heeds no TERM.
        if (kind === 'holdfast') assert.equal(existsSync(join(it.directory, 'all.fifo')), false);
      }));

    test(`${kind}: a reload that removes instances, and one that writes the states it left alone`, () =>
      withLab(pair, async lab => {
        const it = watched(lab, kind, { second: second() });
        const has = (what: string, expected: readonly string[], from = 0) =>
          lab.eventually(what, () => it.fifo().slice(from).sort(), [...expected].sort(), WITHIN);
        const start = ['VI_1', 'VI_2'].flatMap(name => [
          `INSTANCE "${name}" BACKUP 100`,
          `INSTANCE "${name}" MASTER 100`,
        ]);
        await has('both are master', start);
        it.reload({});
        await has('removed: a fault', ['INSTANCE "VI_2" FAULT 100'], 4);
        it.reload({ second: second('notify_deleted') });
        await has(
          'added',
          start.filter(line => line.includes('VI_2')),
          5,
        );
        it.reload({ globals: 'fifo_write_vrrp_states_on_reload' });
        await has('removed: deleted, and nothing of a master', ['INSTANCE "VI_2" DELETED 100'], 7);

        lab.agent('bravo', 'keepalived', conf({ version: 3, advertInt: 0.1, priority: 150 }));
        await has('backup', ['INSTANCE "VI_1" BACKUP 100'], 8);
        it.reload({ globals: 'fifo_write_vrrp_states_on_reload\nvrrp_garp_interval 0.001' });
        await has('backup still', ['INSTANCE "VI_1" BACKUP 100'], 9);
        await it.agent.stop();
        await has('the end', ['INSTANCE "VI_1" STOP 100'], 10);
      }));

    test(`${kind}: mails a change, with keepalived’s subject and body`, () =>
      withLab(pair, async lab => {
        const path = join(lab.directoryOf('alpha'), 'mails');
        const sink = await mailServer(lab, 'alpha', 2525, path);
        const globals = `notification_email {
          ops@example.com
          "Some One <boss@example.com>"
        }
        notification_email_from lb@example.org
        smtp_server 127.0.0.1 2525
        smtp_alert
        no_email_faults`;
        const it = watched(lab, kind, { globals, second: second('notify_deleted\nsmtp_alert no') });
        const mails = () => lines(path).filter(line => /^(MAIL|RCPT|From|Subject|X-Mailer|=>)/.test(line));
        const mail = (state: string, verdict: string) => [
          'From: lb@example.org',
          `Subject: [lab] VRRP Instance VI_1 - Entering ${state} state`,
          'X-Mailer: Keepalived',
          `=> VRRP Instance is ${verdict} owning VRRP VIPs <=`,
        ];
        const seen = () =>
          mails()
            .filter(line => !/^(MAIL|RCPT)/.test(line))
            .sort();
        const expected = [...mail('BACKUP', 'no longer'), ...mail('MASTER', 'now')];
        await lab.eventually('both changes are mailed', seen, [...expected].sort(), WITHIN);
        assert.equal(mails().filter(line => line.startsWith('MAIL FROM:<lb@example.org>')).length, 2);
        assert.equal(mails().filter(line => line.startsWith('RCPT TO:<ops@example.com>')).length, 2);
        writeFileSync(join(it.directory, 'broken'), '');
        await lab.eventually('a fault', it.fifo, fifo => fifo.includes('INSTANCE "VI_1" FAULT 100'), WITHIN);
        rmSync(join(it.directory, 'broken'));
        expected.push(...mail('BACKUP', 'no longer'), ...mail('MASTER', 'now'));
        await lab.eventually('the fault is not, what follows is', seen, [...expected].sort(), WITHIN);
        await it.agent.stop();
        sink.kill('SIGKILL');
        assert.deepEqual(seen(), [...expected].sort());
      }));

    test(`${kind}: startup and shutdown scripts enclose everything, and are not waited for without end`, () =>
      withLab(pair, async lab => {
        const path = join(lab.directoryOf('alpha'), 'life');
        const note = script(join(lab.directoryOf('alpha'), 'life.sh'), `echo "$1 begins" >> ${path}\nexec sleep "$2"`);
        const globals = `startup_script "${note} startup 60"
          startup_script_timeout 1
          shutdown_script "${note} shutdown 0"`;
        const it = watched(lab, kind, { globals });
        await lab.eventually('it takes over in the end', it.fifo, fifo => fifo.length >= 2, WITHIN);
        assert.deepEqual(lines(path), ['startup begins']);
        await it.agent.stop();
        assert.deepEqual(lines(path), ['startup begins', 'shutdown begins']);
        assert.equal((await lab.holders(VIP)).length, 0);
      }));
  }
});

/** A mail server that takes everything and notes what it hears, without the ends of lines. */
async function mailServer(lab: Lab, node: string, port: number, path: string): Promise<ChildProcess> {
  const program = `
    const { appendFileSync } = require('node:fs');
    require('node:net').createServer(socket => {
      let rest = '', inData = false;
      const answer = line => socket.write(line + '\\r\\n');
      socket.on('error', () => {});
      answer('220 sink');
      socket.on('data', chunk => {
        const all = (rest + chunk).split('\\r\\n');
        rest = all.pop();
        for (const line of all) {
          appendFileSync(${JSON.stringify(path)}, line + '\\n');
          if (inData) { if (line === '.') { inData = false; answer('250 taken'); } }
          else if (line === 'DATA') { inData = true; answer('354 go on'); }
          else if (line === 'QUIT') { answer('221 bye'); socket.end(); }
          else answer('250 well');
        }
      });
    }).listen(${port}, '127.0.0.1', () => console.log('ready'));`;
  const [file, ...args] = inside(lab.network.namespace(node), [process.execPath, '-e', program]);
  const child = spawn(file ?? '', args, { stdio: ['ignore', 'pipe', 'inherit'] });
  lab.onClose(() => child.kill('SIGKILL'));
  await new Promise<void>((resolve, reject) => {
    child.stdout?.once('data', () => resolve());
    child.once('exit', () => reject(new Error('the mail server did not start')));
  });
  return child;
}
