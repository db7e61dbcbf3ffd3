/** How dumps show a command and its user. */
import type { ScriptUser } from '../base/script-user.js';

/** A notify script and the words keepalived's dump has for it. */
export interface ShownScript {
  readonly label: string;
  readonly command: readonly string[];
  readonly user: ScriptUser;
}

/** Each word in quotes, as keepalived has them. */
export function quotedWords(words: readonly string[]): string {
  return words.map(word => `'${word}'`).join(' ');
}

/** `UID:GID`. */
export function userIds(user: ScriptUser): string {
  return `${user.uid}:${user.gid}`;
}
