/** What is wrong with a text that is no YAML, in words of our own: the package's may quote the file, and so a secret. */
import type { ErrorCode } from 'yaml';

const WORDS: Readonly<Record<ErrorCode, string>> = {
  ALIAS_PROPS: 'an alias (`*name`) cannot have an anchor or a tag of its own',
  BAD_ALIAS: 'an anchor (`&name`) or alias (`*name`) has no usable name, or its name ends in a colon',
  BAD_COLLECTION_TYPE: 'the tag does not fit what it stands before',
  BAD_DIRECTIVE: 'this directive (a line that begins with `%`) is not understood',
  BAD_DQ_ESCAPE: 'this escape does not exist in a double-quoted text',
  BAD_INDENT: 'the indentation fits nothing above it',
  BAD_PROP_ORDER: 'an anchor or a tag stands before its `-`, `?` or `:`, and must stand behind it',
  BAD_SCALAR_START: 'a text without quotes cannot begin with this character',
  BLOCK_AS_IMPLICIT_KEY: 'a list or a mapping begins where only a key or a plain value can stand',
  BLOCK_IN_FLOW: 'inside `[ ]` and `{ }` a list or a mapping must be written with `[ ]` or `{ }` as well',
  DUPLICATE_KEY: 'this key stands twice in one mapping',
  IMPOSSIBLE: 'the text cannot be understood here',
  KEY_OVER_1024_CHARS: 'the key is longer than 1024 characters',
  MISSING_CHAR: 'something is missing here: a closing quote or bracket, a comma, a colon, or a blank',
  MULTILINE_IMPLICIT_KEY: 'a key must be on a single line: is a colon missing?',
  MULTIPLE_ANCHORS: 'this has two anchors (`&name`)',
  MULTIPLE_DOCS: 'a second document begins here',
  MULTIPLE_TAGS: 'this has two tags (`!name`)',
  NON_STRING_KEY: 'the key is no plain text',
  RESOURCE_EXHAUSTION: 'the text is nested too deep',
  TAB_AS_INDENT: 'a tab is used as indentation, where only blanks may be',
  TAG_RESOLVE_FAILED: 'this tag (`!name`) is not known, or does not fit its value',
  UNEXPECTED_TOKEN: 'the text does not fit here: perhaps a quote, a comma or the indentation is wrong above it',
};

/** One sentence about a fault the package found. */
export function explainFault(code: ErrorCode): string {
  return WORDS[code];
}
