/** A page of the operators as a document: in the casino's name and colours, or in none. */
import type { FastifyReply } from 'fastify';
import type { Brand } from '../../../protocol/brand.ts';
import { html, type Html } from '../../platform/http/html.ts';
import { postForm } from './form.ts';
import type { Page } from './parts.ts';
import type { Visitor } from './session.ts';

declare module 'fastify' {
  interface FastifyInstance {
    /** Of the operators' pages; null: our own look. */
    readonly brand: Brand | null;
  }
}

export function sendPage(reply: FastifyReply, page: Page): FastifyReply {
  return reply.type('text/html; charset=utf-8').send(documentOf(page, reply.server.brand));
}

function documentOf({ title, visitor, body }: Page, brand: Brand | null): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width" />
        <title>${title} · ${brand === null ? 'Topper bridge' : brand.name}</title>
        <link rel="stylesheet" href="/floor/style.css" />
      </head>
      <body>
        ${brand && html`<header>${brand.name}</header>`} ${visitor && navigation(visitor)}
        <main>
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`.text;
}

function navigation({ name, role, formToken }: Visitor): Html {
  return html`<nav>
    <a href="/floor">Floor</a><a href="/floor/limits">Limits</a><a href="/floor/reports">Reconciliation</a>
    ${postForm(formToken, '/floor/logout', html`<span>${name} (${role})</span><button>Sign out</button>`)}
  </nav>`;
}
