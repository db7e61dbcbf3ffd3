import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { microseconds, milliseconds } from '../../../src/base/duration.js';
import { load, mistakes } from '../../support/fake-machine.js';

function bfd(lines = '', { name = 'b', neighbour = 'neighbor_ip 10.0.0.9' } = {}): string {
  return `bfd_instance ${name} {\n${neighbour}\n${lines}\n}\n`;
}

const sessions = (text: string) => load(text).settings?.bfd;

test('a BFD session has the defaults of keepalived', () => {
  assert.deepEqual(sessions(bfd()), [
    {
      name: 'b',
      neighbour: address('10.0.0.9'),
      minRx: milliseconds(10),
      minTx: milliseconds(10),
      idleTx: milliseconds(1_000),
      multiplier: 5,
      passive: false,
      ttl: 255,
      maxHops: 0,
      multihop: false,
      tellsVrrp: true,
      tellsChecker: true,
    },
  ]);
  assert.equal(sessions(bfd('', { neighbour: 'neighbour_ip fe80::1' }))?.[0]?.ttl, 64);
});

test('all of a BFD session can be said', () => {
  const lines = 'source_ip 10.0.0.1\nmin_rx 1.5\nmin_tx 20.001\nidle_tx 2000\nmultiplier 3\npassive\nhoplimit 64';
  const [found] = sessions(bfd(`${lines}\nmax_hops 5\nmultihop\nchecker`)) ?? [];
  assert.equal(found?.source?.text, '10.0.0.1');
  assert.deepEqual([found?.minRx, found?.minTx, found?.idleTx], [1_500, 20_001, 2_000_000].map(microseconds));
  assert.deepEqual([found?.multiplier, found?.passive, found?.ttl, found?.maxHops], [3, true, 64, 5]);
  assert.deepEqual([found?.multihop, found?.tellsVrrp, found?.tellsChecker], [true, false, true]);
  assert.equal(sessions(bfd('max_hops -1'))?.[0]?.maxHops, undefined, 'not checked');
  const both = sessions(bfd('vrrp\nchecker'))?.[0];
  assert.deepEqual([both?.tellsVrrp, both?.tellsChecker], [true, true]);
});

test('mistakes stand where they were made', () => {
  const rows: readonly [string, readonly string[]][] = [
    [bfd('source_ip fe80::1'), ['3 bfd-family']],
    [bfd('ttl 5\nmax_hops 6'), ['4 bfd-max-hops']],
    [bfd('', { neighbour: 'passive' }), ['4 bfd-neighbour-missing']],
    [bfd('', { neighbour: 'neighbor_ip fe80::1%eth0' }), ['2 address-invalid']],
    [bfd('', { name: 'b'.repeat(32) }), ['1 bfd-name-long']],
    [bfd('multihop maybe'), ['3 boolean-invalid']],
    [bfd('min_rx 0.999\nidle_tx 999'), ['3 number-range', '4 number-range']],
    [bfd() + bfd('', { name: 'c' }), ['6 bfd-neighbour-twice']],
    [bfd() + bfd('multihop', { name: 'c' }), []],
    [bfd('source_ip 10.0.0.1') + bfd('', { name: 'c' }), ['6 bfd-neighbour-twice']],
    [bfd('source_ip 10.0.0.1') + bfd('source_ip 10.0.0.2', { name: 'c' }), []],
    [bfd() + bfd('', { neighbour: 'neighbor_ip 10.0.0.8' }), ['5 block-twice']],
    ['bfd_instance {\nneighbor_ip 10.0.0.9\n}\n', ['1 parameter-missing']],
    ['bfd_instance b {\nneighbor_ip\n}\n', ['2 parameter-missing', '3 bfd-neighbour-missing']],
  ];
  for (const [text, expected] of rows) assert.deepEqual(mistakes(load(text)), expected, text);
});

test('more hops than the TTL are reduced to it', () => {
  assert.equal(sessions(bfd('max_hops 6\nttl 5'))?.[0]?.maxHops, 5);
});

test('what keepalived takes in silence is taken, with a warning', () => {
  const said = (text: string) => {
    const { diagnostics, exitStatus } = load(text);
    const warnings = diagnostics.filter(({ code }) => code !== 'no-effect-yet');
    return [exitStatus, ...warnings.map(({ severity, code }) => `${severity} ${code}`)];
  };
  assert.deepEqual(said(bfd('min_rx 20000')), [0, 'warning bfd-interval-long']);
  assert.deepEqual(said(bfd('', { neighbour: 'neighbor_ip 10.0.0.9/24' })), [0, 'warning prefix-ignored']);
});
