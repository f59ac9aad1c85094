/** Bodies of forms: small, and of few fields, before anything is known of who sends them. */
import { parse } from 'node:querystring';
import formbody from '@fastify/formbody';
import type { FastifyInstance } from 'fastify';
import { MAX_BODY_BYTES } from './server.ts';

/** No form of ours has as many. What comes after them is not read: what is left is not of any form's schema. */
const MOST_FIELDS = 16;

/** A route that needs a longer form says so with its own `bodyLimit`, and must admit its caller in `onRequest`. */
export async function acceptForms(app: Pick<FastifyInstance, 'register'>): Promise<void> {
  await app.register(formbody, {
    bodyLimit: MAX_BODY_BYTES,
    parser: (text) => parse(text, '&', '=', { maxKeys: MOST_FIELDS }),
  });
}
