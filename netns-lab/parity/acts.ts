/** The events of stories. Each is performed in both twins at the same time. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Forgery } from '../lib/forge.js';
import type { Act } from './story.js';

const act = (title: string, perform: Act['perform']): Act => ({ title, perform });

/** Real keepalived starts on the other node. */
export const neighbourComes = (config: string, title = 'a neighbour comes'): Act =>
  act(title, async twin => twin.startNeighbour(config));

/** It stops in order, with a farewell. */
export const neighbourLeaves: Act = act('the neighbour leaves', async twin => {
  await twin.neighbour.stop();
});

/** It ends without a word. */
export const neighbourDies: Act = act('the neighbour dies', async twin => {
  await twin.neighbour.crash();
});

/** Adverts of any content from the other node's interface, an interval of the forgery apart. */
export const hears = (title: string, forgery: Forgery, times = 1): Act => ({
  title,
  prepare: twin => twin.openInjector(),
  perform: twin => twin.hear(forgery, times),
});

/** One advert after the other, each for its own interval. */
export const hearsInTurn = (title: string, forgeries: readonly Forgery[]): Act => ({
  title,
  prepare: twin => twin.openInjector(),
  perform: async twin => {
    for (const forgery of forgeries) await twin.hear(forgery, 1);
  },
});

/** The same as `hears`, without an end. */
export const speaks = (title: string, forgery: Forgery): Act => ({
  title,
  prepare: twin => twin.openSpeaker(),
  perform: async twin => twin.speak(forgery),
});

/** Until it is cut off. */
export const fallsSilent: Act = act('the neighbour falls silent', async twin => twin.silence());

export const unplug = (device = 'eth0'): Act =>
  act(`the cable of ${device} is pulled`, twin => twin.lab.network.unplug('alpha', device));

export const plug = (device = 'eth0'): Act =>
  act(`the cable of ${device} is back`, twin => twin.lab.network.plug('alpha', device));

/** `ip` commands on the node, one a line. */
export const ip = (batch: string, title = `ip ${batch}`): Act =>
  act(title, twin => twin.lab.network.ip('alpha', `${batch}\n`));

/** A file of the node's directory gets new contents. */
export const write = (name: string, text = ''): Act =>
  act(`${name} holds ${JSON.stringify(text)}`, async twin => writeFileSync(join(twin.directory, name), text));

/** An executable of the node's directory; what it prints is noted where the calls are. */
export const script = (name: string, body: string): Act =>
  act(`there is ${name}`, async twin => twin.script(name, body));

export const remove = (name: string): Act =>
  act(`${name} is gone`, async twin => rmSync(join(twin.directory, name), { force: true }));

export const reload = (config: string, title = 'a reload'): Act =>
  act(title, async twin => twin.agent.reload(twin.text(config)));

/** What the statistics say then is compared, too. */
export const statistics = (instance = 'VI_1'): Act => act('SIGUSR2', twin => twin.count(instance));

export const stop: Act = act('the stop', async twin => {
  await twin.agent.stop();
});

/** SIGKILL, which tidies nothing. */
export const crash: Act = act('a SIGKILL', async twin => {
  await twin.agent.crash();
});

export const startAgain: Act = { ...act('another start', async twin => twin.start()), isStart: true };

/** An interface comes into being. */
export const addInterface = (name: string, mac: string, addresses: readonly string[] = []): Act =>
  act(`${name} appears`, twin => twin.lab.network.addInterface('alpha', { name, mac, addresses }));
