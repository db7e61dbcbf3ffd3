/** The documents that are generated from the tables in `src`; `npm run docs` writes them. */
import { diagnosticsDocument, keywordsDocument } from '../../src/config/help/markdown.js';
import { renderSchema } from '../../src/config/schema.js';

/** Path from the top of the checkout, and what gives the text. */
export const DOCUMENTS: readonly (readonly [path: string, text: () => string])[] = [
  ['conf/KEYWORDS.md', keywordsDocument],
  ['conf/DIAGNOSTICS.md', diagnosticsDocument],
  ['conf/holdfast.schema.json', renderSchema],
];
