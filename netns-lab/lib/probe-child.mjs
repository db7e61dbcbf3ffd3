// The process behind probe.ts: `probe-child.mjs ADDRESS PORT http|kernel`; one line per attempt on standard output:
// asked ended outcome [by]. Plain JavaScript, so that it starts fast and without a loader.
import net from 'node:net';

const PACE = 1; // ms between two questions
const PATIENCE = 500; // ms an attempt waits; below the 1 s of a SYN's repetition, so each attempt tells of its own moment

const [, , address, port, ask] = process.argv;
const host = address.includes(':') ? `[${address}]` : address;
const question = `GET / HTTP/1.0\r\nHost: ${host}\r\n\r\n`;
const now = () => performance.timeOrigin + performance.now();
let lines = '';

function attempt() {
  const asked = now();
  let answer = '';
  let ended = false;
  const socket = net.connect({ host: address, port: Number(port) });
  const end = outcome => {
    if (ended) return;
    ended = true;
    clearTimeout(timer);
    const by = /^HTTP\/1\.. 200 .*?\r\n\r\n(.*)$/s.exec(answer)?.[1] ?? '';
    lines += `${asked.toFixed(3)} ${now().toFixed(3)} ${outcome} ${by}\n`;
    socket.resetAndDestroy(); // no TIME_WAIT: a thousand a second would use up the ports
  };
  const timer = setTimeout(end, PATIENCE, 'timeout');
  socket.on('error', error => {
    if (ended) return;
    if (error.code !== 'ECONNREFUSED') end(error.code === 'ETIMEDOUT' ? 'timeout' : 'error');
    else end(ask === 'kernel' ? 'answered' : 'refused');
  });
  socket.on('connect', () => (ask === 'kernel' ? end('answered') : socket.write(question)));
  socket.on('data', chunk => {
    answer += chunk.toString('latin1');
  });
  socket.on('end', () => end(/^HTTP\/1\.. 200 /.test(answer) ? 'answered' : 'error'));
}

// A late tick asks all that is due, up to a bound: after a pause of the machine, a flood would be a pause of its own.
let due = performance.now();
setInterval(() => {
  const present = performance.now();
  due = Math.max(due, present - 20);
  for (; due <= present; due += PACE) attempt();
}, PACE);

setInterval(() => {
  if (lines !== '') process.stdout.write(lines);
  lines = '';
}, 50);
