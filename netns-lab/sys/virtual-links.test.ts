import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { type LinkWatch, watchLinks } from '../../src/sys/links.js';
import { type NetlinkSocket, openNetlinkSocket } from '../../src/sys/netlink-socket.js';
import { readSysctl, writeSysctl } from '../../src/sys/sysctl.js';
import {
  createLink,
  deleteLink,
  refuseAutomaticAddress,
  setLinkGroup,
  setLinkUp,
} from '../../src/sys/virtual-links.js';
import { MacvlanMode } from '../../src/wire/netlink/link.js';
import { cable, eventually, ip } from './namespace.js';

let watch: LinkWatch;
let netlink: NetlinkSocket;
const mac = Uint8Array.of(0, 0, 0x5e, 0, 1, 51);

before(async () => {
  cable('hfa', 'hfb');
  netlink = openNetlinkSocket();
  watch = await watchLinks({ onLink: () => {}, onAddress: () => {} });
});

after(() => {
  watch.close();
  netlink.close();
});

const vmac = (name: string, last = 51) => ({
  name,
  lowerIndex: watch.byName('hfa')!.index,
  group: 7,
  device: { kind: 'macvlan' as const, mac: Uint8Array.of(...mac.subarray(0, 5), last) },
});

test('a VMAC is made, seen as it is, and removed', async () => {
  assert.equal(await createLink(netlink, vmac('hfv')), undefined);
  const link = await eventually(() => watch.byName('hfv'), 'report of the link');
  assert.equal(link.kind, 'macvlan');
  assert.equal(link.macvlanMode, MacvlanMode.private);
  assert.equal(link.lowerIndex, watch.byName('hfa')?.index);
  assert.deepEqual(link.mac, mac);
  assert.equal(link.group, 7);
  assert.equal(link.up, false);

  assert.equal(await refuseAutomaticAddress(netlink, link.index, 'hfv'), undefined);
  assert.equal(await setLinkUp(netlink, link.index, 'hfv'), undefined);
  await eventually(() => watch.byName('hfv')?.up || undefined, 'link that is up');
  assert.deepEqual(watch.addresses(link.index), []); // no link-local one
  assert.equal(await setLinkGroup(netlink, link.index, 'hfv', 9), undefined);
  await eventually(() => watch.byName('hfv')?.group === 9 || undefined, 'link in its group');
  assert.match(ip('-d link show hfv'), /macvlan mode private.*/);

  assert.equal(await deleteLink(link.index, 'hfv'), undefined);
  await eventually(() => watch.byName('hfv') === undefined || undefined, 'report that the link is gone');
});

test('refusals name what was asked, and of whom', async () => {
  assert.equal(await createLink(netlink, vmac('hfw', 60)), undefined);
  const again = await createLink(netlink, vmac('hfw', 61));
  assert.equal(again?.message, 'RTM_NEWLINK macvlan dev hfw: EEXIST (errno 17)');
  const gone = await deleteLink(0x7fff_fffe, 'hfw');
  assert.match(gone?.message ?? '', /^RTM_DELLINK dev hfw: ENODEV \(errno 19\)/);
});

test('many links are removed while the loop goes on', async () => {
  const names = Array.from({ length: 4 }, (_, i) => `hfx${i}`);
  for (const [i, name] of names.entries()) assert.equal(await createLink(netlink, vmac(name, 70 + i)), undefined);
  const links = await eventually(() => {
    const found = names.flatMap(name => watch.byName(name) ?? []);
    return found.length === names.length ? found : undefined;
  }, 'reports of all links');
  assert.deepEqual(await Promise.all(links.map(({ index, name }) => deleteLink(index, name))), [
    undefined,
    undefined,
    undefined,
    undefined,
  ]);
});

test('a setting of an interface is written, read back, and told as it was', () => {
  const sysctl = { family: 4, interface: 'hfa', name: 'arp_ignore' } as const;
  assert.equal(readSysctl(sysctl), 0);
  assert.deepEqual(writeSysctl(sysctl, 1), { before: 0 });
  assert.deepEqual(writeSysctl(sysctl, 1), { before: 1 });
  assert.equal(readSysctl(sysctl), 1);
});

test('a setting that cannot be written says why', () => {
  const missing = writeSysctl({ family: 4, interface: 'nowhere', name: 'arp_ignore' }, 1);
  assert.equal(missing.before, undefined);
  assert.equal(missing.error?.message, 'set net.ipv4.conf.arp_ignore = 1 dev nowhere: ENOENT (errno 2)');
  assert.equal(readSysctl({ family: 4, interface: 'nowhere', name: 'arp_ignore' }), undefined);
});
