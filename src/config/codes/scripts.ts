/** Codes of scripts and notifications. */
import type { CodeExplanation } from './explanation.js';

export const SCRIPTS_CODES = {
  'fifo-missing': {
    cause: 'A FIFO script is to read a FIFO that is not configured.',
    cure: 'Add the FIFO (`notify_fifo PATH` and its siblings), or remove the script.',
  },
  'fifo-shared': {
    cause: 'Two FIFO keywords name the same path. One FIFO is written, and one script reads it.',
    cure: 'Give each FIFO its own path, or keep `notify_fifo` alone: it gets all events.',
  },
  'notify-twice': {
    cause: 'A notify script of this kind is set already. The first one is kept.',
    cure: 'Keep one line; a script of your own may run several commands.',
  },
  'script-empty': {
    cause: 'A script line has no command between its quotes.',
    cure: 'Write the path of the program, or remove the line.',
  },
  'script-insecure': {
    cause:
      'A script would run with the rights of root, but the file, or a directory on the way to it, can be changed by somebody else. With `enable_script_security` it is not run.',
    cure: 'Give the named file or directory to root and take write permission from group and others (`chown root`, `chmod go-w`), or let the script run as another user.',
  },
  'script-missing': {
    cause:
      'A `vrrp_script` has no `script` line, or a `MISC_CHECK` no `misc_path`, so there is nothing to run. The block is left out.',
    cure: 'Add `script "/path/to/program arguments"`, or `misc_path` with the same.',
  },
  'script-path-searched': {
    cause:
      'A script is named without a directory. It was looked for in PATH, which may be another one when the daemon runs.',
    cure: 'Write its absolute path.',
  },
  'script-quote': {
    cause: 'Inside the command of a script line a quote is opened and never closed, or the command is empty.',
    cure: 'Close the quote; put a quote that belongs to an argument into quotes of the other kind.',
  },
  'script-security': {
    cause:
      'Scripts are run, and `enable_script_security` is not set: root may then run a script that others can change.',
    cure: 'Set `enable_script_security` and `script_user` in `global_defs`.',
  },
  'script-unusable': {
    cause:
      'A script cannot be run: it does not exist, is no plain file, or its user may not execute it. It is left out, and what depends on it does not happen.',
    cure: 'Check path, permissions and user of the script.',
  },
  'script-unused': {
    cause: 'No instance or group tracks this `vrrp_script`, so it is never run.',
    cure: 'Name it in a `track_script` block, or remove it.',
  },
  'script-user-missing': {
    cause: 'No user is set for a script, and the account `keepalived_script` does not exist.',
    cure: 'Set `script_user USER` in `global_defs`, above the scripts, or create the account.',
  },
  'script-user-unknown': {
    cause: 'The user or group that is to run a script does not exist on this machine. The script is not run.',
    cure: 'Create the account or correct its name. If the word was meant as an argument of the script, put the whole command in double quotes.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
