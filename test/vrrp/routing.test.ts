import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffRouting, routeKey } from '../../src/vrrp/routing-entries.js';
import { routeTo, ruleFrom } from '../support/routing.js';
import { soloIn } from '../support/solo.js';
import { vrrpSettings } from '../support/vrrp-settings.js';

const route = routeTo('192.0.2.0/24');
const other = routeTo('198.51.100.0/24');
const rule = ruleFrom('192.0.2.0/24');
const RULE = '600: from 192.0.2.0/24 table 100';

test('a master adds its routes after its addresses, before it announces them; leaving, it takes them first', () => {
  const solo = soloIn('MASTER', { routes: [route], rules: [rule] });
  const words = solo.history.map(({ word }) => word);
  assert.deepEqual(words.slice(words.indexOf('advert 100'), words.indexOf('advert 100') + 4), [
    'advert 100',
    'add 10.99.0.50',
    `add-routes, 192.0.2.0/24 dev eth0, ${RULE}`,
    'announce 10.99.0.50 x5',
  ]);
  assert.deepEqual(solo.give({ kind: 'stop', releases: true }).slice(0, 3), [
    'advert 0',
    `remove-routes, 192.0.2.0/24 dev eth0, ${RULE}`,
    'remove 10.99.0.50',
  ]);
});

test('one that shall not release leaves its routes, too', () => {
  const solo = soloIn('MASTER', { routes: [route] });
  assert.deepEqual(
    solo.give({ kind: 'stop', releases: false }).filter(word => word.includes('routes')),
    [],
  );
});

test('a reload touches only the routes and rules that differ', () => {
  const solo = soloIn('MASTER', { routes: [route], rules: [rule] });
  const again = routeTo('192.0.2.0/24', { tracked: false });
  const words = solo.give({ kind: 'reconfigure', settings: vrrpSettings({ routes: [again, other], rules: [] }) });
  assert.deepEqual(words, ['advert 100', `remove-routes, ${RULE}`, 'add-routes, 198.51.100.0/24 dev eth0']);
});

test('a route that a reload has left as it was is still followed', () => {
  const solo = soloIn('MASTER', { routes: [route] });
  solo.give({ kind: 'reconfigure', settings: vrrpSettings({ routes: [routeTo('192.0.2.0/24')], priority: 101 }) });
  solo.give({ kind: 'route-removed', route });
  assert.equal(solo.state, 'BACKUP');
});

test('an instance is in FAULT while a device of a tracked route or rule is down', () => {
  for (const [settings, faulty] of [
    [{ routes: [routeTo('192.0.2.0/24', { device: 'eth7' })] }, true],
    [{ rules: [ruleFrom('192.0.2.0/24', { inputDevice: 'eth7' })] }, true],
    [{ rules: [ruleFrom('192.0.2.0/24', { outputDevice: 'eth7' })] }, true],
    [{ routes: [routeTo('192.0.2.0/24', { device: 'eth7', tracked: false })] }, false],
  ] as const) {
    const solo = soloIn('INIT', settings);
    solo.give({ kind: 'link', interface: 'eth7', state: 'down' });
    solo.start();
    assert.equal(solo.state, faulty ? 'FAULT' : 'BACKUP');
  }
});

test('the same words in another order are the same route', () => {
  const { metrics, ...rest } = routeTo('192.0.2.0/24', { metric: 5, table: 7 });
  assert.equal(routeKey({ metrics, ...rest }), routeKey({ ...rest, metrics }));
  assert.notEqual(routeKey(route), routeKey({ ...route, encapsulation: { kind: 'ila', locator: 1n } }));
  const change = diffRouting({ routes: [route], rules: [] }, { routes: [{ ...route, metric: 5 }], rules: [] });
  assert.equal(change.removed.routes.length, 1);
  assert.equal(change.added.routes[0]?.metric, 5);
});
