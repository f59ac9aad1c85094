import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createHttpServer } from '../platform/http/server.ts';
import { createLog } from '../platform/log.ts';
import { apiDocuments, onFileRoutes } from './api-documents.ts';

describe('docs/api', () => {
  it('is what the schemas say now; if not, run `npm run docs:api`', async () => {
    for (const [name, document] of Object.entries(await apiDocuments())) {
      const kept: unknown = JSON.parse(
        readFileSync(new URL(`../../docs/api/${name}`, import.meta.url), 'utf8'),
      );
      expect(kept).toEqual(JSON.parse(JSON.stringify(document)));
    }
  });

  it('has every route of the on-file rail and of the phone, but for their files', async () => {
    const routes: string[] = [];
    const app = createHttpServer(createLog('silent'), null, []);
    app.addHook('onRoute', ({ method, url }) => {
      for (const one of [method].flat().filter((name) => name !== 'HEAD'))
        routes.push(`${one} ${url.replace(/:(\w+)/g, '{$1}')}`);
    });
    for (const plugin of onFileRoutes()) await app.register(plugin);
    await app.ready();
    await app.close();
    const document = (await apiDocuments())['openapi-on-file.json'] as { paths: Record<string, object> };
    const documented = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const files = ['GET /-/style.css', 'GET /-/bank.js', 'GET /-/passkey.js'];
    const answered = routes.filter((route) => !route.endsWith(' /*'));
    expect(answered.toSorted()).toEqual([...documented, ...files].toSorted());
  });
});
