import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { apiDocuments } from './api-documents.ts';

describe('docs/api', () => {
  it('is what the schemas say now; if not, run `npm run docs:api`', async () => {
    for (const [name, document] of Object.entries(await apiDocuments())) {
      const kept: unknown = JSON.parse(
        readFileSync(new URL(`../../docs/api/${name}`, import.meta.url), 'utf8'),
      );
      expect(kept).toEqual(JSON.parse(JSON.stringify(document)));
    }
  });
});
