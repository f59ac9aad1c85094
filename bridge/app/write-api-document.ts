/** `npm run docs:api`: writes docs/api/ from the schemas. A test says when it was forgotten. */
import { mkdir, writeFile } from 'node:fs/promises';
import { apiDocuments } from './api-documents.ts';

const directory = new URL('../../docs/api/', import.meta.url);
await mkdir(directory, { recursive: true });
for (const [name, document] of Object.entries(await apiDocuments())) {
  await writeFile(new URL(name, directory), JSON.stringify(document, null, 2));
  process.stdout.write(`docs/api/${name}\n`);
}
