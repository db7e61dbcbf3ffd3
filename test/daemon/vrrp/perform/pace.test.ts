import assert from 'node:assert/strict';
import { test } from 'node:test';
import { milliseconds, ZERO } from '../../../../src/base/duration.js';
import { Pace } from '../../../../src/daemon/vrrp/perform/pace.js';

const globals = { garpInterval: milliseconds(20), gnaInterval: milliseconds(30) };
const alone = () => undefined;

test('each interface has the gaps of all, one for each family', () => {
  const pace = new Pace();
  pace.configure(globals, []);
  assert.equal(pace.lane('eth0', 4, alone).gap, milliseconds(20));
  assert.equal(pace.lane('eth0', 6, alone).gap, milliseconds(30));
  assert.equal(pace.lane('eth0', 4, alone), pace.lane('eth0', 4, alone));
  assert.notEqual(pace.lane('eth0', 4, alone), pace.lane('eth1', 4, alone));
});

test('the interfaces of a group share a lane; a gap it does not name is none', () => {
  const pace = new Pace();
  pace.configure(globals, [
    { interfaces: ['eth0', 'eth1'], garpInterval: milliseconds(100) },
    { interfaces: ['eth2', 'eth3'], garpInterval: milliseconds(100), gnaInterval: ZERO },
  ]);
  assert.equal(pace.lane('eth0', 4, alone), pace.lane('eth1', 4, alone));
  assert.equal(pace.lane('eth0', 4, alone).gap, milliseconds(100));
  assert.notEqual(pace.lane('eth0', 4, alone), pace.lane('eth2', 4, alone));
  assert.notEqual(pace.lane('eth0', 6, alone), pace.lane('eth1', 6, alone));
  assert.equal(pace.lane('eth0', 6, alone).gap, ZERO);
  assert.equal(pace.lane('eth9', 6, alone).gap, milliseconds(30));
  assert.equal(pace.lane('eth2', 6, alone), pace.lane('eth3', 6, alone));
  assert.equal(pace.lane('eth2', 6, alone).gap, ZERO);
});

test('a device that is made on an interface belongs to the group of that', () => {
  const pace = new Pace();
  pace.configure(globals, [{ interfaces: ['eth0'], garpInterval: milliseconds(100) }]);
  const base = (name: string) => (name === 'vrrp.51' ? 'eth0' : undefined);
  assert.equal(pace.lane('vrrp.51', 4, base), pace.lane('eth0', 4, base));
  assert.notEqual(pace.lane('vrrp.52', 4, base), pace.lane('eth0', 4, base));
});

test('a reload that leaves a gap as it is leaves its lane, with what waits in it', () => {
  const pace = new Pace();
  pace.configure(globals, []);
  const [arp, advertisement] = [pace.lane('eth0', 4, alone), pace.lane('eth0', 6, alone)];
  pace.configure({ ...globals, gnaInterval: milliseconds(40) }, []);
  assert.equal(pace.lane('eth0', 4, alone), arp);
  assert.notEqual(pace.lane('eth0', 6, alone), advertisement);
  assert.equal(pace.lane('eth0', 6, alone).gap, milliseconds(40));
});
