/** What the health checks of one real server are told: plain data with every default resolved. */
import type { IpAddress } from '../base/address.js';
import type { Duration } from '../base/duration.js';
import type { ScriptUser } from '../base/script-user.js';

/** The `SSL` block: how every `SSL_GET` check presents itself and whom it trusts; without it nobody is verified. */
export interface TlsClientSettings {
  /** Pass phrase of the key. */
  readonly password?: string;
  /** PEM files. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
}

/** When a check runs, and how patient it is with failures. */
export interface CheckSchedule {
  /** `delay_loop`: from the end of one run to the next; of a script from the start of a run. */
  readonly interval: Duration;
  /** Failures that are forgiven before a server that was up counts as down; 0: the first one is decisive. */
  readonly retries: number;
  /** `delay_before_retry`: from a failure that is forgiven to the next run. */
  readonly retryDelay: Duration;
  /** The first run waits 1 s and a random part of this. */
  readonly warmup: Duration;
  /** The server counts as down until this check has succeeded. */
  readonly alpha: boolean;
  /** Failures while the server is down or being retried are logged too. */
  readonly logsAllFailures: boolean;
}

/** Where a check connects to, and from where. */
export interface CheckTarget {
  readonly address: IpAddress;
  /** 0 only where the real server has no port of its own. */
  readonly port: number;
  /** `bindto`: the address to send from; of the target's family. */
  readonly source?: IpAddress;
  readonly sourcePort?: number;
  /** `bind_if`: the interface to send from. */
  readonly interface?: string;
  /** Patience with the connection, and again with each reply. */
  readonly timeout: Duration;
  /** Firewall mark of the packets; 0: none. */
  readonly mark: number;
}

/** Inclusive. */
export interface StatusRange {
  readonly first: number;
  readonly last: number;
}

/** Words of `regex_options`; each is the PCRE2 option of that name. */
export const REGEX_OPTIONS = [
  'allow_empty_class',
  'alt_bsux',
  'alt_circumflex',
  'alt_verbnames',
  'auto_callout',
  'caseless',
  'dollar_endonly',
  'dotall',
  'dupnames',
  'extended',
  'firstline',
  'match_unset_backref',
  'multiline',
  'never_backslash_c',
  'never_ucp',
  'never_utf',
  'no_auto_capture',
  'no_auto_possess',
  'no_dotstar_anchor',
  'no_start_optimize',
  'ucp',
  'ungreedy',
  'use_offset_limit',
  'utf',
] as const;

/** The name of an option of PCRE2, as keepalived has it. */
export type RegexOption = (typeof REGEX_OPTIONS)[number];

/** A pattern in the language of PCRE2 that a reply is searched for. */
export interface BodyPattern {
  /** One character a byte (Latin-1), as the reply is compared byte by byte. */
  readonly pattern: string;
  readonly options: readonly RegexOption[];
  /** Where a match may start, in bytes from the start of what is searched; inclusive. */
  readonly minOffset: number;
  readonly maxOffset?: number;
  /** False for `regex_no_match`: the check fails when the pattern is found. */
  readonly mustMatch: boolean;
}

/** One request of an HTTP check, and what its reply must be. */
export interface HttpUrl {
  /** Request target, e.g. `/status?short`. */
  readonly path: string;
  /** The Host header, verbatim: a `virtualhost`, or else address and port of the target. */
  readonly host: string;
  /** Name for TLS server name indication (RFC 6066 3); absent: none is sent. */
  readonly serverName?: string;
  /** MD5 of the body in lower-case hexadecimal. */
  readonly digest?: string;
  /** The status code must lie in one of these. */
  readonly statuses: readonly StatusRange[];
  readonly body?: BodyPattern;
  /** TLS sessions end with a close_notify (RFC 8446 6.1) rather than in silence. */
  readonly closesTls: boolean;
}

interface Scheduled {
  readonly schedule: CheckSchedule;
}

interface Connecting extends Scheduled {
  readonly target: CheckTarget;
}

/** `TCP_CHECK`: a connection is accepted. */
export interface TcpCheck extends Connecting {
  readonly kind: 'tcp';
}

/** `HTTP_GET` and `SSL_GET`: every URL answers as it should. */
export interface HttpCheck extends Connecting {
  readonly kind: 'http';
  readonly tls: boolean;
  /** `1.0C` is HTTP/1.0 with `Connection: close`. */
  readonly protocol: '1.0' | '1.0C' | '1.1';
  /** While the server is down, URLs are walked through without waiting between them. */
  readonly fastRecovery: boolean;
  readonly urls: readonly HttpUrl[];
}

/** `SMTP_CHECK`: greeting, HELO and QUIT are answered (RFC 5321 4.2). */
export interface SmtpCheck extends Connecting {
  readonly kind: 'smtp';
  /** What HELO says. */
  readonly heloName: string;
}

/** Record types `DNS_CHECK` can ask for. */
export const DNS_TYPES = ['A', 'NS', 'CNAME', 'SOA', 'MX', 'TXT', 'AAAA', 'RRSIG', 'DNSKEY'] as const;

/** What may be asked for. */
export type DnsType = (typeof DNS_TYPES)[number];

/** `DNS_CHECK`: a question is answered without an error. */
export interface DnsCheck extends Connecting {
  readonly kind: 'dns';
  readonly type: DnsType;
  /** Without a trailing dot; the root is `.`. */
  readonly name: string;
}

/** What a UDP reply must look like. */
export interface UdpReply {
  /** Bytes to compare, over the shorter of the two lengths; empty: anything is welcome. */
  readonly bytes: Uint8Array;
  /** As long as `bytes`; a bit that is 0 is not compared. */
  readonly mask: Uint8Array;
  /** Limits of the length, inclusive; they only count when there are bytes to compare. */
  readonly minLength: number;
  readonly maxLength: number;
}

/** `UDP_CHECK`: a datagram is answered, or at least not refused. */
export interface UdpCheck extends Connecting {
  readonly kind: 'udp';
  readonly payload: Uint8Array;
  /** Absent: no reply is needed, the port must only not be refused. */
  readonly reply?: UdpReply;
}

/** `PING_CHECK`: an ICMP echo request is answered (RFC 792, RFC 4443 4.1). */
export interface PingCheck extends Connecting {
  readonly kind: 'ping';
}

/** `MISC_CHECK`: a script says so. */
export interface MiscCheck extends Scheduled {
  readonly kind: 'misc';
  readonly command: readonly string[];
  readonly user: ScriptUser;
  /** A run that takes longer is ended and counts as failed. */
  readonly timeout: Duration;
  /** An exit status of 2 to 255 is a success that sets the server's weight to that number minus 2. */
  readonly dynamic: boolean;
}

/** `FILE_CHECK`: the number in a file is a weight, or with weight 0 means down unless it is 0. */
export interface FileCheck {
  readonly kind: 'file';
  /** Name of the `track_file`. */
  readonly file: string;
  readonly weight: number;
  readonly reverse: boolean;
}

/** `BFD_CHECK`: a BFD session is up. */
export interface BfdCheck {
  readonly kind: 'bfd';
  /** Name of the `bfd_instance`. */
  readonly session: string;
  /** The server counts as down until the session is up. */
  readonly alpha: boolean;
}

/** One checker of a real server. The server is up while all of its checkers are. */
export type CheckSettings =
  | TcpCheck
  | HttpCheck
  | SmtpCheck
  | DnsCheck
  | UdpCheck
  | PingCheck
  | MiscCheck
  | FileCheck
  | BfdCheck;

/** The checks that run from time to time; the others follow a file or a BFD session. */
export type ScheduledCheck = Exclude<CheckSettings, FileCheck | BfdCheck>;
