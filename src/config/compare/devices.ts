/** How the members hold their addresses: the MAC that clients see, and whether they are answered. */
import type { InstanceSettings } from '../../vrrp/settings.js';
import { type Member, type Mismatch, sayMismatch } from './node.js';
import type { VirtualRouter } from './routers.js';

/** Compares every member with the first one. */
export function compareDevices({ members }: VirtualRouter): void {
  const [first, ...others] = members as [Member, ...Member[]];
  for (const other of others) {
    for (const check of [compareMac, compareAccept]) {
      const mismatch = check(first.instance, other.instance);
      if (mismatch !== undefined) sayMismatch(first, other, mismatch);
    }
  }
}

function compareMac(a: InstanceSettings, b: InstanceSettings): Mismatch | undefined {
  const [mine, theirs] = [macOf(a), macOf(b)];
  if (mine === theirs) return undefined;
  const consequence = 'clients see another MAC address after each takeover, which a virtual MAC is there to avoid';
  return { code: 'compare-vmac', severity: 'warning', keyword: 'use_vmac', values: [mine, theirs], consequence };
}

function macOf({ vmac }: InstanceSettings): string {
  if (vmac === undefined) return 'none';
  if (vmac.mac === undefined) return 'the standard one';
  return [...vmac.mac].map(byte => byte.toString(16).padStart(2, '0')).join(':');
}

function compareAccept(a: InstanceSettings, b: InstanceSettings): Mismatch | undefined {
  if (a.accepts === b.accepts) return undefined;
  const name = ({ accepts }: InstanceSettings) => (accepts ? 'accept' : 'no_accept');
  const consequence = 'the addresses answer on one node and not on the other';
  const values = [name(a), name(b)] as const;
  return { code: 'compare-accept', severity: 'warning', keyword: 'no_accept', values, consequence };
}
