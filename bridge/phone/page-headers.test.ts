import type { FastifyRequest } from 'fastify';
import { expect, it } from 'vitest';
import { requireOwnPage } from './page-headers.ts';

const url = 'https://pay.casino.example';
const sent = (method: string, headers: Record<string, string>) => () =>
  requireOwnPage({ method, headers } as unknown as FastifyRequest, url);

it.each([
  ['that does not say where from', {}],
  ['of a page that hides where it is', { origin: 'null' }],
  ['of another site', { origin: 'https://evil.example' }],
  ['of a site with a longer name', { origin: `${url}.evil.example` }],
  ['of another port', { origin: `${url}:8443` }],
  ['without TLS', { origin: 'http://pay.casino.example' }],
  ['that is not written as browsers do', { origin: `${url}/` }],
  ['that the browser knows to be of another site', { origin: url, 'sec-fetch-site': 'cross-site' }],
  ['that the browser knows to be of a neighbour', { origin: url, 'sec-fetch-site': 'same-site' }],
])('a form %s is refused [checked-at-the-door]', (_which, headers) => {
  expect(sent('POST', headers)).toThrow('FORM_OLD');
});

it('a form of a page of ours is taken, and any page may lead to ours', () => {
  expect(sent('POST', { origin: url })).not.toThrow();
  expect(sent('POST', { origin: url, 'sec-fetch-site': 'same-origin' })).not.toThrow();
  expect(sent('GET', { 'sec-fetch-site': 'cross-site' })).not.toThrow();
});
