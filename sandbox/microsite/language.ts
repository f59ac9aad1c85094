/** Which language a phone is spoken to in: the one the player chose, else the phone's own, else English. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { keepCookie, readCookie } from './cookies.ts';
import { WORDINGS, type Language, type Wording } from './wording/wording.ts';

const PARAMETER = 'lang';

export function wordingFor(request: FastifyRequest): Wording {
  const chosen = chosenNow(request) ?? asLanguage(readCookie(request, 'language'));
  return WORDINGS[chosen ?? preferred(request.headers['accept-language'] ?? '')];
}

/** Keeps what the player chose on this page for the pages that follow. */
export async function keepChosenLanguage(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const chosen = chosenNow(request);
  if (chosen !== null) keepCookie(reply, 'language', chosen);
}

/** The way to this same page in the other language; null where the page answers a form and has no address. */
export function otherLanguage(request: FastifyRequest): { href: string; wording: Wording } | null {
  if (request.method !== 'GET') return null;
  const wording = WORDINGS[wordingFor(request).language === 'en' ? 'es' : 'en'];
  const { searchParams } = addressOf(request);
  searchParams.set(PARAMETER, wording.language);
  return { href: `?${searchParams.toString()}`, wording };
}

/** The first language of ours in the header, by the weight the browser gives it. */
export function preferred(acceptLanguage: string): Language {
  const ranges = acceptLanguage.split(',').map((range) => {
    const [tag = '', ...parameters] = range
      .trim()
      .toLowerCase()
      .split(/\s*;\s*/);
    const weight = parameters.find((one) => one.startsWith('q='))?.slice(2) ?? '1';
    return { language: asLanguage(tag.split('-')[0] ?? ''), weight: Number(weight) };
  });
  return (
    ranges
      .filter(({ weight }) => weight > 0)
      .toSorted((a, b) => b.weight - a.weight)
      .find(({ language }) => language !== null)?.language ?? 'en'
  );
}

function chosenNow(request: FastifyRequest): Language | null {
  return asLanguage(addressOf(request).searchParams.get(PARAMETER));
}

function addressOf(request: FastifyRequest): URL {
  return new URL(request.url, 'http://microsite');
}

function asLanguage(text: string | null): Language | null {
  return text === 'en' || text === 'es' ? text : null;
}
