import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LogLine } from '../../../src/base/log.js';
import { Promotion } from '../../../src/daemon/vrrp/promotion.js';
import { KernelError } from '../../../src/sys/kernel-error.js';
import { instanceSettings } from '../../support/instance-settings.js';

/** The settings of the kernel by interface. */
function kernel(values: Record<string, number>, refuses = false) {
  const writes: string[] = [];
  const logged: LogLine[] = [];
  const promotion = new Promotion({
    write({ family, interface: device, name }, value) {
      const before = values[device];
      writes.push(`ipv${family} ${device}.${name} ${before} -> ${value}`);
      if (refuses || before === undefined) return { error: new KernelError('set it', 30, device) };
      values[device] = value;
      return { before };
    },
    log: line => logged.push(line),
  });
  return { promotion, values, writes, logged };
}

const plain = instanceSettings();
const promoting = instanceSettings({ name: 'VI_2', interface: 'eth1', promotesSecondaries: true });

test('it is set on the interface of the instance that asks for it, and given back at the stop', () => {
  const { promotion, values, writes } = kernel({ eth0: 0, eth1: 0 });
  promotion.configure([plain, promoting], () => true);
  assert.deepEqual(values, { eth0: 0, eth1: 1 });
  promotion.configure([plain], () => true);
  assert.deepEqual(values, { eth0: 0, eth1: 1 }, 'a reload leaves it');
  promotion.stop();
  assert.deepEqual(values, { eth0: 0, eth1: 0 });
  assert.deepEqual(writes, ['ipv4 eth1.promote_secondaries 0 -> 1', 'ipv4 eth1.promote_secondaries 1 -> 0']);
});

test('where it was set before, it stays so after the stop', () => {
  const { promotion, values } = kernel({ eth1: 1 });
  promotion.configure([promoting], () => true);
  promotion.stop();
  assert.deepEqual(values, { eth1: 1 });
});

test('an interface that comes later, or comes anew, gets it then', () => {
  const { promotion, values } = kernel({});
  promotion.configure([promoting], name => name in values);
  values.eth1 = 0;
  promotion.appeared('eth1');
  promotion.appeared('eth9');
  assert.deepEqual(values, { eth1: 1 });
  values.eth1 = 0;
  promotion.appeared('eth1');
  assert.deepEqual(values, { eth1: 1 });
  promotion.stop();
  assert.deepEqual(values, { eth1: 0 });
});

test('a refusal is said, with what it leads to', () => {
  const { promotion, logged, writes } = kernel({ eth1: 0 }, true);
  promotion.configure([promoting], () => true);
  promotion.stop();
  assert.deepEqual(writes.length, 1);
  assert.match(logged[0]?.text ?? '', /will go with the first one of their network: set it dev eth1: EROFS.*yourself/);
});
