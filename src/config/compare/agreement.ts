/** What the members of one virtual router must agree on to hear each other at all. */
import { sameAddress } from '../../base/address.js';
import type { Authentication, InstanceSettings } from '../../vrrp/settings.js';
import { secondsText } from '../wording.js';
import { type Member, type Mismatch, sayMismatch } from './node.js';
import type { VirtualRouter } from './routers.js';

const TWO_MASTERS = 'they drop the adverts of each other, and each becomes MASTER';

/** Compares every member with the first one. */
export function compareAgreement(router: VirtualRouter): void {
  const [first, ...others] = router.members as [Member, ...Member[]];
  for (const other of others) {
    const found = CHECKS.flatMap(check => check(first.instance, other.instance) ?? []);
    for (const mismatch of found) sayMismatch(first, other, mismatch);
    if (found.some(({ severity }) => severity === 'error')) router.deaf.push([first, other]);
  }
}

type Check = (a: InstanceSettings, b: InstanceSettings) => Mismatch | undefined;

function fatal(
  code: Mismatch['code'],
  keyword: string,
  values: readonly [string, string] | undefined,
  hint?: string,
): Mismatch {
  return {
    code,
    severity: 'error',
    keyword,
    consequence: TWO_MASTERS,
    ...(values === undefined ? {} : { values }),
    ...(hint === undefined ? {} : { hint }),
  };
}

const CHECKS: readonly Check[] = [
  compareVersion,
  compareInterval,
  compareMode,
  compareGroup,
  compareAuthentication,
  compareHmac,
];

function compareVersion(a: InstanceSettings, b: InstanceSettings): Mismatch | undefined {
  if (a.version === b.version) return undefined;
  const hint = 'set `version`, or `vrrp_version` in `global_defs`, alike on all nodes';
  return fatal('compare-version', 'version', [`${a.version}`, `${b.version}`], hint);
}

/** RFC 3768 7.1 drops an advert with another interval; RFC 9568 6.4.2 learns the interval of the master. */
function compareInterval(a: InstanceSettings, b: InstanceSettings): Mismatch | undefined {
  if (a.advertInterval === b.advertInterval || a.version !== b.version) return undefined;
  const values = [secondsText(a.advertInterval), secondsText(b.advertInterval)] as const;
  if (a.version === 2) return fatal('compare-advert-int', 'advert_int', values);
  const consequence =
    'version 3 follows the interval of whoever is MASTER, so a dead one is noticed sooner or later by turns';
  return { code: 'compare-advert-int', severity: 'warning', keyword: 'advert_int', values, consequence };
}

function compareMode(a: InstanceSettings, b: InstanceSettings): Mismatch | undefined {
  if ((a.unicast === undefined) === (b.unicast === undefined)) return undefined;
  const mode = ({ unicast }: InstanceSettings) => (unicast === undefined ? 'multicast' : 'unicast');
  return fatal(
    'compare-mode',
    'unicast_peer',
    [mode(a), mode(b)],
    'list the other nodes in `unicast_peer` on all nodes, or on none',
  );
}

function compareGroup(a: InstanceSettings, b: InstanceSettings): Mismatch | undefined {
  if (a.unicast !== undefined || b.unicast !== undefined || sameAddress(a.multicastGroup, b.multicastGroup)) {
    return undefined;
  }
  return fatal('compare-group-address', 'mcast_dst_ip', [a.multicastGroup.text, b.multicastGroup.text]);
}

function compareAuthentication(a: InstanceSettings, b: InstanceSettings): Mismatch | undefined {
  const [mine, theirs] = [a.authentication, b.authentication];
  if (a.version !== b.version) return undefined;
  if (mine.kind !== theirs.kind) {
    return fatal('compare-authentication', 'authentication', [nameOf(mine), nameOf(theirs)]);
  }
  if (mine.kind === 'none' || theirs.kind === 'none' || sameBytes(mine.password, theirs.password)) return undefined;
  const hint = 'passwords are not shown; only their first 8 bytes count';
  return { ...fatal('compare-authentication', 'auth_pass', undefined, hint), inside: 'authentication' };
}

function nameOf({ kind }: Authentication): string {
  return kind === 'none' ? 'none' : kind.toUpperCase();
}

/** A receiver needs the key that the sender signs with; who signs nothing must be let through. */
function compareHmac(a: InstanceSettings, b: InstanceSettings): Mismatch | undefined {
  const [mine, theirs] = [a.hmac, b.hmac];
  if (mine === undefined && theirs === undefined) return undefined;
  const hint = 'keys are not shown; `mode permissive` lets nodes without keys take part while you change over';
  if (mine === undefined || theirs === undefined) {
    const signing = (mine ?? theirs)!;
    if (signing.mode !== 'enforce') return undefined;
    const name = (hmac: typeof mine) => (hmac === undefined ? 'none' : `mode ${hmac.mode}`);
    return fatal('compare-hmac', 'auth_hmac', [name(mine), name(theirs)], hint);
  }
  const keyOf = (one: typeof mine, id: number) => one.keys.find(key => key.id === id);
  for (const [sender, receiver] of [[mine, theirs] as const, [theirs, mine] as const]) {
    if (sender.mode === 'receive-only') {
      if (receiver.mode === 'enforce')
        return fatal('compare-hmac', 'auth_hmac', [`mode ${mine.mode}`, `mode ${theirs.mode}`]);
      continue;
    }
    const key = keyOf(sender, sender.activeKey);
    const known = keyOf(receiver, sender.activeKey);
    if (key !== undefined && (known === undefined || !sameBytes(key.secret, known.secret))) {
      const values = [`active key ${mine.activeKey}`, `active key ${theirs.activeKey}`] as const;
      return fatal(
        'compare-hmac',
        'auth_hmac',
        values,
        `key ${sender.activeKey} must be the same on all nodes; keys are not shown`,
      );
    }
  }
  return undefined;
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
