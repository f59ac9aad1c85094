/** What a browser may do with a page, and from which page a request comes. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { PageRefusal } from './refusal.ts';

const HEADERS = {
  'x-content-type-options': 'nosniff',
  // Not `no-referrer`: browsers then send `Origin: null` with our own forms.
  'referrer-policy': 'same-origin',
  // A bank may open a window of its own.
  'cross-origin-opener-policy': 'same-origin-allow-popups',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
};

/** `own`: ours alone. `rail`: its address; beside ours, and the only thing from elsewhere. */
export type Scripts = 'none' | 'own' | { readonly rail: string };

export function pageHeaders(reply: FastifyReply, scripts: Scripts): void {
  const policy = [
    "default-src 'none'",
    ...sourcesOf(scripts),
    "style-src 'self'",
    // The empty icon: otherwise each page asks for one.
    'img-src data:',
    "form-action 'self'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ];
  reply.headers({ ...HEADERS, 'content-security-policy': policy.join('; ') });
}

function sourcesOf(scripts: Scripts): string[] {
  if (scripts === 'none') return [];
  if (scripts === 'own') return ["script-src 'self'"];
  const { origin } = new URL(scripts.rail);
  return [`script-src 'self' ${origin}`, `frame-src ${origin}`];
}

/** A form comes from a page of ours, or is refused. @param url of the pages, as phones see it. */
export function requireOwnPage({ method, headers }: FastifyRequest, url: string): void {
  if (method === 'GET' || method === 'HEAD') return;
  const { origin, 'sec-fetch-site': site } = headers;
  if (origin !== url || (site !== undefined && site !== 'same-origin')) throw new PageRefusal('FORM_OLD');
}
