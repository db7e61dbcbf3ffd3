/** `npm run docs`: writes the generated documents into the checkout. */
import { writeFileSync } from 'node:fs';
import { DOCUMENTS } from './documents.js';

for (const [path, text] of DOCUMENTS) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), text());
  console.log(path);
}
