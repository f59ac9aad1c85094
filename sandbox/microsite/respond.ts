/** The two answers of the microsite: a page, or the way to the visit's own address after a form. */
import type { FastifyReply } from 'fastify';
import { otherLanguage } from './language.ts';
import { renderPage, type Page } from './layout.ts';
import { visitPath } from './visit-path.ts';

export const show = (reply: FastifyReply, page: Page): FastifyReply =>
  reply
    .code(page.status)
    .type('text/html; charset=utf-8')
    .header('content-language', page.wording.language)
    .send(renderPage(page, otherLanguage(reply.request)));

/** 303, so that a reload or the way back never posts a form again. */
export const goTo = (reply: FastifyReply, visitId: string): FastifyReply =>
  reply.redirect(visitPath(visitId), 303);
