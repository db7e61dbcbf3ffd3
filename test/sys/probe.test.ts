/** Against servers on the loopback interface; marks and interfaces need root, and are the lab's affair. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, test } from 'node:test';
import { createSecureContext, createServer as createTlsServer, TLSSocket } from 'node:tls';
import { address } from '../../src/base/address.js';
import { type Duration, milliseconds, seconds } from '../../src/base/duration.js';
import { widenGroupRange } from '../../src/sys/ping-permission.js';
import { probeDatagram } from '../../src/sys/probe-datagram.js';
import type { ProbeEndpoint, ProbeFault } from '../../src/sys/probe-socket.js';
import { ProbeStream, type ProbeTls } from '../../src/sys/probe-stream.js';
import { probeTcp } from '../../src/sys/probe-tcp.js';
import { CHECK_CERTIFICATE, CHECK_KEY } from '../support/check-certificate.js';
import { eventually } from '../support/eventually.js';

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

async function listen(server: Server, host = '127.0.0.1'): Promise<number> {
  server.listen(0, host);
  cleanUps.push(() => server.close());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server that hands each connection to `serve`. */
function serving(serve: (socket: Socket) => void, host?: string): Promise<number> {
  const server = createServer(socket => {
    socket.on('error', () => {});
    cleanUps.push(() => socket.destroy());
    serve(socket);
  });
  return listen(server, host);
}

function to(port: number, of: Partial<ProbeEndpoint> = {}): ProbeEndpoint {
  return { address: address('127.0.0.1'), port, mark: 0, ...of };
}

/** `ok`, or the code of the fault. */
function tcp(endpoint: ProbeEndpoint, timeout = seconds(5)): Promise<string> {
  return new Promise(resolve => probeTcp(endpoint, timeout, fault => resolve(fault?.code ?? 'ok')));
}

const openDescriptors = () => readdirSync('/proc/self/fd').length;

async function closedPort(): Promise<number> {
  const server = createServer();
  const port = await listen(server);
  server.close();
  await once(server, 'close');
  return port;
}

test('a port that listens accepts, one that does not refuses', async () => {
  const port = await serving(() => {});
  assert.equal(await tcp(to(port)), 'ok');
  assert.equal(await tcp(to(await closedPort())), 'refused');
});

test('the same by IPv6', async () => {
  const port = await serving(() => {}, '::1');
  assert.equal(await tcp(to(port, { address: address('::1') })), 'ok');
});

test('a check comes from the address and the port it is told, again and again', async () => {
  const port = await serving(socket => socket.end(`${socket.remoteAddress} ${socket.remotePort}`));
  const sourcePort = await closedPort();
  const endpoint = to(port, { source: address('127.0.0.2'), sourcePort });
  for (let i = 0; i < 3; i++) {
    assert.equal(await tcp(endpoint), 'ok');
    assert.deepEqual(await talk(endpoint, ''), ['connected', `127.0.0.2 ${sourcePort}`, 'ended']);
  }
});

test('what this machine cannot do is told apart from what the server does not', async () => {
  const fault = await new Promise<ProbeFault | undefined>(resolve =>
    probeTcp(to(1, { source: address('192.0.2.1') }), seconds(5), resolve),
  );
  assert.deepEqual(fault, { code: 'not-tried', detail: 'cannot send from 192.0.2.1: EADDRNOTAVAIL' });
  assert.equal(await tcp(to(1, { interface: 'no-such-link' })), 'not-tried');
});

test('a server that is too busy to accept times out', async () => {
  // It stops itself: then the kernel fills its queue of two, and drops what comes after that.
  const program =
    "const s=require('net').createServer();s.listen({port:0,host:'127.0.0.1',backlog:1},()=>{require('fs').writeSync(1,String(s.address().port));process.kill(process.pid,'SIGSTOP')})";
  const child = spawn(process.execPath, ['-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
  cleanUps.push(() => child.kill('SIGKILL'));
  const [text] = (await once(child.stdout, 'data')) as [Buffer];
  const results: string[] = [];
  for (let i = 0; i < 5; i++) results.push(await tcp(to(Number(text)), milliseconds(200)));
  assert.equal(results.at(-1), 'timeout', results.join());
});

test('a thousand checks leave no descriptor behind, cancelled or not', async () => {
  const port = await serving(socket => socket.resume().end());
  const refused = await closedPort();
  await tcp(to(port));
  const before = openDescriptors();
  for (let i = 0; i < 10; i++) {
    const done = Array.from({ length: 50 }, (_, n) => tcp(to(n % 2 === 0 ? port : refused)));
    for (let n = 0; n < 50; n++) probeTcp(to(port), seconds(5), () => assert.fail('was cancelled')).cancel();
    await Promise.all(done);
  }
  await eventually(() => openDescriptors() <= before + 2, `no more than ${before} descriptors`);
});

/** Sends `question` when connected; the words the stream says, and what it received. */
function talk(endpoint: ProbeEndpoint, question: string, tls?: ProbeTls, timeout = seconds(5)): Promise<string[]> {
  return new Promise(resolve => {
    const said: string[] = [];
    const stream: ProbeStream = new ProbeStream(endpoint, timeout, tls, {
      connected: () => {
        said.push('connected');
        stream.send(Buffer.from(question));
      },
      received: piece => said.push(Buffer.from(piece).toString('latin1')),
      ended: () => resolve([...said, 'ended']),
      failed: fault => resolve([...said, `${fault.code}: ${fault.detail}`]),
    });
    cleanUps.push(() => stream.close());
  });
}

const converse = (port: number, question: string, tls?: ProbeTls, timeout?: Duration) =>
  talk(to(port), question, tls, timeout);

const echoOnce = (socket: Socket) => socket.once('data', piece => socket.end(piece));

test('a conversation: connected, what was received, the end', async () => {
  assert.deepEqual(await converse(await serving(echoOnce), 'hello'), ['connected', 'hello', 'ended']);
});

test('a server that says nothing is waited for so long, and the wait begins anew with each read', async () => {
  const silent = await serving(() => {});
  assert.deepEqual(await converse(silent, '', undefined, milliseconds(50)), [
    'connected',
    'timeout: no answer within 0.05 s',
  ]);
  const slow = await serving(socket => {
    let left = 100;
    const timer = setInterval(() => (left-- > 0 ? socket.write('.') : socket.end()), 20);
    cleanUps.push(() => clearInterval(timer));
  });
  const said = await converse(slow, '', undefined, milliseconds(1_500));
  assert.equal(said.at(-1), 'ended', 'a hundred reads take longer than the timeout');
  assert.equal(said.join(''), `connected${'.'.repeat(100)}ended`);
});

test('a connection that is reset is no end', async () => {
  const port = await serving(socket => socket.once('data', () => socket.resetAndDestroy()));
  assert.deepEqual(await converse(port, 'x'), ['connected', 'closed: the connection was reset']);
});

test('a closed conversation calls nothing back', async () => {
  let accepted = 0;
  const port = await serving(socket => {
    accepted++;
    socket.write('hello');
  });
  const never = () => assert.fail('it was closed');
  new ProbeStream(to(port), seconds(5), undefined, {
    connected: never,
    received: never,
    ended: never,
    failed: never,
  }).close();
  const late = await new Promise<ProbeStream>(resolve => {
    const stream: ProbeStream = new ProbeStream(to(port), seconds(5), undefined, {
      connected: () => {
        stream.close();
        resolve(stream);
      },
      received: never,
      ended: never,
      failed: never,
    });
  });
  late.close();
  await eventually(() => accepted >= 1, 'a connection');
});

const NO_ONE: ProbeTls = { verifies: false, closes: false };

/** A TLS server; what it saw of each session. */
async function servingTls(serve: (socket: TLSSocket) => void): Promise<number> {
  const server = createTlsServer({ key: CHECK_KEY, cert: CHECK_CERTIFICATE }, socket => {
    socket.on('error', () => {});
    cleanUps.push(() => socket.destroy());
    serve(socket);
  });
  server.on('tlsClientError', () => {});
  return listen(server);
}

test('TLS: nobody is verified unless asked for, and then by the authorities that are given', async () => {
  const port = await servingTls(echoOnce);
  const whole = ['connected', 'hello', 'ended'];
  assert.deepEqual(await converse(port, 'hello', NO_ONE), whole);
  const refused = await converse(port, 'hello', { verifies: true, closes: false });
  assert.match(refused.join(), /^closed: TLS failed: self[- ]signed certificate/);
  const context = createSecureContext({ ca: CHECK_CERTIFICATE });
  assert.deepEqual(await converse(port, 'hello', { verifies: true, closes: false, context }), whole);
});

test('TLS: the server name is sent when there is one', async () => {
  const names: (string | false | null)[] = [];
  const port = await servingTls(socket => {
    names.push(socket.servername);
    socket.end('x');
  });
  await converse(port, '', NO_ONE);
  await converse(port, '', { ...NO_ONE, serverName: 'c.example' });
  assert.deepEqual(names, [false, 'c.example']);
});

test('TLS: an end without close_notify is an end', async () => {
  const port = await serving(socket => {
    const secure = new TLSSocket(socket, { isServer: true, key: CHECK_KEY, cert: CHECK_CERTIFICATE });
    secure.on('error', () => {});
    secure.once('data', piece => secure.write(piece, () => socket.end()));
  });
  assert.deepEqual(await converse(port, 'hello', NO_ONE), ['connected', 'hello', 'ended']);
});

test('TLS with a server that does not speak it fails with a reason, and times out with one that is silent', async () => {
  const plain = await serving(socket => socket.write('220 hi\r\n'));
  assert.match((await converse(plain, '', NO_ONE)).join(), /^closed: TLS failed: /);
  const hangsUp = await serving(socket => socket.once('data', () => socket.end()));
  assert.match((await converse(hangsUp, '', NO_ONE)).join(), /^closed: the connection was closed/);
  const silent = await serving(() => {});
  const said = await converse(silent, '', NO_ONE, milliseconds(50));
  assert.deepEqual(said, ['timeout: no TLS session within 0.05 s']);
});

/** What came of one datagram: the answers, then how it went. */
function ask(
  transport: 'udp' | 'ping',
  endpoint: ProbeEndpoint,
  question: string,
  wanted: string | undefined,
  timeout = seconds(5),
): Promise<string[]> {
  return new Promise(resolve => {
    const said: string[] = [];
    probeDatagram(transport, endpoint, Buffer.from(question, 'latin1'), timeout, {
      received: datagram => {
        said.push(Buffer.from(datagram).toString('latin1'));
        if (said.at(-1) === wanted) setImmediate(() => resolve([...said, 'satisfied']));
        return said.at(-1) === wanted;
      },
      failed: fault => resolve([...said, fault.code]),
      expired: () => resolve([...said, 'expired']),
    });
  });
}

async function udpServer(answers: readonly string[]): Promise<number> {
  const socket = createSocket('udp4');
  cleanUps.push(() => socket.close());
  socket.on('message', (message, { port }) => {
    for (const answer of answers) socket.send(answer === '' ? message : answer, port, '127.0.0.1');
  });
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  return socket.address().port;
}

test('UDP: answers are shown until one satisfies', async () => {
  const port = await udpServer(['one', 'two', 'three']);
  assert.deepEqual(await ask('udp', to(port), 'x', 'two'), ['one', 'two', 'satisfied']);
  assert.deepEqual(await ask('udp', to(await udpServer([''])), 'echo', 'echo'), ['echo', 'satisfied']);
});

test('UDP: silence expires, a closed port refuses', async () => {
  const port = await udpServer([]);
  assert.deepEqual(await ask('udp', to(port), 'x', undefined, milliseconds(50)), ['expired']);
  assert.deepEqual(await ask('udp', to(await closedUdpPort()), 'x', undefined), ['refused']);
});

test('UDP: a cancelled question calls nothing back and leaves no descriptor', async () => {
  const port = await udpServer(['']);
  const never = () => assert.fail('it was cancelled');
  const before = openDescriptors();
  const probes = Array.from({ length: 20 }, () =>
    probeDatagram('udp', to(port), Buffer.from('x'), seconds(5), { received: never, failed: never, expired: never }),
  );
  for (const probe of probes) probe.cancel();
  await ask('udp', to(port), 'y', 'y');
  await eventually(() => openDescriptors() <= before + 2, `no more than ${before} descriptors`);
});

async function closedUdpPort(): Promise<number> {
  const socket = createSocket('udp4');
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  const { port } = socket.address();
  socket.close();
  await once(socket, 'close');
  return port;
}

test('the range of groups that may ping is widened, never narrowed', () => {
  assert.equal(widenGroupRange('1\t0\n', 0), '0 0');
  assert.equal(widenGroupRange('0\t2147483647\n', 0), undefined);
  assert.equal(widenGroupRange('100\t200\n', 0), '0 200');
  assert.equal(widenGroupRange('0\t5\n', 7), '0 7');
  assert.equal(widenGroupRange('', 3), '3 3');
});
