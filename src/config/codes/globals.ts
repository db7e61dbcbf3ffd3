/** Codes of `global_defs` and the top level. */
import type { CodeExplanation } from './explanation.js';

export const GLOBALS_CODES = {
  'cpu-unknown': {
    cause: 'A CPU in a `..._cpu_affinity` line does not exist on this machine, so the whole line is dropped.',
    cure: 'Name CPUs from 0 to one less than their number, separated by spaces; `lscpu` lists them.',
  },
  'group-scope': {
    cause: 'An IPv6 multicast group for adverts is not link-local (ff02::/16), so adverts could leave the link.',
    cure: 'Use ff02::12, the group of VRRP (RFC 9568 5.1.2.2), or another one that begins with ff02.',
  },
  'host-invalid': {
    cause: 'A mail server is named by something that is neither an address nor a host name.',
    cure: 'Write the address or the host name alone, and the port after a space.',
  },
  'instance-missing': {
    cause: '`instance` stands without the name that tells this daemon from others on the same machine.',
    cure: 'Write `instance NAME`.',
  },
  'name-long': {
    cause: 'The name of a chain or a set is empty or longer than the kernel takes.',
    cure: 'Use a shorter name: 28 characters for chains of iptables, 31 for ipsets, suffixes included.',
  },
  'name-twice': {
    cause: 'Two chains or two sets have the same name, given or derived from the first one.',
    cure: 'Give each its own name.',
  },
  'net-namespace-elsewhere': {
    cause:
      'The configuration is for a network namespace that this process is not in, so its interfaces and addresses cannot be seen from here.',
    cure: 'A daemon goes there by itself when it starts; where it may not, or for a test, start it inside: `ip netns exec NAME holdfast ...`. It cannot change at a reload.',
  },
  'net-namespace-missing': {
    cause:
      'The configuration is for a network namespace that does not exist (yet). keepalived gives a test up there, with exit status 0 whatever mistakes it has found, and Holdfast ends with the same status.',
    cure: 'Create it with `ip netns add NAME` and test inside; mistakes that are listed are mistakes all the same.',
  },
  'net-namespace-twice': {
    cause: '`net_namespace` stands twice. A daemon lives in one network namespace; the first one counts.',
    cure: 'Keep one of the lines, and run a second daemon for the second namespace.',
  },
  'path-empty': {
    cause: 'A keyword that names a file or a directory has no name, or an empty one.',
    cure: 'Write the path, or leave the line out.',
  },
  'process-name-long': {
    cause: 'The kernel keeps 15 characters of the name of a process; the rest is cut off.',
    cure: 'Use a name of at most 15 characters.',
  },
  'recipients-missing': {
    cause: '`notification_email` is a block of addresses, and there is none in it.',
    cure: 'Write the addresses between the braces, one or several in a line, or remove the block.',
  },
  'router-id-missing': {
    cause: '`router_id` stands without a name.',
    cure: 'Write `router_id NAME`, or leave the line out: the host name is then used.',
  },
  'sync-daemon-old-form': {
    cause: '`lvs_sync_daemon` has its id without the word `id`, as very old releases wanted it. It is used.',
    cure: 'Write `lvs_sync_daemon INTERFACE inst INSTANCE id NUMBER`.',
  },
  'sync-instance-missing': {
    cause: '`lvs_sync_daemon` is to follow a `vrrp_instance` that is not in the configuration.',
    cure: 'Name one that is, or leave the name out: then both directions run all the time.',
  },
  'umask-invalid': {
    cause: '`umask` is neither a number up to 0777 nor names of permission bits joined by `|`.',
    cure: 'Write for example `umask 0177` or `umask IRWXG|IRWXO`.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
