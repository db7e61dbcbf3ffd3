/**
 * Two nodes on one wire, the classic pair, and its company. Addresses and MACs are the same in every lab.
 *
 *     alpha 10.77.0.1  fd77::1 ──┐
 *     bravo 10.77.0.2  fd77::2 ──┼── br0 (sniffer)
 *     client 10.77.0.9 fd77::9 ──┘
 */
import type { NodeSpec } from '../lib/network.js';

const host = (name: string, n: number): NodeSpec => ({
  name,
  interfaces: [{ name: 'eth0', mac: `02:00:00:00:00:0${n}`, addresses: [`10.77.0.${n}/24`, `fd77::${n}/64`] }],
});

export const ALPHA = { name: 'alpha', address: '10.77.0.1', linkLocal: 'fe80::ff:fe00:1', mac: '02:00:00:00:00:01' };
export const BRAVO = { name: 'bravo', address: '10.77.0.2', linkLocal: 'fe80::ff:fe00:2', mac: '02:00:00:00:00:02' };

/** The virtual addresses every scenario uses. */
export const VIP = '10.77.0.100';
export const VIP6 = 'fd77::100';
export const VIP_LINK_LOCAL = 'fe80::77:100';

export const pair: readonly NodeSpec[] = [host('alpha', 1), host('bravo', 2)];
export const pairAndClient: readonly NodeSpec[] = [...pair, host('client', 9)];

/** One agent under test and a neighbour without one, for adverts of any content. */
export const single: readonly NodeSpec[] = [host('alpha', 1), host('forger', 8)];
