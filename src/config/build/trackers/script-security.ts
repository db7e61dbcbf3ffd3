/** `enable_script_security`: every script that will be run is known here, whatever block names it. */
import type { Position } from '../../diagnostics.js';
import type { BuildContext } from '../context.js';

/** A script that the daemon is going to run, or try to. */
export interface ScriptUse {
  /** How messages call it. */
  readonly label: string;
  readonly at: Position;
  /** Somebody other than root could change what root would run. */
  readonly insecure: boolean;
}

/**
 * Scripts without `enable_script_security` are what keepalived calls a security violation. A script whose file is
 * missing does not count, one that nobody may execute does; nor does `</path` count, which runs nothing.
 */
export function checkScriptSecurity({ globals, diagnostics, scriptsUsed }: BuildContext): void {
  const first = scriptsUsed.find(({ insecure }) => insecure) ?? scriptsUsed[0];
  if (globals.scriptSecurity || first === undefined) return;
  const more = scriptsUsed.length > 1 ? ` and ${scriptsUsed.length - 1} more` : '';
  const weak = first.insecure ? ', and not all of them are safe' : '';
  const text = `SECURITY VIOLATION: scripts are run (${first.label}${more}), but \`enable_script_security\` is not set in \`global_defs\`${weak}`;
  const hint = 'with `enable_script_security`, root runs no script that others could change';
  diagnostics.warning(first.at, 'script-security', text, { class: 'security', hint });
}
