import assert from 'node:assert/strict';
import { test } from 'node:test';
import { instanceText, load, mistakes } from '../../support/fake-machine.js';

const W = instanceText('', { name: 'W', vrid: 2, addresses: '10.0.0.2' });

function globals(lines: string): string {
  return `global_defs {\nenable_script_security\nscript_user root\n${lines}\n}\n`;
}

function group(lines: string): string {
  return `vrrp_sync_group G {\ngroup {\nVI\nW\n}\n${lines}\n}\n`;
}

function notifyOf(text: string) {
  return load(text + W).settings?.notify.find(({ instance }) => instance === 'VI');
}

test('mail is for those that ask for it, or for whom the globals do', () => {
  const mails = (lines: string, own = '') => notifyOf(globals(lines) + instanceText(own))?.mails === true;
  assert.deepEqual([mails(''), mails('', 'smtp_alert')], [false, true]);
  assert.deepEqual([mails('smtp_alert'), mails('smtp_alert', 'smtp_alert off')], [true, false]);
  assert.deepEqual([mails('smtp_alert\nsmtp_alert_vrrp off'), mails('smtp_alert_vrrp')], [false, true]);
  assert.equal(mails('smtp_alert_checker'), false);
  const groups = load(globals('smtp_alert') + group('') + instanceText() + W).settings?.groupNotify;
  assert.deepEqual(groups, [{ group: 'G', mails: true }]);
  const silent = load(globals('smtp_alert') + group('smtp_alert no') + instanceText() + W).settings;
  assert.deepEqual(silent?.groupNotify, [{ group: 'G' }]);
  assert.equal(silent?.notify[0]?.mails, true, 'what a group says about mail is for its own');
});

test('priority changes are reported as the instance says, then its group, then the globals', () => {
  const reports = (lines: string, groupLines: string, own: string) =>
    notifyOf(globals(lines) + group(groupLines) + instanceText(own))?.reportsPriorityChanges === true;
  const all = 'vrrp_notify_priority_changes';
  assert.equal(reports('', '', ''), false);
  assert.equal(reports(all, '', ''), true);
  assert.equal(reports(all, 'notify_priority_changes off', ''), false);
  assert.equal(reports(all, 'notify_priority_changes off', 'notify_priority_changes'), true);
  assert.equal(reports('', 'notify_priority_changes', ''), true);
});

test('`notify_deleted` counts with and without a script, once', () => {
  const user = { name: 'root', uid: 0, gid: 0 };
  assert.deepEqual(notifyOf(globals('') + instanceText('notify_deleted')), { instance: 'VI', reportsDeleted: true });
  assert.deepEqual(notifyOf(globals('') + instanceText('notify_deleted "/bin/check gone"\nnotify_deleted')), {
    instance: 'VI',
    deleted: { command: ['/bin/check', 'gone'], user },
    reportsDeleted: true,
  });
  const twice = globals('') + instanceText('notify_deleted\nnotify_deleted /bin/check');
  assert.deepEqual(mistakes(load(twice)), ['10 notify-twice']);
});
