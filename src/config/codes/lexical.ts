/** Codes of lines, files and the language itself. */
import type { CodeExplanation } from './explanation.js';

export const LEXICAL_CODES = {
  'block-name': {
    cause: 'A block that others refer to by its name stands without one, or with several words. It is ignored.',
    cure: 'Write one word between the keyword and the `{`; put a name with blanks in double quotes.',
  },
  'block-twice': {
    cause: 'A second block has the name of an earlier one of its kind. The second one is left out as a whole.',
    cure: 'Choose another name, or join the two blocks.',
  },
  'boolean-invalid': {
    cause:
      'A keyword that is switched on or off has another value than `true`, `on`, `yes`, `false`, `off` or `no`, which count in small letters only.',
    cure: 'Write one of these words; the keyword alone means `true`.',
  },
  'brace-extra': {
    cause: 'A `}` stands where no block is open: one too many was written, or a block ended earlier than it seems.',
    cure: 'Remove it, or look for the `}` above that closed the block too early.',
  },
  'brace-missing': {
    cause:
      'A keyword that begins a block is not followed by `{`, neither in its line nor at the beginning of the next.',
    cure: 'Put the `{` behind the keyword and its name.',
  },
  'brace-unclosed': {
    cause:
      'A block is still open where the configuration ends or where a block begins that cannot stand inside it. What follows is read as if the `}` had been there.',
    cure: 'Add the `}`. Indentation by blocks shows best which one is missing.',
  },
  'brace-unexpected': {
    cause:
      'A `{` stands where no block begins: behind a keyword that has none, or alone. What it encloses is passed over.',
    cure: 'Remove the braces, or write the keyword the block belongs to.',
  },
  'checked-include-failed': {
    cause:
      'A file that was to be there cannot be included, and `includem`, `includew`, `includeb`, `includea`, `include_check` or the option `-e` makes that a mistake. The daemon does not start with such a configuration.',
    cure: 'Create the file, make it readable, correct its name, or use plain `include` if it may be absent.',
  },
  'choice-unknown': {
    cause: 'A keyword takes one of a few words, and this is none of them. Small and capital letters differ.',
    cure: 'Write one of the words in the message; `holdfast help KEYWORD` explains them.',
  },
  'definition-endless': {
    cause: 'A definition refers to itself, directly or through others, so its value is never complete.',
    cure: 'Give the definition a value that does not contain its own name.',
  },
  'comment-backslash': {
    cause:
      'A comment ends in a backslash. In a definition of several lines that means that it goes on; anywhere else the backslash is read as if it stood before the comment.',
    cure: 'Remove the backslash, or write something behind it.',
  },
  'escaped-comment': {
    cause:
      'A backslash stands before `#` or `!` outside double quotes. It protects neither: what follows is a comment.',
    cure: 'Put the word in double quotes, or use the built-in definitions `_HASH` and `_BANG`.',
  },
  'file-unusable': {
    cause:
      'The configuration file is missing, is no plain file, has an execute permission, is too large or cannot be read.',
    cure: 'Check the path behind `-f` and the permissions of the file: it must be readable, and executable by nobody.',
  },
  'include-check-invalid': {
    cause: '`include_check` has a word that it does not know.',
    cure: 'Use `read`, `match`, `wildcard_match` and `brace_match`, each with `+` or `-` in front to change only that one; no word at all switches every check on.',
  },
  'include-limit': {
    cause:
      'Files are included deeper than 50 levels, or there are more than 10,000 of them: most likely they include one another.',
    cure: 'Include each file once, from one place.',
  },
  'include-skipped': {
    cause:
      'An included file does not exist, is no configuration file or cannot be read, or a pattern matches nothing. Everything else is used without it.',
    cure: 'Correct the name or the permissions (readable, executable by nobody). With `includem`, or `includew` for patterns, such a mistake keeps the daemon from starting with half a configuration.',
  },
  'keyword-deprecated': {
    cause: 'The keyword is an old name of another one. It works, but newer releases may drop it.',
    cure: 'Write the new name.',
  },
  'keyword-twice': {
    cause: 'A keyword that counts only once stands a second time. The first one is kept.',
    cure: 'Remove one of the two lines.',
  },
  'keyword-unknown': {
    cause:
      'No keyword of this name exists in this block: it is misspelled, belongs into another block, or a `}` above it is missing or too many. It is left out, with its whole block if it has one.',
    cure: 'Look at the hint, or list the keywords of the block with `holdfast help BLOCK`.',
  },
  'line-too-long': {
    cause:
      'A line has more than 1,022 bytes. As in keepalived, the part that fills the line buffer is lost and the rest is read as a line of its own.',
    cure: 'Spread it over several lines, or use a `$` definition of several lines.',
  },
  'multiple-files': {
    cause:
      'The pattern given as the configuration file matches several files. They are read one after the other as one configuration.',
    cure: 'Name one file and let it `include` the others, so that their order is plain.',
  },
  'no-effect-yet': {
    cause: 'The keyword is understood and its value is checked, but this program does not do yet what it asks for.',
    cure: 'Make sure you can live without it; `holdfast check --support FILE` lists all such keywords of a file.',
  },
  'nul-byte': {
    cause: 'A line contains a zero byte. The file is damaged, or saved as UTF-16.',
    cure: 'Save it as plain text or UTF-8.',
  },
  'number-empty': {
    cause:
      'Where a number belongs stands an empty word, such as an empty definition leaves; keepalived takes it for 0.',
    cure: 'Write the number, or give the definition a value.',
  },
  'number-invalid': {
    cause:
      'A number has letters or signs in or behind it: numbers are decimal, without a unit and without an exponent.',
    cure: 'Write digits alone; seconds may have decimals behind a point.',
  },
  'number-range': {
    cause:
      'A number is smaller or greater than the keyword allows. It is not used: the value stays what it was before, most often the default.',
    cure: 'Choose a number within the limits of the message.',
  },
  'option-conflict': {
    cause: 'Two options that exclude each other are given, in one line or in two.',
    cure: 'Keep the one that is meant.',
  },
  'option-unknown': {
    cause: 'A word behind a value is none of the options that the keyword knows.',
    cure: 'Remove it or correct its spelling; `holdfast help KEYWORD` shows what may follow.',
  },
  'option-value': {
    cause: 'An option stands at the end of a line or an entry without the value it needs.',
    cure: 'Write the value after it; `holdfast help KEYWORD` shows what belongs there.',
  },
  'parameter-missing': {
    cause:
      'A keyword stands without the value it needs. keepalived ends at once at such a line, and the daemon does not start with it.',
    cure: 'Add the value, or remove the line.',
  },
  'quote-unterminated': {
    cause: 'A quote is opened and not closed in the same line.',
    cure: 'Close it. A quote inside a script line needs a backslash in front or quotes of the other kind around it.',
  },
  'random-invalid': {
    cause:
      'The built-in definition `_RANDOM` is given something else than a smallest and a greatest whole number, or a smallest that is above the greatest.',
    cure: 'Put nothing behind `_RANDOM`, a smallest number, or a smallest and a greatest one.',
  },
  'sequence-invalid': {
    cause: 'A line begins with `~SEQ` or `~LST` and does not have the form that these need.',
    cure: 'Write `~SEQ(NAME, START, STEP, END) TEXT` or `~LST(NAME, VALUE, ...) TEXT`, with `$NAME` in the text.',
  },
  'substitution-too-long': {
    cause:
      'With its definitions filled in a line would have more than 1,023 bytes, which keepalived cannot hold. It stays as it is.',
    cure: 'Split the definition, or use one of several lines.',
  },
  'too-many-diagnostics': {
    cause: 'There are more mistakes than anybody reads; the rest was counted only.',
    cure: 'Mend the first ones and check again: most often one mistake, such as a missing brace or a wrong file, has led to all of them.',
  },
  'too-many-lines': {
    cause:
      '`~SEQ`, `~LST` and definitions together produce more lines than are allowed; the message says how many that is. The lines after that are left out.',
    cure: 'Check the limits of the sequences: nested ones multiply.',
  },
  'value-zero': {
    cause: 'A time or number that must be greater than 0 is 0.',
    cure: 'Write a greater one, or leave the keyword out to have its default.',
  },
  'words-extra': {
    cause: 'There are words behind a keyword that takes none, or more than it takes.',
    cure: 'Remove them, or move them into the block.',
  },
} satisfies Readonly<Record<string, CodeExplanation>>;
