import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { InstanceEvent, NotifyEvent } from '../../src/notify/event.js';
import { fifoLine } from '../../src/notify/fifo.js';
import { type LedgerSettings, NotifyLedger } from '../../src/notify/ledger.js';
import { letterOf } from '../../src/notify/mail.js';
import type { InstanceNotify } from '../../src/notify/settings.js';

const user = { name: 'root', uid: 0, gid: 0 };

function ledger(notify: readonly InstanceNotify[], more: Partial<LedgerSettings> = {}): NotifyLedger {
  const it = new NotifyLedger();
  it.configure({ notify, groupNotify: [], mailsFaults: true, ...more });
  return it;
}

function of(state: InstanceEvent['state'], instance = 'A', priority = 100): InstanceEvent {
  return { instance, state, priority };
}

/** The FIFO's line of an event, or the lack of one. */
function line(it: NotifyLedger, event: NotifyEvent): string {
  const telling = it.take(event);
  return telling?.toFifos === true ? fifoLine(telling.event).trimEnd() : 'nothing';
}

test('every event has its line, in keepalived’s words', () => {
  const it = ledger([{ instance: 'A', reportsPriorityChanges: true }]);
  const rows: readonly (readonly [NotifyEvent, string])[] = [
    [of('BACKUP'), 'INSTANCE "A" BACKUP 100'],
    [of('MASTER'), 'INSTANCE "A" MASTER 100'],
    [of('MASTER_RX_LOWER_PRI'), 'INSTANCE "A" MASTER_RX_LOWER_PRI 100'],
    [of('MASTER_PRIORITY', 'A', 80), 'INSTANCE "A" MASTER_PRIORITY 80'],
    [of('BACKUP_PRIORITY', 'A', 80), 'INSTANCE "A" BACKUP_PRIORITY 80'],
    [of('FAULT'), 'INSTANCE "A" FAULT 100'],
    [of('STOP'), 'INSTANCE "A" STOP 100'],
    [{ group: 'G', state: 'MASTER' }, 'GROUP "G" MASTER 0'],
  ];
  for (const [event, expected] of rows) assert.equal(line(it, event), expected);
});

test('changes of priority are told only where that is asked for', () => {
  assert.equal(line(ledger([{ instance: 'A' }]), of('MASTER_PRIORITY')), 'nothing');
  assert.equal(line(ledger([]), of('BACKUP_PRIORITY')), 'nothing');
});

test('a removed instance is DELETED with notify_deleted; otherwise in FAULT, unless that was said last', () => {
  const notify = [{ instance: 'A', reportsDeleted: true }, { instance: 'B' }, { instance: 'C' }];
  const it = ledger(notify);
  for (const { instance } of notify) it.take(of('FAULT', instance));
  it.take(of('BACKUP', 'C'));
  it.configure({ notify: [], groupNotify: [], mailsFaults: true });
  assert.equal(line(it, of('DELETED', 'A')), 'INSTANCE "A" DELETED 100');
  assert.equal(line(it, of('DELETED', 'B')), 'nothing');
  assert.equal(line(it, of('DELETED', 'C')), 'INSTANCE "C" FAULT 100');
});

test('a removed instance runs the scripts it had, even when another reload came before its farewell', () => {
  const it = ledger([{ instance: 'A', fault: { command: ['/f'], user } }]);
  it.configure({ notify: [], groupNotify: [], mailsFaults: true });
  it.configure({ notify: [], groupNotify: [], mailsFaults: true });
  assert.deepEqual(
    it.take(of('DELETED'))?.commands.map(({ command }) => command),
    [['/f']],
  );
});

test('an instance that a reload replaces leaves by its old settings and begins by its new ones', () => {
  const it = ledger([{ instance: 'A', reportsDeleted: true }]);
  it.take(of('MASTER'));
  it.configure({ notify: [{ instance: 'A' }], groupNotify: [], mailsFaults: true });
  assert.equal(line(it, of('DELETED')), 'INSTANCE "A" DELETED 100');
  it.take(of('BACKUP'));
  it.configure({ notify: [], groupNotify: [], mailsFaults: true });
  assert.equal(line(it, of('DELETED')), 'INSTANCE "A" FAULT 100');
});

test('after a reload the states it left alone are known: groups, and instances that are not MASTER', () => {
  const settings = { notify: ['A', 'B', 'C', 'D'].map(instance => ({ instance })), groupNotify: [{ group: 'G' }] };
  const it = ledger(settings.notify, settings);
  for (const event of [of('BACKUP', 'A'), of('MASTER', 'B'), of('FAULT', 'C'), of('BACKUP', 'D')]) it.take(event);
  it.take(of('BACKUP_PRIORITY', 'A', 90));
  it.take({ group: 'G', state: 'MASTER' });
  assert.deepEqual(it.states(), [], 'nothing is old before a reload');
  it.configure({ ...settings, mailsFaults: true });
  it.take(of('MASTER', 'D'));
  assert.deepEqual(it.states().map(fifoLine), [
    'GROUP "G" MASTER 0\n',
    'INSTANCE "A" BACKUP 90\n',
    'INSTANCE "C" FAULT 100\n',
  ]);
});

/** Which of these states are mailed. */
function mailed(it: NotifyLedger, ...states: readonly InstanceEvent['state'][]): string[] {
  return states.filter(state => it.take(of(state))?.toMail === true);
}

test('a mail goes out for a state other than the one mailed last; the end and what is no state are not mailed', () => {
  const it = ledger([{ instance: 'A', mails: true }]);
  assert.deepEqual(mailed(it, 'BACKUP', 'MASTER', 'MASTER_RX_LOWER_PRI', 'MASTER', 'FAULT', 'BACKUP', 'STOP'), [
    'BACKUP',
    'MASTER',
    'FAULT',
    'BACKUP',
  ]);
  assert.deepEqual(mailed(ledger([{ instance: 'A' }]), 'BACKUP', 'MASTER'), []);
});

test('with no_email_faults a fault is not mailed, nor the same state after it again', () => {
  const it = ledger([{ instance: 'A', mails: true }], { mailsFaults: false });
  assert.deepEqual(mailed(it, 'BACKUP', 'FAULT', 'BACKUP', 'MASTER'), ['BACKUP', 'MASTER']);
});

test('a mail has keepalived’s subject and body', () => {
  const rows: readonly (readonly [NotifyEvent, string, string])[] = [
    [of('MASTER'), 'Instance A - Entering MASTER state', '=> VRRP Instance is now owning VRRP VIPs <='],
    [of('BACKUP'), 'Instance A - Entering BACKUP state', '=> VRRP Instance is no longer owning VRRP VIPs <='],
    [of('FAULT'), 'Instance A - Entering FAULT state', '=> VRRP Instance is no longer owning VRRP VIPs <='],
    [of('DELETED'), 'Instance A - Deleted', '=> VRRP Deleted at reload <='],
    [
      { group: 'G', state: 'MASTER' },
      'Group G - Entering MASTER state',
      '=> All VRRP group instances are now in MASTER state <=',
    ],
  ];
  for (const [event, subject, body] of rows) {
    assert.deepEqual(letterOf(event, 'R1'), { subject: `[R1] VRRP ${subject}`, body });
  }
});
