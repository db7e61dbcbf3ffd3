/** Files of either form to the statements of the top level, in order. */
import type { OpenFile } from './include.js';
import { ROOT } from './keywords/root.js';
import { parse } from './parser.js';
import type { Source } from './source.js';
import { isYamlPath, readYaml, type YamlReading } from './yaml/read.js';

/** Reads the main files, each by the form its name promises; `source` is empty and reads what is keepalived.conf. */
export function readStatements(files: readonly OpenFile[], source: Source, reading: YamlReading): void {
  const { includes, diagnostics } = reading;
  const consume = reading.consume.bind(reading);
  if (files.some(({ path }) => isYamlPath(path))) {
    for (const file of files) {
      if (isYamlPath(file.path)) readYaml(file, reading);
      else {
        source.push(file);
        parse(source, ROOT, includes, diagnostics, consume);
      }
    }
    return;
  }
  // As one text: a block that one file leaves open goes on in the next.
  for (const file of [...files].reverse()) source.push(file);
  parse(source, ROOT, includes, diagnostics, consume);
}
