import fastify from 'fastify';
import { expect, it } from 'vitest';
import { acceptForms } from './form-body.ts';

it('of a form only the first sixteen fields are read, however many it has', async () => {
  const app = fastify();
  await acceptForms(app);
  app.post('/', { bodyLimit: 100_000 }, async (request) => Object.keys(request.body as object).length);
  const payload = Array.from({ length: 10_000 }, (_, n) => `f${n}=`).join('&');
  const headers = { 'content-type': 'application/x-www-form-urlencoded' };
  expect((await app.inject({ method: 'POST', url: '/', headers, payload })).body).toBe('16');
  await app.close();
});
