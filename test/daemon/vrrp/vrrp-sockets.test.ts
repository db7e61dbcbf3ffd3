import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { type Duration, type Instant, instant, milliseconds, ZERO } from '../../../src/base/duration.js';
import type { LogLine } from '../../../src/base/log.js';
import { InstanceRunner } from '../../../src/daemon/vrrp/instance-runner.js';
import { HeldAddresses } from '../../../src/daemon/vrrp/perform/addresses.js';
import { VrrpSockets } from '../../../src/daemon/vrrp/vrrp-sockets.js';
import { KernelError } from '../../../src/sys/kernel-error.js';
import type { VrrpSocket, VrrpSocketOptions } from '../../../src/sys/vrrp-socket.js';
import type { InstanceSettings } from '../../../src/vrrp/settings.js';
import { instanceSettings } from '../../support/instance-settings.js';
import { unicastTo } from '../../support/vrrp-settings.js';

const ENETUNREACH = 101;

/** Sockets that reach everybody but those in `unreachable`. */
function world(settings: InstanceSettings = instanceSettings()) {
  const logged: LogLine[] = [];
  const opened: VrrpSocketOptions[] = [];
  const delivered: string[] = [];
  const buffers: (number | undefined)[] = [];
  const paces: Duration[] = [];
  const filters: (readonly number[] | 'all')[] = [];
  const sent: { destination: string; priority: number }[] = [];
  const unreachable = new Set<string>();
  const state = { seesAll: false, isUp: true, now: instant(0) as Instant };
  const socket: VrrpSocket = {
    send(pdu, to) {
      sent.push({ destination: to.destination.text, priority: pdu[2]! });
      return unreachable.has(to.destination.text)
        ? new KernelError(`sendmsg(${to.destination.text})`, ENETUNREACH)
        : undefined;
    },
    setVrids: vrids => void filters.push(vrids),
    joinGroup: () => {},
    setReceiveBuffer: bytes => void buffers.push(bytes),
    setPace: pace => void paces.push(pace),
    read: () => {},
    close: () => {},
  };
  const sockets = new VrrpSockets(
    {
      open(options) {
        opened.push(options);
        return socket;
      },
      interfaceIndex: () => 2,
      isUp: () => state.isUp,
      mtu: () => 1_400,
      deliver: (_, packet) => delivered.push(packet.destination.text) > 0,
      log: line => void logged.push(line),
    },
    () => state.seesAll,
  );
  const held = new HeldAddresses(settings.name, settings.interface, {
    interfaceIndex: () => 2,
    apply: async (_, requests) => requests.map(() => undefined),
    replace: async (removed, restored) => [...removed, ...restored].map(() => undefined),
    holders: () => [],
    isHeldElsewhere: () => false,
    log: () => {},
  });
  const globals = {
    garpInterval: ZERO,
    gnaInterval: ZERO,
    startupDelay: ZERO,
    logsUnknownVrids: false,
    dynamicInterfaces: false,
  };
  const runner = new InstanceRunner(settings, globals, held, {
    now: () => state.now,
    wallClock: () => 0,
    post: () => {},
    log: () => {},
    sendAdvert: (owner, departure, from) => sockets.send(owner, departure, from),
    announce: () => {},
    cancelAnnouncements: () => {},
    route: () => {},
    reschedule: () => {},
    consultGroup: () => {},
  });
  sockets.attach(runner);
  return { sockets, runner, logged, opened, delivered, filters, buffers, paces, sent, unreachable, state };
}

const pdu = Uint8Array.of(0x21, 51, 100, 0);
const source = address('10.0.0.1');
const to = (destination: string) => ({ destination: address(destination), pdu });

test('one peer out of reach is said once, although another one is reached each time', () => {
  const { sockets, runner, logged, unreachable } = world();
  unreachable.add('10.0.0.2').add('10.0.0.3');
  for (let i = 0; i < 50; i++) {
    for (const peer of ['10.0.0.2', '10.0.0.3', '10.0.0.4']) sockets.send(runner, to(peer), source);
  }
  assert.deepEqual(
    logged.map(line => line.text),
    ['sendmsg(10.0.0.2): ENETUNREACH (errno 101)', 'sendmsg(10.0.0.3): ENETUNREACH (errno 101)'],
  );
  unreachable.clear();
  sockets.send(runner, to('10.0.0.2'), source);
  unreachable.add('10.0.0.2');
  sockets.send(runner, to('10.0.0.2'), source);
  assert.equal(logged.length, 3, 'what comes again after it was well is news');
});

test('that nothing leaves through a link that is down is no news', () => {
  const { sockets, runner, logged, unreachable, state } = world();
  unreachable.add('10.0.0.2');
  state.isUp = false;
  for (let i = 0; i < 3; i++) sockets.send(runner, to('10.0.0.2'), source);
  assert.deepEqual([...new Set(logged.map(line => line.level))], ['debug']);
  state.isUp = true;
  sockets.send(runner, to('10.0.0.2'), source);
  assert.equal(logged.at(-1)?.level, 'error', 'it is, once the link is up');
});

test('a reload that asks for unknown VRIDs opens the filters that are there', () => {
  const { sockets, filters, state } = world();
  assert.deepEqual(filters.at(-1), [instanceSettings().vrid]);
  state.seesAll = true;
  sockets.refilter();
  assert.equal(filters.at(-1), 'all');
});

test('a master that loses its source address says farewell from it, twice as keepalived does', () => {
  const { runner, sent, state } = world();
  runner.handle({ kind: 'link', interface: runner.interface, state: 'up' });
  runner.handle({ kind: 'source', address: source });
  runner.handle({ kind: 'start' });
  state.now = runner.deadline()!;
  runner.handle({ kind: 'deadline' });
  runner.handle({ kind: 'source', address: undefined });
  assert.equal(runner.view().state, 'FAULT');
  assert.deepEqual(
    sent.map(advert => advert.priority),
    [runner.settings.priority, 0, 0],
  );
  assert.equal(runner.source, undefined);
});

test('the receive buffer is what the instances on a socket ask for, and the kernel’s own when none does any more', () => {
  const { sockets, buffers } = world();
  assert.deepEqual(buffers, [], 'nothing was asked for');
  sockets.sizeBuffers({ policy: 'mtu', packets: 3 });
  sockets.refit();
  sockets.refit();
  sockets.sizeBuffers({ policy: 'kernel', packets: 3 });
  sockets.refit();
  assert.deepEqual(buffers, [4_200, undefined]);
});

test('a socket is read at the pace of the instances on it, from the first one on', () => {
  assert.deepEqual(world().paces, [milliseconds(5)], 'of a second');
  assert.deepEqual(world(instanceSettings({ advertInterval: milliseconds(10) })).paces, [milliseconds(2)]);
});

const UNICAST = { source, unicast: unicastTo(['10.0.0.2']) };

test('without an interface the socket is bound to none, with a VRF to that', () => {
  const [routed] = world(instanceSettings({ ...UNICAST, interface: '' })).opened;
  assert.deepEqual([routed?.interface, routed?.ifindex], [undefined, 0]);
  const [inVrf] = world(instanceSettings({ ...UNICAST, interface: '', vrf: 'blue' })).opened;
  assert.deepEqual([inVrf?.interface, inVrf?.ifindex], ['blue', 2]);
  const [plain] = world(instanceSettings(UNICAST)).opened;
  assert.deepEqual([plain?.interface, plain?.ifindex], ['eth0', 2]);
});

test('without an interface and without peers there is nothing to listen to, and nothing is opened', () => {
  const { sockets, runner, opened } = world(instanceSettings({ interface: '', source }));
  assert.ok(sockets.attach(runner), 'no reason to try again');
  assert.deepEqual(opened, []);
});

test('that no route leads to a peer is an error where no link of its own can explain it', () => {
  const { sockets, runner, logged, unreachable, state } = world(instanceSettings({ ...UNICAST, interface: '' }));
  state.isUp = false;
  unreachable.add('10.0.0.2');
  sockets.send(runner, to('10.0.0.2'), source);
  assert.deepEqual(
    logged.map(line => line.level),
    ['error'],
  );
});

test('an instance is given what was sent to its own group, or to its own source', () => {
  const arrive = (settings: InstanceSettings, ...destinations: string[]) => {
    const { runner, opened, delivered } = world(settings);
    runner.handle({ kind: 'source', address: source });
    for (const each of destinations) {
      opened[0]!.onPacket({ source: address('10.0.0.2'), destination: address(each), ttl: 255, pdu });
    }
    return delivered;
  };
  const all = ['224.0.0.18', '224.0.0.99', '10.0.0.1', '10.0.0.7'];
  assert.deepEqual(arrive(instanceSettings(), ...all), ['224.0.0.18']);
  assert.deepEqual(arrive(instanceSettings({ multicastGroup: address('224.0.0.99') }), ...all), ['224.0.0.99']);
  assert.deepEqual(arrive(instanceSettings(UNICAST), ...all), ['10.0.0.1']);
});
