/** Which phone sends a form, and until when the page is good that it was on. */
import type { FastifyRequest } from 'fastify';
import type { AtPayment } from './passkey-questions.ts';
import type { PhoneKeys } from './phone-keys.ts';
import { PageRefusal } from './refusal.ts';
import type { Visitors } from './visitors.ts';

/** A page may be looked at for so long before it is sent. */
export const FORM_LIFE_MS = 300_000;

export function requirePayer(visitors: Visitors, request: FastifyRequest): string {
  const { payer } = visitors.of(request);
  if (payer === null) throw new PageRefusal('NO_COOKIE');
  return payer;
}

/** @returns until when the page is good. What follows from it is good for no longer [live-codes-only]. */
export function requireTicket(keys: PhoneKeys, { payer, fundingId }: AtPayment, ticket: string): number {
  const untilMs = keys.ticketEnd(payer, fundingId, ticket, Date.now());
  if (untilMs === null) throw new PageRefusal('FORM_OLD');
  return untilMs;
}
