import assert from 'node:assert/strict';
import { test } from 'node:test';
import { NAME_DIRECTORIES, RouteNames } from '../../../../src/config/build/routing/route-names.js';
import { fakePorts, instanceText, load } from '../../../support/fake-machine.js';

function names(files: Readonly<Record<string, string>>): RouteNames {
  return new RouteNames(fakePorts({ files }).files, () => NAME_DIRECTORIES);
}

test('names that rtnetlink itself has need no file', () => {
  const known = names({});
  assert.deepEqual(
    [known.number('table', 'main'), known.number('scope', 'link'), known.number('protocol', 'static')],
    [254, 253, 4],
  );
  assert.equal(known.number('dsfield', 'AF11'), undefined);
});

test('numbers are in C notation and stay in the range of their kind', () => {
  const known = names({});
  assert.deepEqual(
    ['010', '0x10', '255', '256', '-1', ''].map(text => known.number('scope', text)),
    [8, 16, 255, undefined, undefined, undefined],
  );
  assert.equal(known.number('table', '4294967295'), 4_294_967_295);
});

test('what an administrator wrote stands for the file that was shipped', () => {
  const files = {
    '/etc/iproute2/rt_tables': '# comment\n100\tblue\n0x65 red\n102 two words\n4294967296 large\n103\n',
    '/usr/share/iproute2/rt_tables': '200 shipped\n',
    '/usr/share/iproute2/rt_realms': '7 seven\n',
  };
  const known = names(files);
  assert.deepEqual(
    ['blue', 'red', 'two', 'large', 'shipped', 'main'].map(name => known.number('table', name)),
    [100, 101, undefined, undefined, undefined, 254],
  );
  assert.equal(known.number('realm', 'seven'), 7, 'no file in etc');
});

test('files of the .d directories add names, those of the main file and of etc first', () => {
  const known = names({
    '/etc/iproute2/rt_protos': '186 bgp\n',
    '/etc/iproute2/rt_protos.d/frr.conf': '191 nhrp\n42 bgp\n',
    '/etc/iproute2/rt_protos.d/README': '50 readme\n',
    '/usr/share/iproute2/rt_protos.d/more.conf': '60 nhrp\n61 more\n',
  });
  assert.deepEqual(
    ['bgp', 'nhrp', 'more', 'readme'].map(name => known.number('protocol', name)),
    [186, 191, 61, undefined],
  );
});

test('the directories are those of global_defs from where they are set', () => {
  const files = { '/opt/names/rt_tables': '77 blue\n' };
  const text = (globals: string) => `${globals}${instanceText('virtual_routes {\n10.1.0.0/16 dev eth0 table blue\n}')}`;
  const tables = (globals: string) =>
    load(text(globals), { files }).settings?.vrrp.instances[0]?.routes.map(({ table }) => table);
  assert.deepEqual(tables('global_defs {\niproute_etc_dir /opt/names\n}\n'), [77]);
  assert.deepEqual(tables(''), []);
});

test('an unknown name says where names stand, or what may have been meant', () => {
  const hint = (table: string) =>
    load(instanceText(`virtual_routes {\n10.1.0.0/16 dev eth0 table ${table}\n}`)).diagnostics.find(
      ({ code }) => code === 'route-name-unknown',
    )?.hint;
  assert.equal(hint('mian'), 'did you mean `main`?');
  assert.equal(hint('customers'), 'its names stand in /etc/iproute2/rt_tables');
});
