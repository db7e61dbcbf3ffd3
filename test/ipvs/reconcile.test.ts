import assert from 'node:assert/strict';
import { test } from 'node:test';
import { UNLISTED } from '../../src/ipvs/pool/view.js';
import { reconcileService, reconcileTable, serviceOfCommand } from '../../src/ipvs/reconcile.js';
import { type IpvsTable, layoutServices, wantedTable } from '../../src/ipvs/table.js';
import { describeIpvsCommand, type IpvsCommand, type IpvsEntry } from '../../src/wire/netlink/ipvs.js';
import { HEAD, real, settingsOf, virtual } from '../config/lvs/text.js';

/** The table of a text; servers of weight 99 are not listed. */
function tableOf(text: string): IpvsTable {
  const { lvs } = settingsOf(text);
  const pools = lvs.virtualServers.map(({ realServers }) => ({
    weights: realServers.map(({ weight }) => (weight === 99 ? UNLISTED : weight)),
    sorryWeight: UNLISTED,
  }));
  return wantedTable(layoutServices(lvs), place => pools[place]!);
}

const said = (commands: readonly IpvsCommand[]) =>
  commands.map(command => describeIpvsCommand(command).replace('IPVS ', ''));

function between(have: string, want: string): string[] {
  const kernel = tableOf(have);
  return said(reconcileTable(kernel, tableOf(want), new Set(kernel.keys())));
}

const TWO = real() + real('', '10.0.1.2 80');

test('an empty kernel gets each service and then its destinations', () => {
  assert.deepEqual(between('', virtual('', { servers: TWO })), [
    'NEW_SERVICE tcp 10.0.0.1:80 scheduler rr',
    'NEW_DEST 10.0.1.1:80 of tcp 10.0.0.1:80 weight 1',
    'NEW_DEST 10.0.1.2:80 of tcp 10.0.0.1:80 weight 1',
  ]);
});

test('a table that is as it shall be needs nothing', () => {
  assert.deepEqual(between(virtual('', { servers: TWO }), virtual('', { servers: TWO })), []);
});

test('of a changed weight one message comes', () => {
  assert.deepEqual(
    between(virtual('', { servers: TWO }), virtual('', { servers: real('weight 7') + real('', '10.0.1.2 80') })),
    ['SET_DEST 10.0.1.1:80 of tcp 10.0.0.1:80 weight 7'],
  );
});

for (const [what, want] of [
  ['method', 'lvs_method DR'],
  ['tunnel', 'lvs_method TUN'],
  ['upper limit', 'uthreshold 5'],
  ['lower limit', 'uthreshold 9\nlthreshold 4'],
] as const) {
  test(`another ${what} is changed in place`, () => {
    const [command, ...others] = between(virtual(), virtual('', { servers: real(want) }));
    assert.match(command ?? '', /^SET_DEST 10\.0\.1\.1:80 /);
    assert.deepEqual(others, []);
  });
}

for (const [tunnel, other] of [
  ['TUN type gue port 7000', 'TUN type gue port 7001'],
  ['TUN type gre', 'TUN type gre csum'],
  ['TUN type ipip', 'TUN type gre'],
] as const) {
  test(`${other} in place of ${tunnel} is changed in place`, () => {
    const text = (method: string) => virtual('', { servers: real(`lvs_method ${method}`) });
    assert.deepEqual(between(text(tunnel), text(other)), ['SET_DEST 10.0.1.1:80 of tcp 10.0.0.1:80 weight 1']);
  });
}

for (const [what, lines, head] of [
  ['scheduler', '', HEAD.replace('rr', 'wlc')],
  ['persistence', 'persistence_timeout 50', HEAD],
  ['granularity', 'persistence_timeout 50\npersistence_granularity 255.255.255.0', `${HEAD}persistence_timeout 50\n`],
  ['flag of the scheduler', 'flag-1', HEAD],
] as const) {
  test(`another ${what} changes the service in place and leaves its destinations alone`, () => {
    const have = what === 'granularity' ? virtual('persistence_timeout 50') : virtual();
    const [command, ...others] = between(have, virtual(lines, { head }));
    assert.match(command ?? '', /^SET_SERVICE tcp 10\.0\.0\.1:80 /);
    assert.deepEqual(others, []);
  });
}

test('a persistence engine is changed in place', () => {
  const text = (engine: string) => virtual(`persistence_timeout 50\n${engine}`, { head: HEAD.replace('TCP', 'UDP') });
  assert.deepEqual(between(text('persistence_engine sip'), text('')), [
    'SET_SERVICE udp 10.0.0.1:80 scheduler rr, persistent for 50 s',
  ]);
});

test('what comes is there before what goes is gone', () => {
  const have = virtual('', { servers: real() });
  const want = virtual('', { servers: real('', '10.0.1.2 80') });
  assert.deepEqual(between(have, want), [
    'NEW_DEST 10.0.1.2:80 of tcp 10.0.0.1:80 weight 1',
    'DEL_DEST 10.0.1.1:80 of tcp 10.0.0.1:80',
  ]);
  assert.deepEqual(between(have, virtual('', { service: '10.0.0.2 80' })), [
    'NEW_SERVICE tcp 10.0.0.2:80 scheduler rr',
    'NEW_DEST 10.0.1.1:80 of tcp 10.0.0.2:80 weight 1',
    'DEL_SERVICE tcp 10.0.0.1:80',
  ]);
});

test('a server that is taken out of the pool goes', () => {
  const want = virtual('', { servers: real() + real('weight 99', '10.0.1.2 80') });
  assert.deepEqual(between(virtual('', { servers: TWO }), want), ['DEL_DEST 10.0.1.2:80 of tcp 10.0.0.1:80']);
});

test('somebody else’s services stay; ours go when they are no longer wanted', () => {
  const kernel = tableOf(virtual() + virtual('', { service: '10.0.0.9 80' }));
  assert.deepEqual(said(reconcileTable(kernel, new Map(), new Set(['tcp 10.0.0.9:80', 'tcp 10.0.0.7:80']))), [
    'DEL_SERVICE tcp 10.0.0.9:80',
  ]);
});

test('a wanted service that is there already is taken over with its connections: nothing is made anew', () => {
  const kernel = tableOf(virtual('', { servers: TWO }));
  const wanted = tableOf(virtual('', { servers: real('weight 2') + real('', '10.0.1.3 80') }));
  assert.deepEqual(said(reconcileTable(kernel, wanted, new Set())), [
    'SET_DEST 10.0.1.1:80 of tcp 10.0.0.1:80 weight 2',
    'NEW_DEST 10.0.1.3:80 of tcp 10.0.0.1:80 weight 1',
    'DEL_DEST 10.0.1.2:80 of tcp 10.0.0.1:80',
  ]);
});

test('a command knows its service', () => {
  const [entry] = tableOf(virtual()).values();
  const commands: IpvsCommand[] = [];
  reconcileService(undefined, entry, commands);
  reconcileService(entry, undefined, commands);
  assert.deepEqual(commands.map(serviceOfCommand), Array(3).fill('tcp 10.0.0.1:80'));
});

/** A kernel that does as it is told, and refuses what a real one would. */
function obey(kernel: IpvsTable, commands: readonly IpvsCommand[]): Map<string, IpvsEntry> {
  const table = new Map(kernel);
  for (const command of commands) {
    const key = serviceOfCommand(command);
    const entry = table.get(key);
    assert.equal(entry === undefined, command.kind === 'add-service', describeIpvsCommand(command));
    if (command.kind === 'delete-service') table.delete(key);
    else if ('service' in command)
      table.set(key, { service: command.service, destinations: entry?.destinations ?? [] });
    else {
      const { destination } = command;
      const others = entry!.destinations.filter(
        ({ address, port }) => address.text !== destination.address.text || port !== destination.port,
      );
      const isNew = others.length === entry!.destinations.length;
      assert.equal(isNew, command.kind === 'add-destination', describeIpvsCommand(command));
      if (command.kind !== 'delete-destination') others.push(destination);
      table.set(key, { ...entry!, destinations: others });
    }
  }
  return table;
}

const sorted = (table: IpvsTable) =>
  [...table.values()]
    .map(({ service, destinations }) => JSON.stringify([service, destinations.map(one => JSON.stringify(one)).sort()]))
    .sort();

test('from any table to any other the kernel ends with what is wanted, and refuses nothing', () => {
  let state = 11;
  const draw = (below: number) => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 1;
    return (state >>> 8) % below;
  };
  const someText = () =>
    Array.from({ length: draw(4) }, () => {
      const servers = Array.from({ length: 1 + draw(4) }, () =>
        real(`weight ${[0, 1, 5, 99][draw(4)]}\nuthreshold ${draw(2)}`, `10.0.1.${1 + draw(4)} 80`),
      ).join('');
      const head = HEAD.replace('rr', ['rr', 'wlc'][draw(2)]!);
      return virtual(draw(2) === 0 ? '' : 'persistence_timeout 9', { service: `10.0.0.${draw(3)} 80`, head, servers });
    }).join('');
  for (let round = 0; round < 200; round++) {
    const [have, want] = [tableOf(someText()), tableOf(someText())];
    const after = obey(have, reconcileTable(have, want, new Set(have.keys())));
    assert.deepEqual(sorted(after), sorted(want));
  }
});

test('ten thousand services of four servers are made by one command each, and then need nothing', () => {
  const text = Array.from({ length: 10_000 }, (_, i) =>
    virtual('', {
      service: `10.1.${i >> 8}.${i & 0xff} 80`,
      servers: [1, 2, 3, 4].map(byte => real('', `10.2.0.${byte} 80`)).join(''),
    }),
  ).join('');
  const wanted = tableOf(text);
  const commands = reconcileTable(new Map(), wanted, new Set());
  assert.equal(commands.length, 50_000);
  assert.deepEqual(reconcileTable(wanted, tableOf(text), new Set(wanted.keys())), []);
});
