/** Codes of checkers: the blocks in a `real_server` that look whether it is up. */
import type { CodeExplanation } from './explanation.js';

export const CHECKERS_CODES = {
  'bfd-check-twice': {
    cause: 'A real server watches the same BFD session in two checkers, or one checker names two sessions.',
    cure: 'Keep one `BFD_CHECK` with one `name` for each session.',
  },
  'bfd-name-missing': {
    cause: 'A `BFD_CHECK` does not say which session it watches.',
    cure: 'Add `name` with the name of a `bfd_instance`.',
  },
  'bfd-unknown': {
    cause:
      'A `BFD_CHECK` names a `bfd_instance` that is not defined above it, that was dropped, or that tells VRRP alone.',
    cure: 'Define the `bfd_instance` before the virtual server; without `vrrp` in it, or with `checker` too.',
  },
  'bind-interface-missing': {
    cause: 'A checker sends from an interface that this machine does not have now.',
    cure: 'Correct the name after `bind_if`, or create the interface.',
  },
  'checker-family': {
    cause:
      '`bindto` and the address that is checked are of different families, so that no connection between them is possible.',
    cure: 'Give both an IPv4 or both an IPv6 address, with `connect_ip` before `bindto`.',
  },
  'checker-link-local': {
    cause: 'A checker connects to a link-local IPv6 address, which exists on every link, without saying on which one.',
    cure: 'Add `bind_if` with the interface.',
  },
  'checker-port-missing': {
    cause: 'A checker connects to the port of its real server, which has none, as is usual with firewall marks.',
    cure: 'Add `connect_port` to the checker or a port to the real server.',
  },
  'digest-invalid': {
    cause: "A `digest` is the MD5 sum of a reply's body in 32 hexadecimal digits, and something else was found.",
    cure: 'Fetch the page from a healthy server and write what `md5sum` prints for it.',
  },
  'dns-name-invalid': {
    cause:
      'The name of a `DNS_CHECK` cannot be asked for: two dots follow each other, or a part or the whole is too long (RFC 1035).',
    cure: 'Write the name with single dots between its labels, each of at most 63 characters.',
  },
  'dns-name-short-label': {
    cause:
      'The first label of a name has one character. keepalived takes that for an empty label and asks for the root instead.',
    cure: 'Nothing is wrong for Holdfast. For both programs to ask for the same, choose another name.',
  },
  'dns-name-twice': {
    cause: 'A `DNS_CHECK` has two lines `name`. keepalived keeps the first, and so does Holdfast.',
    cure: 'Remove one of the lines; to ask for two names, write two checkers.',
  },
  'file-check-missing': {
    cause: 'A `FILE_CHECK` does not say which file it reads, or names one that cannot be used.',
    cure: 'Add `track_file` with the name of a `track_file` block above the virtual server.',
  },
  'hex-invalid': {
    cause: 'Bytes are written in hexadecimal, and something else was found.',
    cure: 'Use the digits 0 to 9 and a to f, and in `require_reply` also `x` for a digit that may be anything.',
  },
  'hex-odd': {
    cause: 'A byte is written with one digit instead of two.',
    cure: 'Write the 0 before it.',
  },
  'interface-name-long': {
    cause: 'Linux has no interface names longer than 15 characters, so this cannot be one.',
    cure: 'Write the name as `ip link` shows it.',
  },
  'regex-invalid': {
    cause:
      'The pattern of a url has a bracket without its partner, a quantifier with nothing to repeat, or a backslash at its end, so PCRE2 refuses it. keepalived finds out when it runs.',
    cure: 'Correct the pattern. Escapes of the configuration are read first: write `\\\\(` for a literal parenthesis.',
  },
  'regex-missing': {
    cause: 'A `regex` line has no pattern.',
    cure: 'Write the pattern in double quotes, or remove the line.',
  },
  'regex-offset-order': {
    cause: '`regex_max_offset` is less than `regex_min_offset`, so no match can start between them.',
    cure: 'Exchange the two numbers.',
  },
  'regex-unset': {
    cause: 'A url has options for a pattern, but no pattern.',
    cure: 'Add `regex`, or remove the options.',
  },
  'reply-length-order': {
    cause: '`min_reply_length` is greater than `max_reply_length`, which is 255 unless it is set.',
    cure: 'Set a `max_reply_length` that is at least as large.',
  },
  'reply-length-unused': {
    cause:
      'The length of a UDP reply is limited, but it is only looked at when `require_reply` says which bytes must come.',
    cure: 'Write the expected bytes after `require_reply`, `xx` for a byte that may be anything.',
  },
  'sni-nameless': {
    cause:
      '`enable_sni` needs a name to send, from `sni_name` or a `virtualhost` of the url, the checker or the virtual server.',
    cure: 'Add `virtualhost` to the checker.',
  },
  'status-code-invalid': {
    cause: '`status_code` takes codes and ranges of codes from 100 to 599, the lower one first.',
    cure: 'Write for example `status_code 200-204 302`.',
  },
  'tls-unused': {
    cause: 'A keyword about TLS stands in `HTTP_GET`, which speaks plain HTTP.',
    cure: 'Use `SSL_GET`, or remove the line.',
  },
  'url-missing': {
    cause: 'An HTTP check has no url that could be asked for.',
    cure: 'Add `url { path / }`, each word and brace that ends a block on a line of its own.',
  },
  'url-path-missing': {
    cause: 'A `url` block does not say what to ask for.',
    cure: 'Add `path /` or whatever the server should be asked for.',
  },
  'value-twice': {
    cause: 'A keyword that can have one value only is given twice in the same block; the last one counts.',
    cure: 'Remove the one that is not meant.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
