/** Whether to paint (https://no-color.org, and FORCE_COLOR as most tools read it). */
import { COLOURED, type Paint, PLAIN } from '../../../config/render/text.js';
import type { ColourChoice } from './arguments.js';

export function choosePaint(
  choice: ColourChoice,
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): Paint {
  return paints(choice, isTerminal, environment) ? COLOURED : PLAIN;
}

function paints(
  choice: ColourChoice,
  isTerminal: boolean,
  { NO_COLOR = '', FORCE_COLOR = '', TERM = '' }: Readonly<Record<string, string | undefined>>,
): boolean {
  if (choice !== 'auto') return choice === 'always';
  if (FORCE_COLOR !== '') return FORCE_COLOR !== '0' && FORCE_COLOR !== 'false';
  return NO_COLOR === '' && isTerminal && TERM !== 'dumb';
}
