import assert from 'node:assert/strict';
import { test } from 'node:test';
import { address } from '../../../src/base/address.js';
import { seconds } from '../../../src/base/duration.js';
import { load } from '../../support/fake-machine.js';
import { builtOf, HEAD, real, saidOf, settingsOf, virtual } from './text.js';

const NAT = { kind: 'NAT' };

test('a plain virtual server has every default', () => {
  assert.deepEqual(builtOf(virtual()), {
    service: { kind: 'address', address: address('10.0.0.1'), port: 80 },
    family: 4,
    protocol: 'tcp',
    scheduler: 'rr',
    schedulerFlags: 0,
    onePacket: false,
    method: NAT,
    quorum: 1,
    hysteresis: 0,
    omega: false,
    suspendsChecks: false,
    mails: false,
    realServers: [
      {
        address: address('10.0.1.1'),
        port: 80,
        weight: 1,
        method: NAT,
        upperThreshold: 0,
        lowerThreshold: 0,
        inhibitsOnFailure: false,
        alpha: false,
        mails: true,
      },
    ],
  });
});

test('what a virtual server says is found in its settings', () => {
  const text = virtual(
    `ha_suspend\nomega\nsmtp_alert off\nvirtualhost www.example\nsnmp_name web\nhysteresis 1
     persistence_timeout 50\npersistence_granularity 255.255.255.0\npersistence_engine sip
     weight 5\nquorum 7\ninhibit_on_failure\nalpha
     sorry_server 10.0.2.1 80\nsorry_server_inhibit\nsorry_server_lvs_method TUN type gue port 6080 csum`,
    {
      head: 'lvs_sched mh\nmh-port\nflag-3\nops\nlvs_method DR\nprotocol udp\n',
      servers:
        real('weight 3\nuthreshold 90\nlthreshold 10\nalpha off\nsmtp_alert\nvirtualhost a\nsnmp_name b\n') +
        real('inhibit_on_failure off\nlvs_method NAT', '10.0.1.2 8080'),
    },
  );
  assert.deepEqual(saidOf(text), []);
  assert.deepEqual(builtOf(text), {
    service: { kind: 'address', address: address('10.0.0.1'), port: 80 },
    family: 4,
    protocol: 'udp',
    scheduler: 'mh',
    schedulerFlags: 0x30,
    onePacket: true,
    method: { kind: 'DR' },
    persistence: {
      timeout: seconds(50),
      granularity: { family: 4, netmask: address('255.255.255.0') },
      engine: 'sip',
    },
    quorum: 7,
    hysteresis: 1,
    omega: true,
    suspendsChecks: true,
    mails: false,
    virtualHost: 'www.example',
    snmpName: 'web',
    sorryServer: {
      address: address('10.0.2.1'),
      port: 80,
      method: { kind: 'TUN', encapsulation: 'gue', port: 6080, checksum: 'local' },
      inhibits: true,
    },
    realServers: [
      {
        address: address('10.0.1.1'),
        port: 80,
        weight: 3,
        method: { kind: 'DR' },
        upperThreshold: 90,
        lowerThreshold: 10,
        inhibitsOnFailure: true,
        alpha: false,
        mails: true,
        virtualHost: 'a',
        snmpName: 'b',
      },
      {
        address: address('10.0.1.2'),
        port: 8080,
        weight: 5,
        method: NAT,
        upperThreshold: 0,
        lowerThreshold: 0,
        inhibitsOnFailure: false,
        alpha: true,
        mails: true,
      },
    ],
  });
});

test('mail is what the server says, or else its kind of checks, or else everything, wherever that stands', () => {
  const mails = (globals: string, lines = '', ofReal = '') => {
    const { virtualServers } = settingsOf(
      `${virtual(lines, { servers: real(ofReal) })}global_defs {\n${globals}\n}\n`,
    ).lvs;
    const [server] = virtualServers;
    return [server?.mails, server?.realServers[0]?.mails];
  };
  assert.deepEqual(mails(''), [false, true]);
  assert.deepEqual(mails('smtp_alert off'), [false, false]);
  assert.deepEqual(mails('smtp_alert'), [true, true]);
  assert.deepEqual(mails('smtp_alert\nsmtp_alert_checker off'), [false, false]);
  assert.deepEqual(mails('smtp_alert_checker off', 'smtp_alert', 'smtp_alert'), [true, true]);
});

test('a port is that of the virtual server unless NAT changes it', () => {
  const ports = (lines: string, head: string, servers: string, service?: string) =>
    builtOf(virtual(lines, { head, servers, ...(service === undefined ? {} : { service }) })).realServers.map(
      ({ port }) => port,
    );
  const [bare, own] = [real('', '10.0.1.1'), real('', '10.0.1.2 8080')];
  const direct = HEAD.replace('NAT', 'DR');
  assert.deepEqual(ports('', HEAD, bare + own), [80, 8080]);
  assert.deepEqual(ports('', direct, bare + own), [80, 80]);
  assert.deepEqual(ports('persistence_timeout', direct, bare + own, '10.0.0.1'), [0, 0]);
  assert.deepEqual(ports('', 'lb_algo rr\nlb_kind NAT\n', bare + own, 'fwmark 5'), [0, 8080]);
  assert.deepEqual(ports('', 'lb_algo rr\nlb_kind DR\n', bare + own, 'fwmark 5'), [0, 0]);
});

test('a sorry server without a port has that of the virtual server, by NAT too', () => {
  assert.equal(builtOf(virtual('sorry_server 10.0.2.1')).sorryServer?.port, 80);
  assert.equal(builtOf(virtual('sorry_server 10.0.2.1 81')).sorryServer?.port, 81);
  assert.equal(builtOf(virtual('sorry_server 10.0.2.1', { service: 'fwmark 5', head: '' })).sorryServer?.port, 0);
});

test('a second real server of the same port is dropped, however the port was written', () => {
  const twice = virtual('', { servers: real('weight 1') + real('weight 2', '10.0.1.1') });
  assert.deepEqual(
    builtOf(twice).realServers.map(({ weight }) => weight),
    [1],
  );
  assert.deepEqual(saidOf(twice), ['9 real-server-twice']);
  assert.equal(load(twice).exitStatus, 0);
});

test('many real servers are told apart, and a twin among them is found', () => {
  const servers = Array.from({ length: 40 }, (_, i) => real('', `10.0.1.${i} 80`)).join('');
  const text = virtual('', { servers: servers + real('', '10.0.1.30 80') });
  assert.equal(builtOf(text).realServers.length, 40);
  assert.deepEqual(saidOf(text), ['126 real-server-twice']);
});

test('the quorum is what the real servers can reach, at least 1', () => {
  const quorum = (lines: string, weight: number) => {
    const built = builtOf(virtual(lines, { servers: real(`weight ${weight}`) }));
    return [built.quorum, built.hysteresis];
  };
  assert.deepEqual(quorum('quorum 3\nhysteresis 2', 5), [3, 2]);
  assert.deepEqual(quorum('quorum 9\nhysteresis 8', 5), [5, 4]);
  assert.deepEqual(quorum('quorum 3\nhysteresis 7', 5), [3, 2]);
  assert.deepEqual(quorum('quorum 3\nhysteresis 2', 0), [1, 0]);
});

test('a real server that is the sorry server too decides whether it stays listed', () => {
  const inhibits = (lines: string, server: string) =>
    builtOf(virtual(`sorry_server 10.0.1.1\n${lines}`, { servers: real(server) })).sorryServer?.inhibits;
  assert.equal(inhibits('sorry_server_inhibit', ''), false);
  assert.equal(inhibits('', 'inhibit_on_failure'), true);
  assert.equal(inhibits('sorry_server_inhibit', 'inhibit_on_failure'), true);
});

test('the family of a mark is what its real servers have, else IPv4', () => {
  const family = (lines: string, servers: string, kind = 'NAT') =>
    builtOf(virtual(lines, { service: 'fwmark 5', head: `lb_algo rr\nlb_kind ${kind}\n`, servers })).family;
  const six = real('', '2001:db8::1 80');
  assert.equal(family('', real()), 4);
  assert.equal(family('', six), 6);
  assert.equal(family('persistence_granularity 64', six), 6);
  assert.equal(family('ip_family inet6', six), 6);
  assert.equal(family('', six, 'TUN'), 4);
});

test('mark 0 selects nothing and is refused', () => {
  const text = virtual('', { service: 'fwmark 0' });
  assert.deepEqual(saidOf(text), ['1 mark-zero']);
  assert.deepEqual(settingsOf(text).lvs.virtualServers, []);
});

test('a mark without a number or a group without a name is a mistake, not a crash', () => {
  assert.deepEqual(saidOf(virtual('', { service: 'fwmark' })), ['1 virtual-server-incomplete']);
  assert.deepEqual(saidOf(virtual('', { service: 'group' })), ['1 virtual-server-incomplete']);
});

test('a virtual server without real servers is dropped where its block ends', () => {
  const text = virtual('', { servers: '' });
  assert.deepEqual(saidOf(text), ['6 virtual-server-empty']);
  assert.deepEqual(settingsOf(text).lvs.virtualServers, []);
});

test('a start uses what it can of a number with something behind it, a test does not', () => {
  const lines = 'weight 5x\ndelay_loop 7x\nquorum 2x\nhysteresis 1x\nwarmup 1.5s\nretry 3x';
  const built = builtOf(virtual(lines, { servers: real('uthreshold 9x') }));
  assert.deepEqual([built.quorum, built.hysteresis], [2, 1]);
  assert.deepEqual([built.realServers[0]?.weight, built.realServers[0]?.upperThreshold], [5, 9]);
  const numbers = [5, 6, 7, 8, 9, 10, 12].map(line => `${line} number-invalid`);
  assert.deepEqual(saidOf(virtual(lines, { servers: real('uthreshold 9x') })), numbers);
  assert.equal(load(virtual('weight 5x')).exitStatus, 5);
});

test('the netmask notations of inet_aton are known, and a number that is none of a mask is pointed at', () => {
  const mask = (text: string) => builtOf(virtual(`persistence_granularity ${text}`)).persistence?.granularity;
  assert.deepEqual(mask('0xffffff00'), { family: 4, netmask: address('255.255.255.0') });
  assert.deepEqual(mask('255.255'), { family: 4, netmask: address('255.0.0.255') });
  assert.deepEqual(mask('24'), { family: 4, netmask: address('0.0.0.24') });
  assert.equal(mask('1.2.3.4.5'), undefined);
  assert.equal(mask('256.0.0.0'), undefined);
  const { diagnostics } = load(virtual('persistence_granularity 24'));
  const odd = diagnostics.find(({ code }) => code === 'granularity-odd');
  assert.equal(odd?.hint, 'for a prefix of 24 bits write 255.255.255.0');
});

test('two services of one address are pointed at, two protocols of it are not', () => {
  assert.deepEqual(saidOf(virtual() + virtual()), ['10 virtual-server-twice']);
  assert.deepEqual(saidOf(virtual() + virtual('', { head: HEAD.replace('TCP', 'UDP') })), []);
});

test('switches that are on by being there say so when somebody tries to switch them off', () => {
  assert.deepEqual(saidOf(virtual('alpha off')), ['5 flag-word']);
  assert.equal(builtOf(virtual('alpha off')).realServers[0]?.alpha, true);
});

test('thresholds that the kernel refuses are pointed at', () => {
  assert.deepEqual(saidOf(virtual('', { servers: real('lthreshold 5') })), ['6 thresholds-crossed']);
  assert.deepEqual(saidOf(virtual('', { servers: real('lthreshold 5\nuthreshold 5') })), []);
});

test('a host name, a colon and brackets get a hint of their own', () => {
  const hint = (service: string) => load(virtual('', { service })).diagnostics.find(one => one.hint)?.hint;
  assert.equal(hint('10.0.0.1:80'), 'write address and port as two words: `10.0.0.1 80`');
  assert.equal(hint('[2001:db8::1]:80'), 'write it without brackets: `2001:db8::1 80`');
  assert.equal(hint('www.example 80'), 'names are not looked up here');
  assert.equal(hint('10.0.0.1-5 80'), 'a `virtual_server_group` takes ranges');
});

test('mistakes in a block that is passed over are shown and do not count', () => {
  const exitStatusOf = (text: string) => load(text, {}, { test: true }).exitStatus;
  const [bad, within] = [virtual('', { service: '10.0.0.300 80' }), virtual('weight', { service: '10.0.0.300 80' })];
  assert.equal(exitStatusOf(bad), 5);
  assert.equal(exitStatusOf(within), 5);
  assert.ok(saidOf(within).some(said => said.includes('parameter-missing')));
  assert.equal(exitStatusOf(within + virtual('weight')), 2, 'one behind the block counts');
});
