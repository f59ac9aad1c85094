import type { FastifyReply } from 'fastify';
import type { Language } from './languages.ts';
import { pageHeaders } from './page-headers.ts';
import { documentOf, type PhonePage } from './parts.ts';

interface Around {
  readonly language: Language;
  readonly casino: string | null;
  /** The address of the rail's script; null: the page needs none. */
  readonly script: string | null;
}

export function sendPage(
  reply: FastifyReply,
  page: PhonePage,
  { language, casino, script }: Around,
): FastifyReply {
  pageHeaders(reply, script);
  return reply.type('text/html; charset=utf-8').send(documentOf(page, language, casino));
}
