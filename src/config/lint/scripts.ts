/** Scripts written for a shell that never sees them: keepalived splits the line into words and runs the first one. */
import type { Position } from '../diagnostics.js';
import type { Subject } from './subject.js';

/** Words that mean something to a shell between commands, and redirections such as `2>&1` or `>/dev/null`. */
const OPERATOR = /^(?:\|\|?|&&?|;;?|[0-9]{0,2}(?:>>?|<)(?:&[0-9-])?(?:\/.*)?|&>>?(?:\/.*)?)$/;
const SHELL = /(?:^|\/)(?:sh|bash|dash|ash|ksh|zsh)$/;

/** Looks at every command of every block. */
export function lintScripts(subject: Subject): void {
  const { settings, places, found } = subject;
  for (const { label, argv, at } of places.commands) lintCommand(label, argv, at, subject);
  for (const { name, opensFile = '' } of settings.scripts) {
    const network = /^\/dev\/(?:tcp|udp)\//.exec(opensFile)?.[0];
    if (network === undefined) continue;
    const text = `\`vrrp_script\` ${name} opens a path below ${network}: a connection to bash alone, and a file that does not exist to everybody else`;
    const hint = 'test the port by a program, e.g. `/usr/bin/nc -z ADDRESS PORT`';
    found.warning(places.script(name, 'script'), 'lint-script-network', text, { hint });
  }
}

function lintCommand(label: string, command: readonly string[], at: Position | undefined, { found }: Subject): void {
  const [program = '', ...words] = command;
  if (SHELL.test(program)) {
    lintShell(label, words, at, { found });
    return;
  }
  const foreign = words.map(signOfShell).find(sign => sign !== undefined);
  if (foreign === undefined) return;
  const text = `${label} is not run by a shell: ${foreign} is passed to ${program} as an argument`;
  const hint = `put the commands into a file, or run \`/bin/sh -c '...'\``;
  found.warning(at, 'lint-script-shell', text, { hint });
}

/** `sh -c pidof nginx` runs `pidof`; what follows is `$0` and the parameters. */
function lintShell(
  label: string,
  words: readonly string[],
  at: Position | undefined,
  { found }: Pick<Subject, 'found'>,
): void {
  const option = words.findIndex(word => /^-[a-z]*c$/.test(word));
  const script = words[option + 1];
  // Behind the name of a file `-c` is an argument for that file.
  if (
    option < 0 ||
    words.slice(0, option).some(word => !word.startsWith('-')) ||
    script === undefined ||
    /\s/.test(script) ||
    words.length <= option + 2
  )
    return;
  const text = `${label} gives the shell only \`${script}\` to run: the words after it are its parameters, not part of the command`;
  found.warning(at, 'lint-script-shell', text, { hint: 'put the whole command after `-c` in single quotes' });
}

/** What in a word only a shell understands, without the rest of it: an argument may be a secret. */
function signOfShell(word: string): string | undefined {
  if (OPERATOR.test(word)) return `\`${word}\``;
  if (word.length > 1 && word.endsWith(';')) return 'a word with `;`';
  if (word.startsWith('$(')) return 'a word with `$(`';
  if (word.startsWith('~/')) return 'a word with `~`';
  return word.startsWith('`') || word.endsWith('`') ? 'a word with a backtick' : undefined;
}
