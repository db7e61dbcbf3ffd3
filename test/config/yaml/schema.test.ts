import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parse } from 'yaml';
import { convertConfiguration } from '../../../src/config/convert/convert.js';
import { configurationSchema, renderSchema } from '../../../src/config/schema.js';
import { fakePorts } from '../../support/fake-machine.js';
import { samples } from './reading.js';
import { violations } from './validator.js';

const SCHEMA = configurationSchema();

function judge(yaml: string): readonly string[] {
  assert.ok(typeof SCHEMA === 'object');
  return violations(SCHEMA, parse(yaml, { merge: false }), SCHEMA);
}

const { names, installed } = samples();

for (const name of names) {
  test(`${name} as YAML fits the schema`, () => {
    const { text } = convertConfiguration(`/conf/${name}`, fakePorts({ files: installed }), { configId: 'alpha' });
    assert.deepEqual(judge(text!), []);
  });
}

test('nginx-pair/master.yaml fits the schema it names', () => {
  assert.deepEqual(judge(installed['/conf/nginx-pair/master.yaml']!), []);
});

const FITTING: readonly string[] = [
  '',
  '- global_defs: {}\n- vrrp_script: {a: {interval: 0.5}}',
  'use_pid_dir:',
  'global_defs: {vrrp_strict: off, router_id: 5}',
  'vrrp_instance: {V: [{priority: 1}, {priority: 2}]}',
  'vrrp_instance: {V: {notify: {command: [/bin/x, a], user: web}, track_script: [a weight 5, [b, weight, 3]]}}',
  'x-a: anything\ninclude: [a.yaml]\n$schema: here',
];

test('the forms that the reader takes fit the schema', () => {
  for (const text of FITTING) assert.deepEqual(judge(text), [], text);
});

/** What an editor should underline. */
const UNFIT: readonly (readonly [yaml: string, path: string])[] = [
  ['vrrp_instance: {V: {priorty: 5}}', '/vrrp_instance/V/priorty'],
  ['vrrp_instance: {V: {priority: 256}}', '/vrrp_instance/V/priority'],
  ['vrrp_instance: {V: {priority: 1.5}}', '/vrrp_instance/V/priority'],
  ['vrrp_instance: {V: {state: FAULT}}', '/vrrp_instance/V/state'],
  ['vrrp_instance: {V: {advert_int: 0}}', '/vrrp_instance/V/advert_int'],
  ['vrrp_instance: {V: {nopreempt: "yes"}}', '/vrrp_instance/V/nopreempt'],
  ['vrrp_instance: {V: {virtual_ipaddress: 10.0.0.1}}', '/vrrp_instance/V/virtual_ipaddress'],
  ['vrrp_instance: {V: {notify: {cmd: x}}}', '/vrrp_instance/V/notify/command'],
  ['vrrp_script: {a: {script: {command: x, user: y}}}', '/vrrp_script/a/script/user'],
  ['nope: 1', '/nope'],
];

test('what the reader would refuse does not fit', () => {
  for (const [text, path] of UNFIT) assert.ok(judge(text).includes(path), `${text}: ${judge(text).join(' ')}`);
});

test('an editor is told what a keyword means, its default, and whether it is old', () => {
  const schema: unknown = JSON.parse(renderSchema());
  const text = JSON.stringify(schema);
  assert.match(
    text,
    /"multiplier":\{"description":"[^"]+","default":5,"type":\["?integer"?\],"minimum":1,"maximum":255\}/,
  );
  assert.match(text, /"vmac_garp_intvl":\{"description":"[^"]*write `garp_extra_if` instead","deprecated":true/);
});
