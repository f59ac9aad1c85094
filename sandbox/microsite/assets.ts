/** The style sheet and the script of the microsite, read once at start. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { FastifyInstance } from 'fastify';
import { MICROSITE_PATH } from './visit-path.ts';

const ASSETS = {
  'microsite.css': 'text/css; charset=utf-8',
  'microsite.js': 'text/javascript; charset=utf-8',
} as const;

export function registerAssets(site: Pick<FastifyInstance, 'get'>): void {
  for (const [name, type] of Object.entries(ASSETS)) {
    const content = readFileSync(path.join(import.meta.dirname, name), 'utf8');
    site.get(`${MICROSITE_PATH}/${name}`, async (_request, reply) => reply.type(type).send(content));
  }
}
