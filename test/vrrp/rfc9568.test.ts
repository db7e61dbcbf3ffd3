/**
 * RFC 9568, Virtual Router Redundancy Protocol version 3 for IPv4 and IPv6: what it asks of a router, section by
 * section, and the proof that we do it. Where an erratum says more than the text, its number is in the title. RFC 5798
 * asks the same, but for the checksum over IPv4 (5.2.8) and the answer to a weaker active router (6.4.3).
 */
import { ledger } from './ledger.js';
import { hostRules } from './rfc9568-hosts.js';
import { packetRules } from './rfc9568-packet.js';
import { stateRules } from './rfc9568-states.js';

/** The sections that ask something of a router. 1, 3, 4, 7.3 and 10 tell, and 8.4.1 and 8.4.2.1 advise its operator. */
const SECTIONS = {
  '2.5': 'Sub-second operation',
  '5.1.1.1': 'IPv4 source address',
  '5.1.1.2': 'IPv4 destination address',
  '5.1.1.3': 'IPv4 TTL',
  '5.1.1.4': 'IPv4 protocol',
  '5.1.2.1': 'IPv6 source address',
  '5.1.2.2': 'IPv6 destination address',
  '5.1.2.3': 'IPv6 hop limit',
  '5.1.2.4': 'IPv6 next header',
  '5.2.1': 'Version',
  '5.2.2': 'Type',
  '5.2.3': 'Virtual Rtr ID',
  '5.2.4': 'Priority',
  '5.2.5': 'IPvX Addr Count',
  '5.2.6': 'Reserve',
  '5.2.7': 'Max Advertise Interval',
  '5.2.8': 'Checksum',
  '5.2.9': 'IPvX addresses',
  '6.1': 'Parameters per virtual router',
  '6.2': 'Timers',
  '6.3': 'State transition diagram',
  '6.4.1': 'Initialize',
  '6.4.2': 'Backup',
  '6.4.3': 'Active',
  '7.1': 'Receiving',
  '7.2': 'Transmitting',
  '7.4': 'IPv6 interface identifiers',
  '8.1.1': 'ICMP redirects',
  '8.1.2': 'Host ARP requests',
  '8.1.3': 'Proxy ARP',
  '8.2.1': 'ICMPv6 redirects',
  '8.2.2': 'Neighbour Solicitation',
  '8.2.3': 'Router Advertisement',
  '8.2.4': 'Unsolicited Neighbour Advertisements',
  '8.3.1': 'Potential forwarding loop',
  '8.3.2': 'Recommendations regarding setting priority values',
  '8.4.2': 'Interoperation with version 2',
  '9': 'Security considerations',
} as const;

ledger('RFC 9568', SECTIONS, [...packetRules, ...stateRules, ...hostRules]);
