/** Commands as the strings that are split into arguments when they are run: the way back from `splitScript`. */

/** A command string (Latin-1) that is split into exactly these arguments. None of them may hold a NUL. */
export function quoteCommand(args: readonly string[]): string {
  return args.map(quoteArgument).join(' ');
}

/** Without double quotes, so that the whole can be put into them in keepalived.conf. */
function quoteArgument(arg: string): string {
  if (/^[^\x00-\x20"'\\\x7f]+$/.test(arg)) return arg;
  return `'${arg.replace(/[\x00-\x1f"'\\\x7f]/g, escaped)}'`;
}

function escaped(char: string): string {
  if (char === '\\' || char === "'") return `\\${char}`;
  return octal(char);
}

/**
 * The same command without anything that keepalived.conf treats specially: `#`, `!`, braces, `$` and quotes become
 * octal escapes, which every argument may hold.
 */
export function escapeCommand(args: readonly string[]): string {
  return args.map(arg => `'${arg.replace(/[\x00-\x1f"'\\#!{}$\x7f]/g, octal)}'`).join(' ');
}

function octal(char: string): string {
  return `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
}
