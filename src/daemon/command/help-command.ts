/** `holdfast help`: what there is, and what a keyword, a block or a code means. */

import { blockList, codeList, explainTopic, nearestTopic, topicsBeginning } from '../../config/help/topics.js';
import { printable } from '../../config/printable.js';
import { listed } from '../../config/wording.js';
import type { CommandEnd } from './command.js';

const SUBCOMMANDS = `Usage: holdfast [OPTION...]            run the daemon, with keepalived's options: holdfast --help
       holdfast check [FILE...]         say every mistake in configurations: holdfast check --help
       holdfast convert FILE            keepalived.conf to YAML and back: holdfast convert --help
       holdfast help [TOPIC...]         this text, or what a keyword, a block or a code means
       holdfast help codes              all diagnostic codes
`;

const COMMANDS: ReadonlyMap<string, readonly string[]> = new Map(
  ['check', 'convert'].map(name => [name, [`'holdfast ${name} --help' explains the command.`]]),
);

/** Answers the words behind `help`. Status 1 when one of them means nothing. */
export function runHelp(topics: readonly string[]): CommandEnd {
  if (topics.length === 0 || topics[0] === '--help' || topics[0] === '-h') {
    return end([SUBCOMMANDS, 'Blocks of the configuration:', '', ...blockList(), '']);
  }
  const lines: string[] = [];
  const unknown: string[] = [];
  for (const topic of topics) {
    const answer = topic === 'codes' ? codeList() : (COMMANDS.get(topic) ?? explainTopic(topic));
    if (answer === undefined) unknown.push(unknownText(topic));
    else lines.push(...answer, '');
  }
  return { ...end(lines), stderr: unknown.join(''), status: unknown.length > 0 ? 1 : 0 };
}

function end(lines: readonly string[]): CommandEnd {
  return { status: 0, stdout: lines.join('\n'), stderr: '' };
}

function unknownText(topic: string): string {
  return `holdfast help: there is no keyword, block or code '${printable(topic)}'; ${hintFor(topic)}\n`;
}

function hintFor(topic: string): string {
  const longer = topicsBeginning(topic);
  if (longer.length > 0) return `there is ${listed(longer)}`;
  const meant = nearestTopic(topic);
  return meant === undefined ? "'holdfast help' lists the blocks" : `did you mean '${meant}'?`;
}
