/**
 * RFC 3768, Virtual Router Redundancy Protocol version 2: what it asks of a router, section by section, and the proof
 * that we do it. Passwords and the Authentication Header are those of RFC 2338, which it took out.
 */
import { ledger } from './ledger.js';
import { packetRules } from './rfc3768-packet.js';
import { stateRules } from './rfc3768-states.js';

/** The sections that ask something of a router. */
const SECTIONS = {
  '5.2.1': 'Source address',
  '5.2.2': 'Destination address',
  '5.2.3': 'TTL',
  '5.2.4': 'Protocol',
  '5.3.1': 'Version',
  '5.3.2': 'Type',
  '5.3.3': 'Virtual Rtr ID',
  '5.3.4': 'Priority',
  '5.3.5': 'Count IP Addrs',
  '5.3.6': 'Authentication Type',
  '5.3.7': 'Advertisement Interval',
  '5.3.8': 'Checksum',
  '5.3.9': 'IP addresses',
  '5.3.10': 'Authentication Data',
  '6.1': 'Parameters per virtual router',
  '6.2': 'Timers',
  '6.4.1': 'Initialize',
  '6.4.2': 'Backup',
  '6.4.3': 'Master',
  '7.1': 'Receiving',
  '7.2': 'Transmitting',
  '8.1': 'ICMP redirects',
  '8.2': 'Host ARP requests',
  '8.3': 'Proxy ARP',
  '8.4': 'Potential forwarding loop',
  '9.1': 'Operation over FDDI',
  '9.2': 'Operation over Token Ring',
} as const;

ledger('RFC 3768', SECTIONS, [...packetRules, ...stateRules]);
