/** `global_defs`: files that are written and watched, and reloads. */

import type { Statement } from '../../parser.js';
import type { FileSettings, ReloadSettings } from '../../settings.js';
import { setBoolean, setInteger, setOnce, setTrue, setWord } from '../assign.js';
import type { Apply, BuildContext } from '../context.js';
import type { Globals } from '../globals.js';
import type { Mutable } from '../mutable.js';

/** Files while they are read. */
export type FilesDraft = Mutable<FileSettings>;
/** Reloads while they are read. */
export type ReloadDraft = Mutable<ReloadSettings>;

/** The defaults. */
export function newFiles(): FilesDraft {
  return { namesDumpsByInstance: false, jsonVersion: 1 };
}

export const APPLY_FILES: Apply<Globals> = {
  tmp_config_directory: setOnce(
    ({ files }) => files.flattenedCopyDirectory,
    ({ files }, directory) => {
      files.flattenedCopyDirectory = directory;
    },
  ),
  config_save_dir: (globals, { row, words }, { diagnostics }) => {
    const word = words[0]!;
    if (word.text !== '') globals.files.savedCopiesDirectory = word.text;
    else diagnostics.error(word.at, 'path-empty', `\`${row.name}\` needs a directory; the line is ignored`);
  },
  data_use_instance: setBoolean(({ files }, value) => {
    files.namesDumpsByInstance = value;
  }),
  state_dump_file: dumpFile('stateDump'),
  stats_dump_file: dumpFile('statisticsDump'),
  json_dump_file: dumpFile('jsonDump'),
  json_version: setInteger(({ files }, value) => {
    files.jsonVersion = value === 2 ? 2 : 1;
  }),
  iproute_etc_dir: setWord((globals, directory) => {
    globals.iprouteEtcDir = directory;
  }),
  iproute_usr_dir: setWord((globals, directory) => {
    globals.iprouteUsrDir = directory;
  }),
  reload_check_config: ({ reload }, { words }) => {
    reload.testLog = words[0]?.text ?? '/dev/null';
  },
  reload_time_file: readReloadTimeFile,
  reload_repeat: setTrue(({ reload }, value) => {
    reload.repeatsDaily = value;
  }),
  reload_file: ({ reload }, { words }) => {
    const path = words[0]?.text ?? '';
    reload.marker = path === '' ? { kind: 'standard' } : { kind: 'path', path };
  },
};

/** With the directories that routing names were read from. */
export function finishFiles({ files, iprouteEtcDir, iprouteUsrDir }: Globals): FileSettings {
  return {
    ...files,
    ...(iprouteEtcDir === undefined ? {} : { iprouteEtcDirectory: iprouteEtcDir }),
    ...(iprouteUsrDir === undefined ? {} : { iprouteUsrDirectory: iprouteUsrDir }),
  };
}

function dumpFile(field: 'stateDump' | 'statisticsDump' | 'jsonDump') {
  return ({ files }: Globals, { row, words, at }: Statement, { diagnostics }: BuildContext): void => {
    const path = words[0]?.text ?? '';
    if (path !== '') files[field] = path;
    else diagnostics.error(words[0]?.at ?? at, 'path-empty', `\`${row.name}\` needs a path; the line is ignored`);
  };
}

/** Exactly one word: keepalived drops the line otherwise. */
function readReloadTimeFile({ reload }: Globals, { row, words }: Statement, { diagnostics }: BuildContext): void {
  const [path, extra] = words;
  if (extra === undefined) reload.timeFile = path!.text;
  else diagnostics.error(extra.at, 'words-extra', `\`${row.name}\` takes one path; the line is ignored`);
}
