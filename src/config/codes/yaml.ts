/** Codes of the YAML form, and of turning one form into the other. */
import type { CodeExplanation } from './explanation.js';

export const YAML_CODES = {
  'yaml-syntax': {
    cause: 'The file is not well-formed YAML, so nothing in it can be trusted to mean what its author meant.',
    cure: 'Mend the place named; the faults below it are often only its consequences. An editor that knows YAML shows them while you type.',
  },
  'yaml-encoding': {
    cause: 'The file holds bytes that are no UTF-8, often because an editor saved it as Latin-1.',
    cure: 'Save the file as UTF-8. A word that really consists of other bytes is written as `!!binary` with base64.',
  },
  'yaml-control-character': {
    cause:
      'A control character stands in the file, or a line break or a NUL in a word, which no configuration can hold.',
    cure: 'Remove it. An argument of a command may hold one when the command is written as a list of arguments.',
  },
  'yaml-documents': {
    cause: 'The file holds several YAML documents, and a configuration is one.',
    cure: 'Keep one document; put the others into files of their own and name them with `include`.',
  },
  'yaml-depth': {
    cause: 'Lists and mappings are nested far deeper than any configuration needs.',
    cure: 'Look for a bracket that is never closed, or a key that is indented more on each line.',
  },
  'yaml-size': {
    cause: 'The file is larger than any sensible YAML file; reading it whole would take gigabytes of memory.',
    cure: 'Spread it over several files with `include`, or keep it as keepalived.conf, which is read line by line.',
  },
  'yaml-tag': {
    cause: 'A tag such as `!name` is not one of YAML itself, or does not fit the value it stands before.',
    cure: 'Remove the tag. Holdfast knows the tags of the YAML core schema, and `!!binary` for words of arbitrary bytes.',
  },
  'yaml-alias': {
    cause: 'An alias (`*name`) refers to an anchor (`&name`) that does not stand above it.',
    cure: 'Define the anchor before it is used; keys of the top level that begin with `x-` are a good place.',
  },
  'yaml-alias-limit': {
    cause: 'Aliases of aliases multiply the file to more than a million values.',
    cure: 'Write out what you mean; no real configuration repeats this much.',
  },
  'yaml-merge': {
    cause:
      'A merge key (`<<`) has a value that is neither a mapping nor a list of mappings, or it leads back to itself.',
    cure: 'Let it name the anchor of a mapping: `<<: *name`.',
  },
  'yaml-key': {
    cause: 'A mapping has a list or another mapping as a key.',
    cure: 'Keys are keywords and names: put one that begins with a bracket or a brace in quotes.',
  },
  'yaml-key-twice': {
    cause: 'The same key stands twice in one mapping, which YAML forbids: only the first one counts.',
    cure: 'Remove one of them. Where a keyword really is to be read several times, give it a list, or make the content of the block a list of mappings, which are read in order.',
  },
  'yaml-type': {
    cause: 'A keyword has a value of another form than it takes, such as a single word where a list of lines belongs.',
    cure: 'Write it as the message says; `holdfast help KEYWORD` shows what belongs there, and an editor checks it with the JSON Schema.',
  },
  'yaml-empty': {
    cause: 'A keyword whose blocks have names stands there without any.',
    cure: 'Add the names below it, or remove the keyword.',
  },
  'yaml-include': {
    cause: 'A YAML file includes a file that is none by its name.',
    cure: 'Turn the other file into YAML with `holdfast convert`, or include both from a keepalived.conf.',
  },
  'convert-unwritable': {
    cause:
      'Something in the source has no spelling in the other form, such as a double quote inside a word of keepalived.conf.',
    cure: 'Change the word named, and convert again.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
