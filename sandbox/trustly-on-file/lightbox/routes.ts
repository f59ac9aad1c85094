/** The Lightbox over HTTP: the SDK's script, server-rendered pages, one address per visit, and forms that post to it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import formbody from '@fastify/formbody';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { BANKS } from '../../demo-bank.ts';
import { wordingFor } from '../../microsite/language.ts';
import { SECURITY_HEADERS } from '../../microsite/security-headers.ts';
import { ApiError } from '../api-error.ts';
import { fieldsOf, type Fields } from '../request-fields.ts';
import { noticePage, renderLightbox, visitPage, type LightboxPage } from './pages.ts';
import { actionPath, LIGHTBOX_PATH, SCRIPT_PATH, START_PATH, visitPath, type Action } from './paths.ts';
import type { Reception } from './reception.ts';

export const visitUrl = visitPath;

const ASSETS = {
  'lightbox.css': ['../../microsite/microsite.css', 'text/css; charset=utf-8'],
  'lightbox.js': ['lightbox.js', 'text/javascript; charset=utf-8'],
} as const;

/** In the SDK's script, where the banks are put in. */
const BANKS_PLACE = /\[\s*\/\* banks \*\/\s*\]/;

const read = (name: string): string => readFileSync(path.join(import.meta.dirname, name), 'utf8');

export async function registerLightbox(
  parent: FastifyInstance,
  reception: Reception,
  accessId: string,
): Promise<void> {
  await parent.register(async (site) => {
    await site.register(formbody, { bodyLimit: 4_096 });
    for (const [name, [file, type]] of Object.entries(ASSETS)) {
      const content = read(file);
      site.get(`${START_PATH}/${name}`, async (_request, reply) => reply.type(type).send(content));
    }
    const banks = JSON.stringify(BANKS.map(({ name, providerId }) => ({ name, providerId })));
    const script = read('trustly.js').replace(BANKS_PLACE, banks);
    site.get(SCRIPT_PATH, async (request, reply) => {
      if (fieldsOf(request.query)['accessId'] !== accessId) throw new ApiError(375);
      return reply.type('text/javascript; charset=utf-8').header('cache-control', 'no-cache').send(script);
    });
    site.setErrorHandler((error, request, reply) => {
      if (!(error instanceof ApiError)) throw error;
      return show(reply.code(error.status), request, refusedPage(error), '*');
    });

    site.get(LIGHTBOX_PATH, async (request, reply) =>
      reply.redirect(visitPath(reception.establish(fieldsOf(request.query)).id), 303),
    );
    site.get<{ Params: { id: string } }>(visitPath(':id'), async (request, reply) => {
      const visit = reception.visits.get(request.params.id);
      if (visit === null) return show(reply.code(410), request, OVER, '*');
      return show(reply, request, visitPage(visit, wordingFor(request)), visit.merchantOrigin);
    });
    registerForms(site, reception);
  });
}

const OVER = noticePage(
  'This visit is over',
  'Nothing was taken. Go back to where you came from and begin again.',
);

function refusedPage({ code, message }: ApiError): LightboxPage {
  return noticePage('This request cannot be used', `Error ${code}: ${message}.`);
}

function registerForms(site: FastifyInstance, reception: Reception): void {
  const { visits } = reception;
  const post = (action: Action, work: (id: string, form: Fields) => Promise<void> | void): void => {
    site.post<{ Params: { id: string } }>(actionPath(':id', action), async (request, reply) => {
      const { id } = request.params;
      await work(id, fieldsOf(request.body));
      return reply.redirect(visitPath(id), 303);
    });
  };
  post('bank', (id, form) => {
    const bank = BANKS.find((one) => one.id === form['bank']);
    if (bank !== undefined) visits.advance(id, { event: 'bank', bank });
  });
  post('login', async (id, form) => {
    const at = visits.get(id)?.at;
    if (at?.step !== 'login') return;
    const userName = form['userName']?.trim().slice(0, 64) ?? '';
    const passPhrase = form['passPhrase']?.trim().slice(0, 64) ?? '';
    if (userName === '' || passPhrase === '') {
      visits.advance(id, { event: 'loginRefused', problem: 'MISSING' });
    } else {
      await reception.logIn(id, { bank: at.bank, userName, passPhrase });
    }
  });
  post('answer', async (id, form) => reception.answer(id, form));
  post('account', (id, form) => {
    visits.advance(id, { event: 'account', index: Number(form['account'] ?? -1) });
  });
  post('details', (id, { number = '', place = '' }) => {
    visits.advance(id, { event: 'details', number, place });
  });
  post('manual', (id) => {
    visits.advance(id, { event: 'manual' });
  });
  post('numbers', async (id, form) => reception.numbers(id, form));
  post('code', async (id, { code = '' }) => reception.code(id, code));
  post('confirm', async (id) => reception.confirm(id));
  post('back', (id) => {
    visits.advance(id, { event: 'back' });
  });
  post('cancel', (id) => reception.cancel(id));
}

/** @param framedBy the origin whose page may have this one in a frame. */
function show(
  reply: FastifyReply,
  request: FastifyRequest,
  page: LightboxPage,
  framedBy: string,
): FastifyReply {
  const { language } = wordingFor(request);
  return reply
    .headers({
      ...SECURITY_HEADERS,
      'content-security-policy': `${SECURITY_HEADERS['content-security-policy']} ${framedBy}`,
    })
    .type('text/html; charset=utf-8')
    .header('content-language', language)
    .send(renderLightbox(page, language));
}
