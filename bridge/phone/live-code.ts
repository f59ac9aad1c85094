/** Which codes a page lets in. */
import type { FastifyRequest } from 'fastify';
import type { Code } from './code-address.ts';
import type { PhonePorts } from './ports.ts';
import { PageRefusal } from './refusal.ts';

type Ports = Pick<PhonePorts, 'pages' | 'logins'>;

/**
 * Codes that are made up are counted by address. A right one is let in all the same: nobody finds one by trying.
 * @returns whether it is alive. @throws {PageRefusal}
 */
export function requireOurs(
  { pages, logins }: Ports,
  request: FastifyRequest,
  { asset, token }: Code,
): boolean {
  const reading = pages.readCode(asset, token);
  if (reading !== 'not ours') return reading === 'live';
  const waitS = logins.refused({ door: 'phone', principal: '', address: request.ip });
  throw new PageRefusal(waitS > 0 ? 'TOO_MANY' : 'CODE_NOT_OURS');
}

/** @throws {PageRefusal} */
export function requireLive(ports: Ports, request: FastifyRequest, code: Code): void {
  if (!requireOurs(ports, request, code)) throw new PageRefusal('CODE_EXPIRED');
}
