/** The keeper before a kernel that has a table, and counts what it is asked. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Refusal, serviceKeeper } from '../../../src/daemon/lvs/service-keeper.js';
import { type PoolView, UNLISTED } from '../../../src/ipvs/pool/view.js';
import { layoutServices } from '../../../src/ipvs/table.js';
import {
  describeIpvsCommand,
  destinationKey,
  type IpvsCommand,
  type IpvsDestination,
  type IpvsService,
  selectorKey,
} from '../../../src/wire/netlink/ipvs.js';
import { real, settingsOf, virtual } from '../../config/lvs/text.js';

class FakeKernel {
  readonly services = new Map<string, { service: IpvsService; destinations: Map<string, IpvsDestination> }>();
  readonly asked: string[] = [];
  looks = 0;
  /** Says why a command is refused, if it is. */
  refuses: (command: string) => string | undefined = () => undefined;
  /** The next requests that are answered by nobody. */
  losses = 0;

  async apply(commands: readonly IpvsCommand[]): Promise<Refusal[]> {
    await Promise.resolve();
    const refusals: Refusal[] = [];
    for (const command of commands) {
      const text = describeIpvsCommand(command).replace('IPVS ', '');
      this.asked.push(text);
      const reason = this.refuses(text) ?? this.#make(command);
      if (reason !== undefined) refusals.push({ command, error: new Error(`${text}: ${reason}`) });
    }
    if (this.losses-- > 0) throw new Error('no answer');
    return refusals;
  }

  async table(isMeant: (key: string) => boolean) {
    await Promise.resolve();
    this.looks++;
    const found = [...this.services].filter(([key]) => isMeant(key));
    return new Map(
      found.map(([key, { service, destinations }]) => [key, { service, destinations: [...destinations.values()] }]),
    );
  }

  /** `SERVICE DESTINATION WEIGHT` of each destination, and `SERVICE` of those without. */
  lines(): string[] {
    return [...this.services].flatMap(([key, { destinations }]) =>
      destinations.size === 0 ? [key] : [...destinations].map(([name, { weight }]) => `${key} ${name} ${weight}`),
    );
  }

  #make(command: IpvsCommand): string | undefined {
    const key = selectorKey('service' in command ? command.service.selector : command.selector);
    const known = this.services.get(key);
    if (command.kind === 'add-service') {
      if (known !== undefined) return 'EEXIST';
      this.services.set(key, { service: command.service, destinations: new Map() });
      return undefined;
    }
    if (known === undefined) return 'ESRCH';
    if ('service' in command) known.service = command.service;
    else if (command.kind === 'delete-service') this.services.delete(key);
    else {
      const name = destinationKey(command.destination);
      if (known.destinations.has(name) === (command.kind === 'add-destination')) {
        return command.kind === 'add-destination' ? 'EEXIST' : 'ENOENT';
      }
      if (command.kind === 'delete-destination') known.destinations.delete(name);
      else known.destinations.set(name, command.destination);
    }
    return undefined;
  }
}

function start(kernel: FakeKernel) {
  const errors: string[] = [];
  let pools: PoolView[] = [];
  const keeper = serviceKeeper({
    port: kernel,
    viewOf: place => pools[place]!,
    onRefusal: ({ message }) => errors.push(message),
  });
  return {
    keeper,
    errors,
    configure(text: string) {
      const { lvs } = settingsOf(text);
      pools = lvs.virtualServers.map(({ realServers }) => ({
        weights: realServers.map(({ weight }) => weight),
        sorryWeight: UNLISTED,
      }));
      return keeper.configure(layoutServices(lvs));
    },
    weigh(place: number, ...weights: readonly number[]) {
      pools[place] = { weights, sorryWeight: UNLISTED };
      return keeper.poolChanged(place);
    },
  };
}

const TWO = real() + real('', '10.0.1.2 80');
const KEY = 'tcp 10.0.0.1:80';

test('a change of a pool costs its message and no look at the table', async () => {
  const kernel = new FakeKernel();
  const { configure, weigh } = start(kernel);
  await configure(virtual('', { servers: TWO }) + virtual('', { service: '10.0.0.2 80' }));
  assert.equal(kernel.looks, 1);
  kernel.asked.length = 0;
  await weigh(0, 7, 1);
  await weigh(0, 7, UNLISTED);
  assert.deepEqual(kernel.asked, [`SET_DEST 10.0.1.1:80 of ${KEY} weight 7`, `DEL_DEST 10.0.1.2:80 of ${KEY}`]);
  assert.equal(kernel.looks, 1);
});

test('other settings change what differs, without a look at what is known', async () => {
  const kernel = new FakeKernel();
  const { configure } = start(kernel);
  await configure(virtual('', { servers: TWO }) + virtual('', { service: '10.0.0.2 80' }));
  kernel.asked.length = 0;
  await configure(virtual('', { servers: TWO }));
  assert.deepEqual(kernel.asked, ['DEL_SERVICE tcp 10.0.0.2:80']);
  assert.equal(kernel.looks, 1);
});

test('a service that was there before is taken over; somebody else’s is never touched', async () => {
  const kernel = new FakeKernel();
  const other = start(kernel);
  await other.configure(virtual('', { servers: TWO }) + virtual('', { service: '10.0.0.9 80' }));
  kernel.asked.length = 0;
  const { configure, keeper } = start(kernel);
  await configure(virtual());
  assert.deepEqual(kernel.asked, [`DEL_DEST 10.0.1.2:80 of ${KEY}`]);
  await keeper.repair();
  await keeper.remove();
  assert.deepEqual(kernel.lines(), ['tcp 10.0.0.9:80 10.0.1.1:80 1']);
  assert.equal(keeper.services, 0);
});

test('changes that come while the kernel is asked are taken together', async () => {
  const kernel = new FakeKernel();
  const { configure, weigh } = start(kernel);
  const first = configure(virtual());
  await Promise.all([first, weigh(0, 5), weigh(0, 6), weigh(0, 7)]);
  assert.deepEqual(kernel.lines(), [`${KEY} 10.0.1.1:80 7`]);
  assert.ok(kernel.asked.length <= 3, kernel.asked.join());
});

test('what was removed behind our back is made again when it is next changed, without a word', async () => {
  const kernel = new FakeKernel();
  const { configure, weigh, errors } = start(kernel);
  await configure(virtual('', { servers: TWO }));
  kernel.services.clear();
  await weigh(0, 3, 1);
  assert.deepEqual(kernel.lines(), [`${KEY} 10.0.1.1:80 3`, `${KEY} 10.0.1.2:80 1`]);
  assert.deepEqual(errors, []);
});

test('what is refused again is told once, the rest is done, and it is tried at the next change', async () => {
  const kernel = new FakeKernel();
  const { configure, weigh, errors } = start(kernel);
  kernel.refuses = command => (command.startsWith('NEW_DEST 10.0.1.1') ? 'ERANGE' : undefined);
  await configure(virtual('', { servers: TWO }));
  assert.deepEqual(errors, [`NEW_DEST 10.0.1.1:80 of ${KEY} weight 1: ERANGE`]);
  assert.deepEqual(kernel.lines(), [`${KEY} 10.0.1.2:80 1`]);
  kernel.refuses = () => undefined;
  await weigh(0, 1, 4);
  assert.deepEqual(kernel.lines(), [`${KEY} 10.0.1.2:80 4`, `${KEY} 10.0.1.1:80 1`]);
});

test('a service that cannot be made is one complaint, not one for each server', async () => {
  const kernel = new FakeKernel();
  const { configure, errors } = start(kernel);
  kernel.refuses = command => (command.startsWith('NEW_SERVICE') ? 'ENOENT' : undefined);
  await configure(virtual('', { servers: TWO }));
  assert.deepEqual(errors, [`NEW_SERVICE ${KEY} scheduler rr: ENOENT`]);
});

test('answers that are lost are no loss: the kernel is looked at, and brought to what is wanted', async () => {
  const kernel = new FakeKernel();
  const { configure, weigh, errors } = start(kernel);
  await configure(virtual());
  kernel.losses = 1;
  await weigh(0, 9);
  assert.deepEqual([kernel.lines(), errors, kernel.looks], [[`${KEY} 10.0.1.1:80 9`], [], 2]);
});

test('a kernel that never answers is complained about, and what is ours goes at the end', async () => {
  const kernel = new FakeKernel();
  const { configure, keeper, errors } = start(kernel);
  kernel.losses = 2;
  await configure(virtual());
  assert.deepEqual(errors, ['no answer']);
  await keeper.remove();
  assert.deepEqual(kernel.lines(), []);
});
