import type { FastifyReply } from 'fastify';
import type { Language } from './languages.ts';
import { pageHeaders, type Scripts } from './page-headers.ts';
import { documentOf, type PhonePage } from './parts.ts';

interface Around {
  readonly language: Language;
  readonly casino: string | null;
  readonly scripts: Scripts;
}

export function sendPage(
  reply: FastifyReply,
  page: PhonePage,
  { language, casino, scripts }: Around,
): FastifyReply {
  pageHeaders(reply, scripts);
  return reply.type('text/html; charset=utf-8').send(documentOf(page, language, casino));
}
